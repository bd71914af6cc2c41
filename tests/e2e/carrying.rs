//! Chats that were written elsewhere.

use std::io::Cursor;

use engine::{Carrying, Clock, Engine, Known, Models, Record};
use serde_json::json;
use stage::shown;
use store::Millis;
use uuid::Uuid;

use crate::support::{LONG, Room, ask, count, nth_reply, stored};

/// A chat with two versions of a reply, as ChatGPT exports it; the first is the one that was read.
const EXPORT: &str = r#"[{"title":"Tides","create_time":1756000000.5,"conversation_id":"c1",
    "current_node":"a1","mapping":{
    "r":{"parent":null,"message":null},
    "u":{"parent":"r","message":{"author":{"role":"user"},"create_time":1756000001,
        "content":{"content_type":"text","parts":["Why two tides a day?"]},"metadata":{}}},
    "a1":{"parent":"u","message":{"author":{"role":"assistant"},"create_time":1756000002,
        "content":{"content_type":"text","parts":["**The moon** pulls."]},
        "metadata":{"model_slug":"gpt-5"}}},
    "a2":{"parent":"u","message":{"author":{"role":"assistant"},"create_time":1756000003,
        "content":{"content_type":"text","parts":["Because of the sun."]},
        "metadata":{"model_slug":"gpt-5"}}}}}]"#;

fn import(room: &Room) {
    stored(room, async |store| {
        let models = Models {
            provider: Box::new(|_| None),
            hearing: Box::new(|_| None),
            speech: Box::new(|_| None),
            known: Box::new(|_| Known::default()),
            embedded: Box::new(|| None),
            names: Box::new(|_| Vec::new()),
            titles_by_cloud: Box::new(|| false),
        };
        let clock = Clock::new(|| Millis(1), Uuid::now_v7);
        let engine = Engine::new(store.clone(), models, Record::new(clock.clone()), clock);
        let imported = engine.import(Cursor::new(EXPORT), &Carrying::default()).await.unwrap();
        assert_eq!((imported.came.new_sessions, imported.losses), (1, vec![]));
    });
}

#[test]
fn a_chat_from_elsewhere_opens_where_it_was_left_and_goes_on() {
    let room = Room::scripted();
    import(&room);
    let window = room.open();
    window.wait_until_says(shown::SESSION, "Tides").unwrap();
    window.click("[data-testid=session-row]").unwrap();
    window.wait_until_says(shown::REPLY_TEXT, "The moon pulls.").unwrap();
    assert_eq!(count(&window, "[data-testid=versions]"), 1, "the other version is beside it");
    ask(&window, "And at new moon?");
    nth_reply(&window, 2, "complete");
}

#[test]
fn import_and_export_are_found_in_the_settings_and_the_export_in_a_chats_menu() {
    let room = Room::scripted();
    import(&room);
    let window = room.open();
    window.click("[data-testid=settings-button]").unwrap();
    window.click("[data-testid=carry-button]").unwrap();
    window.wait("[data-testid=carry-page] [data-testid=import-chats]").unwrap();
    window.click("[data-testid=session-row]").unwrap();
    let open = "document.querySelector('.more button').click(); \
                const item = [...document.querySelectorAll('[role=menuitem]')] \
                    .find((one) => one.innerText.startsWith('Export')); \
                item?.click(); return item !== undefined";
    window.until("the menu's entry", LONG, open, json!([])).unwrap();
    window.wait("[data-testid=export-sheet] [data-testid=export-one]").unwrap();
}
