//! The JSON form of AI4Bharat's arena, at an address of the user's: `text`, `language`, `model` and
//! `voice` in; a WAV file in letters out, under any of the names that such servers give it. The
//! address is all of it.

use model::{Result, SpeechRequest};
use serde::Deserialize;
use serde_json::json as object;

use super::{json, malformed};
use crate::dialect::Call;
use crate::dialect::sound::from_base64;

pub(super) fn call(request: &SpeechRequest, voice: &str) -> Result<Call> {
    let mut body = object!({ "text": request.text, "model": request.model.name() });
    if let Some(language) = &request.voice.language {
        body["language"] = object!(language);
    }
    if !voice.is_empty() {
        body["voice"] = object!(voice);
    }
    if request.voice.speed != 1.0 {
        body["speed"] = object!(request.voice.speed);
    }
    Call::post(String::new(), &body)
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default, alias = "audio_base64", alias = "audioContent", alias = "audio_content")]
    audio: Option<String>,
    #[serde(default)]
    audio_url: Option<String>,
}

pub(super) fn read(body: &[u8]) -> Result<Vec<Vec<u8>>> {
    let Answer { audio, audio_url } = json(body)?;
    let inside = audio_url.filter(|url| url.starts_with("data:"));
    match audio.or(inside) {
        Some(letters) => Ok(vec![from_base64(&letters)?]),
        None => Err(malformed("The answer holds no speech: an address elsewhere is not followed.")),
    }
}
