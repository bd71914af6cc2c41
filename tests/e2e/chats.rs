//! The list of sessions.

use serde_json::json;
use stage::shown;
use stage::window::{Window, keys};

use crate::support::{Room, ask, count, reply, until};

#[track_caller]
fn wait_for_titles(window: &Window, wanted: &[&str]) {
    let script = "const titles = [...document.querySelectorAll(arguments[0])] \
                    .map((row) => row.innerText.trim()); \
                  return JSON.stringify(titles.sort()) === JSON.stringify(arguments[1])";
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    until(window, &format!("the titles {wanted:?}"), script, json!([shown::SESSION, wanted]));
}

/// Gives the first session in the list a title, by keys.
fn rename(window: &Window, title: &str) {
    window.write(shown::SESSION, keys::F2).unwrap();
    let field = "[data-testid=sidebar] [data-testid=title-input]";
    window.write(field, &keys::with_control("a")).unwrap();
    window.write(field, title).unwrap();
    window.write(field, keys::ENTER).unwrap();
    wait_until_named(window, title);
}

#[track_caller]
fn wait_until_named(window: &Window, title: &str) {
    window.wait_until_says(shown::SESSION, title).unwrap();
}

/// Begins a session and names it.
fn session(window: &Window, title: &str) {
    window.click(shown::NEW_CHAT).unwrap();
    until(
        window,
        "an empty chat",
        "return document.querySelectorAll(arguments[0]).length === 0",
        json!([shown::REPLY]),
    );
    ask(window, &format!("Something about {title}."));
    reply(window, "complete");
    rename(window, title);
}

#[test]
fn a_title_that_the_user_gave_stays() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, r##"#script {"text": "Slowly said. ", "repeat": 10, "size": 4, "delay_ms": 80}"##);
    window.wait(&shown::reply_that_is("streaming")).unwrap();
    rename(&window, "My own title");
    reply(&window, "complete");
    ask(&window, "And once more.");
    until(
        &window,
        "a second reply",
        "return document.querySelectorAll(arguments[0]).length === 2",
        json!([shown::REPLY]),
    );
    reply(&window, "complete");
    window.click(shown::NEW_CHAT).unwrap();
    ask(&window, "Another session.");
    // The model names this one, which it is asked to after the other one has been answered.
    wait_for_titles(&window, &["A scripted talk", "My own title"]);
}

#[test]
fn a_deleted_session_comes_back_by_the_message_that_passes() {
    let room = Room::scripted();
    let window = room.open();
    session(&window, "Alpha");
    session(&window, "Beta");
    wait_for_titles(&window, &["Alpha", "Beta"]);
    window.write(shown::SESSION, keys::DELETE).unwrap();
    wait_for_titles(&window, &["Alpha"]);
    assert_eq!(count(&window, shown::REPLY), 0, "the deleted session is not open any more");
    window.click("[data-testid=toast-undo]").unwrap();
    wait_for_titles(&window, &["Alpha", "Beta"]);
    window.wait_until_says(shown::REPLY_TEXT, "Something about Beta.").unwrap();
}

#[test]
fn the_filter_box_finds_titles_in_any_case_and_script() {
    let room = Room::scripted();
    let window = room.open();
    for title in ["Kürbis kochen", "छोटी कविता", "Beta"] {
        session(&window, title);
    }
    for (typed, found) in [("KÜRB", "Kürbis kochen"), ("कविता", "छोटी कविता"), ("bet", "Beta")]
    {
        window.write(shown::FILTER, typed).unwrap();
        wait_for_titles(&window, &[found]);
        window.write(shown::FILTER, keys::ESCAPE).unwrap();
        wait_for_titles(&window, &["Beta", "Kürbis kochen", "छोटी कविता"]);
    }
    window.write(shown::FILTER, "no such title").unwrap();
    wait_for_titles(&window, &[]);
    window.wait_until_says("[data-testid=sidebar]", "no such title").unwrap();
}
