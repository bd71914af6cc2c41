//! A script that got into the page all the same: it reaches no foreign host and no command beyond
//! the app's own.

use std::time::Duration;

use serde_json::{Value, json};
use stage::shown;
use stage::window::Window;

use super::canary::Canary;
use super::page::assert_harmless;
use crate::support::{LONG, Room, ask, count, reply};

/// Each returns, or leads to, something else than a refusal only if it got through. `there` is the
/// canary's address.
const ATTEMPTS: [(&str, &str); 16] = [
    ("fetch", "return fetch(there + '/fetch', { mode: 'no-cors' }).then(() => 'answered')"),
    ("a fetch that posts", "return fetch(there, { method: 'POST', body: 'x' }).then(() => 'sent')"),
    (
        "XMLHttpRequest",
        "return new Promise((done, fail) => { const one = new XMLHttpRequest(); \
         one.onload = () => done('answered'); one.onerror = fail; \
         one.open('GET', there + '/xhr'); one.send(); })",
    ),
    (
        "WebSocket",
        "return new Promise((done, fail) => { const one = \
         new WebSocket(there.replace('http', 'ws') + '/socket'); \
         one.onopen = () => done('open'); one.onerror = fail; })",
    ),
    (
        "EventSource",
        "return new Promise((done, fail) => { const one = new EventSource(there + '/events'); \
         one.onopen = () => done('open'); one.onerror = fail; })",
    ),
    ("sendBeacon", "navigator.sendBeacon(there + '/beacon', 'x'); throw 'nothing is told'"),
    (
        "Image",
        "return new Promise((done, fail) => { const one = new Image(); \
         one.onload = () => done('loaded'); one.onerror = fail; one.src = there + '/image.png'; })",
    ),
    ("a module", "return import(there + '/module.js').then(() => 'run')"),
    ("a module from data", "return import('data:text/javascript,window.hit=1').then(() => 'run')"),
    ("a script", "return put('script', { src: there + '/script.js' })"),
    (
        "an inline script",
        "put('script', { textContent: 'window.hit = 1' }); throw 'nothing is told'",
    ),
    ("a style", "return put('link', { rel: 'stylesheet', href: there + '/style.css' })"),
    (
        "a font",
        "const one = new FontFace('x', `url(${there}/font.woff)`); return one.load().then(() => 'font')",
    ),
    (
        "a worker",
        "return new Promise((done, fail) => { const one = \
         new Worker(URL.createObjectURL(new Blob([`fetch('${there}/worker')`]))); \
         one.onmessage = () => done('run'); one.onerror = fail; })",
    ),
    ("eval", "return (0, eval)('window.hit = 1')"),
    ("new Function", "return new Function('window.hit = 1; return 1')()"),
];

/// What leads away, or opens something, by its effect alone.
const LEADS: [(&str, &str); 13] = [
    ("location", "location = there + '/location'"),
    ("location.replace", "location.replace(there + '/replace')"),
    ("another host", "location = 'http://localhost:' + new URL(there).port + '/host'"),
    ("a foreign name", "location = 'https://example.invalid/'"),
    ("a script's address", "location = 'javascript:window.hit=1'"),
    ("a page of data", "location = 'data:text/html,<script>1</script>'"),
    ("a file", "location = 'file:///etc/passwd'"),
    ("a link", "put('a', { href: there + '/link' }).click()"),
    ("a link to a new window", "put('a', { href: there + '/blank', target: '_blank' }).click()"),
    ("window.open", "window.open(there + '/open')"),
    ("a form", "put('form', { action: there + '/form', method: 'post' }).submit()"),
    ("a frame", "put('iframe', { src: there + '/frame' })"),
    ("an object", "put('object', { data: there + '/object' })"),
];

/// Puts an element into the page and yields it; for a script or a style, what it comes to.
const PUT: &str = "const put = (name, properties) => { \
    const one = Object.assign(document.createElement(name), properties); \
    const end = new Promise((done, fail) => { one.onload = () => done('loaded'); one.onerror = fail; }); \
    document.body.append(one); \
    return (name === 'script' || name === 'link') && !properties.textContent ? end : one; };";

/// What became of a script: `null` until it is known.
fn attempt(window: &Window, script: &str, there: &str) -> Value {
    let run = format!(
        "window.ended = null; const there = arguments[0]; {PUT} \
         Promise.resolve().then(() => {{ {script} }}) \
           .then((value) => {{ window.ended = 'got through: ' + value; }}, \
                 () => {{ window.ended = 'refused'; }}); \
         return true"
    );
    window.run(&run, json!([there])).unwrap();
    let limit = Duration::from_secs(20);
    window.until("the attempt to end", limit, "return window.ended", json!([])).unwrap()
}

/// Takes away what an attempt left in the page.
fn tidy(window: &Window) {
    let script = "for (const one of document.querySelectorAll('body > :not(#app):not(script)')) \
                  if (/^(A|FORM|IFRAME|OBJECT|LINK)$/.test(one.tagName)) one.remove(); \
                  for (const one of document.querySelectorAll('body > script')) one.remove(); \
                  return true";
    window.run(script, json!([])).unwrap();
}

