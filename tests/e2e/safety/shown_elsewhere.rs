//! Hostile text where the app shows what others wrote, outside replies: prompts, titles, names of
//! models, errors.

use std::fs;
use std::path::Path;

use serde_json::json;
use stage::shown;
use stage::window::{Window, keys};

use super::canary::Canary;
use super::hostile::aimed_at;
use super::page::{assert_harmless, stir};
use crate::gguf;
use crate::support::{LONG, Room, ask, reply};
use crate::words::{put, says};

/// Short enough for a title, and complete.
const SHORT: &str = "<img src=CANARY/a.png onerror=RUN><svg onload=RUN>[x](javascript:RUN)";

fn unmoved(window: &Window, canary: &Canary, when: &str) {
    stir(window);
    window.settle().unwrap();
    assert_harmless(window, when);
    canary.assert_untouched(when);
}

#[test]
fn a_hostile_prompt_is_shown_letter_for_letter() {
    let canary = Canary::start();
    let room = Room::scripted();
    let window = room.open();
    // Everything but what a one-line prompt cannot hold.
    let prompt = aimed_at(&canary, include_str!("hostile/elements.md")).replace('\n', " ");
    put(&window, shown::COMPOSER, &prompt);
    window.write(shown::COMPOSER, keys::ENTER).unwrap();
    let answer = reply(&window, "complete");
    assert!(answer.starts_with("You said"), "{answer}");
    let shown = window.text("[data-testid=prompt]").unwrap().unwrap();
    let first: String = prompt.chars().take(60).collect();
    assert!(shown.contains(&first), "as it was written: {shown}");
    unmoved(&window, &canary, "a prompt");
}

#[test]
fn a_hostile_title_is_shown_letter_for_letter() {
    let canary = Canary::start();
    let mut room = Room::scripted();
    let title = aimed_at(&canary, SHORT);
    let script = room.data.join("script.json");
    let rules = json!({ "rules": [{ "title": true, "text": title }] });
    fs::write(&script, rules.to_string()).unwrap();
    room.environment.push(("ANTIPHON_SCRIPT", script.into()));
    let window = room.open();
    ask(&window, "Hello");
    reply(&window, "complete");
    unmoved(&window, &canary, "a title that a model gave");

    window.click("[data-testid=title]").unwrap();
    let field = "[data-testid=title-input]";
    put(&window, field, &title);
    window.write(field, keys::ENTER).unwrap();
    says(&window, shown::SESSION, &title);
    says(&window, "[data-testid=title]", &title);
    unmoved(&window, &canary, "a title that the user gave");
    window.write(shown::SESSION, keys::DELETE).unwrap();
    says(&window, shown::TOAST, &title);
    unmoved(&window, &canary, "a title in a message that passes");
}

#[test]
fn a_hostile_name_of_a_model_is_shown_letter_for_letter() {
    let canary = Canary::start();
    let mut room = Room::scripted();
    let name = aimed_at(&canary, SHORT);
    let script = room.data.join("script.json");
    fs::write(&script, json!({ "load": { "name": name } }).to_string()).unwrap();
    room.environment.push(("ANTIPHON_SCRIPT", script.into()));
    let file = room.desk.folder("mine").unwrap().join("<img src=x onerror=window.hit=1>.gguf");
    fs::write(&file, gguf::file(&name, 64)).unwrap();
    let window = room.open();
    add(&window, &file);
    says(&window, shown::MODEL_CARD, &name);
    unmoved(&window, &canary, "the name in the list of models");

    window.click("[data-testid=close-page]").unwrap();
    window.click(shown::MODEL_CHIP).unwrap();
    says(&window, "[data-testid=model-option]", &name);
    unmoved(&window, &canary, "the name where a model is chosen");
    let script = "const all = [...document.querySelectorAll('[data-testid=model-option]')]; \
                  const one = all.find((one) => one.innerText.includes(arguments[0])); \
                  one?.click(); return one !== undefined";
    assert_eq!(window.run(script, json!([name])).unwrap(), true);
    says(&window, shown::MODEL_CHIP, &name);
    ask(&window, "Hello");
    reply(&window, "complete");
    says(&window, shown::REPLY, &name);
    unmoved(&window, &canary, "the name under a reply");
}

/// Adds a model by the path of its file.
fn add(window: &Window, file: &Path) {
    window.click(shown::MODELS_BUTTON).unwrap();
    window.write("[data-testid=add-path]", &format!("{}{}", file.display(), keys::ENTER)).unwrap();
}

#[test]
fn hostile_words_in_an_error_are_shown_letter_for_letter() {
    let canary = Canary::start();
    let mut room = Room::scripted();
    let words = aimed_at(&canary, SHORT);
    let script = room.data.join("script.json");
    let rule = json!({ "match": "fail", "text": "", "then": "fail", "message": words });
    fs::write(&script, json!({ "rules": [rule] }).to_string()).unwrap();
    room.environment.push(("ANTIPHON_SCRIPT", script.into()));
    let window = room.open();
    ask(&window, "fail");
    says(&window, "[data-testid=failure]", &words);
    unmoved(&window, &canary, "the words of an error");

    let nowhere = format!("/nowhere/{words}");
    add(&window, Path::new(&nowhere));
    let script = "return document.querySelector('[data-testid=add-model] [role=alert]') !== null";
    window.until("the error of a file", LONG, script, json!([])).unwrap();
    unmoved(&window, &canary, "the name of a file in an error");
}
