//! What is typed, kept and sent.

use serde_json::json;
use stage::shown;
use stage::window::{Window, keys};

use crate::desktop;
use crate::support::{LONG, Room, ask, count, reply, stored, until};

const SEND: &str = "[data-testid=send]";
const PROMPT: &str = "[data-testid=prompt]";

fn typed(window: &Window) -> String {
    let script = "return document.querySelector(arguments[0]).value";
    window.run(script, json!([shown::COMPOSER])).unwrap().as_str().unwrap().to_owned()
}

#[track_caller]
fn wait_for_draft(window: &Window, text: &str) {
    let script = "return document.querySelector(arguments[0])?.value === arguments[1]";
    until(window, &format!("the draft {text:?}"), script, json!([shown::COMPOSER, text]));
}

#[test]
fn an_empty_prompt_cannot_be_sent() {
    let room = Room::scripted();
    let window = room.open();
    let disabled = || window.attribute(SEND, "disabled").unwrap().is_some();
    assert!(disabled(), "nothing is there to send");
    ask(&window, "   ");
    assert!(disabled(), "spaces are nothing");
    window.write(shown::COMPOSER, "Words").unwrap();
    assert!(!disabled(), "words can be sent");
    assert_eq!(count(&window, PROMPT), 0, "nothing was sent so far");
    window.click(SEND).unwrap();
    reply(&window, "complete");
    assert_eq!(count(&window, PROMPT), 1, "the words alone were");
}

#[test]
fn shift_and_enter_make_a_line() {
    let room = Room::scripted();
    let window = room.open();
    window.write(shown::COMPOSER, "One").unwrap();
    window.press(&[keys::SHIFT, keys::ENTER]).unwrap();
    window.press(&["t"]).unwrap();
    assert_eq!(typed(&window), "One\nt", "a new line, and nothing sent");
    assert_eq!(count(&window, PROMPT), 0);
    window.press(&[keys::ENTER]).unwrap();
    reply(&window, "complete");
    assert!(window.text(PROMPT).unwrap().unwrap().contains("One\nt"), "sent with its line");
}

#[test]
fn enter_never_sends_while_an_input_method_composes() {
    let room = Room::scripted();
    let window = room.open();
    window.write(shown::COMPOSER, "nihao").unwrap();
    for how in [json!({ "isComposing": true }), json!({ "keyCode": 229, "which": 229 })] {
        let script = "const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, \
                        cancelable: true, ...arguments[1] }); \
                      document.querySelector(arguments[0]).dispatchEvent(event); \
                      return [event.defaultPrevented, event.isComposing || event.keyCode === 229]";
        let answer = window.run(script, json!([shown::COMPOSER, how])).unwrap();
        assert_eq!(answer, json!([false, true]), "the input method keeps its Enter: {how}");
    }
    assert_eq!(typed(&window), "nihao", "what is composed is still there");
    window.press(&[keys::ENTER]).unwrap();
    reply(&window, "complete");
    assert_eq!(count(&window, PROMPT), 1, "and only the Enter after it has sent");
}

#[test]
fn each_session_keeps_its_draft_also_over_a_restart() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "The first session.");
    reply(&window, "complete");
    window.write(shown::COMPOSER, "unsent in the first").unwrap();
    window.click(shown::NEW_CHAT).unwrap();
    wait_for_draft(&window, "");
    window.write(shown::COMPOSER, "unsent in a new one").unwrap();
    window.click(shown::SESSION).unwrap();
    wait_for_draft(&window, "unsent in the first");
    window.write(shown::COMPOSER, " session").unwrap();
    window.click(shown::NEW_CHAT).unwrap();
    wait_for_draft(&window, "unsent in a new one");
    window.click(shown::SESSION).unwrap();
    wait_for_draft(&window, "unsent in the first session");
    desktop::close_windows(&room, window.app().unwrap(), LONG);
    drop(window);

    let window = room.open();
    wait_for_draft(&window, "unsent in the first session");
    window.click(shown::NEW_CHAT).unwrap();
    wait_for_draft(&window, "unsent in a new one");
}

#[test]
fn the_key_that_sends_can_be_chosen() {
    let room = Room::scripted();
    let window = room.open();
    window.click(shown::SETTINGS_BUTTON).unwrap();
    window.wait(shown::SETTINGS).unwrap();
    window.click("[aria-label='Send with'] label:nth-child(2)").unwrap();
    window.press(&[keys::ESCAPE]).unwrap();
    window.write(shown::COMPOSER, "One").unwrap();
    window.write(shown::COMPOSER, keys::ENTER).unwrap();
    window.write(shown::COMPOSER, "two").unwrap();
    assert_eq!(typed(&window), "One\ntwo", "Enter makes a line now");
    window.press(&[keys::CONTROL, keys::ENTER]).unwrap();
    reply(&window, "complete");
    assert!(window.text(PROMPT).unwrap().unwrap().contains("One\ntwo"), "Control Enter sends");
}

#[test]
fn a_pasted_megabyte_is_sent_whole() {
    let room = Room::scripted();
    let window = room.open();
    let script = "const text = 'A line of the pasted text, number by number. \\n'.repeat(22_000); \
                  const data = new DataTransfer(); data.setData('text/plain', text); \
                  const area = document.querySelector(arguments[0]); area.focus(); \
                  const paste = new ClipboardEvent('paste', \
                    { clipboardData: data, bubbles: true, cancelable: true }); \
                  area.dispatchEvent(paste); \
                  return [paste.defaultPrevented, text.length]";
    let pasted = window.run(script, json!([shown::COMPOSER])).unwrap();
    assert_eq!(pasted[0], true, "the window takes so much text itself");
    window.wait("[data-testid=pasted]").unwrap();
    window.write(shown::COMPOSER, keys::ENTER).unwrap();
    reply(&window, "complete");
    desktop::close_windows(&room, window.app().unwrap(), LONG);
    let lengths = stored(&room, async |store| {
        let session = store.newest_session().await.unwrap().unwrap();
        let leaf = store.session(session).await.unwrap().leaf.unwrap();
        let path = store.full_path(leaf).await.unwrap();
        path.iter().map(|message| message.text.len() as u64).collect::<Vec<_>>()
    });
    assert!(lengths[0] > 1_000_000, "a megabyte: {lengths:?}");
    assert_eq!(lengths[0], pasted[1].as_u64().unwrap(), "every byte of the prompt is stored");
    assert!(lengths[1] > lengths[0], "and was read by who answers, word for word");
}

#[test]
fn what_was_typed_just_before_the_window_closed_is_there_again() {
    let room = Room::scripted();
    let window = room.open();
    window.write(shown::COMPOSER, "Begun and lef").unwrap();
    wait_for_draft(&window, "Begun and lef");
    window.press(&["t"]).unwrap();
    let app = window.app().unwrap();
    desktop::close_windows(&room, app, LONG);
    drop(window);
    let window = room.open();
    wait_for_draft(&window, "Begun and left");
}
