//! The index of a store that is older than it: filled in pieces, whatever happens meanwhile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sqlx::Connection;
use store::{NewTurn, Store};

use crate::open::raw;
use crate::sample::{NOW, first_turn, kept, opened, session_id};
use crate::search::found;

const TEST: &str = "filling::a_filling_that_is_killed_goes_on_where_it_was";
const FOLDER: &str = "ANTIPHON_TEST_FILL";
const MESSAGES: usize = 600;

/// A store whose messages were all written before there was an index.
async fn old_store(folder: &Path) {
    let store = opened(folder).await;
    let turn = |n| NewTurn {
        replies: Vec::new(),
        ..first_turn(session_id(), &format!("old message number{n}"))
    };
    let turns: Vec<_> = (0..MESSAGES).map(|n| (turn(n), NOW)).collect();
    store.begin_turns(&turns).await.unwrap();
    store.close().await;
    let mut database = raw(&folder.join("antiphon.sqlite")).await;
    // As another way of cutting words left it.
    sqlx::query("update search_state set version = -1").execute(&mut database).await.unwrap();
    database.close().await.unwrap();
}

async fn fill(store: &Store) {
    while !store.fill_index(50).await.unwrap().is_whole() {}
}

#[tokio::test]
async fn an_old_store_is_filled_in_pieces_the_newest_first() {
    let folder = tempfile::tempdir().unwrap();
    old_store(folder.path()).await;
    let store = opened(folder.path()).await;
    let progress = store.index_progress().await.unwrap();
    assert_eq!((progress.done, progress.is_whole()), (0, false));
    assert_eq!(found(&store, "old").await.sessions.len(), 0, "nothing is found yet");
    let progress = store.fill_index(100).await.unwrap();
    assert_eq!((progress.done, progress.of), (100, MESSAGES as i64));
    assert_eq!(found(&store, "number599").await.sessions.len(), 1, "the newest is");
    assert_eq!(found(&store, "number0").await.sessions.len(), 0, "the oldest is not");
    let new = NewTurn { replies: Vec::new(), ..first_turn(session_id(), "a new message") };
    store.begin_turn(&new, NOW).await.unwrap();
    assert_eq!(found(&store, "new").await.sessions.len(), 1, "what is written now is");
    fill(&store).await;
    for n in [0, 1, 300, 598] {
        assert_eq!(found(&store, &format!("number{n}")).await.sessions.len(), 1, "{n}");
    }
    assert!(store.index_progress().await.unwrap().is_whole());
}

#[tokio::test]
async fn a_filling_that_is_killed_goes_on_where_it_was() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        let store = opened(&PathBuf::from(folder)).await;
        while !store.fill_index(7).await.unwrap().is_whole() {}
        // Killed from outside, sooner or later; here at the latest.
        std::process::abort();
    }
    let folder = tempfile::tempdir().unwrap();
    old_store(folder.path()).await;
    let mut before = 0;
    for round in 0..40 {
        let mut filling = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", TEST, "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("filling.log")).unwrap())
            .spawn()
            .unwrap();
        // Until its log of changes is there; then a little longer each time.
        let log = folder.path().join("antiphon.sqlite-wal");
        let grown = |least: u64| fs::metadata(&log).is_ok_and(|file| file.len() > least);
        while !grown(20_000 * round) && filling.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        filling.kill().unwrap();
        filling.wait().unwrap();
        let store = opened(folder.path()).await;
        let done = store.index_progress().await.unwrap().done;
        assert!(done >= before, "round {round}: {done} after {before}");
        before = done;
        drop(store);
    }
    let store = opened(folder.path()).await;
    fill(&store).await;
    for n in 0..MESSAGES {
        let found = found(&store, &format!("number{n}")).await;
        assert_eq!((found.sessions.len(), found.sessions[0].count), (1, 1), "{n}: found, once");
    }
}

#[tokio::test]
async fn what_goes_for_good_is_found_no_more() {
    let kept = kept().await;
    let turn = NewTurn { replies: Vec::new(), ..first_turn(session_id(), "ephemeral") };
    kept.store.begin_turn(&turn, NOW).await.unwrap();
    kept.store.close().await;
    let mut database = raw(&kept.folder.path().join("antiphon.sqlite")).await;
    sqlx::query("pragma foreign_keys = on").execute(&mut database).await.unwrap();
    sqlx::query("delete from session").execute(&mut database).await.unwrap();
    let left = "select count(*) from message_words where message_words match 'ephemeral'";
    let left: i64 = sqlx::query_scalar(left).fetch_one(&mut database).await.unwrap();
    assert_eq!(left, 0, "the index follows the rows");
    database.close().await.unwrap();
}
