//! Disks that are full or cannot be written.

use std::fs;

use serde_json::{Value, json};
use stage::disk::{SmallDisk, may_mount};
use stage::shown;
use stage::window::Window;

use super::leave;
use crate::support::{LONG, Room, ask, count, reply, streaming};
use crate::words::{gone, press, put, says};

const STORAGE: &str = "[data-testid=notice][data-notice=storage]";
const PROBLEM: &str = "[data-testid=ask-problem]";
const START_PROBLEM: &str = "[data-testid=start-problem]";

/// A room whose data lies on a disk of its own.
fn room(megabytes: usize) -> (Room, SmallDisk) {
    let room = Room::scripted();
    let disk = SmallDisk::mount(&room.data, megabytes).unwrap();
    room.remember(json!({}));
    (room, disk)
}

/// How long the last reply is as it is shown, with what lies far above and is not in the page.
const LENGTH: &str = "\
    const reply = [...document.querySelectorAll(arguments[0])].at(-1); \
    for (const text of [reply, ...reply.querySelectorAll('.md')]) \
      text.dispatchEvent(new Event('showwhole')); \
    return reply.textContent.length";

fn length(window: &Window) -> u64 {
    window.run(LENGTH, json!([shown::REPLY_TEXT])).unwrap().as_u64().unwrap()
}

fn composed(window: &Window) -> String {
    let value = "return document.querySelector(arguments[0]).value";
    window.run(value, json!([shown::COMPOSER])).unwrap().as_str().unwrap().to_owned()
}

#[test]
fn a_reply_goes_on_while_the_disk_is_full_and_is_saved_when_there_is_room() {
    let test = "a_reply_goes_on_while_the_disk_is_full_and_is_saved_when_there_is_room";
    if !may_mount(&format!("faults::disk::{test}")).unwrap() {
        return;
    }
    let (room, disk) = room(16);
    let window = room.open();
    ask(&window, r#"Go on. #script {"markdown": 150000, "size": 100, "delay_ms": 15}"#);
    streaming(&window, 2000);
    disk.fill().unwrap();
    says(&window, STORAGE, "The disk is full");
    let before = length(&window);
    let grown = format!("{LENGTH} > arguments[1]");
    let further = json!([shown::REPLY_TEXT, before + 3000]);
    window.until("the reply to go on", LONG, &grown, further).unwrap();
    disk.free().unwrap();
    gone(&window, STORAGE);
    reply(&window, "complete");
    let all = length(&window);
    assert!(all > 60_000, "all of it: {all}");
    leave(&room, window);

    let window = room.open();
    reply(&window, "complete");
    let saved = format!("{LENGTH} === arguments[1]");
    window.until("all of it", LONG, &saved, json!([shown::REPLY_TEXT, all])).unwrap();
    assert_eq!(count(&window, "[data-testid=notice]"), 0, "and there is nothing to tell");
}

#[test]
fn a_prompt_that_a_full_disk_refuses_stays_in_the_composer() {
    let test = "a_prompt_that_a_full_disk_refuses_stays_in_the_composer";
    if !may_mount(&format!("faults::disk::{test}")).unwrap() {
        return;
    }
    let (room, disk) = room(4);
    let window = room.open();
    ask(&window, "The first.");
    reply(&window, "complete");
    says(&window, shown::SESSION, "A scripted talk");
    disk.fill().unwrap();
    ask(&window, "The second.");
    says(&window, PROBLEM, "The disk is full");
    assert_eq!(composed(&window), "The second.", "it is where it was written");
    assert_eq!(count(&window, shown::REPLY), 1, "nothing was sent");
    disk.free().unwrap();
    window.click("[data-testid=send]").unwrap();
    says(&window, shown::REPLY_TEXT, "You said: The second.");
    assert_eq!(composed(&window), "", "it was taken");
    assert_eq!(count(&window, PROBLEM), 0, "and nothing is wrong any more");
}

#[test]
fn settings_survive_a_full_disk() {
    if !may_mount("faults::disk::settings_survive_a_full_disk").unwrap() {
        return;
    }
    let (room, disk) = room(4);
    let file = room.data.join("settings.json");
    let settings =
        || serde_json::from_slice::<Value>(&fs::read(&file).unwrap()).unwrap_or_default();
    let window = room.open();
    disk.fill().unwrap();
    // A draft of a chat that has not begun is kept beside the settings, once writing pauses.
    put(&window, shown::COMPOSER, &"a draft ".repeat(2000));
    window.click(shown::SETTINGS_BUTTON).unwrap();
    press(&window, shown::SETTINGS, "Dark");
    says(&window, shown::SETTINGS, "The setting could not be saved.");
    assert_eq!(settings()["settings"]["welcomed"], true, "the file is as it was");
    drop(window);
    assert_eq!(settings()["settings"]["welcomed"], true, "also after the app has ended");
    disk.free().unwrap();
    let window = room.open();
    assert_eq!(count(&window, "[data-testid=notice]"), 0, "nothing was lost");
}

#[test]
fn a_data_folder_that_cannot_be_written_is_told_and_opens_when_it_can_be() {
    let test = "a_data_folder_that_cannot_be_written_is_told_and_opens_when_it_can_be";
    if !may_mount(&format!("faults::disk::{test}")).unwrap() {
        return;
    }
    let (room, disk) = room(4);
    disk.set("ro").unwrap();
    let window = room.open_anyhow();
    says(&window, START_PROBLEM, "The data folder cannot be written to. Allow writing");
    assert_eq!(window.attribute(START_PROBLEM, "data-code").unwrap().unwrap(), "read_only");
    press(&window, START_PROBLEM, "Try again");
    window.settle().unwrap();
    says(&window, START_PROBLEM, "The data folder cannot be written to");
    disk.set("rw").unwrap();
    press(&window, START_PROBLEM, "Try again");
    window.wait(shown::COMPOSER).unwrap();
    ask(&window, "Now?");
    says(&window, shown::REPLY_TEXT, "You said: Now?");
    reply(&window, "complete");
}

#[test]
fn a_disk_that_is_full_at_the_start_is_told_and_the_app_opens_when_there_is_room() {
    let test = "a_disk_that_is_full_at_the_start_is_told_and_the_app_opens_when_there_is_room";
    if !may_mount(&format!("faults::disk::{test}")).unwrap() {
        return;
    }
    let (room, disk) = room(4);
    disk.fill().unwrap();
    let window = room.open_anyhow();
    says(&window, START_PROBLEM, "The disk is full. Free some space");
    disk.free().unwrap();
    press(&window, START_PROBLEM, "Try again");
    window.wait(shown::COMPOSER).unwrap();
}
