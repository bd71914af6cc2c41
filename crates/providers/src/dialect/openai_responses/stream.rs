use model::{ChatEvent, Error, ErrorKind, FinishReason, Result};

use super::event::{Kind, Reasoning, Response, Told};
use crate::dialect::loose::json;
use crate::dialect::openai_chat::{in_stream, refusal};
use crate::dialect::text::{truncated, unreadable};
use crate::sse::{Event, Reader};

/// Decodes the typed events of a response.
///
/// The reply is whole with `response.completed` or `response.incomplete`, and not before.
#[derive(Debug, Default)]
pub(in crate::dialect) struct Decoder {
    reader: Reader,
    state: State,
}

#[derive(Debug, Default)]
struct State {
    started: bool,
    /// The model has said that it will not answer.
    refused: bool,
    /// What has to go back in later turns, in the order of the output.
    reasoning: Vec<Reasoning>,
    done: bool,
}

impl crate::dialect::Decoder for Decoder {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        let Self { reader, state } = self;
        reader.feed(bytes, |event| state.event(event, events))
    }

    fn end(&mut self, _: &mut Vec<ChatEvent>) -> Result<()> {
        if self.state.done {
            return Ok(());
        }
        match self.reader.stray() {
            Some(body) if !is_cut(&body) => Err(refusal(200, &body)),
            _ => Err(truncated()),
        }
    }
}

/// Whether `body` is the beginning of JSON.
fn is_cut(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err_and(|error| error.is_eof())
}

/// Whether an event of this name, or type, means something to a decoder.
fn is_read(kind: &[u8]) -> bool {
    matches!(
        kind,
        b"response.created"
            | b"response.in_progress"
            | b"response.output_text.delta"
            | b"response.refusal.delta"
            | b"response.reasoning_summary_part.added"
            | b"response.reasoning_summary_text.delta"
            | b"response.reasoning_text.delta"
            | b"response.output_item.done"
            | b"response.completed"
            | b"response.incomplete"
            | b"response.failed"
            | b"error"
    )
}

impl State {
    fn event(&mut self, event: Event<'_>, events: &mut Vec<ChatEvent>) -> Result<()> {
        // The name repeats the type. Events that repeat what was told are passed by unread.
        let named = !event.name.is_empty() && event.name != b"message";
        if self.done || (named && !is_read(event.name)) || event.data == b"[DONE]" {
            return Ok(());
        }
        if event.name == b"error" {
            return Err(in_stream(event.data));
        }
        match json(event.data) {
            Ok(told) => self.told(told, event.data, events),
            Err(error) => match serde_json::from_slice::<Kind<'_>>(event.data) {
                Ok(kind) if !is_read(kind.kind.as_str().as_bytes()) => Ok(()),
                _ => Err(unreadable(&error)),
            },
        }
    }

    fn told(&mut self, told: Told<'_>, data: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        match told.kind.as_str() {
            "response.created" | "response.in_progress" => {
                let model = told.response.and_then(|response| response.model.text());
                self.start(model.unwrap_or_default(), events);
            }
            "response.output_text.delta" => {
                let text = delta(told)?;
                self.tell(ChatEvent::Text { text }, events);
            }
            "response.refusal.delta" => {
                self.refused = true;
                let text = delta(told)?;
                self.tell(ChatEvent::Text { text }, events);
            }
            "response.reasoning_summary_text.delta" | "response.reasoning_text.delta" => {
                let text = delta(told)?;
                self.tell(ChatEvent::Reasoning { text }, events);
            }
            // A summary comes in parts, each a paragraph with a heading.
            "response.reasoning_summary_part.added" if told.summary_index.get() > 0 => {
                self.tell(ChatEvent::Reasoning { text: "\n\n".into() }, events);
            }
            "response.output_item.done" => {
                self.reasoning.extend(told.item.and_then(|item| item.reasoning()));
            }
            kind @ ("response.completed" | "response.incomplete") => {
                // Some who speak the dialect end every response with the same event.
                let status = told.response.as_ref().map_or("", |response| response.status.as_str());
                let reason = match (kind, status) {
                    (_, "failed") => return Err(in_stream(data)),
                    ("response.incomplete", _) | (_, "incomplete") => {
                        told.response.as_ref().map_or(FinishReason::Other, incomplete)
                    }
                    _ if self.refused => FinishReason::Refusal,
                    _ => FinishReason::End,
                };
                self.finish(told.response, reason, events);
            }
            "response.failed" | "error" => return Err(in_stream(data)),
            "" if told.error.0 => return Err(in_stream(data)),
            _ => {}
        }
        Ok(())
    }

    fn finish(
        &mut self,
        response: Option<Response<'_>>,
        reason: FinishReason,
        events: &mut Vec<ChatEvent>,
    ) {
        let (model, tokens) = match response {
            Some(response) => (response.model.text().unwrap_or_default(), response.usage),
            None => (String::new(), None),
        };
        self.start(model, events);
        if let Some(usage) = tokens.and_then(|tokens| tokens.usage()) {
            events.push(ChatEvent::Usage { usage });
        }
        // Writing strings and JSON values as JSON does not fail.
        if !self.reasoning.is_empty()
            && let Ok(json) = serde_json::to_string(&self.reasoning)
        {
            events.push(ChatEvent::Carry { json });
        }
        self.done = true;
        events.push(ChatEvent::Finished { reason });
    }

    fn tell(&mut self, event: ChatEvent, events: &mut Vec<ChatEvent>) {
        self.start(String::new(), events);
        events.push(event);
    }

    fn start(&mut self, model: String, events: &mut Vec<ChatEvent>) {
        if !self.started {
            self.started = true;
            events.push(ChatEvent::Started { model });
        }
    }
}

fn delta(told: Told<'_>) -> Result<String> {
    if !told.delta.is_some() {
        let message = format!("The answer holds a {} without a delta.", told.kind.as_str());
        return Err(Error::new(ErrorKind::Malformed, message));
    }
    Ok(told.delta.text().unwrap_or_default())
}

/// Why a response is incomplete.
fn incomplete(response: &Response<'_>) -> FinishReason {
    match response.incomplete_details.as_ref().map(|details| details.reason.as_str()) {
        Some("max_output_tokens" | "max_tokens") => FinishReason::Length,
        Some("content_filter") => FinishReason::Refusal,
        _ => FinishReason::Other,
    }
}
