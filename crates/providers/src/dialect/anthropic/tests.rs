//! What is sent, and what the answers that are no streams mean.

use model::{
    Attachment, Carried, ChatRequest, Effort, ErrorKind, Message, ModelId, Origin, Parameters,
    Purpose, Role,
};
use serde_json::{Value, json};

use super::{chat, models, read_models, refusal};
use crate::dialect::{Call, Quirks, Traits};

fn asking(model: &str, messages: Vec<Message>) -> ChatRequest {
    ChatRequest {
        model: ModelId::new("anthropic", model),
        messages,
        parameters: Parameters::default(),
        origin: Origin { purpose: Purpose::Title, session: None },
        verbatim: None,
    }
}

fn said(role: Role, text: &str) -> Message {
    Message::new(role, text)
}

fn call(request: &ChatRequest) -> Call {
    chat(request, &Quirks::default(), &Traits::default()).unwrap()
}

fn body(request: &ChatRequest) -> Value {
    serde_json::from_slice(&call(request).body.unwrap()).unwrap()
}

fn beta(request: &ChatRequest) -> Option<String> {
    let mut headers = call(request).headers.into_iter();
    headers.find(|(name, _)| *name == "anthropic-beta").map(|(_, value)| value)
}

fn effort(model: &str, effort: Option<Effort>) -> ChatRequest {
    let mut request = asking(model, vec![said(Role::User, "hi")]);
    request.parameters.reasoning = effort;
    request.parameters.temperature = Some(1.5);
    request.parameters.top_p = Some(0.9);
    request
}

#[test]
fn the_system_prompt_stands_apart_and_each_side_speaks_in_turn() {
    let mut request = asking(
        "claude-sonnet-4-5",
        vec![
            said(Role::System, "be short"),
            said(Role::System, "be kind"),
            said(Role::User, "one"),
            said(Role::Assistant, " \n"),
            said(Role::User, "two"),
            said(Role::Assistant, "three"),
            said(Role::User, "four"),
        ],
    );
    request.parameters.system_prompt = Some("be short".into());
    let text = |text: &str| json!({"type": "text", "text": text});
    let body = body(&request);
    let both = "be short\n\nbe kind";
    assert_eq!(body["system"], json!([text(both)]), "each once, as the path has them");
    let expected = json!([
        {"role": "user", "content": [text("one"), text("two")]},
        {"role": "assistant", "content": [text("three")]},
        {"role": "user", "content": [text("four")]},
    ]);
    assert_eq!(body["messages"], expected, "a blank reply is refused, so it is left out");
    assert_eq!(body["max_tokens"], 32_000, "what every model of the generation can write");
}

#[test]
fn each_generation_is_told_in_its_own_way_to_reason() {
    let adaptive = json!({"type": "adaptive", "display": "summarized"});
    let word = |word: &str| json!({"effort": word});
    let none = Value::Null;
    for (model, how, thinking, output) in [
        ("claude-3-5-haiku-20241022", Some(Effort::High), none.clone(), none.clone()),
        (
            "claude-haiku-4-5",
            Some(Effort::Medium),
            json!({"type": "enabled", "budget_tokens": 8_192}),
            none.clone(),
        ),
        ("claude-haiku-4-5", Some(Effort::None), none.clone(), none.clone()),
        ("claude-opus-4-6", Some(Effort::Low), json!({"type": "adaptive"}), word("low")),
        ("claude-opus-4-8", Some(Effort::High), adaptive.clone(), word("high")),
        ("claude-opus-4-8", None, none.clone(), none.clone()),
        ("claude-opus-5", None, adaptive.clone(), none.clone()),
        ("claude-opus-5", Some(Effort::None), json!({"type": "disabled"}), none.clone()),
        ("claude-sonnet-5-5", Some(Effort::None), json!({"type": "between_tools"}), none.clone()),
        ("claude-fable-5-1", Some(Effort::None), adaptive.clone(), word("low")),
    ] {
        let body = body(&effort(model, how));
        let got = (body["thinking"].clone(), body["output_config"].clone());
        assert_eq!(got, (thinking, output), "{model} {how:?}");
    }
}

#[test]
fn a_budget_leaves_half_for_the_answer_or_there_is_none() {
    let mut request = effort("claude-sonnet-4-5", Some(Effort::High));
    request.parameters.max_tokens = Some(4_000);
    assert_eq!(body(&request)["thinking"]["budget_tokens"], 2_000);
    request.parameters.max_tokens = Some(2_000);
    assert_eq!(body(&request)["thinking"], Value::Null, "1,024 is the least there is");
}

