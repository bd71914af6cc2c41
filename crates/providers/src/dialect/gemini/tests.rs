//! What is sent, and what the answers that are no streams mean.

use std::time::Duration;

use model::{
    Attachment, Carried, ChatRequest, Effort, ErrorKind, Message, ModelId, Origin, Parameters, Role,
};
use serde_json::{Value, json};

use super::{chat, models, read_models, refusal};
use crate::dialect::{Quirks, Traits};

fn asking(model: &str, messages: Vec<Message>) -> ChatRequest {
    ChatRequest {
        model: ModelId::new("google", model),
        messages,
        parameters: Parameters::default(),
        origin: Origin::default(),
        verbatim: None,
    }
}

fn said(role: Role, text: &str) -> Message {
    Message::new(role, text)
}

fn body(request: &ChatRequest, quirks: &Quirks) -> Value {
    let call = chat(request, quirks, &Traits::default()).unwrap();
    serde_json::from_slice(&call.body.unwrap()).unwrap()
}

#[test]
fn the_model_is_part_of_the_path() {
    for (name, path) in [
        ("gemini-2.5-flash", "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"),
        ("tunedModels/my-own", "/v1beta/tunedModels/my-own:streamGenerateContent?alt=sse"),
        ("../x?y", "/v1beta/models/..%2Fx%3Fy:streamGenerateContent?alt=sse"),
    ] {
        let request = asking(name, vec![said(Role::User, "hi")]);
        let call = chat(&request, &Quirks::default(), &Traits::default()).unwrap();
        assert_eq!(call.path, path);
    }
}

#[test]
fn the_system_prompt_stands_apart_and_each_side_speaks_in_turn() {
    let mut request = asking(
        "gemini-2.0-flash",
        vec![
            said(Role::System, "be short"),
            said(Role::User, "one"),
            said(Role::Assistant, ""),
            said(Role::User, "two"),
            said(Role::Assistant, "three"),
            said(Role::User, "four"),
        ],
    );
    request.parameters = Parameters {
        system_prompt: Some("be short".into()),
        temperature: Some(0.5),
        top_p: Some(0.25),
        max_tokens: Some(99),
        seed: Some(u32::MAX),
        ..Parameters::default()
    };
    let expected = json!({
        "systemInstruction": {"parts": [{"text": "be short"}]},
        "contents": [
            {"role": "user", "parts": [{"text": "one"}, {"text": "two"}]},
            {"role": "model", "parts": [{"text": "three"}]},
            {"role": "user", "parts": [{"text": "four"}]},
        ],
        "generationConfig": {
            "temperature": 0.5, "topP": 0.25, "maxOutputTokens": 99, "seed": i32::MAX,
        },
    });
    assert_eq!(body(&request, &Quirks::default()), expected);
}

#[test]
fn a_model_without_a_place_for_instructions_reads_them_first() {
    let path = vec![said(Role::System, "be short"), said(Role::User, "hi")];
    let request = asking("gemma-3-27b-it", path);
    let sent = body(&request, &Quirks::default());
    let parts = json!([{"text": "be short"}, {"text": "hi"}]);
    assert_eq!(sent, json!({"contents": [{"role": "user", "parts": parts}]}));
}

#[test]
fn the_model_is_told_how_much_to_reason_and_to_show_it() {
    let mut request = asking("gemini-3.8-flash", vec![said(Role::User, "hi")]);
    request.parameters.reasoning = Some(Effort::High);
    let config = &body(&request, &Quirks::default())["generationConfig"]["thinkingConfig"];
    assert_eq!(*config, json!({"includeThoughts": true, "thinkingLevel": "HIGH"}));
}

#[test]
fn signatures_return_only_to_the_model_that_made_them() {
    let mut reply = said(Role::Assistant, "one");
    let json = r#"[{"bytes":3},{"bytes":0,"signature":"c2ln"}]"#.to_owned();
    reply.carried = Some(Carried { model: ModelId::new("google", "gemini-3.8-flash"), json });
    let path = vec![said(Role::User, "a"), reply, said(Role::User, "b")];
    let own = body(&asking("gemini-3.8-flash", path.clone()), &Quirks::default());
    let signed = json!([{"text": "one"}, {"text": "", "thoughtSignature": "c2ln"}]);
    assert_eq!(own["contents"][1]["parts"], signed);
    let other = body(&asking("gemini-3.7-flash", path), &Quirks::default());
    assert_eq!(other["contents"][1]["parts"], json!([{"text": "one"}]));
}

#[test]
fn a_reply_goes_on_from_its_end_where_the_row_says_so() {
    let open = vec![said(Role::User, "Count."), said(Role::Assistant, "one, ")];
    let request = asking("gemini-3.8-flash", open);
    let refused = chat(&request, &Quirks::default(), &Traits::default());
    assert_eq!(refused.unwrap_err().kind, ErrorKind::Unsupported, "it is not asked in our words");
    let continues = Quirks { continues: true, ..Quirks::default() };
    let sent = body(&request, &continues);
    assert_eq!(sent["contents"].as_array().unwrap().len(), 2);
    assert_eq!(sent["contents"][1]["parts"][0]["text"], "one, ");
}

