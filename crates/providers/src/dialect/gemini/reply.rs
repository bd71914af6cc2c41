//! From the bytes of a reply to its events.

use std::borrow::Cow;

use model::{ChatEvent, FinishReason, Result, Usage};
use serde::Deserialize;

use super::kept::{Kept, pack};
use super::refused::{Problem, problem};
use crate::dialect;
use crate::dialect::loose::{First, json};
use crate::dialect::text::{truncated, unreadable, wordless};
use crate::sse::{Event, Reader};

/// Reads a stream of `GenerateContentResponse`s. There is no last event: the reply is whole when
/// the stream ends and a reason for that has been told.
#[derive(Default)]
pub(crate) struct Decoder {
    reader: Reader,
    reply: Reply,
}

/// What is known of the reply so far.
#[derive(Default)]
struct Reply {
    started: bool,
    reason: Option<FinishReason>,
    usage: Option<Usage>,
    parts: Vec<Kept>,
}

impl dialect::Decoder for Decoder {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        let Self { reader, reply } = self;
        reader.feed(bytes, |event| reply.take(event, events))
    }

    fn end(&mut self, events: &mut Vec<ChatEvent>) -> Result<()> {
        // An error may come as bare JSON, in lines, after any event.
        let stray = self.reader.stray().unwrap_or_default();
        if let Some(problem) = problem(&stray) {
            return Err(problem.told(None));
        }
        let Some(reason) = self.reply.reason else {
            return Err(if !self.reply.started && stray.starts_with(b"<") {
                wordless(200)
            } else {
                truncated()
            });
        };
        events.extend(pack(&self.reply.parts).map(|json| ChatEvent::Carry { json }));
        events.push(ChatEvent::Finished { reason });
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chunk<'a> {
    #[serde(borrow, default)]
    candidates: First<Candidate<'a>>,
    #[serde(borrow)]
    prompt_feedback: Option<Feedback<'a>>,
    usage_metadata: Option<Box<Counts>>,
    #[serde(borrow)]
    model_version: Option<Words<'a>>,
    error: Option<Box<Problem>>,
}

/// Text that is borrowed unless it holds an escape.
#[derive(Deserialize)]
struct Words<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate<'a> {
    #[serde(borrow)]
    content: Option<Content<'a>>,
    #[serde(borrow)]
    finish_reason: Option<Words<'a>>,
}

#[derive(Deserialize)]
struct Content<'a> {
    #[serde(borrow, default)]
    parts: Vec<Part<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part<'a> {
    #[serde(borrow)]
    text: Option<Words<'a>>,
    #[serde(default)]
    thought: bool,
    #[serde(borrow)]
    thought_signature: Option<Words<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Feedback<'a> {
    #[serde(borrow)]
    block_reason: Option<Words<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Counts {
    prompt_token_count: u32,
    tool_use_prompt_token_count: u32,
    cached_content_token_count: u32,
    candidates_token_count: u32,
    thoughts_token_count: u32,
}

impl From<Counts> for Usage {
    fn from(counts: Counts) -> Self {
        Self {
            prompt_tokens: counts
                .prompt_token_count
                .saturating_add(counts.tool_use_prompt_token_count),
            cached_tokens: counts.cached_content_token_count,
            cache_written_tokens: 0,
            reply_tokens: counts.candidates_token_count.saturating_add(counts.thoughts_token_count),
            reasoning_tokens: counts.thoughts_token_count,
        }
    }
}

impl Reply {
    fn take(&mut self, event: Event<'_>, events: &mut Vec<ChatEvent>) -> Result<()> {
        // Some gateways end every stream as OpenAI does.
        if event.data == b"[DONE]" {
            return Ok(());
        }
        let chunk: Chunk<'_> = json(event.data).map_err(|error| unreadable(&error))?;
        if let Some(problem) = chunk.error {
            return Err(problem.told(None));
        }
        if !std::mem::replace(&mut self.started, true) {
            let model = chunk.model_version.map(|name| name.0.into_owned()).unwrap_or_default();
            events.push(ChatEvent::Started { model });
        }
        // No more than one is asked for.
        if let Some(candidate) = chunk.candidates.0 {
            for part in candidate.content.into_iter().flat_map(|content| content.parts) {
                self.part(part, events);
            }
            let reason = candidate.finish_reason.and_then(|reason| finish(&reason.0));
            self.reason = reason.or(self.reason);
        }
        let blocked = chunk.prompt_feedback.and_then(|feedback| feedback.block_reason);
        if blocked.is_some_and(|reason| reason.0 != "BLOCKED_REASON_UNSPECIFIED") {
            self.reason = Some(FinishReason::Refusal);
        }
        if let Some(usage) = chunk.usage_metadata.map(|counts| Usage::from(*counts))
            && self.usage != Some(usage)
        {
            self.usage = Some(usage);
            events.push(ChatEvent::Usage { usage });
        }
        Ok(())
    }

    /// A piece of reasoning or of text. Files and calls of tools are not ours to read.
    fn part(&mut self, part: Part<'_>, events: &mut Vec<ChatEvent>) {
        let Part { text, thought, thought_signature } = part;
        let text = text.map(|text| text.0.into_owned()).unwrap_or_default();
        let signature = thought_signature.map(|signature| signature.0.into_owned());
        match (thought, signature) {
            (true, None) => {}
            (true, signature) => {
                self.parts.push(Kept { bytes: 0, thought: Some(text.clone()), signature });
            }
            (false, signature @ Some(_)) => {
                self.parts.push(Kept { bytes: text.len(), thought: None, signature });
            }
            (false, None) => match self.parts.last_mut() {
                Some(Kept { bytes, thought: None, signature: None }) => *bytes += text.len(),
                _ => self.parts.push(Kept { bytes: text.len(), ..Kept::default() }),
            },
        }
        if text.is_empty() {
            return;
        }
        events.push(if thought { ChatEvent::Reasoning { text } } else { ChatEvent::Text { text } });
    }
}

/// Why the model stopped; a reason that is none is no end.
fn finish(reason: &str) -> Option<FinishReason> {
    Some(match reason {
        "" | "FINISH_REASON_UNSPECIFIED" => return None,
        "STOP" => FinishReason::End,
        "MAX_TOKENS" | "CONTINUATION" => FinishReason::Length,
        "SAFETY"
        | "RECITATION"
        | "BLOCKLIST"
        | "PROHIBITED_CONTENT"
        | "SPII"
        | "IMAGE_SAFETY"
        | "IMAGE_PROHIBITED_CONTENT"
        | "IMAGE_RECITATION"
        | "ESCALATION"
        | "MODEL_ARMOR"
        | "PUP_LIMITED_DISABLED" => FinishReason::Refusal,
        _ => FinishReason::Other,
    })
}
