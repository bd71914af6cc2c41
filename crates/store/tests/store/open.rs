use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use store::{OpenError, SessionFilter, Status, Store};

use crate::sample::{NOW, arrived, begun, kept, opened, session_id};

#[tokio::test]
async fn a_new_folder_gets_an_empty_store() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("not/there yet/ü");
    let opened = Store::open(&inner, NOW).await.unwrap();
    assert_eq!((opened.set_aside, opened.interrupted), (None, 0), "nothing happened on the way");
    let all = SessionFilter { limit: 1, ..SessionFilter::default() };
    assert_eq!(opened.store.sessions(&all).await.unwrap().sessions, [], "no sessions");
}

#[tokio::test]
async fn what_a_crash_left_open_is_interrupted_with_what_had_arrived() {
    let kept = kept().await;
    let (_, open) = begun(&kept.store, session_id(), "Hi").await;
    let (_, other) = begun(&kept.store, session_id(), "Hi").await;
    kept.store.checkpoint(&[arrived(open, "Half a")]).await.unwrap();

    let crashed = crash(kept.folder.path());
    let again = Store::open(crashed.path(), NOW).await.unwrap();
    assert_eq!((again.interrupted, again.set_aside), (2, None), "both replies");
    let message = again.store.message(open).await.unwrap();
    assert_eq!((message.status, message.text.as_str()), (Status::Interrupted, "Half a"));
    assert_eq!(again.store.message(other).await.unwrap().status, Status::Interrupted, "both");
    again.store.close().await;
    assert_eq!(Store::open(crashed.path(), NOW).await.unwrap().interrupted, 0, "only once");
}

#[tokio::test]
async fn a_second_opening_is_refused_while_the_first_lasts() {
    let kept = kept().await;
    let second = Store::open(kept.folder.path(), NOW).await;
    assert!(matches!(second, Err(OpenError::InUse { .. })), "{second:?}");
    begun(&kept.store, session_id(), "The first goes on").await;
    let clone = kept.store.clone();
    kept.store.close().await;
    let third = opened(kept.folder.path()).await;
    begun(&third, session_id(), "Hi").await;
    drop(clone);
    let fourth = Store::open(kept.folder.path(), NOW).await;
    assert!(matches!(fourth, Err(OpenError::InUse { .. })), "an old clone unlocks nothing");
}

#[tokio::test]
async fn a_clean_end_leaves_one_file_of_data() {
    let kept = kept().await;
    begun(&kept.store, session_id(), "Hi").await;
    kept.store.close().await;
    let files: Vec<PathBuf> = files(kept.folder.path()).into_keys().collect();
    let names = ["antiphon.clean", "antiphon.lock", "antiphon.sqlite"].map(PathBuf::from);
    assert_eq!(files, names, "no log is left");
}

#[tokio::test]
async fn a_newer_database_is_refused_and_left_as_it_is() {
    let closed = kept().await;
    closed.store.close().await;
    let mut database = raw(&closed.folder.path().join("antiphon.sqlite")).await;
    add_migration(&mut database).await;
    // While the connection is open, what it wrote stands in the log only.
    let crashed = crash(closed.folder.path());
    database.close().await.unwrap();
    let logged = files(crashed.path());
    assert!(logged.contains_key(Path::new("antiphon.sqlite-wal")), "a log: {:?}", logged.keys());

    for (folder, how) in [(closed.folder.path(), "closed"), (crashed.path(), "crashed")] {
        let before = files(folder);
        let refused = Store::open(folder, NOW).await;
        assert!(matches!(refused, Err(OpenError::Newer { .. })), "{how}: {refused:?}");
        let after = files(folder);
        for (name, bytes) in &before {
            assert!(after.get(name) == Some(bytes), "{how}: {name:?} is byte for byte the same");
        }
    }
    let names = |folder| files(folder).into_keys().collect::<Vec<_>>();
    let known = ["antiphon.clean", "antiphon.lock", "antiphon.sqlite"].map(PathBuf::from);
    assert_eq!(names(closed.folder.path()), known, "nothing is added");
}

async fn add_migration(database: &mut SqliteConnection) {
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (29991231235959, 'from the future', true, x'00', 0)",
    )
    .execute(database)
    .await
    .unwrap();
}

/// A plain connection to a database file.
pub(crate) async fn raw(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).create_if_missing(true).connect().await.unwrap()
}

/// A copy of a folder in use, as a crash at this moment would leave it.
pub(crate) fn crash(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for (name, bytes) in files(folder) {
        if !name.to_string_lossy().ends_with("-shm") {
            fs::write(copy.path().join(name), bytes).unwrap();
        }
    }
    copy
}

/// The files of a folder by name.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| (entry.file_name().into(), fs::read(entry.path()).unwrap())).collect()
}
