//! llama.cpp's own server, with a real model, answers in the window through the dialects that it
//! speaks: the way to vLLM, SGLang and Ray Serve as well.

use serde_json::json;
use stage::answering::Answering;
use stage::shown;

use super::emulated::begin;
use crate::support::{Room, ask, models, reply};
use crate::words::says;

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
        let said = reply(&window, "complete");
        assert!(said.len() > 3, "{title}: {said:?}");
        says(&window, &format!("{} .figures", shown::REPLY), "tokens");
        ask(&window, "And once more, please.");
        assert!(reply(&window, "complete").len() > 3, "{title}");
    }
}
