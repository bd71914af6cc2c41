//! Cartesia's `tts/bytes`: bare samples as they are made.

use model::{Result, SpeechRequest};
use serde::Deserialize;
use serde_json::json as object;

use super::{RATE, Voice, json};
use crate::dialect::{Call, encoded};

/// The version of the interface that this is written for.
const VERSION: &str = "2026-03-01";

pub(super) fn call(request: &SpeechRequest, voice: &str) -> Result<Call> {
    let mut body = object!({
        "model_id": request.model.name(),
        "transcript": request.text,
        "voice": { "mode": "id", "id": voice },
        "output_format": { "container": "raw", "encoding": "pcm_s16le", "sample_rate": RATE },
    });
    if let Some(language) = &request.voice.language {
        body["language"] = object!(language);
    }
    if request.voice.speed != 1.0 {
        body["generation_config"] = object!({ "speed": request.voice.speed.clamp(0.6, 1.5) });
    }
    let mut call = Call::post("/tts/bytes".to_owned(), &body)?;
    call.headers.push(("accept", "*/*".to_owned()));
    call.headers.push(("cartesia-version", VERSION.to_owned()));
    Ok(call)
}

pub(super) fn voices(page: Option<&str>) -> Call {
    let next = page.map(|page| format!("&starting_after={}", encoded(page))).unwrap_or_default();
    let mut call = Call::get(format!("/voices?limit=100{next}"));
    call.headers.push(("cartesia-version", VERSION.to_owned()));
    call
}

#[derive(Deserialize)]
struct List {
    data: Vec<Listed>,
    #[serde(default)]
    has_more: bool,
    #[serde(default)]
    next_page: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: Option<String>,
}

pub(super) fn read_voices(body: &[u8]) -> Result<(Vec<Voice>, Option<String>)> {
    let list: List = json(body)?;
    let last = list.data.last().map(|voice| voice.id.clone());
    let voices = list.data.into_iter().map(|voice| Voice {
        name: voice.id,
        title: voice.name,
        languages: voice.language.into_iter().collect(),
    });
    let next = list.next_page.or(last).filter(|_| list.has_more);
    Ok((voices.collect(), next))
}
