//! The emulator of the vendors' interfaces answers in the window, in each dialect.

use serde_json::{Value, json};
use stage::answering::Answering;
use stage::shown;
use stage::window::Window;

use crate::support::{LONG, Room, ask, count, nth_reply, reply, reply_text, streaming, until};
use crate::words::says;

/// The rows of the catalogue that are led to the emulator, with where its interface begins, and a
/// model of each.
const VENDORS: [(&str, &str, &str); 4] = [
    ("openai", "/v1", "openai/gpt-5.5"),
    ("mistral", "/v1", "mistral/mistral-large-4"),
    ("anthropic", "", "anthropic/claude-sonnet-5"),
    ("google", "", "google/gemini-2.5-flash"),
];

/// Leads one of the app's own providers to another address and gives it a key for this session.
pub(super) fn lead(window: &Window, provider: &str, base: &str, key: &str) {
    let list = window.call("list_providers", json!({})).unwrap();
    let cards = list["providers"].as_array().unwrap();
    let card = cards.iter().find(|card| card["id"] == provider).unwrap();
    let mut draft = card["draft"].clone();
    draft["base"] = base.into();
    window.call("edit_provider", json!({ "provider": provider, "draft": draft })).unwrap();
    let key = json!({ "provider": provider, "key": key, "keep": "session" });
    window.call("set_key", key).unwrap();
}

/// Begins a chat with a model.
pub(super) fn begin(window: &Window, model: &str) {
    window.click(shown::NEW_CHAT).unwrap();
    window.click(shown::MODEL_CHIP).unwrap();
    window.wait(shown::PICKER_SEARCH).unwrap();
    let (_, name) = model.split_once('/').unwrap();
    window.write(shown::PICKER_SEARCH, name).unwrap();
    let script = "const option = document.querySelector(`[role=option][data-id='${arguments[0]}']`); \
                  option?.click(); return option !== null";
    window.until(&format!("{model} in the picker"), LONG, script, json!([model])).unwrap();
}

/// Waits until the last reply is complete and says this.
pub(super) fn answers(window: &Window, words: &str) {
    reply(window, "complete");
    let script = "return [...document.querySelectorAll(arguments[0])].at(-1)?.innerText.trim() \
                  === arguments[1]";
    until(window, &format!("{words:?} as the reply"), script, json!([shown::REPLY_TEXT, words]));
}

/// Asks what makes it fail, and waits for the kind of failure.
fn fails(window: &Window, prompt: &str, kind: &str) {
    let before = count(window, shown::REPLY);
    ask(window, prompt);
    nth_reply(window, before as usize + 1, "failed");
    let script =
        "return [...document.querySelectorAll('[data-testid=failure]')].at(-1)?.dataset.kind";
    assert_eq!(window.run(script, json!([])).unwrap(), kind, "{prompt}");
}

/// Whether the last failure offers these steps, and no other.
fn offers(window: &Window, steps: &[&str]) {
    let script = "return [...[...document.querySelectorAll('[data-testid=failure]')].at(-1)\
                  .querySelectorAll('.steps button')].map((b) => b.dataset.testid)";
    let found = window.run(script, json!([])).unwrap();
    let found: Vec<&str> = found.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(found, steps);
}

#[test]
fn every_vendors_interface_answers_with_its_reasoning_and_its_ends() {
    let emulator = Answering::emulator().unwrap();
    let room = Room::scripted();
    let window = room.open();
    for (provider, path, model) in VENDORS {
        lead(&window, provider, &format!("{}{path}", emulator.address()), "mock-key-1234");
        begin(&window, model);
        ask(&window, "Please greet me.");
        answers(&window, "Hello! नमस्ते 👋");
        if provider == "openai" {
            says(&window, "[data-testid=session-cost]", "$");
        }

        ask(&window, "What is six times seven?");
        answers(&window, "It is 42.");
        let folded = "[data-testid=reasoning] [aria-expanded=false]";
        window.wait(folded).unwrap();
        window.click(folded).unwrap();
        says(&window, "[data-testid=reasoning-text]", "seven six times");

        // In the other formats the emulator has no word for it.
        if matches!(provider, "mistral" | "google") {
            ask(&window, "Please be refused.");
            answers(&window, "I");
            says(&window, "main", "The model declined to answer.");
        }
        ask(&window, "Tell it at great length.");
        answers(&window, "Once upon a time");
        ask(&window, "Please break off.");
        reply(&window, "interrupted");
        says(&window, shown::REPLY_TEXT, "This sentence");
    }
}

#[test]
fn every_failure_of_a_provider_says_what_to_do() {
    let emulator = Answering::emulator().unwrap();
    let room = Room::scripted();
    let window = room.open();
    lead(&window, "openai", &format!("{}/v1", emulator.address()), "mock-key-1234");
    begin(&window, "openai/gpt-5.5");

    fails(&window, "I ask with a wrong key.", "unauthorized");
    offers(&window, &["key", "other_model", "again"]);
    fails(&window, "I ask without credit.", "quota");
    fails(&window, "I ask with too much.", "prompt_too_long");
    offers(&window, &["shorten", "other_model", "again"]);
    fails(&window, "I ask for what is not there.", "model_not_found");
    fails(&window, "I ask too often.", "rate_limit");
    window.wait("[data-testid=again]").unwrap();
    assert_eq!(count(&window, "[data-testid=failure]"), 5, "each stays where it happened");

    // A stop closes the socket and keeps what was there.
    ask(&window, "Tell it slowly.");
    streaming(&window, 20);
    window.click(shown::STOP).unwrap();
    reply(&window, "stopped");
    let kept = reply_text(&window);
    assert!(kept.starts_with("One word after"), "{kept:?}");
    until(
        &window,
        "the stop to be over",
        "return !document.querySelector(arguments[0])",
        json!([shown::STOP]),
    );
    let again = "[...document.querySelectorAll('[data-testid=again]')].at(-1).click()";
    window.run(again, json!([])).unwrap();
    streaming(&window, 5);
    window.click(shown::STOP).unwrap();
    reply(&window, "stopped");
}
