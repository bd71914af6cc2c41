use model::{ChatEvent, Error, ErrorKind, FinishReason, Result, Usage};

use super::chunk::{Chunk, Content, Delta, Part, Tokens};
use super::refusal::{in_stream, refusal};
use super::repeated::Frame;
use crate::dialect::loose::json;
use crate::dialect::text::{truncated, unreadable};
use crate::sse::{Event, Reader};

/// Decodes a stream of `chat.completion.chunk`s.
///
/// The reply is whole once a choice has named its `finish_reason`: what follows until `[DONE]` can
/// only count tokens. `[DONE]` alone is no end: proxies send it after their own upstream broke.
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
    /// Why the reply ended, once it has.
    finish: Option<FinishReason>,
    /// The last counts that were told.
    usage: Option<Usage>,
    /// `Finished` has been told.
    done: bool,
    /// What the chunks repeat.
    frame: Frame,
}

impl crate::dialect::Decoder for Decoder {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        let Self { reader, state } = self;
        reader.feed(bytes, |event| state.event(event, events))
    }

    fn end(&mut self, events: &mut Vec<ChatEvent>) -> Result<()> {
        let state = &mut self.state;
        if state.done {
            return Ok(());
        }
        if state.finish.is_none()
            && let Some(body) = self.reader.stray()
        {
            state.whole(&body, events)?;
        }
        state.finish(events)
    }
}

impl State {
    fn event(&mut self, event: Event<'_>, events: &mut Vec<ChatEvent>) -> Result<()> {
        let data = event.data.trim_ascii();
        if self.done || data.is_empty() {
            return Ok(());
        }
        if data == b"[DONE]" {
            return self.finish(events);
        }
        if event.name == b"error" {
            return Err(in_stream(data));
        }
        if let Some((text, reasoning)) = self.frame.read(data) {
            self.piece(Some(text).filter(|text| !text.is_empty()), reasoning, events);
            return Ok(());
        }
        match json(data) {
            Ok(chunk) => self.chunk(chunk, data, events),
            // Events with a name are no part of the dialect: a proxy's own.
            Err(_) if !event.name.is_empty() && event.name != b"message" => Ok(()),
            Err(error) => Err(unreadable(&error)),
        }
    }

    /// Reads an answer that came whole although a stream was asked for, or is a failure.
    fn whole(&mut self, body: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        match serde_json::from_slice::<Chunk<'_>>(body) {
            Err(error) if error.is_eof() => Err(truncated()),
            Ok(chunk) if chunk.choices.0.is_some() && !chunk.error.0 => {
                self.chunk(chunk, body, events)
            }
            _ => Err(refusal(200, body)),
        }
    }

    fn chunk(&mut self, chunk: Chunk<'_>, data: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        if chunk.error.0 || chunk.object.as_str() == "error" {
            return Err(in_stream(data));
        }
        // Azure's first chunk, which is about the prompt, names no model; the next one does.
        if !self.started
            && let Some(model) = chunk.model.text()
        {
            self.start(model, events);
        }
        let mut counts = chunk.usage;
        if let Some(choice) = chunk.choices.0 {
            if let Some((piece, reasoning)) = choice.only_piece()
                && counts.is_none()
                && chunk.x_groq.is_none()
            {
                self.frame.keep(data, piece, reasoning);
            }
            if let Some(delta) = choice.delta.or_else(|| choice.message.map(|message| *message)) {
                self.delta(delta, events);
            }
            if choice.error.0 {
                return Err(in_stream(data));
            }
            match choice.finish_reason.as_str() {
                "" => {}
                "error" | "network_error" => return Err(in_stream(data)),
                // DeepSeek: cut off, because the provider ran out of machines.
                reason @ "insufficient_system_resource" => {
                    return Err(Error::new(ErrorKind::Overloaded, reason));
                }
                reason => self.finish = Some(finish_reason(reason)),
            }
            counts = counts.or(choice.usage);
        }
        if let Some(groq) = chunk.x_groq.map(|groq| *groq) {
            if let Some(error) = groq.error.text() {
                return Err(Error::new(ErrorKind::Server, error));
            }
            counts = counts.or(groq.usage);
        }
        self.count(counts, events);
        Ok(())
    }

    fn delta(&mut self, delta: Delta<'_>, events: &mut Vec<ChatEvent>) {
        // Some servers send the same under both names.
        let reasoning = delta.reasoning_content.text().or_else(|| delta.reasoning.text());
        self.piece(reasoning, true, events);
        match delta.content {
            Content::Text(text) => self.piece(text.text(), false, events),
            Content::Parts(parts) => parts.into_iter().for_each(|part| self.part(part, events)),
        }
        if delta.refusal.is_some() {
            let refusal = delta.refusal.text();
            self.refused |= refusal.is_some();
            self.piece(refusal, false, events);
        }
    }

    fn part(&mut self, part: Part<'_>, events: &mut Vec<ChatEvent>) {
        let thoughts = match part.thinking {
            Content::Text(text) => vec![text],
            Content::Parts(parts) => parts.into_iter().map(|part| part.text).collect(),
        };
        for text in thoughts.into_iter().filter_map(|thought| thought.text()) {
            self.piece(Some(text), true, events);
        }
        self.piece(part.text.text(), false, events);
    }

    fn piece(&mut self, text: Option<String>, reasoning: bool, events: &mut Vec<ChatEvent>) {
        match text {
            Some(text) if reasoning => self.tell(ChatEvent::Reasoning { text }, events),
            Some(text) => self.tell(ChatEvent::Text { text }, events),
            None => {}
        }
    }

    fn count(&mut self, tokens: Option<Box<Tokens>>, events: &mut Vec<ChatEvent>) {
        let Some(usage) = tokens.and_then(|tokens| tokens.usage()) else { return };
        if self.usage != Some(usage) {
            self.usage = Some(usage);
            self.tell(ChatEvent::Usage { usage }, events);
        }
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

    fn finish(&mut self, events: &mut Vec<ChatEvent>) -> Result<()> {
        let reason = match self.finish.ok_or_else(truncated)? {
            FinishReason::End if self.refused => FinishReason::Refusal,
            reason => reason,
        };
        self.done = true;
        self.tell(ChatEvent::Finished { reason }, events);
        Ok(())
    }
}

/// What a `finish_reason` means, whoever names it.
fn finish_reason(reason: &str) -> FinishReason {
    match reason {
        // Together: `eos`.
        "stop" | "eos" | "end_turn" | "stop_sequence" => FinishReason::End,
        // Mistral: `model_length`.
        "length" | "max_tokens" | "model_length" => FinishReason::Length,
        // Z.ai: `sensitive`.
        "content_filter" | "refusal" | "safety" | "sensitive" => FinishReason::Refusal,
        _ => FinishReason::Other,
    }
}
