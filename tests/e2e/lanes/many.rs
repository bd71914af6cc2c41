//! Eight lanes of two hundred pieces a second.

use serde_json::json;

use super::server::{Server, lane};
use super::{CELL, seat, set_up, stand};
use crate::support::{Room, ask, stored, until};
use stage::window::keys;

#[test]
fn eight_lanes_of_two_hundred_pieces_a_second_leave_the_window_in_hand() {
    let server = Server::start();
    let room = Room::scripted();
    let window = room.open();
    set_up(&window, &server);
    let others: Vec<_> = (2..=8).map(lane).collect();
    seat(&window, &lane(1), &others);
    ask(&window, "Count, all of you.");
    let far = "const all = [...document.querySelectorAll(arguments[0])]; \
               return all.length === 8 && all.every((one) => \
                 one.querySelector('[data-part=body]')?.innerText.length > arguments[1])";
    until(&window, "all to have begun", far, json!([CELL, 200]));
    // Nothing ends before it is released, so all stream while a menu is opened and closed.
    let streaming = "return [...document.querySelectorAll(arguments[0])] \
                     .every((one) => one.dataset.status === 'streaming')";
    window.click("[data-testid=lane-menu]").unwrap();
    window.wait("[role=menu]").unwrap();
    assert_eq!(window.run(streaming, json!([CELL])).unwrap(), true, "while all stream");
    window.press(&[keys::ESCAPE]).unwrap();
    until(&window, "the menu to go", "return !document.querySelector('[role=menu]')", json!([]));
    // And something is typed.
    window.write(stage::shown::COMPOSER, "Meanwhile").unwrap();
    assert_eq!(window.run(streaming, json!([CELL])).unwrap(), true, "they stream on");
    until(&window, "200 pieces of each", far, json!([CELL, 2000]));
    server.release();
    let complete = (1..=8).map(|number| (lane(number), json!("complete"))).collect();
    stand(&window, &serde_json::Value::Object(complete));

    let shown = "return [...document.querySelectorAll(arguments[0])].map((one) => \
                 one.querySelector('[data-part=body]').innerText.trim())";
    let shown = window.run(shown, json!([CELL])).unwrap();
    drop(window);
    let kept = stored(&room, async |store| {
        let session = store.newest_session().await.unwrap().unwrap();
        let mut texts = Vec::new();
        for lane in store.lanes(session).await.unwrap() {
            texts.push(store.message(lane.leaf.unwrap()).await.unwrap().text);
        }
        texts
    });
    for number in 1..=8 {
        let said = server.said(&lane(number));
        assert!(said.len() > 2000, "lane {number} said much");
        assert_eq!(kept[number - 1], said, "lane {number} is kept as it was said");
        assert_eq!(shown[number - 1], said.trim(), "and shown so");
    }
}
