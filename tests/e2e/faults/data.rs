//! Data that cannot be read, or not by this version; an app that was killed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use stage::shown;

use super::leave;
use crate::support::{Room, ask, count, kill, reply, streaming};
use crate::words::{press, says};

const START_PROBLEM: &str = "[data-testid=start-problem]";

/// A room in which one prompt was answered, and the app was closed.
fn used_room() -> Room {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "Keep this.");
    reply(&window, "complete");
    says(&window, shown::SESSION, "A scripted talk");
    leave(&room, window);
    room
}

fn database(room: &Room) -> PathBuf {
    room.data.join("antiphon.sqlite")
}

/// Every file of the database, and what is in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: &PathBuf| path.display().to_string().contains("antiphon.sqlite");
    entries.filter(named).map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

#[tokio::test]
async fn data_of_a_newer_version_is_refused_and_left_byte_for_byte() {
    let room = used_room();
    let mut connection =
        SqliteConnectOptions::new().filename(database(&room)).connect().await.unwrap();
    let newer = "insert into _sqlx_migrations \
                 (version, description, success, checksum, execution_time) \
                 values (29991231235959, 'from the future', true, x'00', 0)";
    sqlx::query(newer).execute(&mut connection).await.unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    room.remember(json!({ "theme": "dark" }));
    let before = files(&room.data);

    let window = room.open_anyhow();
    says(&window, START_PROBLEM, "written by a newer Antiphon. Install that version");
    assert_eq!(window.attribute("html", "data-theme").unwrap().as_deref(), Some("dark"));
    assert_eq!(window.attribute(START_PROBLEM, "data-code").unwrap().unwrap(), "newer_data");
    press(&window, START_PROBLEM, "Try again");
    window.settle().unwrap();
    says(&window, START_PROBLEM, "written by a newer Antiphon");
    drop(window);
    assert!(files(&room.data) == before, "the data is as it was");
}

#[test]
fn a_damaged_database_is_set_aside_and_a_new_one_begun() {
    let room = used_room();
    let mut bytes = fs::read(database(&room)).unwrap();
    let end = bytes.len().min(8192);
    bytes[..end].fill(0xA5);
    fs::write(database(&room), &bytes).unwrap();

    let window = room.open();
    let notice = "[data-testid=notice][data-notice=set_aside]";
    says(&window, notice, "was damaged. It was set aside, untouched, and a new one was begun");
    let text = window.text(notice).unwrap().unwrap();
    let place = text.rsplit(": ").next().unwrap().lines().next().unwrap().trim();
    assert!(fs::read(place).unwrap() == bytes, "what was damaged is at {place}, untouched");
    assert_eq!(count(&window, shown::SESSION), 0, "a new beginning");
    ask(&window, "Does it work?");
    reply(&window, "complete");
    leave(&room, window);
    let window = room.open();
    reply(&window, "complete");
    assert_eq!(count(&window, "[data-testid=notice]"), 0, "it is told once");
}

#[test]
fn damaged_settings_are_set_aside_and_cost_no_chat() {
    let room = used_room();
    let damaged = "{ \"settings\": { \"theme\": \"da";
    fs::write(room.data.join("settings.json"), damaged).unwrap();
    let window = room.open_anyhow();
    let notice = "[data-testid=notice][data-notice=settings_lost]";
    says(&window, notice, "Your settings could not be read. They were set aside");
    let text = window.text(notice).unwrap().unwrap();
    let place = text.rsplit(": ").next().unwrap().lines().next().unwrap().trim();
    assert_eq!(fs::read_to_string(place).unwrap(), damaged, "they are at {place}");
    window.click(shown::FIRST_START).unwrap();
    says(&window, shown::SESSION, "A scripted talk");
    window.click(shown::SESSION).unwrap();
    says(&window, shown::REPLY_TEXT, "You said: Keep this.");
    ask(&window, "And on.");
    says(&window, shown::REPLY_TEXT, "You said: And on.");
    reply(&window, "complete");
}

#[test]
fn a_reply_that_was_cut_off_by_a_kill_is_told_and_can_be_continued() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, r#"Go on. #script {"markdown": 20000, "size": 20, "delay_ms": 20}"#);
    let shown = streaming(&window, 400);
    kill(window.app().unwrap());
    drop(window);

    let window = room.open();
    let notice = "[data-testid=notice][data-notice=interrupted]";
    says(&window, notice, "One reply was interrupted when the app ended");
    let text = reply(&window, "interrupted");
    assert!(text.len() >= 100 && text.starts_with(&shown[..60]), "its text was kept: {text}");
    assert_eq!(count(&window, "[data-testid=continue]"), 1, "it can be continued");
    press(&window, notice, "Dismiss");
    crate::words::gone(&window, notice);
    drop(window);
    let window = room.open();
    reply(&window, "interrupted");
    assert_eq!(count(&window, "[data-testid=notice]"), 0, "it is told once");
}