#[test]
fn images_and_documents_come_before_the_words_about_them() {
    let file = |media_type: &str| Attachment {
        name: "a".into(),
        media_type: media_type.into(),
        data: vec![1].into(),
    };
    let mut prompt = said(Role::User, "What?");
    prompt.attachments = vec![file("image/png"), file("application/pdf")];
    let mut request = asking("gemini-3.8-flash", vec![prompt]);
    let blob = |kind: &str| json!({"inlineData": {"mimeType": kind, "data": "AQ=="}});
    let parts = json!([blob("image/png"), blob("application/pdf"), {"text": "What?"}]);
    assert_eq!(body(&request, &Quirks::default())["contents"][0]["parts"], parts);

    let blind = Traits { vision: Some(false), ..Traits::default() };
    let error = chat(&request, &Quirks::default(), &blind).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported);
    for unread in ["image/gif", "text/html"] {
        request.messages[0].attachments = vec![file(unread)];
        let error = chat(&request, &Quirks::default(), &Traits::default()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unsupported, "{unread}");
    }
}

fn refused(code: u16, status: &str, message: &str, details: Value) -> model::Error {
    let error = json!({"code": code, "message": message, "status": status, "details": details});
    refusal(code, json!({"error": error}).to_string().as_bytes())
}

#[test]
fn every_refusal_has_its_kind_and_the_providers_words() {
    let plain = || json!([]);
    let reason = |reason: &str| json!([{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]);
    for (code, status, message, details, expected) in [
        (
            400,
            "INVALID_ARGUMENT",
            "Please pass a valid key.",
            reason("API_KEY_INVALID"),
            ErrorKind::Unauthorized,
        ),
        (403, "PERMISSION_DENIED", "No.", plain(), ErrorKind::Unauthorized),
        (
            400,
            "INVALID_ARGUMENT",
            "The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).",
            plain(),
            ErrorKind::PromptTooLong,
        ),
        (400, "INVALID_ARGUMENT", "Unknown name \"x\"", plain(), ErrorKind::InvalidRequest),
        (400, "FAILED_PRECONDITION", "Please enable billing.", plain(), ErrorKind::Quota),
        (404, "NOT_FOUND", "models/gemini-9 is not found", plain(), ErrorKind::ModelNotFound),
        (404, "NOT_FOUND", "Requested entity was not found.", plain(), ErrorKind::InvalidRequest),
        (429, "RESOURCE_EXHAUSTED", "You exceeded your quota.", plain(), ErrorKind::RateLimit),
        (
            429,
            "RESOURCE_EXHAUSTED",
            "Your prepayment credits are depleted.",
            plain(),
            ErrorKind::Quota,
        ),
        (500, "INTERNAL", "An internal error has occurred.", plain(), ErrorKind::Server),
        (503, "UNAVAILABLE", "The model is overloaded.", plain(), ErrorKind::Overloaded),
        (504, "DEADLINE_EXCEEDED", "Too slow.", plain(), ErrorKind::Server),
    ] {
        let error = refused(code, status, message, details);
        assert_eq!((error.kind, error.status), (expected, Some(code)), "{message}");
        assert_eq!(error.message, message);
    }
}

#[test]
fn a_limit_tells_when_to_come_back_and_whether_it_is_the_days() {
    let limit = |quota: &str| {
        json!([
            {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{
                "quotaMetric": "m", "quotaId": quota, "quotaValue": "20"}]},
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "31.5s"},
        ])
    };
    let minute = limit("GenerateRequestsPerMinutePerProjectPerModel-FreeTier");
    let error = refused(429, "RESOURCE_EXHAUSTED", "m", minute);
    assert_eq!(error.kind, ErrorKind::RateLimit);
    assert_eq!(error.retry_after, Some(Duration::from_millis(31_500)));
    let day = limit("GenerateRequestsPerDayPerProjectPerModel-FreeTier");
    assert_eq!(refused(429, "RESOURCE_EXHAUSTED", "m", day).kind, ErrorKind::Quota);
}

#[test]
fn details_of_a_kind_that_is_not_known_do_no_harm() {
    let odd = json!([{"@type": "x", "reason": 5, "violations": "none"}, "y", null]);
    let error = refused(503, "UNAVAILABLE", "busy", odd);
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Overloaded, "busy"));
}

#[test]
fn an_error_may_stand_in_an_array_or_be_none_at_all() {
    let array = br#"[{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}]"#;
    assert_eq!(refusal(503, array).message, "busy");
    let page = refusal(502, b"<html>Bad Gateway</html>");
    assert_eq!(page.kind, ErrorKind::Server);
    assert!(page.message.contains("502") && !page.message.contains('<'));
}

#[test]
fn the_models_are_listed_page_by_page() {
    assert_eq!(models(None).path, "/v1beta/models?pageSize=1000");
    assert_eq!(models(Some("a/b")).path, "/v1beta/models?pageSize=1000&pageToken=a%2Fb");
    let page = json!({
        "models": [
            {"name": "models/gemini-3.8-flash", "displayName": "Gemini 3.8 Flash", "version": "1",
             "inputTokenLimit": 1_048_576, "outputTokenLimit": 65_536, "thinking": true,
             "supportedGenerationMethods": ["generateContent", "countTokens"]},
            {"name": "models/embedding-001", "supportedGenerationMethods": ["embedContent"]},
        ],
        "nextPageToken": "t",
    });
    let (listed, next) = read_models(page.to_string().as_bytes()).unwrap();
    assert_eq!(next.as_deref(), Some("t"));
    assert_eq!(listed.len(), 1, "what answers no prompt is left out");
    let flash = &listed[0];
    assert_eq!(flash.name, "gemini-3.8-flash");
    assert_eq!(flash.title.as_deref(), Some("Gemini 3.8 Flash"));
    assert_eq!((flash.context, flash.max_output), (Some(1_048_576), Some(65_536)));
    assert_eq!((flash.reasoning, flash.vision), (Some(true), None));
    assert_eq!(read_models(b"{}").unwrap_err().kind, ErrorKind::Malformed);
}
