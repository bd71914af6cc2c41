use model::{Attachment, ErrorKind, ModelId, Origin, Parameters};
use serde_json::{Value, json};

use super::*;

fn asking(model: &str) -> ChatRequest {
    ChatRequest {
        model: ModelId::new("ollama", model),
        messages: vec![Message::new(Role::System, "Be brief."), Message::new(Role::User, "?")],
        parameters: Parameters::default(),
        origin: Origin::default(),
        verbatim: None,
    }
}

fn body(request: &ChatRequest) -> Value {
    let call = chat(request, &Quirks::default(), &Traits::default()).unwrap();
    assert_eq!(call.path, "/api/chat");
    serde_json::from_slice(&call.body.unwrap()).unwrap()
}

#[test]
fn what_is_not_set_is_not_sent() {
    let expected = json!({
        "model": "llama3.2",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "?"}],
        "stream": true,
    });
    assert_eq!(body(&asking("llama3.2")), expected);
}

#[test]
fn parameters_are_options() {
    let mut request = asking("m");
    request.parameters = Parameters {
        temperature: Some(0.5),
        max_tokens: Some(100),
        seed: Some(7),
        ..Parameters::default()
    };
    let expected = json!({"temperature": 0.5, "num_predict": 100, "seed": 7});
    assert_eq!(body(&request)["options"], expected);
}

#[test]
fn only_gpt_oss_is_told_how_much_to_think() {
    for (model, effort, think) in [
        ("qwen3:8b", Effort::None, json!(false)),
        ("qwen3:8b", Effort::High, json!(true)),
        ("gpt-oss:20b", Effort::None, json!("low")),
        ("gpt-oss:20b", Effort::High, json!("high")),
    ] {
        let mut request = asking(model);
        request.parameters.reasoning = Some(effort);
        assert_eq!(body(&request)["think"], think, "{model} {effort:?}");
        let plain = Traits { reasoning: Some(false), ..Traits::default() };
        let call = chat(&request, &Quirks::default(), &plain).unwrap();
        let sent: Value = serde_json::from_slice(&call.body.unwrap()).unwrap();
        assert_eq!(sent.get("think"), None, "it would be refused");
    }
}

#[test]
fn images_go_with_the_prompt_and_documents_nowhere() {
    let mut request = asking("llava");
    request.messages[1].attachments.push(Attachment {
        name: "a.png".into(),
        media_type: "image/png".into(),
        data: b"ab".as_slice().into(),
    });
    assert_eq!(body(&request)["messages"][1]["images"], json!(["YWI="]));
    request.messages[1].attachments[0].media_type = "application/pdf".into();
    let error = chat(&request, &Quirks::default(), &Traits::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported);
}
