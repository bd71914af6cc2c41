//! Another machine, reached through a proxy that asks for a password.

use std::fs;

use serde_json::json;
use stage::loopback::{Asked, Loopback};
use stage::shown;

use super::emulated::{answers, begin};
use crate::support::{Room, ask};
use crate::words::{press, says};

const ADDRESS: &str = "[data-testid=proxy-address]";
const PASSWORD: &str = "canary-hush-hush-4711";

/// What stands behind the proxy answers, whoever it is.
fn answer(asked: &Asked) -> (u16, &'static str, String) {
    if asked.line.starts_with("GET") {
        return (200, "application/json", json!({ "data": [{ "id": "far-model" }] }).to_string());
    }
    let said =
        json!({ "choices": [{ "delta": { "content": "From afar." }, "finish_reason": "stop" }] });
    (200, "text/event-stream", format!("data: {said}\n\ndata: [DONE]\n\n"))
}

/// What the server was told by the last who asked.
fn told(proxy: &Loopback) -> String {
    let asked = proxy.asked();
    let last = asked.last().expect("somebody asked");
    assert!(last.line.contains("far.example"), "it goes elsewhere: {}", last.line);
    let given = last.headers.lines().find(|line| line.starts_with("proxy-authorization"));
    given.unwrap_or("nothing").to_owned()
}

#[test]
fn a_proxys_password_lies_in_the_keychain_and_outlives_the_app() {
    let proxy = Loopback::start(answer).unwrap();
    let room = Room::scripted();
    let window = room.open();
    window.click(shown::SETTINGS_BUTTON).unwrap();
    press(&window, shown::SETTINGS, "This one");
    let address = proxy.address().replace("http://", &format!("http://me:{PASSWORD}@"));
    window.write(ADDRESS, &address).unwrap();
    window.press(&[stage::window::keys::TAB]).unwrap();
    let bare = proxy.address().replace("http://", "http://me@");
    let shown = "return document.querySelector(arguments[0]).value === arguments[1]";
    crate::support::until(&window, "the address without it", shown, json!([ADDRESS, bare]));
    says(&window, shown::SETTINGS, "The password lies in the system's keychain.");
    let file = fs::read_to_string(room.data.join("settings.json")).unwrap();
    assert!(file.contains(&bare) && !file.contains(PASSWORD), "{file}");

    window.click("[data-testid=close-page]").unwrap();
    let draft = json!({
        "title": "Far", "dialect": "openai_chat", "base": "http://far.example/v1",
        "plain_http": true, "api_version": null, "headers": {}, "patience": {},
        "keyless": true, "local": false,
    });
    window.call("add_provider", json!({ "draft": draft })).unwrap();
    window.call("refresh_models", json!({ "provider": "far" })).unwrap();
    let told_first = told(&proxy);
    assert!(told_first.starts_with("proxy-authorization: Basic "), "{told_first}");

    // It is asked of the keychain when it is first needed in another life.
    drop(window);
    let window = room.open();
    begin(&window, "far/far-model");
    ask(&window, "Are you far?");
    answers(&window, "From afar.");
    assert_eq!(told(&proxy), told_first);

    // Another address does not inherit it.
    let other =
        json!({ "kind": "at", "address": proxy.address().replace("http://", "http://you@") });
    let mut settings = window.call("settings_as_kept", json!({})).unwrap();
    settings["proxy"] = other;
    window.call("set_settings", json!({ "settings": settings })).unwrap();
    ask(&window, "And now?");
    crate::support::nth_reply(&window, 2, "complete");
    assert_ne!(told(&proxy), told_first);
}
