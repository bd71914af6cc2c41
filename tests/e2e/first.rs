//! From nothing to a reply that is found again.

use serde_json::json;
use stage::shown;
use stage::window::{Size, keys};

use crate::desktop;
use crate::support::{LONG, Room, count, reply, reply_text, until};

const INNER: &str = "return [innerWidth, innerHeight]";

#[test]
fn a_newcomer_clicks_once_asks_is_answered_by_a_model_and_finds_it_again() {
    let room = Room::real();
    room.remember(json!({ "welcomed": false }));
    let window = room.open_anyhow();
    window.wait(shown::FIRST_START).unwrap();
    let told = window.text("[data-testid=first-start]").unwrap().unwrap();
    assert!(told.contains("SmolLM2"), "it says who will answer: {told}");
    window.click(shown::FIRST_START).unwrap();
    window.wait(shown::COMPOSER).unwrap();
    until(&window, "the caret", "return document.activeElement.tagName === 'TEXTAREA'", json!([]));
    window.press(&["H"]).unwrap();
    window.write(shown::COMPOSER, "ow many days does a week have?").unwrap();
    window.write(shown::COMPOSER, keys::ENTER).unwrap();
    let text = reply(&window, "complete");
    assert!(text.split_whitespace().count() > 1, "a model answered: {text:?}");
    let prompt = window.text("[data-testid=prompt]").unwrap().unwrap();
    assert!(prompt.contains("How many days does a week have?"), "to what was asked: {prompt}");
    let titled = "const row = document.querySelector(arguments[0])?.innerText.trim(); \
                  return row !== undefined && row !== '' && row";
    until(&window, "a title in the list", titled, json!([shown::SESSION]));
    window.resize(Size { width: 1010, height: 690 }).unwrap();
    let size = window.run(INNER, json!([])).unwrap();
    desktop::close_windows(&room, window.app().unwrap(), LONG);
    drop(window);

    let window = room.open();
    assert_eq!(reply(&window, "complete"), text, "the same session is open, with the same reply");
    assert_eq!(count(&window, shown::REPLY), 1, "and nothing else");
    assert_eq!(count(&window, shown::FIRST_START), 0, "the first start is over");
    let sized = "return JSON.stringify([innerWidth, innerHeight]) === arguments[0]";
    until(&window, "the size that the window had", sized, json!([size.to_string()]));
    assert!(!reply_text(&window).is_empty());
}
