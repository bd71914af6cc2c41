use model::{Attachment, Carried, ModelId, Origin};

use super::*;

fn asking(model: &str) -> ChatRequest {
    ChatRequest {
        model: ModelId::new("p", model),
        messages: vec![Message::new(Role::System, "Be brief."), Message::new(Role::User, "Hello?")],
        parameters: Parameters::default(),
        origin: Origin::default(),
        verbatim: None,
    }
}

fn body(request: &ChatRequest, quirks: &Quirks, traits: &Traits) -> Value {
    let call = chat(request, quirks, traits).unwrap();
    serde_json::from_slice(&call.body.unwrap()).unwrap()
}

fn plain(request: &ChatRequest) -> Value {
    body(request, &Quirks::default(), &Traits::default())
}

#[test]
fn what_is_not_set_is_not_sent() {
    let expected = json!({
        "model": "gpt-5.1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hello?"},
        ],
        "stream": true,
        "stream_options": {"include_usage": true},
    });
    assert_eq!(plain(&asking("gpt-5.1")), expected);
}

#[test]
fn every_parameter_has_its_field() {
    let mut request = asking("m");
    request.parameters = Parameters {
        temperature: Some(0.7),
        top_p: Some(0.9),
        max_tokens: Some(100),
        seed: Some(7),
        reasoning: Some(Effort::High),
        threads: Some(4),
        system_prompt: Some("part of the messages by now".into()),
    };
    let text = String::from_utf8(
        chat(&request, &Quirks::default(), &Traits::default()).unwrap().body.unwrap(),
    );
    assert!(text.unwrap().contains(r#""temperature":0.7,"top_p":0.9,"#), "as they were written");
    let sent = plain(&request);
    assert_eq!(sent["max_completion_tokens"], 100);
    assert_eq!(sent["seed"], 7);
    assert_eq!(sent["reasoning_effort"], "high");
    assert_eq!(sent.get("threads"), None);
    assert_eq!(sent.get("max_tokens"), None);
}

#[test]
fn a_rows_quirks_change_what_is_sent() {
    let mut request = asking("m");
    request.parameters = Parameters {
        max_tokens: Some(100),
        seed: Some(7),
        temperature: Some(0.5),
        ..Parameters::default()
    };
    let mistral = Quirks {
        max_tokens_field: true,
        no_stream_options: true,
        seed_field: Some("random_seed".into()),
        ..Quirks::default()
    };
    let sent = body(&request, &mistral, &Traits::default());
    assert_eq!((&sent["max_tokens"], &sent["random_seed"]), (&json!(100), &json!(7)));
    for absent in ["max_completion_tokens", "seed", "stream_options"] {
        assert_eq!(sent.get(absent), None, "{absent}");
    }
    let seedless = Quirks { no_seed: true, ..Quirks::default() };
    assert_eq!(body(&request, &seedless, &Traits::default()).get("seed"), None);

    let fixed = Quirks { fixed_sampling: true, ..Quirks::default() };
    let reasons = Traits { reasoning: Some(true), ..Traits::default() };
    assert_eq!(body(&request, &fixed, &reasons).get("temperature"), None, "it would be refused");
    assert_eq!(body(&request, &fixed, &Traits::default())["temperature"], 0.5, "not known");
    request.parameters.reasoning = Some(Effort::None);
    assert_eq!(body(&request, &fixed, &reasons)["temperature"], 0.5, "it does not reason now");
}

#[test]
fn azure_has_the_model_and_the_version_in_its_path() {
    let quirks = Quirks { api_version: Some("2025-04-01-preview".into()), ..Quirks::default() };
    let call = chat(&asking("my model"), &quirks, &Traits::default()).unwrap();
    let path = "/deployments/my%20model/chat/completions?api-version=2025-04-01-preview";
    assert_eq!(call.path, path);
}

#[test]
fn each_vendor_is_told_how_much_to_reason_where_it_listens() {
    let sent = |effort, field| {
        let mut request = asking("m");
        request.parameters.reasoning = Some(effort);
        let quirks = Quirks { effort: field, ..Quirks::default() };
        let mut sent = body(&request, &quirks, &Traits::default());
        for known in ["model", "messages", "stream", "stream_options"] {
            sent.as_object_mut().unwrap().remove(known);
        }
        sent
    };
    use EffortField::*;
    for (field, low, none) in [
        (ReasoningEffort, json!({"reasoning_effort": "low"}), json!({"reasoning_effort": "none"})),
        (
            Reasoning,
            json!({"reasoning": {"effort": "low"}}),
            json!({"reasoning": {"effort": "none"}}),
        ),
        (
            Thinking,
            json!({"thinking": {"type": "enabled"}}),
            json!({"thinking": {"type": "disabled"}}),
        ),
        (EnableThinking, json!({"enable_thinking": true}), json!({"enable_thinking": false})),
        (
            ChatTemplate,
            json!({"chat_template_kwargs":
                {"enable_thinking": true, "thinking": true, "reasoning_effort": "low"}}),
            json!({"chat_template_kwargs": {"enable_thinking": false, "thinking": false}}),
        ),
        (Nowhere, json!({}), json!({})),
    ] {
        assert_eq!(sent(Effort::Low, field), low, "{field:?}");
        assert_eq!(sent(Effort::None, field), none, "{field:?}");
    }
}

#[test]
fn a_model_that_does_not_reason_is_not_told_how_much() {
    let mut request = asking("gpt-4o");
    request.parameters.reasoning = Some(Effort::High);
    let traits = Traits { reasoning: Some(false), ..Traits::default() };
    assert_eq!(body(&request, &Quirks::default(), &traits).get("reasoning_effort"), None);
}

#[test]
fn not_at_all_has_the_name_that_the_model_knows() {
    for (model, word) in [
        ("gpt-5.1", "none"),
        ("gpt-5.1-codex", "none"),
        ("gpt-5", "minimal"),
        ("openai/gpt-5-mini", "minimal"),
        ("o3", "low"),
        ("o4-mini", "low"),
        ("openai/gpt-oss-120b", "low"),
        ("qwen/qwen3-32b", "none"),
        ("o30-tron", "none"),
    ] {
        assert_eq!(effort(model, Effort::None), word, "{model}");
        assert_eq!(effort(model, Effort::Medium), "medium", "{model}");
    }
}

#[test]
fn images_and_documents_go_with_the_prompt() {
    let file = |name: &str, media_type: &str| Attachment {
        name: name.into(),
        media_type: media_type.into(),
        data: b"ab".as_slice().into(),
    };
    let mut request = asking("m");
    request.messages[1].attachments =
        vec![file("a.png", "image/png"), file("b.pdf", "application/pdf")];
    let expected = json!([
        {"type": "text", "text": "Hello?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,YWI="}},
        {"type": "file",
         "file": {"filename": "b.pdf", "file_data": "data:application/pdf;base64,YWI="}},
    ]);
    assert_eq!(plain(&request)["messages"][1]["content"], expected);

    let mistral = Quirks { documents: DocumentPart::DocumentUrl, ..Quirks::default() };
    let sent = body(&request, &mistral, &Traits::default());
    let expected = json!({"type": "document_url", "document_name": "b.pdf",
        "document_url": "data:application/pdf;base64,YWI="});
    assert_eq!(sent["messages"][1]["content"][2], expected);

    let none = Quirks { documents: DocumentPart::Refused, ..Quirks::default() };
    let error = chat(&request, &none, &Traits::default()).unwrap_err();
    assert_eq!(error.kind, model::ErrorKind::Unsupported);
}

#[test]
fn a_reply_is_continued_in_the_way_of_the_provider() {
    let mut request = asking("m");
    request.messages.push(Message::new(Role::Assistant, "Hello, I"));
    for (continuation, prefix, generate) in [
        (Continuation::Plain, None, None),
        (Continuation::Prefix, Some(true), None),
        (Continuation::FinalMessage, None, Some(false)),
    ] {
        let quirks = Quirks { continues: true, continuation, ..Quirks::default() };
        let sent = body(&request, &quirks, &Traits::default());
        assert_eq!(sent["messages"][2]["content"], "Hello, I");
        assert_eq!(sent["messages"][2].get("prefix"), prefix.map(Value::from).as_ref());
        assert_eq!(sent.get("add_generation_prompt"), generate.map(Value::from).as_ref());
        assert_eq!(sent["messages"][1].get("prefix"), None, "only the last is open");
    }
}

#[test]
fn what_another_dialect_carries_is_not_sent() {
    let mut request = asking("m");
    let mut reply = Message::new(Role::Assistant, "Hello.");
    reply.carried = Some(Carried { model: request.model.clone(), json: "[\"secret\"]".into() });
    request.messages.push(reply);
    request.messages.push(Message::new(Role::User, "And?"));
    request.messages.insert(2, Message::new(Role::Assistant, ""));
    let sent = plain(&request);
    assert!(!sent.to_string().contains("secret"));
    assert_eq!(sent["messages"].as_array().unwrap().len(), 4, "an empty reply is not sent");
}
