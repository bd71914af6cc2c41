//! Imports that are killed at random moments.

use std::io::{BufRead, BufReader, Cursor};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use engine::Carrying;
use store::Store;
use uuid::Uuid;

use crate::carrying::{chats, ids};
use crate::random::engine;

const TEST: &str = "carrying_killed::a_killed_import_leaves_whole_chats_and_goes_on";
const FOLDER: &str = "ANTIPHON_TEST_KILLED_IMPORT";
const CHATS: usize = 4_000;

#[tokio::test]
async fn a_killed_import_leaves_whole_chats_and_goes_on() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let engine = engine(Path::new(&folder)).await;
        println!("begun");
        engine.import(Cursor::new(chats(CHATS)), &Carrying::default()).await.unwrap();
        println!("ended");
        return engine.close().await;
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut before, mut midway) = (0, 0);
    for round in 0..20 {
        kill_an_import(folder.path());
        let opened = Store::open(folder.path(), store::Millis(1)).await.unwrap();
        assert_eq!(opened.set_aside, None, "round {round}: not damaged");
        opened.store.close().await;
        let engine = engine(folder.path()).await;
        let there = ids(&engine).await;
        assert!(there.len() >= before, "round {round}: what was there stays");
        for id in &there {
            let whole = engine.store().whole_session(*id).await.unwrap();
            assert_eq!(whole.messages.len(), 2, "round {round}: nothing is half done");
            assert_eq!(whole.session.leaf, Some(whole.messages[1].message.id));
        }
        before = there.len();
        midway += u32::from(before > 0 && before < CHATS);
        engine.close().await;
        if before == CHATS {
            break;
        }
    }
    assert!(midway > 0, "some were killed midway");
    let engine = engine(folder.path()).await;
    let rest = engine.import(Cursor::new(chats(CHATS)), &Carrying::default()).await.unwrap();
    assert_eq!(rest.came.new_sessions as usize, CHATS - before, "only what was missing comes");
    assert_eq!(ids(&engine).await.len(), CHATS);
}

/// Starts an import and kills it a moment later.
fn kill_an_import(folder: &Path) {
    let mut import = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(import.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(said.any(|line| line.ends_with("begun")), "it begins");
    let moment = Uuid::now_v7().as_u64_pair().1 % 400_000;
    let then = Instant::now() + Duration::from_micros(moment);
    while Instant::now() < then {
        std::hint::spin_loop();
    }
    import.kill().unwrap();
    import.wait().unwrap();
}
