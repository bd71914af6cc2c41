//! A key is planted, and looked for everywhere it must not be.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use stage::loopback::{Asked, Loopback};
use stage::shown;
use stage::window::Window;

use super::emulated::{answers, begin, lead};
use crate::support::{Room, ask, nth_reply, streaming};
use crate::words::says;

const CANARY: &str = "sk-canary-9f3bDx71QmZpL2v8Ty5c4f";

/// Answers with the key itself, wherever a provider could repeat it.
fn parrot(asked: &Asked) -> (u16, &'static str, String) {
    let authorization = asked.headers.lines().find(|line| line.starts_with("authorization:"));
    let key = authorization.map_or("no key", |line| line.trim());
    if asked.line.starts_with("GET") {
        return (200, "application/json", json!({ "data": [{ "id": "gpt-5.5" }] }).to_string());
    }
    let problem = |message: String| json!({ "error": { "message": message } }).to_string();
    let event = |data: serde_json::Value| {
        format!("event: {}\ndata: {data}\n\n", data["type"].as_str().unwrap())
    };
    if asked.body.contains("unauthorized") {
        (401, "application/json", problem(format!("Incorrect: {key}")))
    } else if asked.body.contains("page") {
        (500, "text/html", format!("<html>{key}</html>"))
    } else if asked.body.contains("broken") {
        let failed = json!({ "type": "error", "message": key, "code": "server_error" });
        (200, "text/event-stream", event(failed))
    } else {
        let said = json!({ "type": "response.output_text.delta", "delta": "Fine." });
        let end = json!({ "type": "response.completed", "response": { "status": "completed" } });
        (200, "text/event-stream", event(said) + &event(end))
    }
}

/// Notes everything that the page asks of the app and is told, from now on: by commands, and by the
/// channels that the app talks on by itself.
fn trace(window: &Window) {
    let script = "if (window.__trace) return; window.__trace = []; const real = window.fetch; \
        window.fetch = async (...all) => { \
          const body = all[1]?.body; \
          window.__trace.push(String(all[0]), typeof body === 'string' ? body : \
            body ? new TextDecoder().decode(body) : ''); \
          const answer = await real(...all); \
          answer.clone().text().then((text) => window.__trace.push(text)); \
          return answer; }; \
        const waiting = window.__TAURI_INTERNALS__.callbacks; \
        waiting.get = (id) => { \
          const taken = Map.prototype.get.call(waiting, id); \
          return taken && ((told) => { window.__trace.push(JSON.stringify(told)); taken(told); }); }";
    window.run(script, json!([])).unwrap();
}

/// What was noted, and all that the page shows or holds in its fields and attributes.
fn seen(window: &Window) -> String {
    let script = "return [...window.__trace ?? [], document.documentElement.outerHTML, \
        ...[...document.querySelectorAll('input, textarea')].map((field) => field.value), \
        JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })].join('\\n')";
    window.run(script, json!([])).unwrap().as_str().unwrap().to_owned()
}

/// The key as it is, in base64, and with two bytes a letter.
fn spellings() -> Vec<Vec<u8>> {
    let wide = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let part = CANARY.as_bytes()[4..24].to_vec();
    vec![part, STANDARD.encode(CANARY).into_bytes(), wide]
}

fn holds(bytes: &[u8]) -> bool {
    spellings().iter().any(|key| bytes.windows(key.len()).any(|part| part == key))
}

/// The files below a folder that hold the key.
fn hits(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(hits(&path));
        } else if fs::read(&path).is_ok_and(|bytes| holds(&bytes)) {
            found.push(path);
        }
    }
    found
}

/// Chats, failures, a test, the record of what left.
fn drive(window: &Window) {
    begin(window, "openai/gpt-5.5");
    ask(window, "Is all fine?");
    answers(window, "Fine.");
    for (place, (prompt, words)) in
        [("unauthorized", "Incorrect"), ("page", ""), ("broken", "")].into_iter().enumerate()
    {
        ask(window, prompt);
        nth_reply(window, place + 2, "failed");
        let told =
            "return [...document.querySelectorAll('[data-testid=failure]')].at(-1).textContent";
        let told = window.run(told, json!([])).unwrap();
        assert!(told.as_str().unwrap().contains(words), "{prompt}: {told}");
    }
    window.call("test_provider", json!({ "provider": "openai", "key": null })).unwrap();
    window.call("refresh_models", json!({ "provider": "openai" })).unwrap();
    window.click(shown::LEFT_BUTTON).unwrap();
    window.wait("[data-testid=left-line]").unwrap();
    window.click("[data-testid=close-page]").unwrap();
}

#[test]
fn a_planted_key_is_found_nowhere() {
    let server = Loopback::start(parrot).unwrap();
    let mut room = Room::scripted();
    room.environment.push(("RUST_BACKTRACE", "full".into()));
    room.environment.push(("RUST_LOG", "trace".into()));
    let window = room.open();
    lead(&window, "openai", &format!("{}/v1", server.address()), "first-key-to-be-replaced");
    // As a person does, with what a mail put around it.
    window.click(shown::PROVIDERS_BUTTON).unwrap();
    window.click("[data-id=openai] [data-testid=provider-open]").unwrap();
    window.click(shown::KEY_ENTER).unwrap();
    window.write(shown::KEY_FIELD, &format!(" \"{CANARY}\" ")).unwrap();
    window.click("[data-testid=key-save]").unwrap();
    says(&window, "[data-testid=key-state]", "4f");
    trace(&window);
    drive(&window);
    let used = server.asked().iter().filter(|asked| asked.headers.contains(CANARY)).count();
    assert!(used >= 5, "it was really used: {used}");
    let page = seen(&window);
    assert!(page.contains("test_provider") && page.contains("Incorrect"), "it is a real trace");
    assert!(page.contains(r#""update":"#), "with what channels told");
    assert!(!holds(page.as_bytes()), "the page or its traffic");

    // A crash in the middle of a reply of the embedded model, and a life after it.
    begin(&window, crate::support::SMALL_MODEL);
    ask(&window, "#steady");
    streaming(&window, 5);
    rustix::process::kill_process(window.app().unwrap(), rustix::process::Signal::ABORT).unwrap();
    let said = window.said().unwrap();
    assert!(!holds(said.as_bytes()), "what the app wrote to its standard error");
    drop(window);
    let window = room.open();
    window.wait(shown::SESSION).unwrap();
    trace(&window);
    drive(&window);
    let page = seen(&window);
    assert!(!holds(page.as_bytes()), "the page or its traffic after the crash");
    assert!(!holds(window.said().unwrap().as_bytes()), "standard error after the crash");
    drop(window);
    assert!(room.data.join("antiphon.sqlite").exists());
    assert_eq!(hits(&room.data), Vec::<PathBuf>::new(), "files of the app");
}
