//! Disks that are full or cannot be written, each mounted for one test in a name space of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use store::{Error, OpenError, Status, Store};

use crate::sample::{NOW, arrived, begun, ending, opened, session_id};

/// Runs the test of this name again, as a process that may mount a small disk; in that process,
/// yields the folder to mount it on. None once that process has passed.
///
/// Where no such process is allowed, the test is left out and says so.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn on_a_small_disk(test: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("ANTIPHON_TEST_DISK") {
        return Some(folder.into());
    }
    let ways: [&[&str]; 3] = [
        &["unshare", "--mount"],
        &["unshare", "--mount", "--map-root-user"],
        &["sudo", "-n", "unshare", "--mount"],
    ];
    let allowed = |way: &&&[&str]| {
        let probe = "mount -t tmpfs none /mnt";
        Command::new(way[0]).args(&way[1..]).args(["sh", "-c", probe]).output().is_ok_and(ok)
    };
    let Some(way) = ways.iter().find(allowed) else {
        eprintln!("left out: this user may not mount a disk");
        return None;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut disk = std::ffi::OsString::from("ANTIPHON_TEST_DISK=");
    disk.push(folder.path());
    let run = Command::new(way[0])
        .args(&way[1..])
        .arg("env")
        .arg(disk)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let passed = ok(run.clone()) && said.contains("1 passed");
    assert!(passed, "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    None
}

fn ok(output: Output) -> bool {
    output.status.success()
}

fn mount(folder: &Path, options: &str) {
    let mut mount = Command::new("mount");
    let mounted = mount.args(["-t", "tmpfs", "-o", options, "none"]).arg(folder).output().unwrap();
    assert!(ok(mounted.clone()), "{options}: {}", String::from_utf8_lossy(&mounted.stderr));
}

/// Takes all the space that is left.
fn fill(file: &Path) {
    use std::io::Write;
    let mut file = fs::File::create(file).unwrap();
    for piece in [4096, 1] {
        while file.write_all(&vec![1; piece]).is_ok() {}
    }
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_goes_on_when_there_is_room() {
    let test = "disk::a_full_disk_loses_nothing_and_goes_on_when_there_is_room";
    let Some(folder) = on_a_small_disk(test) else { return };
    mount(&folder, "size=4m");
    let store = opened(&folder).await;
    let (_, reply) = begun(&store, session_id(), "Tell me all").await;
    store.checkpoint(&[arrived(reply, "Before")]).await.unwrap();
    fill(&folder.join("filler"));

    let long = "words ".repeat(20_000);
    for _ in 0..5 {
        let full = store.checkpoint(&[arrived(reply, &long)]).await;
        assert!(matches!(full, Err(Error::Full(_))), "{full:?}");
    }
    let full = store.end(&ending(reply, &long, Status::Complete)).await;
    assert!(matches!(full, Err(Error::Full(_))), "{full:?}");
    let message = store.message(reply).await.unwrap();
    assert_eq!(message.text, "Before", "reading goes on, with what was written before");

    fs::remove_file(folder.join("filler")).unwrap();
    store.checkpoint(&[arrived(reply, &long)]).await.unwrap();
    store.end(&ending(reply, &long, Status::Complete)).await.unwrap();
    store.close().await;
    let again = Store::open(&folder, NOW).await.unwrap();
    assert_eq!((again.set_aside, again.interrupted), (None, 0), "nothing was hurt");
    assert_eq!(again.store.message(reply).await.unwrap().text, long, "all of it");
}

#[tokio::test]
async fn a_store_on_a_full_disk_says_so_and_opens_when_there_is_room() {
    let test = "disk::a_store_on_a_full_disk_says_so_and_opens_when_there_is_room";
    let Some(folder) = on_a_small_disk(test) else { return };
    mount(&folder, "size=4m");
    fill(&folder.join("filler"));
    let full = Store::open(&folder, NOW).await;
    assert!(matches!(full, Err(OpenError::Full { .. })), "no room for a new one: {full:?}");
    fs::remove_file(folder.join("filler")).unwrap();
    let store = opened(&folder).await;
    let (_, reply) = begun(&store, session_id(), "Hi").await;
    store.close().await;

    fill(&folder.join("filler"));
    let full = Store::open(&folder, NOW).await;
    assert!(matches!(full, Err(OpenError::Full { .. })), "nor to open an old one: {full:?}");
    fs::remove_file(folder.join("filler")).unwrap();
    let store = opened(&folder).await;
    assert_eq!(store.message(reply).await.unwrap().status, Status::Interrupted, "all is there");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_and_left_alone() {
    let test = "disk::a_folder_that_cannot_be_written_is_told_and_left_alone";
    let Some(folder) = on_a_small_disk(test) else { return };
    mount(&folder, "size=4m");
    let store = opened(&folder).await;
    let (_, reply) = begun(&store, session_id(), "Hi").await;
    store.close().await;
    // Its lock is a file that is open for writing, and keeps the disk busy.
    drop(store);
    for inner in ["", "a folder yet to be made"] {
        mount(&folder, "remount,ro");
        let refused = Store::open(&folder.join(inner), NOW).await;
        assert!(matches!(refused, Err(OpenError::ReadOnly { .. })), "{inner:?}: {refused:?}");
        mount(&folder, "remount,rw");
    }
    let store = opened(&folder).await;
    assert_eq!(store.message(reply).await.unwrap().status, Status::Interrupted, "all is there");
}

#[tokio::test]
async fn a_path_through_a_file_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let refused = Store::open(&folder.path().join("file/inner"), NOW).await;
    assert!(matches!(refused, Err(OpenError::ReadOnly { .. })), "{refused:?}");
}
