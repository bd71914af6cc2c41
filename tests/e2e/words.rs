//! Finding things in the window as a reader does: by their words.

use serde_json::json;
use stage::window::Window;

use crate::support::LONG;

/// Clicks the button or choice in `within` that says `words`, once there is one that can be used.
pub(crate) fn press(window: &Window, within: &str, words: &str) {
    let script = "const all = [...document.querySelectorAll(arguments[0])] \
                    .flatMap((one) => [...one.querySelectorAll('button, label')]); \
                  const button = all.find((one) => !one.disabled && \
                    (one.innerText.trim() || one.ariaLabel) === arguments[1]); \
                  button?.click(); return button !== undefined";
    window.until(&format!("a button {words:?}"), LONG, script, json!([within, words])).unwrap();
}

/// A selector of the field in `within` that is labelled so.
pub(crate) fn field(window: &Window, within: &str, label: &str) -> String {
    let script = "const all = [...document.querySelectorAll(arguments[0])] \
                    .flatMap((one) => [...one.querySelectorAll('label')]); \
                  return all.find((one) => one.innerText.trim() === arguments[1])?.htmlFor ?? null";
    let id = window.until(&format!("a field {label:?}"), LONG, script, json!([within, label]));
    format!("[id='{}']", id.unwrap().as_str().unwrap())
}

/// Waits until nothing is found by a selector.
pub(crate) fn gone(window: &Window, selector: &str) {
    let script = "return document.querySelector(arguments[0]) === null";
    window.until(&format!("{selector} to go"), LONG, script, json!([selector])).unwrap();
}

/// Waits until one of the elements contains these words, however long that takes a worker.
pub(crate) fn says(window: &Window, selector: &str, words: &str) {
    let script = "return [...document.querySelectorAll(arguments[0])] \
                  .some((one) => one.innerText.includes(arguments[1]))";
    let what = format!("{words:?} in {selector}");
    if let Err(failure) = window.until(&what, LONG, script, json!([selector, words])) {
        let there = window.text(selector).ok().flatten();
        panic!("{failure}; there it says {there:?}, in the window {}", page(window));
    }
}

/// What the whole window says, for the words of a test that fails.
fn page(window: &Window) -> String {
    window.text("body").ok().flatten().unwrap_or_default()
}

/// Writes into a field at once what would take long to type.
pub(crate) fn put(window: &Window, selector: &str, text: &str) {
    window.wait(selector).unwrap();
    let script = "const field = document.querySelector(arguments[0]); field.focus(); \
                  field.value = arguments[1]; \
                  field.dispatchEvent(new InputEvent('input', { bubbles: true })); return true";
    window.run(script, json!([selector, text])).unwrap();
}
