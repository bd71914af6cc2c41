use model::{Carried, ErrorKind, ModelId, Origin};
use serde_json::{Value, json};

use super::*;

fn asking(messages: Vec<Message>) -> ChatRequest {
    ChatRequest {
        model: ModelId::new("openai", "gpt-5.1"),
        messages,
        parameters: Parameters::default(),
        origin: Origin::default(),
        verbatim: None,
    }
}

fn body(request: &ChatRequest, quirks: &Quirks, traits: &Traits) -> Value {
    let call = chat(request, quirks, traits).unwrap();
    serde_json::from_slice(&call.body.unwrap()).unwrap()
}

fn reasoning() -> Traits {
    Traits { reasoning: Some(true), ..Traits::default() }
}

#[test]
fn nothing_is_stored_and_what_is_not_set_is_not_sent() {
    let request = asking(vec![Message::new(Role::User, "Hello?")]);
    let expected = json!({
        "model": "gpt-5.1",
        "input": [{"role": "user", "content": "Hello?"}],
        "stream": true,
        "store": false,
    });
    assert_eq!(body(&request, &Quirks::default(), &Traits::default()), expected);
}

#[test]
fn the_system_prompt_is_the_instructions() {
    let system = |text| Message::new(Role::System, text);
    let request =
        asking(vec![system("Be brief."), system("Be kind."), Message::new(Role::User, "?")]);
    let sent = body(&request, &Quirks::default(), &Traits::default());
    assert_eq!(sent["instructions"], "Be brief.\n\nBe kind.");
    assert_eq!(sent["input"].as_array().unwrap().len(), 1);
}

#[test]
fn a_model_that_reasons_is_asked_for_summaries_and_for_what_must_go_back() {
    let mut request = asking(vec![Message::new(Role::User, "Hello?")]);
    let sent = body(&request, &Quirks::default(), &reasoning());
    assert_eq!(sent["reasoning"], json!({"summary": "auto"}));
    assert_eq!(sent["include"], json!(["reasoning.encrypted_content"]));

    request.parameters.reasoning = Some(Effort::Low);
    let sent = body(&request, &Quirks::default(), &Traits::default());
    assert_eq!(sent["reasoning"], json!({"effort": "low", "summary": "auto"}), "told to");
    let unverified = Quirks { no_summary: true, ..Quirks::default() };
    let sent = body(&request, &unverified, &reasoning());
    assert_eq!(sent["reasoning"], json!({"effort": "low"}));

    request.parameters.reasoning = Some(Effort::None);
    let sent = body(&request, &Quirks::default(), &reasoning());
    assert_eq!(sent["reasoning"], json!({"effort": "none"}));
    assert_eq!(sent.get("include"), None, "there will be nothing to go back");

    request.parameters.reasoning = Some(Effort::High);
    let plain = Traits { reasoning: Some(false), ..Traits::default() };
    let sent = body(&request, &Quirks::default(), &plain);
    assert_eq!((sent.get("reasoning"), sent.get("include")), (None, None), "it would refuse");
}

#[test]
fn every_parameter_has_its_field() {
    let mut request = asking(vec![Message::new(Role::User, "Hello?")]);
    request.parameters = Parameters {
        temperature: Some(0.7),
        top_p: Some(0.9),
        max_tokens: Some(100),
        seed: Some(7),
        ..Parameters::default()
    };
    let sent = body(&request, &Quirks::default(), &Traits::default());
    assert_eq!(sent["max_output_tokens"], 100);
    assert!(sent["temperature"].is_number() && sent["top_p"].is_number());
    assert_eq!(sent.get("seed"), None, "the interface has none");
    let fixed = Quirks { fixed_sampling: true, ..Quirks::default() };
    let sent = body(&request, &fixed, &reasoning());
    assert_eq!((sent.get("temperature"), sent.get("top_p")), (None, None), "it would refuse");
}

#[test]
fn carried_reasoning_goes_back_before_its_reply_and_only_to_its_model() {
    let items = json!([
        {"type": "reasoning", "id": "rs_1", "encrypted_content": "abc", "summary": []},
        {"type": "reasoning", "id": "rs_2", "encrypted_content": "def",
         "summary": [{"type": "summary_text", "text": "Thought."}]},
    ]);
    let mut reply = Message::new(Role::Assistant, "Hello.");
    let model = ModelId::new("openai", "gpt-5.1");
    reply.carried = Some(Carried { model, json: items.to_string() });
    let user = |text| Message::new(Role::User, text);
    let mut request = asking(vec![user("Hello?"), reply, user("And?")]);
    let sent = body(&request, &Quirks::default(), &reasoning());
    let expected = json!([
        {"role": "user", "content": "Hello?"},
        items[0],
        items[1],
        {"type": "message", "role": "assistant", "content": "Hello."},
        {"role": "user", "content": "And?"},
    ]);
    assert_eq!(sent["input"], expected);

    request.model = ModelId::new("openai", "gpt-5.2");
    let sent = body(&request, &Quirks::default(), &reasoning());
    assert_eq!(sent["input"].as_array().unwrap().len(), 3, "another model reads the text alone");
    request.model = ModelId::new("openai", "gpt-5.1");
    request.messages[1].carried.as_mut().unwrap().json = "not JSON".into();
    let sent = body(&request, &Quirks::default(), &reasoning());
    assert_eq!(sent["input"].as_array().unwrap().len(), 3, "what cannot be read is left out");
}

#[test]
fn images_and_documents_go_with_the_prompt() {
    let file = |name: &str, media_type: &str| Attachment {
        name: name.into(),
        media_type: media_type.into(),
        data: b"ab".as_slice().into(),
    };
    let mut message = Message::new(Role::User, "What is it?");
    message.attachments = vec![file("a.png", "image/png"), file("b.pdf", "application/pdf")];
    let sent = body(&asking(vec![message]), &Quirks::default(), &Traits::default());
    let expected = json!([
        {"type": "input_text", "text": "What is it?"},
        {"type": "input_image", "image_url": "data:image/png;base64,YWI=", "detail": "auto"},
        {"type": "input_file", "filename": "b.pdf",
         "file_data": "data:application/pdf;base64,YWI="},
    ]);
    assert_eq!(sent["input"][0]["content"], expected);
}

#[test]
fn a_reply_cannot_be_continued() {
    let open = asking(vec![Message::new(Role::User, "?"), Message::new(Role::Assistant, "It is")]);
    let error = chat(&open, &Quirks::default(), &Traits::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported);
}