#[test]
fn what_a_model_refuses_about_its_randomness_is_left_out() {
    let got = |model: &str, how| {
        let body = body(&effort(model, how));
        (body["temperature"].clone(), body["top_p"].clone())
    };
    let none = Value::Null;
    assert_eq!(got("claude-3-5-sonnet-20241022", None).0, json!(1.0), "1 is the most");
    assert_ne!(got("claude-3-5-sonnet-20241022", None).1, none);
    assert_eq!(got("claude-sonnet-4-5", None), (json!(1.0), none.clone()), "not both");
    assert_eq!(got("claude-sonnet-4-5", Some(Effort::Low)), (none.clone(), none.clone()));
    assert_eq!(got("claude-opus-5", None), (none.clone(), none));
    let mut request = effort("claude-sonnet-4-5", Some(Effort::Low));
    request.parameters.top_p = Some(0.97);
    let share = body(&request)["top_p"].as_f64().unwrap();
    assert!((share - 0.97).abs() < 1e-6, "beside reasoning from 0.95 on");
}

#[test]
fn signed_reasoning_returns_only_to_the_model_that_made_it() {
    let kept = r#"[{"type":"thinking","thinking":"hm","signature":"s=="},
        {"type":"redacted_thinking","data":"d"},{"type":"text","bytes":3}]"#;
    let mut reply = said(Role::Assistant, "one");
    let by = |model: &str| Carried { model: ModelId::new("anthropic", model), json: kept.into() };
    reply.carried = Some(by("claude-fable-5-1"));
    let path = vec![said(Role::User, "a"), reply, said(Role::User, "b")];
    let mut request = asking("claude-fable-5-1", path);
    let expected = json!([
        {"type": "thinking", "thinking": "hm", "signature": "s=="},
        {"type": "redacted_thinking", "data": "d"},
        {"type": "text", "text": "one"},
    ]);
    let sent = body(&request);
    assert_eq!(sent["messages"][1]["content"], expected);
    let dropped = json!({"prefix_mismatch_behavior": "drop_block"});
    assert_eq!(sent["thinking"]["block_binding"], dropped, "the system prompt may be another now");
    assert_eq!(beta(&request).as_deref(), Some("thinking-binding-controls-2026-08-01"));

    request.messages[1].carried = Some(by("claude-opus-5-5"));
    let sent = body(&request);
    assert_eq!(sent["messages"][1]["content"], json!([{"type": "text", "text": "one"}]));
    assert_eq!(sent["thinking"].get("block_binding"), None, "nothing comes back");
    assert_eq!(beta(&request), None);

    request.messages[1].carried = Some(Carried { json: "?".into(), ..by("claude-fable-5-1") });
    let sent = body(&request);
    assert_eq!(sent["messages"][1]["content"], json!([{"type": "text", "text": "one"}]));
}

#[test]
fn a_reply_goes_on_from_its_end_where_the_model_can() {
    let open = vec![said(Role::User, "Count."), said(Role::Assistant, "one, two, \n")];
    let mut older = asking("claude-sonnet-4-5", open.clone());
    older.parameters.reasoning = Some(Effort::High);
    let sent = body(&older);
    let last = json!([{"type": "text", "text": "one, two,"}]);
    assert_eq!(sent["messages"][1]["content"], last, "white space at the end is refused");
    assert_eq!(sent["messages"].as_array().unwrap().len(), 2);
    assert_eq!(sent["thinking"], Value::Null, "reasoning comes before a reply, not within it");

    let refused = chat(&asking("claude-opus-5", open), &Quirks::default(), &Traits::default());
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Unsupported, "it is not asked in our words");
}

#[test]
fn only_the_path_of_a_chat_is_kept_at_the_provider() {
    let path = vec![said(Role::System, "be short"), said(Role::User, "hi")];
    let mut request = asking("claude-opus-5", path);
    assert!(!body(&request).to_string().contains("cache_control"), "a title is asked for once");
    request.origin.purpose = Purpose::Chat;
    let sent = body(&request);
    let kept = json!({"type": "ephemeral"});
    assert_eq!(sent["system"][0]["cache_control"], kept);
    assert_eq!(sent["messages"][0]["content"][0]["cache_control"], kept);
}

#[test]
fn images_and_documents_come_before_the_words_about_them() {
    let file = |name: &str, media_type: &str| Attachment {
        name: name.into(),
        media_type: media_type.into(),
        data: vec![1].into(),
    };
    let mut prompt = said(Role::User, "What?");
    prompt.attachments = vec![file("a.png", "image/png"), file("b.pdf", "application/pdf")];
    let mut request = asking("claude-opus-5", vec![prompt]);
    let source = |media_type| json!({"type": "base64", "media_type": media_type, "data": "AQ=="});
    let expected = json!([
        {"type": "image", "source": source("image/png")},
        {"type": "document", "title": "b.pdf", "source": source("application/pdf")},
        {"type": "text", "text": "What?"},
    ]);
    assert_eq!(body(&request)["messages"][0]["content"], expected);

    for known in [
        Traits { vision: Some(false), ..Traits::default() },
        Traits { files: Some(false), ..Traits::default() },
    ] {
        let error = chat(&request, &Quirks::default(), &known).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unsupported, "{}", error.message);
    }
    request.messages[0].attachments = vec![file("c.svg", "image/svg+xml")];
    let error = chat(&request, &Quirks::default(), &Traits::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported, "no model is shown drawings");
}