#[test]
fn a_script_forced_into_the_page_reaches_no_foreign_host() {
    let canary = Canary::start();
    let room = Room::scripted();
    let window = room.open();
    let there = canary.address("");
    let there = there.trim_end_matches('/');
    for (name, script) in ATTEMPTS {
        assert_eq!(attempt(&window, script, there), "refused", "{name}");
        tidy(&window);
        canary.assert_untouched(name);
    }
    assert_harmless(&window, "after all attempts");
}

#[test]
fn a_script_forced_into_the_page_cannot_lead_the_window_away() {
    let canary = Canary::start();
    let room = Room::scripted();
    let window = room.open();
    let there = canary.address("");
    let there = there.trim_end_matches('/');
    ask(&window, "Still here?");
    reply(&window, "complete");
    for (name, script) in LEADS {
        let run = format!("const there = arguments[0]; {PUT} {script}; return true");
        // The page may be refused the very step, which is an error of the script.
        drop(window.run(&run, json!([there])));
        // Two frames and a turn of the event loop later, whatever was begun has been decided.
        let script = "if (window.turns === undefined) { window.turns = 0; \
                        const turn = () => { window.turns++; requestAnimationFrame(turn); }; turn(); \
                        return false; } \
                      if (window.turns < 30) return false; \
                      return true";
        window.until("thirty frames", LONG, script, json!([])).unwrap();
        window.run("window.turns = 0; return true", json!([])).unwrap();
        canary.assert_untouched(name);
        let place = window.run("return location.href", json!([])).unwrap();
        let place = place.as_str().unwrap();
        assert!(place.starts_with("tauri://localhost"), "{name}: the app is there: {place}");
        assert_eq!(count(&window, shown::REPLY), 1, "{name}: with all it showed");
        tidy(&window);
    }
    assert_harmless(&window, "after all attempts");
    ask(&window, "And now?");
    window.wait_until_says(shown::REPLY_TEXT, "And now?").unwrap();
}

/// Commands of the framework and its plugins, and one that nobody knows.
const FOREIGN: [(&str, &str); 20] = [
    ("plugin:store|load", r#"{ "path": "settings.json" }"#),
    ("plugin:store|get_store", r#"{ "path": "settings.json" }"#),
    ("plugin:fs|read_file", r#"{ "path": "/etc/hostname" }"#),
    ("plugin:fs|read_text_file", r#"{ "path": "/etc/hostname" }"#),
    ("plugin:dialog|open", r#"{ "options": {} }"#),
    ("plugin:dialog|save", r#"{ "options": {} }"#),
    ("plugin:dialog|message", r#"{ "message": "x" }"#),
    ("plugin:opener|open_url", r#"{ "url": "https://example.org" }"#),
    ("plugin:opener|open_path", r#"{ "path": "/etc/hostname" }"#),
    ("plugin:opener|reveal_item_in_dir", r#"{ "paths": ["/etc/hostname"] }"#),
    ("plugin:shell|execute", r#"{ "program": "sh", "args": [] }"#),
    ("plugin:clipboard-manager|read_text", "{}"),
    ("plugin:clipboard-manager|write_text", r#"{ "text": "x" }"#),
    ("plugin:window|close", r#"{ "label": "main" }"#),
    ("plugin:window|set_title", r#"{ "label": "main", "value": "x" }"#),
    ("plugin:webview|create_webview_window", r#"{ "options": { "label": "x" } }"#),
    ("plugin:event|emit", r#"{ "event": "x", "payload": null }"#),
    ("plugin:path|resolve_directory", r#"{ "directory": 1 }"#),
    ("plugin:window-state|save_window_state", r#"{ "flags": 1 }"#),
    ("no_such_command", "{}"),
];

#[test]
fn a_script_forced_into_the_page_reaches_no_command_beyond_the_apps_own() {
    let room = Room::scripted();
    let window = room.open();
    let own = "return window.__TAURI_INTERNALS__.invoke('list_models')";
    assert_ne!(attempt(&window, own, ""), "refused", "the app's own commands are reached this way");
    for (command, arguments) in FOREIGN {
        let call = format!("return window.__TAURI_INTERNALS__.invoke('{command}', {arguments})");
        assert_eq!(attempt(&window, &call, ""), "refused", "{command}");
    }
    for address in ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "/etc/passwd"]
    {
        let call = "return window.__TAURI_INTERNALS__.invoke('open_link', { address: there })";
        assert_eq!(attempt(&window, call, address), "refused", "open_link {address}");
    }
    window.wait(shown::COMPOSER).unwrap();
}

#[test]
fn a_refused_command_says_that_it_is_not_allowed() {
    let room = Room::scripted();
    let window = room.open();
    let script = "window.said = null; window.__TAURI_INTERNALS__.invoke(arguments[0]) \
                  .catch((error) => { window.said = String(error); }); return true";
    for command in ["plugin:store|load", "plugin:window|close", "plugin:event|emit"] {
        window.run(script, json!([command])).unwrap();
        let said = window.until("the refusal", LONG, "return window.said", json!([])).unwrap();
        let said = said.as_str().unwrap();
        assert!(said.contains("not allowed"), "not for a missing argument: {command}: {said}");
    }
}
