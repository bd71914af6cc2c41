//! The page, the window, the worker and the app, gone while a reply is written.

use std::time::Duration;

use stage::process::ends_within;
use stage::shown;
use store::Status;

use crate::support::{
    LONG, Room, ask, children_named, count, ends, kill, last_reply, reply, streaming, until,
};
use crate::{desktop, support};
use serde_json::json;

const WORKER: &str = "antiphon-scripted-worker";

#[test]
fn a_page_loaded_again_in_mid_stream_shows_the_reply_from_its_start_and_goes_on() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "#steady");
    let before = streaming(&window, 100);
    window.run("window.old = true; location.reload()", json!([])).unwrap();
    // The old page goes on for a moment.
    window.until("a new page", LONG, "return window.old === undefined", json!([])).unwrap();
    let after = streaming(&window, before.len());
    assert!(after.starts_with(before.trim_end()), "from its start: {after}");
    let whole = reply(&window, "complete");
    assert!(whole.starts_with(after.trim_end()), "and on to its end");
}

#[test]
fn a_reply_is_written_to_its_end_though_the_window_is_closed() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "#steady");
    streaming(&window, 60);
    let app = window.app().unwrap();
    desktop::close_windows_only(&room);
    assert!(!ends_within(app, Duration::from_secs(1)), "the app goes on without a window");
    assert_eq!(children_named(app, WORKER).len(), 1, "and so does the worker");
    assert!(ends_within(app, LONG), "the app ends by itself once the reply is complete");
    let reply = last_reply(&room);
    assert_eq!(reply.status, Status::Complete, "and the reply is stored: {reply:?}");
    drop(window);
    let window = room.open();
    let shown = support::reply(&window, "complete");
    assert!(shown.len() > 1000, "all of it is shown: {shown}");
}

#[test]
fn a_second_start_shows_the_window_again_while_a_reply_goes_on() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, r##"#script {"text": "Some words and then nothing. ", "then": "stall"}"##);
    streaming(&window, 20);
    let app = window.app().unwrap();
    desktop::close_windows_only(&room);
    let status = ends(room.start(), LONG);
    assert!(status.success(), "the second start ends well: {status}");
    desktop::wait_for_windows(&room, 1);
    assert!(!ends_within(app, Duration::ZERO), "the window is that of the app that went on");
}

#[test]
fn a_second_app_hands_over_to_the_first_and_ends() {
    let room = Room::scripted();
    let window = room.open();
    let status = ends(room.start(), LONG);
    assert_eq!(status.code(), Some(0), "the second ends well");
    ask(&window, "Still here?");
    reply(&window, "complete");
    desktop::wait_for_windows(&room, 1);
}

#[test]
fn a_second_app_that_cannot_find_the_first_says_that_the_data_is_in_use() {
    let mut room = Room::scripted();
    let first = room.open();
    room.environment.push(("DBUS_SESSION_BUS_ADDRESS", "unix:path=/no/such/bus".into()));
    let second = room.open_anyhow();
    second.wait("[data-testid=start-problem][data-code=in_use]").unwrap();
    ask(&first, "Still here?");
    reply(&first, "complete");
    desktop::close_windows_of(&room, first.app().unwrap());
    desktop::wait_for_windows(&room, 1);
    let app = first.app().unwrap();
    assert!(ends_within(app, LONG), "the first ends");
    second.click("[data-testid=start-problem] button").unwrap();
    support::until(
        &second,
        "the chats, once the first is closed",
        "return document.querySelectorAll(arguments[0]).length === 1",
        json!([shown::SESSION]),
    );
}

#[test]
fn a_killed_worker_interrupts_the_reply_and_the_next_prompt_works() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "#steady");
    let before = streaming(&window, 60);
    let workers = children_named(window.app().unwrap(), WORKER);
    assert_eq!(workers.len(), 1, "one worker runs");
    kill(workers[0]);
    let kept = reply(&window, "interrupted");
    assert!(kept.starts_with(before.trim_end()), "what had arrived is kept: {kept}");
    ask(&window, "And now?");
    until(
        &window,
        "a second reply",
        "return document.querySelectorAll(arguments[0]).length === 2",
        json!([shown::REPLY]),
    );
    let next = reply(&window, "complete");
    assert!(next.contains("And now?"), "a new worker answers: {next}");
}

#[test]
fn a_killed_app_finds_its_reply_interrupted_and_can_go_on_with_it() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "#steady");
    let before = streaming(&window, 200);
    let app = window.app().unwrap();
    kill(app);
    assert!(ends_within(app, LONG));
    drop(window);
    let window = room.open();
    let kept = reply(&window, "interrupted");
    // 250 ms of this stream are 13 pieces.
    assert!(kept.len() + 150 > before.len(), "at most a moment is lost: {kept:?} of {before:?}");
    window.wait("[data-testid=notice]").unwrap();
    window.click("[data-testid=continue]").unwrap();
    let whole = reply(&window, "complete");
    assert!(whole.starts_with(kept.trim_end()), "it goes on where it was cut");
    assert!(whole.len() > kept.len() && count(&window, shown::REPLY) == 1, "as the same reply");
}
