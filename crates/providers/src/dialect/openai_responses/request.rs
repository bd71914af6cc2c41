use model::{Attachment, ChatRequest, Effort, Message, Parameters, Result, Role};
use serde::Serialize;

use super::event::Reasoning;
use crate::dialect::openai_chat::{effort, reasons};
use crate::dialect::shown::{Shown, data_url, fits};
use crate::dialect::{Call, Quirks, Traits};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instructions: Option<String>,
    input: Vec<Input<'a>>,
    stream: bool,
    store: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Effortful>,
    #[serde(skip_serializing_if = "Option::is_none")]
    include: Option<[&'static str; 1]>,
}

#[derive(Serialize)]
struct Effortful {
    #[serde(skip_serializing_if = "Option::is_none")]
    effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Input<'a> {
    Message(Said<'a>),
    Reasoning(Reasoning),
}

#[derive(Serialize)]
struct Said<'a> {
    /// llama.cpp's server knows what the model itself said only by this; for OpenAI it goes without
    /// saying.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    role: Role,
    content: Content<'a>,
}

impl<'a> Said<'a> {
    fn new(role: Role, content: Content<'a>) -> Self {
        Self { kind: (role == Role::Assistant).then_some("message"), role, content }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Text(&'a str),
    Parts(Vec<Part<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Part<'a> {
    #[serde(rename = "input_text")]
    Text { text: &'a str },
    #[serde(rename = "input_image")]
    Image { image_url: String, detail: &'static str },
    #[serde(rename = "input_file")]
    File { filename: &'a str, file_data: String },
}

/// The call that asks for `request` as a stream: `POST /responses`. A seed is not sent: the
/// interface has none.
pub(in crate::dialect) fn chat(
    request: &ChatRequest,
    quirks: &Quirks,
    traits: &Traits,
) -> Result<Call> {
    fits(request, quirks, traits)?;
    let Parameters { temperature, top_p, max_tokens, reasoning, .. } = request.parameters;
    let will = reasons(&request.parameters, traits);
    let fixed = quirks.fixed_sampling && will;
    // Only what is known to reason, or is told to, is spoken to about reasoning: others refuse.
    let asked = reasoning.filter(|_| traits.reasoning != Some(false));
    let will = will || asked.is_some_and(|asked| asked != Effort::None);
    let body = Body {
        model: request.model.name(),
        instructions: instructions(&request.messages),
        input: input(request)?,
        stream: true,
        store: false,
        temperature: temperature.filter(|_| !fixed),
        top_p: top_p.filter(|_| !fixed),
        max_output_tokens: max_tokens,
        reasoning: (will || asked.is_some()).then(|| Effortful {
            effort: asked.map(|asked| effort(request.model.name(), asked)),
            summary: (will && !quirks.no_summary).then_some("auto"),
        }),
        include: will.then_some(["reasoning.encrypted_content"]),
    };
    let path = match &quirks.api_version {
        Some(version) => format!("/responses?api-version={version}"),
        None => "/responses".into(),
    };
    Call::post(path, &body)
}

fn instructions(messages: &[Message]) -> Option<String> {
    let system = messages.iter().filter(|message| message.role == Role::System);
    let texts: Vec<_> = system.map(|message| message.text.as_str()).collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

fn input(request: &ChatRequest) -> Result<Vec<Input<'_>>> {
    let mut input = Vec::with_capacity(request.messages.len());
    for message in request.messages.iter().filter(|message| message.role != Role::System) {
        let carried = message.carried.as_ref().filter(|carried| carried.model == request.model);
        if let Some(carried) = carried {
            // What cannot be read was written by another version; the text alone is sent.
            let items: Vec<Reasoning> = serde_json::from_str(&carried.json).unwrap_or_default();
            input.extend(items.into_iter().map(Input::Reasoning));
        }
        if message.attachments.is_empty() {
            if !message.text.is_empty() {
                let content = Content::Text(&message.text);
                input.push(Input::Message(Said::new(message.role, content)));
            }
            continue;
        }
        let mut parts = Vec::with_capacity(message.attachments.len() + 1);
        if !message.text.is_empty() {
            parts.push(Part::Text { text: &message.text });
        }
        for attachment in &message.attachments {
            parts.push(part(attachment)?);
        }
        input.push(Input::Message(Said::new(message.role, Content::Parts(parts))));
    }
    Ok(input)
}

fn part(attachment: &Attachment) -> Result<Part<'_>> {
    let url = data_url(attachment);
    Ok(match Shown::of(attachment)? {
        Shown::Image => Part::Image { image_url: url, detail: "auto" },
        Shown::Document => Part::File { filename: &attachment.name, file_data: url },
    })
}

#[cfg(test)]
mod tests;
