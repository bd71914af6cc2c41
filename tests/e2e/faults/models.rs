//! No model, or a prompt that is too much for one.

use std::fs;

use serde_json::json;
use stage::shown;
use stage::window::keys;

use crate::support::{Room, ask, count, reply};
use crate::words::{put, says};

const FAILURE: &str = "[data-testid=failure]";
const MODEL_LIST: &str = "[data-testid=model-list]";

/// A room without a model.
fn bare_room() -> Room {
    let mut room = Room::scripted();
    let empty = room.desk.folder("no-models").unwrap();
    room.environment.push(("ANTIPHON_MODELS", empty.into()));
    room
}

#[test]
fn a_first_start_without_a_model_leads_to_the_list_of_models() {
    let room = bare_room();
    room.remember(json!({ "welcomed": false }));
    let window = room.open_anyhow();
    says(&window, "[data-testid=first-start]", "One thing is missing: a model to answer");
    window.click(shown::FIRST_START).unwrap();
    window.wait(MODEL_LIST).unwrap();
    assert!(count(&window, "[data-testid=model-card][data-state=available]") >= 2, "on offer");
}

#[test]
fn a_prompt_without_a_model_is_kept_and_leads_to_the_list_of_models() {
    let room = bare_room();
    let window = room.open();
    says(&window, shown::MODEL_CHIP, "No model");
    ask(&window, "Is anyone there?");
    says(&window, "[data-testid=ask-problem]", "No model is ready. Download one or add a file.");
    let value = "return document.querySelector(arguments[0]).value";
    let kept = window.run(value, json!([shown::COMPOSER])).unwrap();
    assert_eq!(kept, "Is anyone there?", "the prompt is where it was");
    window.click("[data-testid=ask-problem] button").unwrap();
    window.wait(MODEL_LIST).unwrap();
}

#[test]
fn a_model_file_that_vanished_is_told_and_another_model_answers() {
    let mut room = Room::scripted();
    let folder = room.desk.folder("models").unwrap();
    let file = folder.join("smollm2-135m-instruct-q4_1.gguf");
    fs::copy(crate::support::models().join(file.file_name().unwrap()), &file).unwrap();
    room.environment.push(("ANTIPHON_MODELS", folder.into()));
    let window = room.open();
    ask(&window, "Still here?");
    reply(&window, "complete");
    fs::remove_file(&file).unwrap();
    window.click(shown::REGENERATE).unwrap();
    says(&window, FAILURE, "The model is not on this machine any more.");
    assert_eq!(count(&window, FAILURE), 1, "said where the reply would stand");
}

#[test]
fn a_prompt_longer_than_the_context_says_both_numbers_and_the_next_one_works() {
    let room = Room::real();
    let window = room.open();
    put(&window, shown::COMPOSER, &"one two three four ".repeat(3000));
    window.write(shown::COMPOSER, keys::ENTER).unwrap();
    says(&window, FAILURE, "The prompt is longer than this model can read.");
    let text = window.text(FAILURE).unwrap().unwrap();
    let numbers: Vec<u32> = text
        .replace([',', '\u{202f}', '\u{a0}'], "")
        .split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect();
    assert!(numbers.iter().any(|&number| number > 12_000), "how long it is: {text}");
    assert!(numbers.iter().any(|number| (8000..=8192).contains(number)), "the limit: {text}");
    ask(&window, "Say hello.");
    let answer = reply(&window, "complete");
    assert!(!answer.trim().is_empty(), "it answers in the same chat");
    says(&window, "[data-testid=left-out]", "no longer fit");
}
