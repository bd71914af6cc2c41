//! Files that a person gives by hand: pasted from the clipboard, dropped on the chat.

use std::process::Stdio;

use serde_json::json;
use stage::loopback::{Asked, Loopback};
use stage::process::{Owned, bound};
use stage::shown;
use stage::window::{Window, keys};

use super::emulated::{answers, begin, lead};
use crate::support::{Room, ask, until};
use crate::words::gone;

const CHIP: &str = "[data-testid=file-chip]";
const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/icons/32x32.png");

/// Says how many pictures it was sent.
fn counts(asked: &Asked) -> (u16, &'static str, String) {
    let pictures = asked.body.matches("data:image/png;base64,iVBOR").count();
    let event = |data: serde_json::Value| {
        format!("event: {}\ndata: {data}\n\n", data["type"].as_str().unwrap())
    };
    let delta = format!("I see {pictures}.");
    let said = json!({ "type": "response.output_text.delta", "delta": delta });
    let end = json!({ "type": "response.completed", "response": { "status": "completed" } });
    (200, "text/event-stream", event(said) + &event(end))
}

fn chips(window: &Window, count: usize) {
    let script = "return document.querySelectorAll(arguments[0]).length === arguments[1]";
    until(window, &format!("{count} files"), script, json!([CHIP, count]));
}

#[test]
fn a_picture_is_pasted_from_the_clipboard_and_others_are_dropped() {
    let server = Loopback::start(counts).unwrap();
    let room = Room::scripted();
    let window = room.open();
    lead(&window, "openai", &format!("{}/v1", server.address()), "a-key-for-pictures");
    begin(&window, "openai/gpt-5.5");

    // As another program leaves it on the clipboard.
    let mut copy = bound("xclip");
    copy.args(["-selection", "clipboard", "-t", "image/png", "-quiet", "-i", PICTURE]);
    let _copied = Owned::start("xclip", room.desk.seat(&mut copy).stdin(Stdio::null())).unwrap();
    window.click(shown::COMPOSER).unwrap();
    window.press(&[keys::CONTROL, "v"]).unwrap();
    chips(&window, 1);

    // The page's own pictures, let go over the chat.
    let drop = "const chat = document.querySelector('main'); \
        const carried = new DataTransfer(); \
        const canvas = document.createElement('canvas'); \
        canvas.width = canvas.height = 8; \
        const bytes = Uint8Array.from(atob(canvas.toDataURL().split(',')[1]), (c) => c.charCodeAt(0)); \
        for (const name of ['one.png', 'two.png']) \
          carried.items.add(new File([bytes, name], name, { type: 'image/png' })); \
        for (const kind of ['dragenter', 'dragover', 'drop']) \
          chat.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }))";
    window.run(drop, json!([])).unwrap();
    chips(&window, 3);
    ask(&window, "How many pictures?");
    answers(&window, "I see 3.");
    gone(&window, CHIP);
}
