use std::fs;
use std::path::Path;

use store::{Error, MessageId, SessionFilter, Status, Store};

use crate::open::{crash, files};
use crate::sample::{NOW, begun, ending, kept, opened, session_id};

/// The size of a page, in bytes.
const PAGE: usize = 8192;

/// The bytes of a closed database with a few hundred messages, and one of them.
async fn whole() -> (Vec<u8>, MessageId) {
    let kept = kept().await;
    let mut last = None;
    for number in 0..200 {
        let (_, reply) = begun(&kept.store, session_id(), &"Text. ".repeat(number)).await;
        kept.store.end(&ending(reply, "Text.", Status::Complete)).await.unwrap();
        last = Some(reply);
    }
    kept.store.close().await;
    (fs::read(kept.folder.path().join("antiphon.sqlite")).unwrap(), last.unwrap())
}

/// Flips every bit of the bytes in `range`.
fn flip(bytes: &[u8], range: std::ops::Range<usize>) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[range].iter_mut().for_each(|byte| *byte = !*byte);
    bytes
}

#[tokio::test]
async fn a_damaged_database_is_set_aside_and_a_new_one_begun() {
    let (whole, _) = whole().await;
    let half = whole.len() / 2;
    let page = half - half % PAGE;
    for (damage, bytes) in [
        ("a foreign file", b"This is no database at all. ".repeat(300)),
        ("a few foreign bytes", b"{}".to_vec()),
        ("zeros", vec![0; whole.len()]),
        ("a flipped header", flip(&whole, 0..100)),
        ("a flipped first page", flip(&whole, 100..PAGE)),
        ("a flipped page", flip(&whole, page..page + PAGE)),
        ("every page but the first flipped", flip(&whole, PAGE..whole.len())),
        ("cut in half", whole[..half].to_vec()),
        ("cut by a page", whole[..whole.len() - PAGE].to_vec()),
        ("cut by a byte", whole[..whole.len() - 1].to_vec()),
        ("cut in the header", whole[..50].to_vec()),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("antiphon.sqlite");
        fs::write(&file, &bytes).unwrap();
        let opened = Store::open(folder.path(), NOW).await.unwrap();
        let aside = opened.set_aside.unwrap_or_else(|| panic!("{damage} is found"));
        let name = format!("antiphon.damaged-{}.sqlite", NOW.0);
        assert_eq!(aside, folder.path().join(name), "{damage}: where it says");
        assert!(fs::read(&aside).unwrap() == bytes, "{damage}: kept byte for byte");
        begun(&opened.store, session_id(), "Hi").await;
        opened.store.close().await;
        let again = Store::open(folder.path(), NOW).await.unwrap();
        assert_eq!(again.set_aside, None, "{damage}: the new one is whole");
        let page = again.store.sessions(&all()).await.unwrap();
        assert_eq!(page.sessions.len(), 1, "{damage}: and keeps what was written");
    }
}

fn all() -> SessionFilter {
    SessionFilter { limit: 1_000, ..SessionFilter::default() }
}

#[tokio::test]
async fn two_damaged_databases_are_both_kept() {
    let folder = tempfile::tempdir().unwrap();
    for bytes in ["one that is broken", "and another one"] {
        fs::write(folder.path().join("antiphon.sqlite"), bytes).unwrap();
        let opened = Store::open(folder.path(), NOW).await.unwrap();
        assert_eq!(fs::read_to_string(opened.set_aside.unwrap()).unwrap(), bytes, "kept");
        opened.store.close().await;
    }
    let kept = files(folder.path()).into_keys().filter(|name| is_aside(name)).count();
    assert_eq!(kept, 2, "at the same time, under two names");
}

fn is_aside(name: &Path) -> bool {
    name.to_string_lossy().starts_with("antiphon.damaged-")
}

#[tokio::test]
async fn the_log_of_a_damaged_database_is_kept_with_it() {
    let live = kept().await;
    begun(&live.store, session_id(), "Only in the log").await;
    let crashed = crash(live.folder.path());
    let file = crashed.path().join("antiphon.sqlite");
    let log = fs::read(crashed.path().join("antiphon.sqlite-wal")).unwrap();
    fs::write(&file, "broken").unwrap();
    // The log alone would rebuild the file: its last frames must be broken as well.
    let broken = flip(&log, 32..log.len());
    fs::write(crashed.path().join("antiphon.sqlite-wal"), &broken).unwrap();

    let opened = Store::open(crashed.path(), NOW).await.unwrap();
    let aside = opened.set_aside.expect("it is found");
    assert_eq!(fs::read_to_string(&aside).unwrap(), "broken", "the file");
    let mut log = aside.into_os_string();
    log.push("-wal");
    assert!(fs::read(log).unwrap() == broken, "and its log");
}

#[tokio::test]
async fn an_empty_file_is_a_store_yet_to_be_made() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("antiphon.sqlite"), "").unwrap();
    let store = opened(folder.path()).await;
    begun(&store, session_id(), "Hi").await;
}

#[tokio::test]
async fn damage_that_is_met_later_is_dealt_with_at_the_next_start() {
    let (whole, message) = whole().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("antiphon.sqlite");
    // All but the first pages, where every table and index begins.
    fs::write(&file, flip(&whole, 61 * PAGE..whole.len())).unwrap();
    // It claims to have been closed well, so that opening it does not read every page.
    fs::write(folder.path().join("antiphon.clean"), "").unwrap();
    let store = opened(folder.path()).await;
    let met = store.message(message).await;
    assert!(matches!(met, Err(Error::Damaged(_))), "{met:?}");
    store.close().await;
    let again = Store::open(folder.path(), NOW).await.unwrap();
    assert!(again.set_aside.is_some(), "every page is read, and the file set aside");
}
