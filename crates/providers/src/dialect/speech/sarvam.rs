//! Sarvam's `text-to-speech`: WAV files in letters, all at once.

use model::{Error, ErrorKind, Result, SpeechRequest};
use serde::Deserialize;
use serde_json::json as object;

use super::json;
use crate::dialect::sound::from_base64;
use crate::dialect::{Call, indian};

pub(super) fn call(request: &SpeechRequest, voice: &str) -> Result<Call> {
    let Some(language) = &request.voice.language else {
        let message = "Sarvam must be told which language it is to speak.";
        return Err(Error::new(ErrorKind::InvalidRequest, message));
    };
    let mut body = object!({
        "text": request.text,
        "target_language_code": indian(language),
        "model": request.model.name(),
        "speaker": voice,
        "output_audio_codec": "wav",
    });
    if request.voice.speed != 1.0 {
        body["pace"] = object!(request.voice.speed.clamp(0.5, 2.0));
    }
    Call::post("/text-to-speech".to_owned(), &body)
}

#[derive(Deserialize)]
struct Answer {
    audios: Vec<String>,
}

pub(super) fn read(body: &[u8]) -> Result<Vec<Vec<u8>>> {
    json::<Answer>(body)?.audios.iter().map(|letters| from_base64(letters)).collect()
}
