//! Imports that are killed at random moments.

use std::io::{BufRead, BufReader, Cursor};
use std::path::Path;
use std::process::{Command, Stdio};

use engine::Carrying;
use store::Store;
use uuid::Uuid;

use crate::carrying::{chats, ids};
use crate::random::engine;

const TEST: &str = "carrying_killed::a_killed_import_leaves_whole_chats_and_goes_on";
const FOLDER: &str = "ANTIPHON_TEST_KILLED_IMPORT";
/// Says in the process that imports how far it is.
const CAME: &str = "came ";
const CHATS: usize = 2_000;

#[tokio::test]
async fn a_killed_import_leaves_whole_chats_and_goes_on() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let engine = engine(Path::new(&folder)).await;
        let carrying = Carrying::default();
        let progress = carrying.clone();
        std::thread::spawn(move || {
            let mut told = u64::MAX;
            loop {
                let sessions = progress.progress().sessions;
                if sessions != told {
                    println!("{CAME}{sessions}");
                    told = sessions;
                }
                std::thread::yield_now();
            }
        });
        engine.import(Cursor::new(chats(CHATS)), &carrying).await.unwrap();
        return engine.close().await;
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut before, mut midway) = (0, 0);
    for round in 0..20 {
        kill_an_import(folder.path(), before);
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

/// Starts an import where so many chats are there, and kills it a few chats later.
fn kill_an_import(folder: &Path, there: usize) {
    let mut import = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let then = there as u64 + 1 + Uuid::now_v7().as_u64_pair().1 % 200;
    let said = BufReader::new(import.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut came = said.filter_map(|line| line.split_once(CAME)?.1.parse::<u64>().ok());
    came.by_ref().find(|&came| came >= then);
    import.kill().unwrap();
    import.wait().unwrap();
}
