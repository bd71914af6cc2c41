//! Google has no recogniser of its own in this interface: a model is shown the sound and asked to
//! write it down.

use model::{Error, ErrorKind, Hearing, Result, Transcript, TranscriptEvent};
use serde_json::{Value, json};

use super::Decode;
use crate::dialect::{Call, sound};
use crate::sse;

pub(super) fn call(model: &str, options: &Hearing, wav: &[u8]) -> Result<Call> {
    let mut wish = match options.translate {
        true => "Translate what is said in this recording into English.".to_owned(),
        false => "Write down word for word what is said in this recording.".to_owned(),
    };
    if let Some(language) = &options.language {
        wish.push_str(&format!(" The language is {language}."));
    }
    if !options.terms.is_empty() {
        wish.push_str(&format!(" These may be said: {}.", options.terms.join(", ")));
    }
    wish.push_str(" Answer with the words alone; if nothing is said, with nothing.");
    let body = json!({
        "contents": [{ "role": "user", "parts": [
            { "text": wish },
            { "inlineData": { "mimeType": "audio/wav", "data": sound::to_base64(wav) } },
        ] }],
        "generationConfig": { "temperature": 0 },
    });
    Call::post(format!("/v1beta/models/{model}:streamGenerateContent?alt=sse"), &body)
}

#[derive(Default)]
pub(super) struct Decoder {
    reader: sse::Reader,
    text: String,
    finished: bool,
}

impl Decode<TranscriptEvent> for Decoder {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<TranscriptEvent>) -> Result<()> {
        let (text, finished) = (&mut self.text, &mut self.finished);
        self.reader.feed(bytes, |event| {
            if *finished || event.data.is_empty() {
                return Ok(());
            }
            let chunk = chunk(event.data)?;
            let parts = chunk.pointer("/candidates/0/content/parts").and_then(Value::as_array);
            let said = parts.into_iter().flatten().filter(|part| part["thought"] != true);
            let said: String = said.filter_map(|part| part["text"].as_str()).collect();
            text.push_str(&said);
            match chunk.pointer("/candidates/0/finishReason").and_then(Value::as_str) {
                Some("STOP" | "MAX_TOKENS") => {
                    *finished = true;
                    let text = text.trim().to_owned();
                    let transcript = Transcript { text, ..Transcript::default() };
                    events.push(TranscriptEvent::Finished { transcript });
                }
                Some(reason) => {
                    let message = format!("The model refused to go on: {reason}.");
                    return Err(Error::new(ErrorKind::Server, message));
                }
                None if !said.is_empty() => {
                    let committed = text.trim_start().to_owned();
                    events.push(TranscriptEvent::Partial { committed, tentative: String::new() });
                }
                None => {}
            }
            Ok(())
        })
    }

    fn end(&mut self, _: &mut Vec<TranscriptEvent>) -> Result<()> {
        match self.finished {
            true => Ok(()),
            false => Err(Error::new(ErrorKind::Truncated, "The answer ended before its end.")),
        }
    }
}

/// One event of Google's stream.
///
/// # Errors
/// The error that it tells, or `Malformed`.
pub(in crate::dialect) fn chunk(data: &[u8]) -> Result<Value> {
    let chunk: Value = serde_json::from_slice(data).map_err(|error| {
        Error::new(ErrorKind::Malformed, format!("An event cannot be read: {error}."))
    })?;
    match chunk.get("error") {
        Some(_) => {
            let status = chunk.pointer("/error/code").and_then(Value::as_u64).unwrap_or(500);
            let status = u16::try_from(status).unwrap_or(500);
            Err(crate::dialect::Dialect::Gemini.refusal(status, data))
        }
        None => Ok(chunk),
    }
}
