//! ElevenLabs' streamed `text-to-speech`: bare samples; the voice is part of the path.

use model::{Result, SpeechRequest};
use serde::Deserialize;
use serde_json::json as object;

use super::{Voice, json};
use crate::dialect::{Call, encoded};

pub(super) fn call(request: &SpeechRequest, voice: &str) -> Result<Call> {
    let mut body = object!({ "text": request.text, "model_id": request.model.name() });
    if let Some(language) = &request.voice.language {
        body["language_code"] = object!(language);
    }
    if request.voice.speed != 1.0 {
        body["voice_settings"] = object!({ "speed": request.voice.speed.clamp(0.7, 1.2) });
    }
    let path = format!("/v1/text-to-speech/{}/stream?output_format=pcm_24000", encoded(voice));
    let mut call = Call::post(path, &body)?;
    call.headers.push(("accept", "*/*".to_owned()));
    Ok(call)
}

pub(super) fn voices(page: Option<&str>) -> Call {
    let next = page.map(|page| format!("&next_page_token={}", encoded(page))).unwrap_or_default();
    Call::get(format!("/v2/voices?page_size=100{next}"))
}

#[derive(Deserialize)]
struct List {
    voices: Vec<Listed>,
    #[serde(default)]
    has_more: bool,
    #[serde(default)]
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    voice_id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    verified_languages: Option<Vec<Language>>,
}

#[derive(Deserialize)]
struct Language {
    language: String,
}

pub(super) fn read_voices(body: &[u8]) -> Result<(Vec<Voice>, Option<String>)> {
    let list: List = json(body)?;
    let voices = list.voices.into_iter().map(|voice| {
        let known = voice.verified_languages.unwrap_or_default();
        let mut languages: Vec<String> = known.into_iter().map(|one| one.language).collect();
        languages.dedup();
        Voice { name: voice.voice_id, title: voice.name, languages }
    });
    Ok((voices.collect(), list.next_page_token.filter(|_| list.has_more)))
}
