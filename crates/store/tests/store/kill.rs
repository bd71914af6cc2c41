use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use store::{MessageId, SessionFilter, Status, Store};
use uuid::Uuid;

use crate::sample::{NOW, arrived, begun, ending, opened, session_id};

const TEST: &str = "kill::a_killed_writer_leaves_a_whole_database_and_no_open_reply";
const FOLDER: &str = "ANTIPHON_TEST_KILL";

#[tokio::test]
async fn a_killed_writer_leaves_a_whole_database_and_no_open_reply() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return write_until_killed(&PathBuf::from(folder)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut replies = 0;
    for round in 0..20 {
        let written = kill_a_writer(folder.path(), random(200), random(4_000));
        let opened = Store::open(folder.path(), NOW).await.unwrap();
        assert_eq!(opened.set_aside, None, "round {round}: not damaged");
        assert!(opened.interrupted <= 2, "round {round}: at most the two open ones");
        for (id, length) in written {
            let message = opened.store.message(id).await.unwrap();
            assert!(message.text.len() >= length, "round {round}: what was written is there");
            let whole = message.text.ends_with("the end");
            let expected = if whole { Status::Complete } else { Status::Interrupted };
            assert_eq!(message.status, expected, "round {round}: {} bytes", message.text.len());
            replies += 1;
        }
        let all = SessionFilter { limit: u32::MAX, ..SessionFilter::default() };
        for row in opened.store.sessions(&all).await.unwrap().sessions {
            let leaf = opened.store.session(row.id).await.unwrap().leaf.unwrap();
            let status = opened.store.message(leaf).await.unwrap().status;
            assert_ne!(status, Status::Streaming, "round {round}: none is left open");
        }
        opened.store.close().await;
    }
    assert!(replies >= 20, "the writers wrote: {replies} replies");
}

/// Streams two replies at a time, in checkpoints, and says after each how far it is.
async fn write_until_killed(folder: &Path) {
    let store = opened(folder).await;
    let mut out = std::io::stdout();
    loop {
        let (_, one) = begun(&store, session_id(), "Hi").await;
        let (_, two) = begun(&store, session_id(), "Hi").await;
        let mut text = String::new();
        for number in 0..20 {
            text.push_str(&format!("{number} words and more words, "));
            store.checkpoint(&[arrived(one, &text), arrived(two, &text)]).await.unwrap();
            for id in [one, two] {
                writeln!(out, "wrote {id} {}", text.len()).unwrap();
            }
        }
        text.push_str("the end");
        let ends = [one, two].map(|id| ending(id, &text, Status::Complete));
        store.end_all(&ends).await.unwrap();
    }
}

/// Starts a writer and kills it so many lines and microseconds later; yields how long each of the
/// replies was that it says it wrote.
fn kill_a_writer(folder: &Path, lines: u64, micros: u64) -> Vec<(MessageId, usize)> {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", TEST, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(fs::File::create(folder.join("writer.log")).unwrap())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut written: Vec<String> =
        said.by_ref().filter(|line| line.starts_with("wrote")).take(lines as usize + 1).collect();
    let then = Instant::now() + Duration::from_micros(micros);
    while Instant::now() < then {
        std::hint::spin_loop();
    }
    writer.kill().unwrap();
    writer.wait().unwrap();
    assert_eq!(written.len(), lines as usize + 1, "it wrote until it was killed");
    written.extend(said.filter(|line| line.starts_with("wrote")));
    written.iter().filter_map(|line| progress(line)).collect()
}

/// A line `wrote <id> <bytes>`; none if it was cut off.
fn progress(line: &str) -> Option<(MessageId, usize)> {
    let mut words = line.split(' ').skip(1);
    let id = Uuid::parse_str(words.next()?).ok()?;
    Some((MessageId(id), words.next()?.parse().ok()?))
}

/// A number below `limit`.
fn random(limit: u64) -> u64 {
    Uuid::now_v7().as_u64_pair().1 % limit
}
