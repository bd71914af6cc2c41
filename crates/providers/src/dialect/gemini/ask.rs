//! From a question to the bytes that are sent.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::{Attachment, ChatRequest, Error, ErrorKind, Message, Result, Role};
use serde::Serialize;

use super::family::{ThinkingConfig, knows_no_system, thinking};
use super::kept::unpack;
use crate::dialect::shown::no_going_on;
use crate::dialect::text::{JSON, escaped};
use crate::dialect::{Call, Quirks, Traits};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    contents: Vec<Content<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system_instruction: Option<Content<'a>>,
    #[serde(skip_serializing_if = "GenerationConfig::is_empty")]
    generation_config: GenerationConfig,
}

/// Everything that one side says before the other does.
#[derive(Serialize)]
struct Content<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    parts: Vec<Part<'a>>,
}

/// A part of what is said.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Part<'a> {
    #[serde(rename_all = "camelCase")]
    Text {
        text: Cow<'a, str>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        thought: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        thought_signature: Option<String>,
    },
    #[serde(rename_all = "camelCase")]
    File { inline_data: Blob<'a> },
}

impl<'a> Part<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text { text: text.into(), thought: false, thought_signature: None }
    }
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Blob<'a> {
    mime_type: &'a str,
    data: String,
}

#[derive(Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct GenerationConfig {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_config: Option<ThinkingConfig>,
}

impl GenerationConfig {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The call that asks for `request`.
///
/// `maxOutputTokens` holds reasoning too, as it does here. A seed is a signed number there: of
/// ours the lowest 31 bits are sent. A reply that is the last message is gone on with from its
/// exact end only where the row says so: newer models refuse a request that ends in one.
pub(crate) fn chat(request: &ChatRequest, quirks: &Quirks, traits: &Traits) -> Result<Call> {
    let name = request.model.name();
    let parameters = &request.parameters;
    let mut contents = contents(request, traits)?;
    match contents.last() {
        None => return Err(Error::new(ErrorKind::InvalidRequest, "There is nothing to send.")),
        Some(last) if last.role == Some("model") && !quirks.continues => {
            return Err(no_going_on(name));
        }
        Some(_) => {}
    }
    let mut system_instruction =
        system(request).map(|text| Content { role: None, parts: vec![Part::text(text)] });
    if knows_no_system(name) {
        let said = system_instruction.take().map(|system| system.parts).unwrap_or_default();
        if let Some(first) = contents.first_mut() {
            first.parts.splice(0..0, said);
        }
    }
    let most = parameters.max_tokens;
    let generation_config = GenerationConfig {
        temperature: parameters.temperature,
        top_p: parameters.top_p,
        max_output_tokens: most.map(|most| most.min(traits.max_output.unwrap_or(most)).max(1)),
        seed: parameters.seed.map(|seed| seed & 0x7fff_ffff),
        thinking_config: thinking(name, traits.reasoning, parameters.reasoning),
    };
    let body = serde_json::to_vec(&Body { contents, system_instruction, generation_config })
        .map_err(|error| Error::new(ErrorKind::InvalidRequest, error.to_string()))?;
    let path = format!("/v1beta/{}:streamGenerateContent?alt=sse", resource(name));
    Ok(Call { body: Some(body), path, headers: vec![(JSON.0, JSON.1.to_owned())] })
}

/// Where the model lies: among the common ones unless its name says otherwise.
fn resource(name: &str) -> String {
    match name.split_once('/') {
        Some((kind @ ("models" | "tunedModels"), own)) => format!("{kind}/{}", escaped(own)),
        _ => format!("models/{}", escaped(name)),
    }
}

/// The instructions that hold for all of the path. The path has them; that the parameters have
/// them too is for who makes the path.
fn system(request: &ChatRequest) -> Option<String> {
    let said = request.messages.iter().filter(|message| message.role == Role::System);
    let all: Vec<_> =
        said.map(|message| message.text.trim()).filter(|text| !text.is_empty()).collect();
    (!all.is_empty()).then(|| all.join("\n\n"))
}

/// The path: what one side says in several messages is one content, what is empty is left out.
fn contents<'a>(request: &'a ChatRequest, traits: &Traits) -> Result<Vec<Content<'a>>> {
    let mut contents: Vec<Content<'a>> = Vec::new();
    for message in &request.messages {
        let (role, parts) = match message.role {
            Role::System => continue,
            Role::User => ("user", prompt(message, traits)?),
            Role::Assistant if message.text.trim().is_empty() => continue,
            Role::Assistant => ("model", unpack(request, message)),
        };
        match contents.last_mut() {
            _ if parts.is_empty() => {}
            Some(content) if content.role == Some(role) => content.parts.extend(parts),
            _ => contents.push(Content { role: Some(role), parts }),
        }
    }
    Ok(contents)
}

/// A prompt's files, then its text.
fn prompt<'a>(message: &'a Message, traits: &Traits) -> Result<Vec<Part<'a>>> {
    let files = message.attachments.iter().map(|file| attached(file, traits));
    let mut parts = files.collect::<Result<Vec<_>>>()?;
    if !message.text.trim().is_empty() {
        parts.push(Part::text(message.text.as_str()));
    }
    Ok(parts)
}

fn attached<'a>(file: &'a Attachment, traits: &Traits) -> Result<Part<'a>> {
    let known = match file.media_type.as_str() {
        "application/pdf" => traits.files,
        "image/png" | "image/jpeg" | "image/webp" => traits.vision,
        // No model of theirs reads GIF.
        _ => Some(false),
    };
    if known == Some(false) {
        let message = format!("{}: this model cannot be shown {}.", file.name, file.media_type);
        return Err(Error::new(ErrorKind::Unsupported, message));
    }
    let data = STANDARD.encode(&file.data);
    Ok(Part::File { inline_data: Blob { mime_type: &file.media_type, data } })
}
