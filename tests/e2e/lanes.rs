//! Many lanes at once, and what can go wrong with them: none holds back another, none is lost.

mod forks;
mod gone;
mod killed;
mod many;
mod server;

use serde_json::{Value, json};
use stage::shown;
use stage::window::{Size, Window, keys};

use self::server::{BREAKS, FAILS, SILENT, STALLS, Server, lane};
use crate::compare::add;
use crate::support::{LONG, Room, ask, until};

/// A reply in its lane, whatever the layout.
const CELL: &str = "[data-testid=compared] [data-testid=reply]";

/// Sets up the provider of many models and returns its id.
fn set_up(window: &Window, server: &Server) -> String {
    // In less room the lanes are tabs, of which one is shown.
    window.resize(Size { width: 1440, height: 900 }).unwrap();
    let draft = json!({
        "title": "Lanes", "dialect": "openai_chat", "base": server.base, "plain_http": false,
        "api_version": null, "headers": {}, "patience": { "first_byte_ms": 600000, "idle_ms": 3000 },
        "keyless": true, "local": true,
    });
    let card = window.call("add_provider", json!({ "draft": draft })).unwrap();
    let id = card["id"].as_str().unwrap().to_owned();
    window.call("refresh_models", json!({ "provider": id })).unwrap();
    id
}

/// Makes this model the first that is asked, and sets the others beside it.
fn seat(window: &Window, first: &str, others: &[String]) {
    window.click(shown::MODEL_CHIP).unwrap();
    window.wait(shown::PICKER_SEARCH).unwrap();
    window.write(shown::PICKER_SEARCH, first).unwrap();
    window.write(shown::PICKER_SEARCH, keys::ENTER).unwrap();
    let script = "return document.querySelector(arguments[0])?.dataset.id.endsWith(arguments[1])";
    until(window, &format!("{first} to be asked"), script, json!([shown::MODEL_CHIP, first]));
    for other in others {
        add(window, other);
    }
}

/// How the lanes stand, by the names of their models.
fn states(window: &Window) -> Value {
    let script = "return Object.fromEntries([...document.querySelectorAll('[data-testid=lane-head]')] \
                  .map((head) => [head.querySelector('h2').innerText, \
                    head.querySelector('[data-testid=lane-state]').dataset.state]))";
    window.run(script, json!([])).unwrap()
}

/// Waits until the lanes stand so.
fn stand(window: &Window, wanted: &Value) {
    let script = "const heads = [...document.querySelectorAll('[data-testid=lane-head]')]; \
                  return heads.length > 0 && heads.every((head) => \
                    head.querySelector('[data-testid=lane-state]').dataset.state \
                      === arguments[0][head.querySelector('h2').innerText])";
    let found =
        window.until(&format!("lanes that stand as {wanted}"), LONG, script, json!([wanted]));
    if let Err(failure) = found {
        panic!("{failure}; they stand as {}", states(window));
    }
}

#[test]
fn a_lane_that_fails_breaks_off_or_never_answers_holds_back_no_other() {
    let server = Server::start();
    server.release();
    let room = Room::scripted();
    let window = room.open();
    set_up(&window, &server);
    let others = [lane(2), FAILS.into(), BREAKS.into(), STALLS.into(), SILENT.into()];
    seat(&window, &lane(1), &others);
    ask(&window, "Who of you is there?");
    stand(
        &window,
        &json!({
            "lane-1": "complete", "lane-2": "complete", "fails": "failed",
            "breaks": "interrupted", "stalls": "interrupted", "silent": "streaming",
        }),
    );
    window.click("[data-testid=lane-stop]").unwrap();
    let ended = json!({
        "lane-1": "complete", "lane-2": "complete", "fails": "failed",
        "breaks": "interrupted", "stalls": "interrupted", "silent": "stopped",
    });
    stand(&window, &ended);
    // Each says what to do, and keeps what it had.
    let script = "return [...document.querySelectorAll(arguments[0])].map((cell) => \
                  [cell.querySelector('[data-part=body]')?.innerText.trim() ?? '', \
                   [...cell.querySelectorAll('.steps button')].map((step) => step.dataset.testid)])";
    let cells = window.run(script, json!([CELL])).unwrap();
    for (place, model) in [lane(1), lane(2)].iter().enumerate() {
        assert_eq!(cells[place], json!([server.said(model).trim(), []]), "{model}");
    }
    assert_eq!(cells[2], json!(["", ["parameters", "other_model", "again"]]));
    assert_eq!(cells[3], json!(["Half a sentence", ["again"]]));
    assert_eq!(cells[4], json!(["Half a sentence", ["again"]]));
    assert_eq!(cells[5], json!(["", ["again"]]));

    // One of them is asked again, alone.
    let again = "document.querySelectorAll(arguments[0])[3].querySelector('.steps button').click()";
    window.run(again, json!([CELL])).unwrap();
    window.wait_until_says(shown::VERSIONS, "2 / 2").unwrap();
    stand(&window, &ended);
}
