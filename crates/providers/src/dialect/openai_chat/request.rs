use std::fmt::Write as _;

use model::{ChatRequest, Effort, Message, Parameters, Result, Role};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::dialect::shown::{Shown, data_url, fits, is_open, unsupported};
use crate::dialect::{Call, Continuation, DocumentPart, EffortField, Quirks, Traits};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Sent<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
struct Sent<'a> {
    role: Role,
    content: Content<'a>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    prefix: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Text(&'a str),
    Parts(Vec<Part<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'a> {
    Text { text: &'a str },
    ImageUrl { image_url: Url },
    File { file: File<'a> },
    DocumentUrl { document_url: String, document_name: &'a str },
}

#[derive(Serialize)]
struct Url {
    url: String,
}

#[derive(Serialize)]
struct File<'a> {
    filename: &'a str,
    file_data: String,
}

/// The call that asks for `request` as a stream: `POST /chat/completions`.
pub(in crate::dialect) fn chat(
    request: &ChatRequest,
    quirks: &Quirks,
    traits: &Traits,
) -> Result<Call> {
    fits(request, quirks, traits)?;
    let Parameters { temperature, top_p, max_tokens, .. } = request.parameters;
    let name = request.model.name();
    let fixed = quirks.fixed_sampling && reasons(&request.parameters, traits);
    let body = Body {
        model: name,
        messages: messages(request, quirks)?,
        stream: true,
        stream_options: (!quirks.no_stream_options)
            .then_some(StreamOptions { include_usage: true }),
        temperature: temperature.filter(|_| !fixed),
        top_p: top_p.filter(|_| !fixed),
        max_tokens: max_tokens.filter(|_| quirks.max_tokens_field),
        max_completion_tokens: max_tokens.filter(|_| !quirks.max_tokens_field),
        others: others(request, quirks, traits),
    };
    let path = match &quirks.api_version {
        Some(version) => {
            format!(
                "/deployments/{}/chat/completions?api-version={}",
                escaped(name),
                escaped(version)
            )
        }
        None => "/chat/completions".into(),
    };
    Call::post(path, &body)
}

fn messages<'a>(request: &'a ChatRequest, quirks: &Quirks) -> Result<Vec<Sent<'a>>> {
    let spoken = |message: &&Message| !message.text.is_empty() || !message.attachments.is_empty();
    let sent = request.messages.iter().filter(spoken).map(|message| {
        Ok(Sent { role: message.role, content: content(message, quirks)?, prefix: false })
    });
    let mut sent: Vec<_> = sent.collect::<Result<_>>()?;
    if let Some(last) = sent.last_mut() {
        last.prefix = is_open(request) && quirks.continuation == Continuation::Prefix;
    }
    Ok(sent)
}

fn content<'a>(message: &'a Message, quirks: &Quirks) -> Result<Content<'a>> {
    if message.attachments.is_empty() {
        return Ok(Content::Text(&message.text));
    }
    let mut parts = Vec::with_capacity(message.attachments.len() + 1);
    if !message.text.is_empty() {
        parts.push(Part::Text { text: &message.text });
    }
    for attachment in &message.attachments {
        let (name, url) = (attachment.name.as_str(), data_url(attachment));
        parts.push(match (Shown::of(attachment)?, quirks.documents) {
            (Shown::Image, _) => Part::ImageUrl { image_url: Url { url } },
            (Shown::Document, DocumentPart::File) => {
                Part::File { file: File { filename: name, file_data: url } }
            }
            (Shown::Document, DocumentPart::DocumentUrl) => {
                Part::DocumentUrl { document_url: url, document_name: name }
            }
            (Shown::Document, DocumentPart::Refused) => {
                return Err(unsupported(format!("The provider takes no documents: {name}.")));
            }
        });
    }
    Ok(Content::Parts(parts))
}

/// The fields that not every provider has, or that have other names with some.
fn others(request: &ChatRequest, quirks: &Quirks, traits: &Traits) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some(seed) = request.parameters.seed.filter(|_| !quirks.no_seed) {
        let field = quirks.seed_field.as_deref().unwrap_or("seed");
        fields.insert(field.to_owned(), seed.into());
    }
    if is_open(request) && quirks.continuation == Continuation::FinalMessage {
        fields.insert("continue_final_message".into(), true.into());
        fields.insert("add_generation_prompt".into(), false.into());
    }
    let asked = request.parameters.reasoning.filter(|_| traits.reasoning != Some(false));
    let Some(asked) = asked else { return fields };
    let word = effort(request.model.name(), asked);
    let on = asked != Effort::None;
    let (field, value) = match quirks.effort {
        EffortField::ReasoningEffort => ("reasoning_effort", word.into()),
        EffortField::Reasoning => ("reasoning", json!({ "effort": word })),
        EffortField::Thinking => {
            ("thinking", json!({ "type": if on { "enabled" } else { "disabled" } }))
        }
        EffortField::EnableThinking => ("enable_thinking", on.into()),
        EffortField::ChatTemplate => {
            // Templates know the switch under one of two names, and gpt-oss's knows how much.
            let mut known = json!({ "enable_thinking": on, "thinking": on });
            if on {
                known["reasoning_effort"] = word.into();
            }
            ("chat_template_kwargs", known)
        }
        EffortField::Nowhere => return fields,
    };
    fields.insert(field.into(), value);
    fields
}

/// Whether the model will reason, as far as one can know.
pub(in crate::dialect) fn reasons(parameters: &Parameters, traits: &Traits) -> bool {
    traits.reasoning == Some(true) && parameters.reasoning != Some(Effort::None)
}

/// The word for `effort` that `model` understands. "Not at all" has three names at OpenAI: `none`
/// since GPT-5.1, `minimal` in GPT-5, and before it, as in gpt-oss, there is nothing under `low`.
pub(in crate::dialect) fn effort(model: &str, effort: Effort) -> &'static str {
    let model = model.rsplit('/').next().unwrap_or(model);
    let after = |name: &str| model.strip_prefix(name).map(|rest| rest.chars().next());
    match effort {
        Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
        Effort::None if matches!(after("gpt-5"), Some(None | Some('-'))) => "minimal",
        Effort::None => {
            let old = ["o1", "o3", "o4", "gpt-oss"];
            let old = old.iter().any(|name| matches!(after(name), Some(None | Some('-' | ':'))));
            if old { "low" } else { "none" }
        }
    }
}

/// `text` as a part of an address.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            // Writing to a string does not fail.
            _ => drop(write!(escaped, "%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
