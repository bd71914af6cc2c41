//! Google's models that speak: pieces of bare samples in letters.

use model::{Error, ErrorKind, Result, SpeechEvent, SpeechRequest};
use serde_json::{Value, json};

use super::{Decode, RATE};
use crate::dialect::Call;
use crate::dialect::hearing_chunk as chunk;
use crate::dialect::sound::{Samples, from_base64};
use crate::sse;

pub(super) fn call(request: &SpeechRequest, voice: &str) -> Result<Call> {
    let pace = match request.voice.speed {
        speed if speed >= 1.25 => "Say quickly: ",
        speed if speed <= 0.8 => "Say slowly: ",
        _ => "",
    };
    let body = json!({
        "contents": [{ "role": "user", "parts": [{ "text": format!("{pace}{}", request.text) }] }],
        "generationConfig": {
            "responseModalities": ["AUDIO"],
            "speechConfig": { "voiceConfig": { "prebuiltVoiceConfig": { "voiceName": voice } } },
        },
    });
    let model = request.model.name();
    Call::post(format!("/v1beta/models/{model}:streamGenerateContent?alt=sse"), &body)
}

#[derive(Default)]
pub(super) struct Decoder {
    reader: sse::Reader,
    samples: Option<Samples>,
    finished: bool,
}

impl Decode<SpeechEvent> for Decoder {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<SpeechEvent>) -> Result<()> {
        let (samples, finished) = (&mut self.samples, &mut self.finished);
        self.reader.feed(bytes, |event| {
            if *finished || event.data.is_empty() {
                return Ok(());
            }
            let chunk = chunk(event.data)?;
            let parts = chunk.pointer("/candidates/0/content/parts").and_then(Value::as_array);
            for sound in parts.into_iter().flatten().filter_map(|part| part.get("inlineData")) {
                let kind = sound["mimeType"].as_str().unwrap_or_default();
                let samples = samples.get_or_insert_with(|| Samples::new(rate(kind)));
                let data = sound["data"].as_str().unwrap_or_default();
                samples.feed(&from_base64(data)?, events)?;
            }
            match chunk.pointer("/candidates/0/finishReason").and_then(Value::as_str) {
                None => Ok(()),
                Some("STOP") => {
                    *finished = true;
                    samples.get_or_insert_with(|| Samples::new(RATE)).end(events)
                }
                Some(reason) => {
                    let message = format!("The model refused to go on: {reason}.");
                    Err(Error::new(ErrorKind::Server, message))
                }
            }
        })
    }

    fn end(&mut self, _: &mut Vec<SpeechEvent>) -> Result<()> {
        match self.finished {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::Truncated, "The speech ended before its end.")),
        }
    }
}

/// The rate that a type like `audio/L16;codec=pcm;rate=24000` names.
fn rate(kind: &str) -> u32 {
    let named = kind.split(';').find_map(|part| part.trim().strip_prefix("rate="));
    named.and_then(|rate| rate.parse().ok()).filter(|&rate| rate > 0).unwrap_or(RATE)
}
