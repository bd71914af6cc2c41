use model::{ChatEvent, FinishReason, Result, Usage};
use serde::Deserialize;

use super::lines::Lines;
use crate::dialect::loose::{Count, Present, Word, json};
use crate::dialect::openai_chat::{in_stream, refusal};
use crate::dialect::text::{truncated, unreadable};

/// Decodes lines of JSON, of which the last says `"done": true`.
#[derive(Debug, Default)]
pub(in crate::dialect) struct Decoder {
    lines: Lines,
    state: State,
}

#[derive(Debug, Default)]
struct State {
    started: bool,
    done: bool,
}

/// One line of the stream.
#[derive(Debug, Deserialize)]
struct Line<'a> {
    #[serde(borrow, default)]
    model: Word<'a>,
    #[serde(borrow, default)]
    message: Option<Message<'a>>,
    #[serde(default)]
    done: bool,
    #[serde(borrow, default)]
    done_reason: Word<'a>,
    #[serde(default)]
    prompt_eval_count: Count,
    #[serde(default)]
    eval_count: Count,
    #[serde(default)]
    error: Present,
}

#[derive(Debug, Deserialize)]
struct Message<'a> {
    #[serde(borrow, default)]
    content: Word<'a>,
    #[serde(borrow, default)]
    thinking: Word<'a>,
}

impl crate::dialect::Decoder for Decoder {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        let Self { lines, state } = self;
        lines.feed(bytes, |line| state.line(line, events))
    }

    fn end(&mut self, events: &mut Vec<ChatEvent>) -> Result<()> {
        let Self { lines, state } = self;
        // The last line is whole without a line feed if it is whole JSON.
        let rest = lines.rest().trim_ascii();
        if !state.done && serde_json::from_slice::<Line<'_>>(rest).is_ok() {
            state.line(rest, events)?;
        }
        if state.done { Ok(()) } else { Err(truncated()) }
    }
}

impl State {
    fn line(&mut self, line: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        let line = line.trim_ascii();
        if self.done || line.is_empty() {
            return Ok(());
        }
        // A proxy's web page.
        if !self.started && line.first() == Some(&b'<') {
            return Err(refusal(200, line));
        }
        let told: Line<'_> = json(line).map_err(|error| unreadable(&error))?;
        if told.error.0 {
            return Err(in_stream(line));
        }
        if !self.started {
            self.start(told.model.text(), events);
        }
        if let Some(message) = told.message {
            if let Some(text) = message.thinking.text() {
                self.tell(ChatEvent::Reasoning { text }, events);
            }
            if let Some(text) = message.content.text() {
                self.tell(ChatEvent::Text { text }, events);
            }
        }
        if told.done {
            // The path is not counted where the server still knew all of it.
            let usage = Usage {
                prompt_tokens: told.prompt_eval_count.get(),
                reply_tokens: told.eval_count.get(),
                ..Usage::default()
            };
            if usage != Usage::default() {
                self.tell(ChatEvent::Usage { usage }, events);
            }
            let reason = match told.done_reason.as_str() {
                // Before 0.3 the reason was not said.
                "stop" | "" => FinishReason::End,
                "length" => FinishReason::Length,
                _ => FinishReason::Other,
            };
            self.tell(ChatEvent::Finished { reason }, events);
            self.done = true;
        }
        Ok(())
    }

    fn tell(&mut self, event: ChatEvent, events: &mut Vec<ChatEvent>) {
        self.start(Some(String::new()), events);
        events.push(event);
    }

    fn start(&mut self, model: Option<String>, events: &mut Vec<ChatEvent>) {
        if let Some(model) = model.filter(|_| !self.started) {
            self.started = true;
            events.push(ChatEvent::Started { model });
        }
    }
}