#[test]
fn a_path_without_a_word_is_not_sent() {
    let request = asking("claude-opus-5", vec![said(Role::User, " ")]);
    let error = chat(&request, &Quirks::default(), &Traits::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidRequest);
}

#[test]
fn every_refusal_has_its_kind_and_the_providers_words() {
    for (status, kind, message, expected) in [
        (401, "authentication_error", "invalid x-api-key", ErrorKind::Unauthorized),
        (403, "permission_error", "Not for this key", ErrorKind::Unauthorized),
        (402, "billing_error", "Check your payment details.", ErrorKind::Quota),
        (400, "invalid_request_error", "Your credit balance is too low", ErrorKind::Quota),
        (
            400,
            "invalid_request_error",
            "You have reached your specified API usage limits.",
            ErrorKind::Quota,
        ),
        (429, "rate_limit_error", "Rate limited", ErrorKind::RateLimit),
        (529, "overloaded_error", "Overloaded", ErrorKind::Overloaded),
        (
            400,
            "invalid_request_error",
            "prompt is too long: 209000 tokens > 200000 maximum",
            ErrorKind::PromptTooLong,
        ),
        (413, "request_too_large", "Request exceeds the maximum size", ErrorKind::PromptTooLong),
        (404, "not_found_error", "model: claude-9", ErrorKind::ModelNotFound),
        (404, "not_found_error", "Not Found", ErrorKind::InvalidRequest),
        (400, "invalid_request_error", "top_p: too high", ErrorKind::InvalidRequest),
        (500, "api_error", "Internal server error", ErrorKind::Server),
        (504, "timeout_error", "Request timed out", ErrorKind::Server),
    ] {
        let body = json!({"type": "error", "error": {"type": kind, "message": message}});
        let error = refusal(status, body.to_string().as_bytes());
        assert_eq!((error.kind, error.status), (expected, Some(status)), "{status} {kind}");
        assert_eq!(error.message, message);
    }
    let limit = br#"{"error":{"type":"rate_limit_error","message":"m","details":{"error_code":"enforced_spend_limit_reached"}}}"#;
    assert_eq!(refusal(429, limit).kind, ErrorKind::Quota, "its code says more than its status");
}

#[test]
fn a_refusal_without_words_gets_ours() {
    for (status, body, kind) in [
        (502, &b"<html>Bad Gateway</html>"[..], ErrorKind::Server),
        (529, b"", ErrorKind::Overloaded),
        (401, b"{}", ErrorKind::Unauthorized),
        (200, b"<html>", ErrorKind::Malformed),
    ] {
        let error = refusal(status, body);
        assert_eq!(error.kind, kind, "{status}");
        assert!(error.message.contains(&status.to_string()) && !error.message.contains('<'));
    }
}

#[test]
fn the_models_are_listed_page_by_page() {
    assert_eq!(models(None).path, "/v1/models?limit=1000");
    assert_eq!(models(Some("a&b")).path, "/v1/models?limit=1000&after_id=a%26b");
    let supported = |supported: bool| json!({"supported": supported});
    let page = json!({
        "data": [
            {"type": "model", "id": "claude-opus-5", "display_name": "Claude Opus 5",
             "created_at": "2026-07-24T00:00:00Z", "lifecycle": "active",
             "max_input_tokens": 1_000_000, "max_tokens": 128_000,
             "capabilities": {"image_input": supported(true), "pdf_input": supported(true),
                              "thinking": {"supported": true, "types": {}}, "batch": supported(true)}},
            {"type": "model", "id": "claude-2.1", "display_name": "Claude 2.1",
             "created_at": "2023-11-01T00:00:00Z", "lifecycle": "retired"},
            {"type": "model", "id": "old", "display_name": "Old", "created_at": "2024-01-01T00:00:00Z"},
        ],
        "has_more": true, "first_id": "claude-opus-5", "last_id": "old",
    });
    let (listed, next) = read_models(page.to_string().as_bytes()).unwrap();
    let names: Vec<_> = listed.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(names, ["claude-opus-5", "old"], "a retired model answers no more");
    assert_eq!(next.as_deref(), Some("old"));
    let opus = &listed[0];
    assert_eq!(opus.title.as_deref(), Some("Claude Opus 5"));
    assert_eq!((opus.context, opus.max_output), (Some(1_000_000), Some(128_000)));
    assert_eq!((opus.vision, opus.files, opus.reasoning), (Some(true), Some(true), Some(true)));
    assert_eq!(listed[1].vision, None, "what is not told is not known");

    let last = br#"{"data":[],"has_more":false,"last_id":null}"#;
    assert_eq!(read_models(last).unwrap().1, None);
    assert_eq!(read_models(b"<html>").unwrap_err().kind, ErrorKind::Malformed);
}
