use model::{ChatRequest, Effort, Message, Result, Role};
use serde::Serialize;

use crate::dialect::openai_chat::effort;
use crate::dialect::shown::{Shown, base64, fits, unsupported};
use crate::dialect::{Call, Quirks, Traits};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Sent<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    think: Option<Think>,
    #[serde(skip_serializing_if = "Options::is_empty")]
    options: Options,
}

#[derive(Serialize)]
struct Sent<'a> {
    role: Role,
    content: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    images: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Think {
    Whether(bool),
    HowMuch(&'static str),
}

#[derive(PartialEq, Serialize)]
struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    num_predict: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
}

impl Options {
    fn is_empty(&self) -> bool {
        *self == Self { temperature: None, top_p: None, num_predict: None, seed: None }
    }
}

/// The call that asks for `request` as a stream: `POST /api/chat`.
pub(in crate::dialect) fn chat(
    request: &ChatRequest,
    quirks: &Quirks,
    traits: &Traits,
) -> Result<Call> {
    fits(request, quirks, traits)?;
    let parameters = &request.parameters;
    let name = request.model.name();
    let asked = parameters.reasoning.filter(|_| traits.reasoning != Some(false));
    let spoken = |message: &&Message| !message.text.is_empty() || !message.attachments.is_empty();
    let messages = request.messages.iter().filter(spoken).map(|message| {
        Ok(Sent { role: message.role, content: &message.text, images: images(message)? })
    });
    let body = Body {
        model: name,
        messages: messages.collect::<Result<_>>()?,
        stream: true,
        think: asked.map(|asked| think(name, asked)),
        options: Options {
            temperature: parameters.temperature,
            top_p: parameters.top_p,
            num_predict: parameters.max_tokens,
            seed: parameters.seed,
        },
    };
    Call::post("/api/chat".into(), &body)
}

/// gpt-oss is told how much and cannot be told not to; all others are told whether.
fn think(model: &str, asked: Effort) -> Think {
    match model.contains("gpt-oss") {
        true => Think::HowMuch(match asked {
            Effort::None => "low",
            asked => effort(model, asked),
        }),
        false => Think::Whether(asked != Effort::None),
    }
}

fn images(message: &Message) -> Result<Vec<String>> {
    let images = message.attachments.iter().map(|attachment| match Shown::of(attachment)? {
        Shown::Image => Ok(base64(attachment)),
        Shown::Document => {
            Err(unsupported(format!("Ollama can be shown no documents: {}.", attachment.name)))
        }
    });
    images.collect()
}

#[cfg(test)]
mod tests;
