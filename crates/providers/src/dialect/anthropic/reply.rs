//! From the bytes of a reply to its events.

use std::borrow::Cow;

use model::{ChatEvent, FinishReason, Result, Usage};
use serde::Deserialize;

use super::kept::{Kept, pack};
use super::refused::Problem;
use crate::dialect;
use crate::dialect::loose::json;
use crate::dialect::text::{truncated, unreadable, wordless};
use crate::sse::{Event, Reader};

/// Reads a stream of Messages events, to `message_stop`.
#[derive(Default)]
pub(crate) struct Decoder {
    reader: Reader,
    reply: Reply,
}

/// What is known of the reply so far.
#[derive(Default)]
struct Reply {
    started: bool,
    finished: bool,
    reason: Option<FinishReason>,
    counts: Counts,
    blocks: Vec<Kept>,
}

impl dialect::Decoder for Decoder {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        let Self { reader, reply } = self;
        reader.feed(bytes, |event| reply.take(event, events))
    }

    fn end(&mut self, _: &mut Vec<ChatEvent>) -> Result<()> {
        if self.reply.finished {
            return Ok(());
        }
        let stray = self.reader.stray().unwrap_or_default();
        Err(match Problem::read(&stray) {
            Some(problem) => problem.told(None),
            None if stray.starts_with(b"<") => wordless(200),
            None => truncated(),
        })
    }
}

/// Any event, as far as its kind.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(rename = "type", borrow)]
    kind: Words<'a>,
}

/// Text that is borrowed unless it holds an escape.
#[derive(Deserialize)]
struct Words<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct Start<'a> {
    #[serde(borrow)]
    message: Begun<'a>,
}

#[derive(Deserialize)]
struct Begun<'a> {
    #[serde(borrow)]
    model: Words<'a>,
    #[serde(default)]
    usage: Counts,
}

#[derive(Deserialize)]
struct BlockStart<'a> {
    #[serde(borrow)]
    content_block: Piece<'a>,
}

#[derive(Deserialize)]
struct BlockDelta<'a> {
    #[serde(borrow)]
    delta: Piece<'a>,
}

/// A block or a part of one.
#[derive(Deserialize)]
struct Piece<'a> {
    #[serde(rename = "type", borrow)]
    kind: Words<'a>,
    #[serde(borrow)]
    text: Option<Words<'a>>,
    #[serde(borrow)]
    thinking: Option<Words<'a>>,
    #[serde(borrow)]
    signature: Option<Words<'a>>,
    #[serde(borrow)]
    data: Option<Words<'a>>,
}

#[derive(Deserialize)]
struct Delta<'a> {
    #[serde(borrow)]
    delta: Stop<'a>,
    #[serde(default)]
    usage: Counts,
}

#[derive(Deserialize)]
struct Stop<'a> {
    #[serde(borrow)]
    stop_reason: Option<Words<'a>>,
}

#[derive(Deserialize)]
struct Failed {
    error: Problem,
}

/// Counts of tokens; those of a later event are totals, and what it leaves out still holds.
#[derive(Clone, Copy, Default, Deserialize)]
struct Counts {
    input_tokens: Option<u32>,
    cache_read_input_tokens: Option<u32>,
    cache_creation_input_tokens: Option<u32>,
    output_tokens: Option<u32>,
    output_tokens_details: Option<Details>,
}

#[derive(Clone, Copy, Deserialize)]
struct Details {
    thinking_tokens: Option<u32>,
}

impl Counts {
    fn or(self, before: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.or(before.input_tokens),
            cache_read_input_tokens: self
                .cache_read_input_tokens
                .or(before.cache_read_input_tokens),
            cache_creation_input_tokens: self
                .cache_creation_input_tokens
                .or(before.cache_creation_input_tokens),
            output_tokens: self.output_tokens.or(before.output_tokens),
            output_tokens_details: self.output_tokens_details.or(before.output_tokens_details),
        }
    }

    /// `input_tokens` is only what was neither read from the cache nor written to it.
    fn usage(self) -> Usage {
        let cached_tokens = self.cache_read_input_tokens.unwrap_or(0);
        let cache_written_tokens = self.cache_creation_input_tokens.unwrap_or(0);
        let fresh = self.input_tokens.unwrap_or(0);
        Usage {
            prompt_tokens: fresh.saturating_add(cached_tokens).saturating_add(cache_written_tokens),
            cached_tokens,
            cache_written_tokens,
            reply_tokens: self.output_tokens.unwrap_or(0),
            reasoning_tokens: self
                .output_tokens_details
                .and_then(|d| d.thinking_tokens)
                .unwrap_or(0),
        }
    }
}

