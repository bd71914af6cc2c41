//! A machine with too little memory.

use std::fs;

use serde_json::json;
use stage::shown;

use crate::support::{Room, ask, reply};
use crate::words::says;

const FAILURE: &str = "[data-testid=failure]";

#[test]
fn a_model_that_memory_has_no_room_for_is_told_with_what_to_do() {
    for (then, words) in [
        (json!({ "then": "fail", "kind": "out_of_memory", "message": "2 GB are needed." }), "2 GB"),
        (json!({ "then": "killed" }), "choose a smaller model"),
    ] {
        let mut room = Room::scripted();
        let script = room.data.join("script.json");
        fs::write(&script, json!({ "load": then }).to_string()).unwrap();
        room.environment.push(("ANTIPHON_SCRIPT", script.into()));
        let window = room.open();
        ask(&window, "Hello?");
        reply(&window, "failed");
        says(&window, FAILURE, "There was not enough memory for this model.");
        says(&window, FAILURE, words);
        says(&window, FAILURE, "Choose another model");
    }
}

#[test]
fn a_reply_that_memory_has_no_room_for_is_told_and_the_next_one_works() {
    let room = Room::scripted();
    let window = room.open();
    let rule =
        json!({ "text": "", "then": "fail", "kind": "out_of_memory", "message": "No room." });
    ask(&window, &format!("#script {rule}"));
    reply(&window, "failed");
    says(&window, FAILURE, "There was not enough memory for this model.");
    ask(&window, "And now?");
    says(&window, shown::REPLY_TEXT, "You said: And now?");
}
