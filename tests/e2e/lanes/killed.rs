//! The app is killed while every lane is being written.

use serde_json::json;
use stage::window::Size;

use super::server::{Server, lane};
use super::{CELL, seat, set_up};
use crate::support::{Room, SMALL_MODEL, ask, count, kill, until};
use crate::words::says;

/// What the embedded models say: slowly, and beside each other.
const SLOWLY: &str =
    r#"Go on. #script {"markdown": 40000, "size": 8, "delay_ms": 10, "aside": true}"#;

#[test]
fn eight_lanes_that_were_cut_off_by_a_kill_are_kept_and_can_go_on() {
    let server = Server::start();
    let room = Room::scripted();
    let window = room.open();
    set_up(&window, &server);
    let mut others: Vec<String> = (1..=6).map(lane).collect();
    others.push("qwen2.5 coder".into());
    seat(&window, SMALL_MODEL.split_once('/').unwrap().1, &others);
    ask(&window, SLOWLY);
    let script = "const all = [...document.querySelectorAll(arguments[0])]; \
                  return all.length === 8 && all.every((one) => one.dataset.status === 'streaming' \
                      && one.querySelector('[data-part=body]')?.innerText.length > 400) \
                    && all.map((one) => one.querySelector('[data-part=body]').innerText.slice(0, 60))";
    let begun = until(&window, "eight lanes that stream", script, json!([CELL]));
    kill(window.app().unwrap());
    drop(window);

    let window = room.open();
    window.resize(Size { width: 1440, height: 900 }).unwrap();
    says(&window, "[data-testid=notice]", "8 replies were interrupted");
    let script = "const all = [...document.querySelectorAll(arguments[0])]; \
                  return all.length === 8 && all.every((one) => one.dataset.status === 'interrupted' \
                      && one.querySelector('[data-part=body]')?.innerText.length > 60) \
                    && all.map((one) => one.querySelector('[data-part=body]').innerText.slice(0, 60))";
    let kept = until(&window, "eight interrupted lanes", script, json!([CELL]));
    assert_eq!(kept, begun, "each begins as it did");
    let step = |which: &str| count(&window, &format!("{CELL} [data-testid={which}]"));
    assert_eq!((step("continue"), step("again")), (2, 6), "each can go on, or be asked again");

    // One goes on from what it had.
    let length = "return document.querySelectorAll(arguments[0])[0]\
                  .querySelector('[data-part=body]').innerText.length";
    let before = window.run(length, json!([CELL])).unwrap();
    window.click(&format!("{CELL} [data-testid=continue]")).unwrap();
    let longer = format!("{length} > arguments[1] + 40");
    until(&window, "a reply that goes on", &longer, json!([CELL, before]));
}
