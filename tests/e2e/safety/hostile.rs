//! Markdown that tries to run, load, lead away and take in, as a reply that arrives letter by letter.

use std::fs;

use serde_json::json;
use stage::shown;
use stage::window::{Window, keys};

use super::canary::Canary;
use super::page::{assert_harmless, commands, note_commands, stir};
use crate::support::{LONG, Room, ask, count, reply};

/// What a model could say, in pieces that hold each other open as little as possible. `CANARY` and
/// `BACK` stand for the canary's address and for a script that sets what [`assert_harmless`] sees.
const HOSTILE: [(&str, &str); 5] = [
    ("elements", include_str!("hostile/elements.md")),
    ("links", include_str!("hostile/links.md")),
    ("maths", include_str!("hostile/maths.md")),
    ("fields", include_str!("hostile/fields.md")),
    ("open", include_str!("hostile/open.md")),
];

/// What such a text wants to run.
const SCRIPT: &str = "window.hit=1";

pub(super) fn aimed_at(canary: &Canary, text: &str) -> String {
    let address = canary.address("");
    let place = address.strip_prefix("http:").unwrap();
    text.replace("CANARY", address.trim_end_matches('/'))
        .replace("PLACE", place.trim_end_matches('/'))
        .replace("RUN", SCRIPT)
}

/// A room in which every text of the list is said to its name.
fn room(canary: &Canary) -> Room {
    let mut room = Room::scripted();
    let rules: Vec<_> = HOSTILE
        .iter()
        .map(|(name, text)| {
            let text = aimed_at(canary, text);
            json!({ "match": format!("say {name}"), "text": text, "size": 1, "delay_ms": 1 })
        })
        .collect();
    let script = room.data.join("script.json");
    fs::write(&script, json!({ "rules": rules }).to_string()).unwrap();
    room.environment.push(("ANTIPHON_SCRIPT", script.into()));
    room
}

#[test]
fn hostile_markdown_that_streams_letter_by_letter_runs_and_loads_nothing() {
    let canary = Canary::start();
    let room = room(&canary);
    let window = room.open();
    note_commands(&window);
    let settings = fs::read(room.data.join("settings.json")).unwrap();
    for (at, (name, text)) in HOSTILE.into_iter().enumerate() {
        ask(&window, &format!("say {name}"));
        let begun = "return document.querySelectorAll(arguments[0]).length > arguments[1]";
        window.until("the reply to begin", LONG, begun, json!([shown::REPLY, at])).unwrap();
        while window.attribute(shown::REPLY, shown::STATUS).unwrap().as_deref() == Some("streaming")
        {
            assert_harmless(&window, &format!("while {name} streams"));
        }
        let shown = reply(&window, "complete");
        assert!(shown.len() > text.len() / 3, "{name}: it is there to be read: {shown}");
        stir(&window);
        window.settle().unwrap();
        assert_harmless(&window, name);
    }
    assert_eq!(count(&window, shown::REPLY), HOSTILE.len() as u64, "all replies are in the page");
    // What the window asks for by itself while it starts and replies come.
    let expected = [
        "ask",
        "list_choices",
        "list_providers",
        "open_session",
        "save_draft",
        "session_spent",
        "set_settings",
        "updates",
        "watch",
    ];
    let asked = commands(&window);
    assert!(asked.contains(&"ask".to_owned()), "commands are seen: {asked:?}");
    assert!(asked.iter().all(|one| expected.contains(&one.as_str())), "no command: {asked:?}");
    let now = fs::read(room.data.join("settings.json")).unwrap();
    let read = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    assert_eq!(read(&now)["settings"], read(&settings)["settings"], "no setting was changed");
    assert_eq!(count(&window, shown::SESSION), 1, "no chat was made or deleted");
    canary.assert_untouched("after all replies");
}

#[test]
fn a_hostile_link_leads_nowhere_and_a_good_one_is_shown_before_it_is_opened() {
    let canary = Canary::start();
    let room = room(&canary);
    let window = room.open();
    ask(&window, "say links");
    reply(&window, "complete");
    let links = format!("{} [data-href]", shown::REPLY_TEXT);
    let all = count(&window, &links);
    assert!(all >= 5, "there are links and pictures that can be clicked: {all}");
    let script = "const one = document.querySelectorAll(arguments[0])[arguments[1]]; \
                  one.scrollIntoView({ block: 'center' }); one.click(); return one.dataset.href";
    for at in 0..all {
        let address = window.run(script, json!([links, at])).unwrap();
        let address = address.as_str().unwrap();
        window.wait(shown::LINK_SHEET).unwrap();
        let opens = count(&window, "[data-testid=link-open]") == 1;
        let web = ["http:", "https:", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
        assert_eq!(opens, web, "only web and mail addresses can be opened: {address}");
        assert_harmless(&window, address);
        close(&window);
    }
    canary.assert_untouched("after every link was clicked");
}

/// Closes the sheet as a person would who does not trust the link.
fn close(window: &Window) {
    window.write(shown::LINK_SHEET, keys::ESCAPE).unwrap();
    let script = "return document.querySelector(arguments[0]) === null";
    let limit = std::time::Duration::from_secs(10);
    window.until("the sheet to go", limit, script, json!([shown::LINK_SHEET])).unwrap();
}
