use super::*;

fn one(json: &str) -> Listed {
    let body = format!(r#"{{"object": "list", "data": [{json}]}}"#);
    let (mut models, _) = read_models(body.as_bytes()).unwrap();
    assert_eq!(models.len(), 1, "{json}");
    models.remove(0)
}

#[test]
fn a_list_of_names_alone_is_read() {
    let model = one(r#"{"id": "gpt-5.1", "object": "model", "created": 1, "owned_by": "openai"}"#);
    assert_eq!(model, Listed { name: "gpt-5.1".into(), ..Listed::default() });
}

#[test]
fn openrouters_list_tells_abilities_and_prices() {
    let model = one(r#"{"id": "acme/m-1", "name": "Acme: M 1", "context_length": 200000,
            "architecture": {"input_modalities": ["text", "image", "file"],
                             "output_modalities": ["text"]},
            "pricing": {"prompt": "0.000003", "completion": "0.000015",
                        "input_cache_read": "0.0000003", "input_cache_write": "0.00000375"},
            "top_provider": {"context_length": 200000, "max_completion_tokens": 64000},
            "supported_parameters": ["temperature", "reasoning"]}"#);
    let price = Price {
        input: 3.0,
        cached: Some(0.3),
        cache_write: Some(3.75),
        output: 15.0,
        as_of: String::new(),
    };
    let expected = Listed {
        name: "acme/m-1".into(),
        title: Some("Acme: M 1".into()),
        context: Some(200_000),
        max_output: Some(64_000),
        vision: Some(true),
        files: Some(true),
        audio: Some(false),
        reasoning: Some(true),
        price: Some(price),
    };
    assert_eq!(model, expected);
}

#[test]
fn a_price_that_varies_is_no_price() {
    let auto = one(r#"{"id": "openrouter/auto", "pricing": {"prompt": "-1", "completion": "-1"}}"#);
    assert_eq!(auto.price, None);
}

#[test]
fn togethers_list_stands_alone() {
    let body = br#"[
        {"id": "meta/llama-3", "type": "chat", "display_name": "Llama 3", "context_length": 8192,
         "pricing": {"hourly": 0, "input": 0.18, "output": 0.2, "base": 0, "finetune": 0}},
        {"id": "acme/picture-1", "type": "image"},
        {"id": "acme/vectors", "type": "embedding"}
    ]"#;
    let (models, _) = read_models(body).unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(models[0].title.as_deref(), Some("Llama 3"));
    let price = models[0].price.as_ref().unwrap();
    assert_eq!((price.input, price.output), (0.18, 0.2), "for a million already");
}

#[test]
fn each_vendors_own_fields_are_read() {
    let mistral =
        one(r#"{"id": "mistral-large", "name": "mistral-large", "max_context_length": 131072,
            "capabilities": {"completion_chat": true, "vision": true, "fine_tuning": false}}"#);
    assert_eq!((mistral.context, mistral.vision), (Some(131_072), Some(true)));
    assert_eq!(mistral.title, None, "the name again is no title");
    let groq = one(r#"{"id": "m", "context_window": 8192, "max_completion_tokens": 4096}"#);
    assert_eq!((groq.context, groq.max_output), (Some(8192), Some(4096)));
    let vllm = one(r#"{"id": "m", "root": "m", "max_model_len": 32768, "permission": []}"#);
    assert_eq!(vllm.context, Some(32_768));
    let llama = one(r#"{"id": "m.gguf", "meta": {"n_vocab": 49152, "n_ctx_train": 2048}}"#);
    assert_eq!(llama.context, Some(2048));
    let deepinfra = one(r#"{"id": "a/m", "metadata": {"context_length": 4096, "max_tokens": 1024,
            "pricing": {"input_tokens": 0.5, "output_tokens": 1.5, "cache_read_tokens": 0.1},
            "tags": ["vision", "reasoning"]}}"#);
    let price = deepinfra.price.unwrap();
    assert_eq!((price.input, price.cached, price.output), (0.5, Some(0.1), 1.5));
    assert_eq!((deepinfra.vision, deepinfra.reasoning), (Some(true), Some(true)));
    let fireworks =
        one(r#"{"id": "accounts/f/models/m", "supports_chat": true, "supports_image_input": false,
            "context_length": 131072}"#);
    assert_eq!((fireworks.context, fireworks.vision), (Some(131_072), Some(false)));
    let studio = one(r#"{"id": "m", "type": "vlm", "max_context_length": 4096}"#);
    assert_eq!((studio.context, studio.vision), (Some(4096), Some(true)));
}

#[test]
fn what_is_plainly_no_chat_model_is_left_out() {
    let chats = |id: &str, rest: &str| {
        let body = format!(r#"{{"data": [{{"id": "{id}"{rest}}}]}}"#);
        !read_models(body.as_bytes()).unwrap().0.is_empty()
    };
    for id in [
        "text-embedding-3-small",
        "whisper-1",
        "whisper-large-v3-turbo",
        "tts-1-hd",
        "dall-e-3",
        "gpt-image-1",
        "omni-moderation-latest",
        "gpt-4o-mini-transcribe",
        "gpt-4o-mini-tts",
        "gpt-realtime",
        "davinci-002",
        "gpt-3.5-turbo-instruct",
        "sora-2",
        "BAAI/bge-m3",
        "meta-llama/Llama-Guard-4-12B",
        "playai-tts",
        "mistral-ocr-latest",
        "grok-2-image-1212",
    ] {
        assert!(!chats(id, ""), "{id}");
    }
    for id in [
        "gpt-5.1",
        "o4-mini",
        "chatgpt-4o-latest",
        "gpt-4o-search-preview",
        "gpt-5.1-codex",
        "deepseek-chat",
        "grok-4",
        "qwen-max",
        "openai/gpt-oss-safeguard-20b",
        "smollm2.gguf",
    ] {
        assert!(chats(id, ""), "{id}");
    }
    assert!(chats("acme/image-talker", r#", "architecture": {"output_modalities": ["text"]}"#));
    assert!(!chats("acme/painter", r#", "architecture": {"output_modalities": ["image"]}"#));
    assert!(!chats("mistral-x", r#", "capabilities": {"completion_chat": false}"#));
    assert!(!chats("gpt-4", r#", "capabilities": {"chat_completion": false}"#), "Azure");
}

#[test]
fn a_model_without_a_name_does_not_spoil_the_list() {
    let body = br#"{"data": [{"id": null}, {"id": ""}, {"id": "m", "context_length": "8192"}]}"#;
    let (models, _) = read_models(body).unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(models[0].context, Some(8192));
}

#[test]
fn what_is_no_list_is_malformed() {
    for body in ["", "<html>", "{}", "[1]", r#"{"data": {}}"#, r#"{"error": "no"}"#] {
        let error = read_models(body.as_bytes()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Malformed, "{body}");
    }
}
