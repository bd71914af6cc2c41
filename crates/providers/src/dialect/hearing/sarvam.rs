//! Sarvam's `speech-to-text`. It knows Indian languages by their Indian tags.

use model::{Hearing, Result, Transcript};
use serde::Deserialize;

use super::{json, primary, unsupported};
use crate::dialect::{Call, form};

pub(super) fn call(model: &str, options: &Hearing, wav: &[u8]) -> Result<Call> {
    let mut fields = vec![("model", model.to_owned())];
    let language = options.language.as_deref().map_or_else(|| "unknown".to_owned(), indian);
    fields.push(("language_code", language));
    if model.starts_with("saaras:v3") {
        let mode = if options.translate { "translate" } else { "transcribe" };
        fields.push(("mode", mode.to_owned()));
    } else if options.translate {
        return Err(unsupported("This model does not translate what it hears."));
    }
    Ok(form::post("/speech-to-text", &fields, wav))
}

/// A language as Sarvam names it.
pub(in crate::dialect) fn indian(tag: &str) -> String {
    let tag = tag.split(['-', '_']).next().unwrap_or_default();
    // Odia is "or" elsewhere.
    format!("{}-IN", if tag == "or" { "od" } else { tag })
}

#[derive(Deserialize)]
struct Answer {
    transcript: String,
    #[serde(default)]
    language_code: Option<String>,
}

pub(super) fn read(body: &[u8]) -> Result<Transcript> {
    let answer: Answer = json(body)?;
    let language = answer.language_code.as_deref().and_then(primary);
    let language = language.map(|tag| if tag == "od" { "or".to_owned() } else { tag });
    Ok(Transcript { text: answer.transcript.trim().to_owned(), language, segments: Vec::new() })
}