impl Reply {
    fn take(&mut self, event: Event<'_>, events: &mut Vec<ChatEvent>) -> Result<()> {
        if self.finished {
            return Ok(());
        }
        let data = event.data;
        // The kind stands in the data too, for whoever drops the names of events.
        let unnamed: Named<'_>;
        let name = match event.name {
            b"" => {
                unnamed = read(data)?;
                unnamed.kind.0.as_bytes()
            }
            name => name,
        };
        match name {
            b"content_block_delta" => match read::<BlockDelta<'_>>(data) {
                Ok(BlockDelta { delta }) => {
                    self.piece(delta, events);
                    Ok(())
                }
                Err(_) if is_foreign(data) => Ok(()),
                Err(error) => Err(error),
            },
            b"content_block_start" => match read::<BlockStart<'_>>(data) {
                Ok(BlockStart { content_block }) => {
                    self.block(content_block, events);
                    Ok(())
                }
                Err(_) if is_foreign(data) => Ok(()),
                Err(error) => Err(error),
            },
            b"message_start" if self.started => Ok(()),
            b"message_start" => {
                let Begun { model, usage } = read::<Start<'_>>(data)?.message;
                self.started = true;
                self.counts = usage;
                events.push(ChatEvent::Started { model: model.0.into_owned() });
                events.push(ChatEvent::Usage { usage: usage.usage() });
                Ok(())
            }
            b"message_delta" => {
                let Delta { delta, usage } = read(data)?;
                self.begun(events);
                self.reason = delta.stop_reason.map(|reason| finish(&reason.0)).or(self.reason);
                self.counts = usage.or(self.counts);
                events.push(ChatEvent::Usage { usage: self.counts.usage() });
                Ok(())
            }
            b"message_stop" => {
                self.begun(events);
                events.extend(pack(&self.blocks).map(|json| ChatEvent::Carry { json }));
                let reason = self.reason.unwrap_or(FinishReason::Other);
                events.push(ChatEvent::Finished { reason });
                self.finished = true;
                Ok(())
            }
            b"error" => Err(read::<Failed>(data)?.error.told(None)),
            // `ping`, `content_block_stop`, and whatever will be added.
            _ => Ok(()),
        }
    }

    /// A block begins. Those that are neither text nor reasoning are not ours to read.
    fn block(&mut self, piece: Piece<'_>, events: &mut Vec<ChatEvent>) {
        self.begun(events);
        match piece.kind.0.as_ref() {
            "text" => {
                self.blocks.push(Kept::Text { bytes: 0 });
                self.text(piece.text, events);
            }
            "thinking" => {
                let (thinking, signature) = (String::new(), owned(piece.signature));
                self.blocks.push(Kept::Thinking { thinking, signature });
                self.reasoning(piece.thinking, events);
            }
            "redacted_thinking" => {
                self.blocks.push(Kept::RedactedThinking { data: owned(piece.data) });
            }
            _ => {}
        }
    }

    /// A block goes on.
    fn piece(&mut self, piece: Piece<'_>, events: &mut Vec<ChatEvent>) {
        self.begun(events);
        match piece.kind.0.as_ref() {
            "text_delta" => self.text(piece.text, events),
            "thinking_delta" => self.reasoning(piece.thinking, events),
            "signature_delta" => {
                if let Some(Kept::Thinking { signature, .. }) = self.blocks.last_mut() {
                    *signature = owned(piece.signature);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: Option<Words<'_>>, events: &mut Vec<ChatEvent>) {
        let text = owned(text);
        if text.is_empty() {
            return;
        }
        match self.blocks.last_mut() {
            Some(Kept::Text { bytes }) => *bytes += text.len(),
            _ => self.blocks.push(Kept::Text { bytes: text.len() }),
        }
        events.push(ChatEvent::Text { text });
    }

    fn reasoning(&mut self, text: Option<Words<'_>>, events: &mut Vec<ChatEvent>) {
        let text = owned(text);
        if text.is_empty() {
            return;
        }
        if let Some(Kept::Thinking { thinking, .. }) = self.blocks.last_mut() {
            thinking.push_str(&text);
        }
        events.push(ChatEvent::Reasoning { text });
    }

    /// llama.cpp's server leaves the beginning out where the first character of an answer takes two
    /// tokens: then it is not said who answers.
    fn begun(&mut self, events: &mut Vec<ChatEvent>) {
        if !self.started {
            self.started = true;
            events.push(ChatEvent::Started { model: String::new() });
        }
    }
}

/// Whether `data` is of a block of a kind that is not ours to read, whatever its fields hold.
fn is_foreign(data: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Outer<'a> {
        #[serde(borrow, alias = "delta")]
        content_block: Named<'a>,
    }
    let ours = [
        "text",
        "thinking",
        "redacted_thinking",
        "text_delta",
        "thinking_delta",
        "signature_delta",
    ];
    read::<Outer<'_>>(data).is_ok_and(|outer| !ours.contains(&outer.content_block.kind.0.as_ref()))
}

fn owned(words: Option<Words<'_>>) -> String {
    words.map_or_else(String::new, |words| words.0.into_owned())
}

fn read<'a, T: Deserialize<'a>>(data: &'a [u8]) -> Result<T> {
    json(data).map_err(|error| unreadable(&error))
}

fn finish(stop_reason: &str) -> FinishReason {
    match stop_reason {
        "end_turn" | "stop_sequence" => FinishReason::End,
        "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
        "refusal" => FinishReason::Refusal,
        // `pause_turn` and `tool_use` ask for tools, of which none are offered.
        _ => FinishReason::Other,
    }
}
