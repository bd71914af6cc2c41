//! Workers that are not there, do not load, hang, die or break off.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use stage::shown;

use crate::support::{Room, ask, count, reply};
use crate::words::{press, says};

const FAILURE: &str = "[data-testid=failure]";

/// A room with a script for its worker.
fn told(script: &Value) -> (Room, PathBuf) {
    let mut room = Room::scripted();
    let path = room.data.join("script.json");
    fs::write(&path, script.to_string()).unwrap();
    room.environment.push(("ANTIPHON_SCRIPT", path.clone().into()));
    (room, path)
}

#[test]
fn a_missing_worker_program_is_told_by_its_path() {
    let mut room = Room::scripted();
    let nowhere = room.data.join("no-such-worker");
    room.environment.push(("ANTIPHON_CHAT_WORKER", nowhere.clone().into()));
    let window = room.open();
    ask(&window, "Hello?");
    reply(&window, "failed");
    says(&window, FAILURE, "Your prompt was kept.");
    says(&window, FAILURE, "no-such-worker");
    fs::copy(crate::support::beside("antiphon-scripted-worker"), &nowhere).unwrap();
    press(&window, FAILURE, "Try again");
    says(&window, shown::REPLY_TEXT, "You said: Hello?");
}

#[test]
fn a_worker_that_dies_while_it_loads_is_told_and_tried_again() {
    let (room, script) = told(&json!({ "load": { "then": "die" } }));
    let window = room.open();
    ask(&window, "Hello?");
    reply(&window, "failed");
    says(&window, FAILURE, "The model could not be loaded; its file may be damaged.");
    fs::write(script, "{}").unwrap();
    press(&window, FAILURE, "Try again");
    says(&window, shown::REPLY_TEXT, "You said: Hello?");
}

#[test]
fn a_worker_that_never_loads_is_ended_and_told() {
    let (room, script) = told(&json!({ "load": { "then": "hang" } }));
    let window = room.open();
    ask(&window, "Hello?");
    says(&window, FAILURE, "stopped answering and was ended");
    fs::write(script, "{}").unwrap();
    press(&window, FAILURE, "Try again");
    says(&window, shown::REPLY_TEXT, "You said: Hello?");
}

#[test]
fn a_worker_that_hangs_is_ended_and_its_reply_kept() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "Now #hang");
    let text = reply(&window, "interrupted");
    assert_eq!(text.trim(), "As I was saying", "what had arrived is kept");
    says(&window, shown::REPLY, "stopped answering and was ended");
    assert_eq!(count(&window, "[data-testid=continue]"), 1, "it can be continued");
    ask(&window, "And now?");
    says(&window, shown::REPLY_TEXT, "You said: And now?");
}

#[test]
fn a_worker_that_dies_in_the_middle_leaves_its_text_and_the_next_prompt_works() {
    let room = Room::scripted();
    let window = room.open();
    for (how, status) in
        [("#die", "interrupted"), ("#killed", "interrupted"), ("#garbage", "failed")]
    {
        ask(&window, &format!("Now {how}"));
        let text = reply(&window, status);
        assert_eq!(text.trim(), "As I was saying", "{how}: what had arrived is kept");
        assert_eq!(count(&window, shown::STOP), 0, "{how}: nothing runs");
        ask(&window, &format!("After {}?", &how[1..]));
        reply(&window, "complete");
        says(&window, shown::REPLY_TEXT, &format!("You said: After {}?", &how[1..]));
    }
}
