//! OpenAI's `audio/transcriptions` and `audio/translations`. Newer models stream what they write;
//! Whisper, and most other servers, answer at once and with times.

use model::{Error, ErrorKind, Hearing, Result, Segment, Transcript, TranscriptEvent};
use serde::Deserialize;

use super::{Decode, json, ms, primary};
use crate::dialect::{Call, form};
use crate::sse;

pub(super) fn call(model: &str, options: &Hearing, wav: &[u8]) -> Result<Call> {
    let timed = model.to_lowercase().contains("whisper");
    let mut fields = vec![("model", model.to_owned())];
    if timed {
        fields.push(("response_format", "verbose_json".to_owned()));
    } else {
        fields.push(("response_format", "json".to_owned()));
        if !options.translate {
            fields.push(("stream", "true".to_owned()));
        }
    }
    if !options.terms.is_empty() {
        fields.push(("prompt", options.terms.join(", ")));
    }
    if options.translate {
        return Ok(form::post("/audio/translations", &fields, wav));
    }
    if let Some(language) = &options.language {
        fields.push(("language", language.clone()));
    }
    Ok(form::post("/audio/transcriptions", &fields, wav))
}

/// Events, or one piece of JSON: the first character tells.
#[derive(Default)]
pub(super) struct Decoder {
    body: Vec<u8>,
    events: Option<sse::Reader>,
    text: String,
    finished: bool,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    delta: String,
    #[serde(default)]
    text: String,
    error: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Answer {
    text: String,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    segments: Option<Vec<Part>>,
}

#[derive(Deserialize)]
struct Part {
    text: String,
    start: f64,
    end: f64,
}

impl Decode<TranscriptEvent> for Decoder {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<TranscriptEvent>) -> Result<()> {
        if self.events.is_none() {
            self.body.extend_from_slice(bytes);
            if self.body.len() > sse::LONGEST {
                return Err(Error::new(ErrorKind::Malformed, "The answer has no end."));
            }
            match self.body.trim_ascii_start().first() {
                None | Some(b'{') => return Ok(()),
                Some(_) => self.events = Some(sse::Reader::default()),
            }
            let body = std::mem::take(&mut self.body);
            return self.events(&body, events);
        }
        self.events(bytes, events)
    }

    fn end(&mut self, events: &mut Vec<TranscriptEvent>) -> Result<()> {
        if self.events.is_some() {
            return match self.finished {
                true => Ok(()),
                false => Err(Error::new(ErrorKind::Truncated, "The answer ended before its end.")),
            };
        }
        let answer: Answer = json(&self.body)?;
        let segments = answer.segments.unwrap_or_default().into_iter().map(|part| Segment {
            text: part.text.trim().to_owned(),
            start_ms: ms(part.start),
            end_ms: ms(part.end),
        });
        let transcript = Transcript {
            text: answer.text.trim().to_owned(),
            language: answer.language.as_deref().and_then(primary),
            segments: segments.collect(),
        };
        events.push(TranscriptEvent::Finished { transcript });
        Ok(())
    }
}

impl Decoder {
    fn events(&mut self, bytes: &[u8], events: &mut Vec<TranscriptEvent>) -> Result<()> {
        let (text, finished) = (&mut self.text, &mut self.finished);
        let Some(reader) = &mut self.events else { return Ok(()) };
        reader.feed(bytes, |event| {
            if *finished || event.data == b"[DONE]" || event.data.is_empty() {
                return Ok(());
            }
            let event: Event = serde_json::from_slice(event.data).map_err(|error| {
                Error::new(ErrorKind::Malformed, format!("An event cannot be read: {error}."))
            })?;
            if let Some(error) = event.error {
                let words = error.get("message").and_then(|message| message.as_str());
                let words = words.unwrap_or("The recogniser failed.");
                return Err(Error::new(ErrorKind::Server, words));
            }
            match event.kind.as_str() {
                "transcript.text.delta" => {
                    text.push_str(&event.delta);
                    let committed = text.trim_start().to_owned();
                    events.push(TranscriptEvent::Partial { committed, tentative: String::new() });
                }
                "transcript.text.done" => {
                    *finished = true;
                    let text = event.text.trim().to_owned();
                    let transcript = Transcript { text, ..Transcript::default() };
                    events.push(TranscriptEvent::Finished { transcript });
                }
                _ => {}
            }
            Ok(())
        })
    }
}
