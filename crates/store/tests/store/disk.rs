//! Disks that are full or cannot be written, each mounted for one test in a name space of its own.

use std::fs;

use stage::disk::{SmallDisk, may_mount};
use store::{Error, OpenError, Status, Store};

use tempfile::TempDir;

use crate::sample::{NOW, arrived, begun, ending, opened, session_id};

/// A small disk on a folder, where one may be mounted: `None` once the test has passed in a process
/// of its own, which may.
fn on_a_small_disk(test: &str) -> Option<(TempDir, SmallDisk)> {
    if !may_mount(&format!("disk::{test}")).unwrap() {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = SmallDisk::mount(folder.path(), 4).unwrap();
    Some((folder, disk))
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_goes_on_when_there_is_room() {
    let test = "a_full_disk_loses_nothing_and_goes_on_when_there_is_room";
    let Some((folder, disk)) = on_a_small_disk(test) else { return };
    let store = opened(folder.path()).await;
    let (_, reply) = begun(&store, session_id(), "Tell me all").await;
    store.checkpoint(&[arrived(reply, "Before")]).await.unwrap();
    disk.fill().unwrap();

    let long = "words ".repeat(20_000);
    for _ in 0..5 {
        let full = store.checkpoint(&[arrived(reply, &long)]).await;
        assert!(matches!(full, Err(Error::Full(_))), "{full:?}");
    }
    let full = store.end(&ending(reply, &long, Status::Complete)).await;
    assert!(matches!(full, Err(Error::Full(_))), "{full:?}");
    let message = store.message(reply).await.unwrap();
    assert_eq!(message.text, "Before", "reading goes on, with what was written before");

    disk.free().unwrap();
    store.checkpoint(&[arrived(reply, &long)]).await.unwrap();
    store.end(&ending(reply, &long, Status::Complete)).await.unwrap();
    store.close().await;
    let again = Store::open(folder.path(), NOW).await.unwrap();
    assert_eq!((again.set_aside, again.interrupted), (None, 0), "nothing was hurt");
    assert_eq!(again.store.message(reply).await.unwrap().text, long, "all of it");
}

#[tokio::test]
async fn a_store_on_a_full_disk_says_so_and_opens_when_there_is_room() {
    let test = "a_store_on_a_full_disk_says_so_and_opens_when_there_is_room";
    let Some((folder, disk)) = on_a_small_disk(test) else { return };
    disk.fill().unwrap();
    let full = Store::open(folder.path(), NOW).await;
    assert!(matches!(full, Err(OpenError::Full { .. })), "no room for a new one: {full:?}");
    disk.free().unwrap();
    let store = opened(folder.path()).await;
    let (_, reply) = begun(&store, session_id(), "Hi").await;
    store.close().await;

    disk.fill().unwrap();
    let full = Store::open(folder.path(), NOW).await;
    assert!(matches!(full, Err(OpenError::Full { .. })), "nor to open an old one: {full:?}");
    disk.free().unwrap();
    let store = opened(folder.path()).await;
    assert_eq!(store.message(reply).await.unwrap().status, Status::Interrupted, "all is there");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_and_left_alone() {
    let test = "a_folder_that_cannot_be_written_is_told_and_left_alone";
    let Some((folder, disk)) = on_a_small_disk(test) else { return };
    let store = opened(folder.path()).await;
    let (_, reply) = begun(&store, session_id(), "Hi").await;
    store.close().await;
    // Its lock is a file that is open for writing, and keeps the disk busy.
    drop(store);
    for inner in ["", "a folder yet to be made"] {
        disk.set("ro").unwrap();
        let refused = Store::open(&folder.path().join(inner), NOW).await;
        assert!(matches!(refused, Err(OpenError::ReadOnly { .. })), "{inner:?}: {refused:?}");
        disk.set("rw").unwrap();
    }
    let store = opened(folder.path()).await;
    assert_eq!(store.message(reply).await.unwrap().status, Status::Interrupted, "all is there");
}

#[tokio::test]
async fn a_path_through_a_file_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let refused = Store::open(&folder.path().join("file/inner"), NOW).await;
    assert!(matches!(refused, Err(OpenError::ReadOnly { .. })), "{refused:?}");
}
