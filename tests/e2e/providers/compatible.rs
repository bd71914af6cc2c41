//! llama.cpp's own server, with a real model, answers in the window through the dialects that it
//! speaks: the way to vLLM, SGLang and Ray Serve as well.

use serde_json::json;
use stage::answering::Answering;
use stage::shown;
use stage::window::Window;

use super::emulated::begin;
use crate::support::{Room, ask, models, reply, until};
use crate::words::says;

/// Waits until there are so many replies, the last of them complete and of a few words.
fn answered(window: &Window, count: u64) {
    reply(window, "complete");
    let script = "const all = [...document.querySelectorAll(arguments[0])]; \
                  return all.length === arguments[1] && all.at(-1).innerText.trim().length > 3";
    until(window, "words of the model", script, json!([shown::REPLY_TEXT, count]));
}

#[test]
fn a_real_compatible_server_lists_its_model_and_answers() {
    let python = std::env::var_os("ANTIPHON_SDKS").expect("`cargo xtask test` names a Python");
    let file = models().join("smollm2-135m-instruct-q4_1.gguf");
    let server = Answering::llama_server(python, &file).unwrap();
    let room = Room::scripted();
    let window = room.open();
    for (title, dialect, path) in [
        ("Chat", "openai_chat", "/v1"),
        ("Responses", "openai_responses", "/v1"),
        ("Messages", "anthropic", ""),
    ] {
        let draft = json!({
            "title": title, "dialect": dialect, "base": format!("{}{path}", server.address()),
            "plain_http": false, "api_version": null, "headers": {}, "patience": {},
            "keyless": true, "local": true,
        });
        let card = window.call("add_provider", json!({ "draft": draft })).unwrap();
        let id = card["id"].as_str().unwrap();
        let found = window.call("refresh_models", json!({ "provider": id })).unwrap();
        assert_eq!(found, 1, "{title}: it lists its model");
        begin(&window, &format!("{id}/smollm2-135m"));
        ask(&window, "Say hello in one short sentence.");
        answered(&window, 1);
        says(&window, &format!("{} .figures", shown::REPLY), "tokens");
        ask(&window, "And once more, please.");
        answered(&window, 2);
    }
}
