//! The JSON form of AI4Bharat's arena, at an address of the user's: what was recorded, in letters,
//! with its `language` and `model`; `transcription` is the answer. The address is all of it.

use model::{Hearing, Result, Transcript};
use serde::Deserialize;
use serde_json::json;

use super::unsupported;
use crate::dialect::{Call, sound};

pub(super) fn call(model: &str, options: &Hearing, wav: &[u8]) -> Result<Call> {
    if options.translate {
        return Err(unsupported("This form has no word for translating."));
    }
    let mut body = json!({
        "audio_url": format!("data:audio/wav;base64,{}", sound::to_base64(wav)),
        "model": model,
    });
    if let Some(language) = &options.language {
        body["language"] = json!(language);
    }
    Call::post(String::new(), &body)
}

#[derive(Deserialize)]
struct Answer {
    transcription: String,
    #[serde(default)]
    language: Option<String>,
}

pub(super) fn read(body: &[u8]) -> Result<Transcript> {
    let answer: Answer = super::json(body)?;
    Ok(Transcript {
        text: answer.transcription.trim().to_owned(),
        language: answer.language.as_deref().and_then(super::primary),
        segments: Vec::new(),
    })
}
