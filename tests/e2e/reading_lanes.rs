//! Several answers read against one another in the real window, and made into one.

use serde_json::json;
use stage::shown;
use stage::window::{Window, keys};

use crate::support::{Room, ask, count, nth_reply, reply, until};
use crate::words::{gone, press, says};

const CELL: &str = "[data-testid=cell] [data-testid=reply]";
const SHEET: &str = "[data-testid=reading-sheet]";
const SPOTLIGHT: &str = "[data-testid=spotlight]";

/// Two models that are asked the same, both to their end.
fn compared(prompt: &str) -> (Room, Window) {
    let room = Room::scripted();
    let window = room.open();
    window.click("[data-testid=add-seat]").unwrap();
    window.write(shown::PICKER_SEARCH, "qwen2.5 coder").unwrap();
    window.write(shown::PICKER_SEARCH, keys::ENTER).unwrap();
    until(
        &window,
        "two seats",
        "return document.querySelectorAll('[data-testid=seat]').length > 1",
        json!([]),
    );
    ask(&window, prompt);
    ended(&window, 2);
    (room, window)
}

/// Waits until so many replies stand side by side and have ended.
fn ended(window: &Window, replies: usize) {
    let script = "const all = [...document.querySelectorAll(arguments[0])]; \
                  return all.length === arguments[1] \
                    && all.every((one) => one.dataset.status === 'complete')";
    until(window, &format!("{replies} whole replies"), script, json!([CELL, replies]));
}

/// Opens the sheet by the button of the window's bar, at one of its views.
fn open(window: &Window, item: &str) {
    window.click("header [data-testid=read-together]").unwrap();
    choose(window, item);
    window.wait(SHEET).unwrap();
}

/// Presses the item of the open menu that says this, whatever keys stand beside it.
fn choose(window: &Window, words: &str) {
    let script = "const item = [...document.querySelectorAll('[role=menuitem]')] \
                    .find((one) => one.innerText.includes(arguments[0])); \
                  item?.click(); return item !== undefined";
    until(window, &format!("an item {words:?}"), script, json!([words]));
}

#[test]
fn lanes_that_say_the_same_are_told_so_and_a_sentence_leads_to_its_lane() {
    let (_room, window) = compared("The sea is salt. It is deep, too.");
    open(&window, "Show the differences…");
    says(&window, SHEET, "The two are the same, word for word.");
    press(&window, SHEET, "Agreement");
    says(&window, "[data-testid=agreement-line]", "It is deep, too.");
    says(&window, "[data-testid=agreement-line]", "2 of 2");
    let script = "[...document.querySelectorAll('[data-testid=agreement-line]')] \
                    .find((one) => one.innerText.includes('It is deep')).click(); return true";
    window.run(script, json!([])).unwrap();
    window.wait(SPOTLIGHT).unwrap();
    gone(&window, SHEET);
    let lane = "const light = document.querySelector(arguments[0]); \
                const box = light.firstElementChild.getBoundingClientRect(); \
                return light.closest('[data-lane]').dataset.lane === '0' && box.width > 40";
    assert_eq!(window.run(lane, json!([SPOTLIGHT])).unwrap(), true, "over the words, in lane A");
    gone(&window, SPOTLIGHT);
}

#[test]
fn answers_are_merged_into_a_reply_whose_sentences_lead_back() {
    let (_room, window) = compared("The sea is salt. It is deep, too.");
    open(&window, "Merge into one answer…");
    says(&window, SHEET, "It follows Lane A");
    window.write("[data-testid=merge-instruction]", "Keep it short.").unwrap();
    window.click("[data-testid=merge-go]").unwrap();
    gone(&window, SHEET);
    ended(&window, 3);
    says(&window, "[data-testid=merged-prompt]", "One answer out of");
    // The scripted worker says again what it was asked: the other answer's words are among them.
    says(&window, "[data-testid=sources]", "sentences are like one of theirs");
    window.wait("[data-testid=source]").unwrap();
    assert!(count(&window, "[data-testid=source-none]") > 0, "what only the prompt said has none");
    let script = "const mark = [...document.querySelectorAll('[data-testid=source]')] \
                    .find((one) => one.ariaLabel.includes('It is deep')); \
                  mark?.click(); return mark?.ariaLabel ?? null";
    let said = until(&window, "a mark of that sentence", script, json!([]));
    assert!(said.as_str().unwrap().starts_with("Lane "), "it says whose: {said}");
    window.wait(SPOTLIGHT).unwrap();
    window.click("[data-testid=sources-switch]").unwrap();
    gone(&window, "[data-testid=source]");
}

#[test]
fn a_blind_turn_is_read_by_letters_and_not_merged() {
    let room = Room::scripted();
    let window = room.open();
    window.click("[data-testid=add-seat]").unwrap();
    window.write(shown::PICKER_SEARCH, "qwen2.5 coder").unwrap();
    window.write(shown::PICKER_SEARCH, keys::ENTER).unwrap();
    window.click("[data-testid=blind]").unwrap();
    ask(&window, r#"#script {"text": "I am Qw\u0065n2.5, not Sm\u006flLM2. So there."}"#);
    ended(&window, 2);
    let untold = |view: &str| {
        let all = "return document.documentElement.outerHTML.toLowerCase()";
        let all = window.run(all, json!([])).unwrap();
        for name in ["qwen", "smollm", "alibaba", "hugging"] {
            assert!(!all.as_str().unwrap().contains(name), "{name} is told by {view}");
        }
    };
    open(&window, "Show the differences…");
    says(&window, SHEET, "Lane B");
    says(&window, SHEET, "So there.");
    untold("the differences");
    press(&window, SHEET, "Agreement");
    says(&window, "[data-testid=agreement-line]", "So there.");
    untold("the agreement");
    press(&window, SHEET, "Merge");
    says(&window, SHEET, "vote first");
    untold("the merge");
    assert_eq!(count(&window, "[data-testid=merge-go]"), 0, "there is nothing to press");
}

#[test]
fn two_versions_of_a_reply_are_compared_from_beside_their_switch() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "Say something of the sea.");
    reply(&window, "complete");
    window.click("[data-testid=reply-more]").unwrap();
    choose(&window, "Edit the reply");
    window.wait("article[data-testid=reply] textarea").unwrap();
    let script = "const field = document.querySelector('article[data-testid=reply] textarea'); \
                  field.value = 'You said: Say nothing of the sea.'; \
                  field.dispatchEvent(new InputEvent('input', { bubbles: true })); return true";
    window.run(script, json!([])).unwrap();
    press(&window, "article[data-testid=reply]", "Save as a version");
    nth_reply(&window, 1, "complete");
    window.click("article [data-testid=read-together]").unwrap();
    choose(&window, "Show the differences…");
    says(&window, "[data-testid=word-diff] del", "something");
    says(&window, "[data-testid=word-diff] ins", "nothing");
    window.click("[data-testid=diff-swap]").unwrap();
    says(&window, "[data-testid=word-diff] ins", "something");
}
