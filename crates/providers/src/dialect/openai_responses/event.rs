use model::Usage;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::dialect::loose::{Count, Present, Word};

/// Any event of the stream, as far as one is read.
#[derive(Debug, Deserialize)]
pub(super) struct Told<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Word<'a>,
    #[serde(borrow, default)]
    pub(super) delta: Word<'a>,
    #[serde(default)]
    pub(super) summary_index: Count,
    #[serde(borrow, default)]
    pub(super) item: Option<Item<'a>>,
    #[serde(borrow, default)]
    pub(super) response: Option<Response<'a>>,
    /// Gateways report a failure without a type.
    #[serde(default)]
    pub(super) error: Present,
}

/// What an event is, where the rest of it cannot be read.
#[derive(Debug, Deserialize)]
pub(super) struct Kind<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Word<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Response<'a> {
    #[serde(borrow, default)]
    pub(super) model: Word<'a>,
    #[serde(borrow, default)]
    pub(super) status: Word<'a>,
    #[serde(borrow, default)]
    pub(super) incomplete_details: Option<Incomplete<'a>>,
    #[serde(default)]
    pub(super) usage: Option<Tokens>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Incomplete<'a> {
    #[serde(borrow, default)]
    pub(super) reason: Word<'a>,
}

/// One item of the output. Of a reasoning item, all that has to go back.
#[derive(Debug, Deserialize)]
pub(super) struct Item<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Word<'a>,
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(default)]
    summary: Option<Value>,
    #[serde(borrow, default)]
    encrypted_content: Word<'a>,
}

/// A reasoning item as it goes back: without the `status` that the input does not have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "reasoning")]
pub(super) struct Reasoning {
    id: String,
    summary: Value,
    encrypted_content: String,
}

impl Item<'_> {
    /// The reasoning that the provider can read again. Without its encrypted form it cannot:
    /// nothing is stored there.
    pub(super) fn reasoning(self) -> Option<Reasoning> {
        if self.kind.as_str() != "reasoning" {
            return None;
        }
        Some(Reasoning {
            encrypted_content: self.encrypted_content.text()?,
            id: self.id.text()?,
            summary: self.summary.unwrap_or_else(|| Value::Array(Vec::new())),
        })
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tokens {
    input_tokens: Count,
    input_tokens_details: Option<InputDetails>,
    output_tokens: Count,
    output_tokens_details: Option<OutputDetails>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct InputDetails {
    cached_tokens: Count,
    /// OpenRouter.
    cache_write_tokens: Count,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct OutputDetails {
    reasoning_tokens: Count,
}

impl Tokens {
    /// The counts; `None` where nothing has been counted.
    pub(super) fn usage(&self) -> Option<Usage> {
        let input = self.input_tokens_details.unwrap_or_default();
        let usage = Usage {
            prompt_tokens: self.input_tokens.get(),
            cached_tokens: input.cached_tokens.get(),
            cache_written_tokens: input.cache_write_tokens.get(),
            reply_tokens: self.output_tokens.get(),
            reasoning_tokens: self.output_tokens_details.unwrap_or_default().reasoning_tokens.get(),
        };
        (usage != Usage::default()).then_some(usage)
    }
}
