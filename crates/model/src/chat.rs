use std::fmt;

use bytes::Bytes;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::{Parameters, Result};

/// Something that can answer a chat request.
///
/// Nothing is sent until the stream is polled; dropping it cancels the reply.
pub trait ChatModel: Send + Sync {
    /// The reply as it is written: `Started (LeftOut | Reasoning | Text | Usage | Carry)* Finished`, or it
    /// ends early with one `Err`. A stream that ends without `Finished` was truncated.
    fn stream(&self, request: ChatRequest) -> BoxStream<'static, Result<ChatEvent>>;

    /// What is sent for `request`, byte for byte and without any secret. Nothing is sent by it.
    ///
    /// # Errors
    /// As the stream's, where the model cannot be asked this at all.
    fn wire(&self, request: &ChatRequest) -> Result<Bytes>;
}

/// Which model: who serves it and its name there, written `provider/name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct ModelId(String);

impl ModelId {
    /// The provider of the models that run inside the app.
    pub const LOCAL: &str = "local";

    /// The id of model `name` at `provider`.
    pub fn new(provider: &str, name: &str) -> Self {
        Self(format!("{provider}/{name}"))
    }

    /// Who serves it: what stands before the first slash.
    pub fn provider(&self) -> &str {
        self.0.split_once('/').map_or("", |(provider, _)| provider)
    }

    /// The provider's own name for it: what stands after the first slash.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or(self.0.as_str(), |(_, name)| name)
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for ModelId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions that hold for the whole conversation.
    System,
    /// A prompt.
    User,
    /// A reply.
    Assistant,
}

/// One message of the path that a model is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Message {
    /// Who wrote it.
    pub role: Role,
    /// Its text.
    pub text: String,
    /// Images and documents that belong to a prompt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// What whoever wrote a reply wants back with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Carried>,
}

impl Message {
    /// A message that is text alone.
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self { role, text: text.into(), attachments: Vec::new(), carried: None }
    }
}

/// A file that is shown to a model with a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Attachment {
    /// The file's name, for models and readers.
    pub name: String,
    /// What it is: `image/png`, `image/jpeg`, `image/webp`, `image/gif` or `application/pdf`.
    pub media_type: String,
    /// The file itself. Not part of any JSON form of the message.
    #[serde(skip)]
    pub data: Bytes,
}

/// What a provider wants back, unread and unchanged, with a reply of its own: signed reasoning.
///
/// It is sent back only to the model that made it; every other model is sent the text alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Carried {
    /// Who made it.
    pub model: ModelId,
    /// JSON that only the provider's dialect understands.
    pub json: String,
}

/// A question to a chat model: the path from the root to the prompt, and how to answer.
///
/// When the last message is a reply, the model continues it from its exact end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct ChatRequest {
    /// The model that is asked.
    pub model: ModelId,
    /// The path, oldest first.
    pub messages: Vec<Message>,
    /// How to answer.
    pub parameters: Parameters,
    /// Whose question it is: for the record of what left the machine, never sent.
    #[serde(skip)]
    pub origin: Origin,
    /// What was sent before ([`ChatModel::wire`]), to be sent again byte for byte in the place of
    /// the messages and parameters.
    #[serde(skip)]
    pub verbatim: Option<Bytes>,
}

/// Why something is sent, and for whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Why.
    pub purpose: Purpose,
    /// The session that it belongs to.
    pub session: Option<Uuid>,
}

/// Why something is sent to another machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To have a prompt answered.
    #[default]
    Chat,
    /// To have a session named.
    Title,
    /// To learn which models there are.
    Models,
    /// To see whether a provider and its key work.
    Test,
    /// To bring a model's file.
    Download,
    /// To have it written down what was said.
    Hearing,
    /// To have something said.
    Speech,
}

/// What arrives while a model answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ChatEvent {
    /// The model has taken the request.
    Started {
        /// The model that really serves it.
        model: String,
    },
    /// The path outgrew the context: this many of its oldest messages were not read.
    LeftOut {
        /// How many messages.
        messages: u32,
    },
    /// A piece of the model's reasoning.
    Reasoning {
        /// The piece.
        text: String,
    },
    /// A piece of the answer.
    Text {
        /// The piece, whole characters only.
        text: String,
    },
    /// What it cost so far; the last one counts.
    Usage {
        /// The counts.
        usage: Usage,
    },
    /// What the provider wants back with this reply in later turns; the last one counts.
    Carry {
        /// JSON that only the provider's dialect understands: see [`Carried`].
        json: String,
    },
    /// The reply is whole, or as whole as it will be.
    Finished {
        /// Why it ended.
        reason: FinishReason,
    },
}

/// Why a model stopped writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// It had said all.
    End,
    /// It reached the token limit, or the end of its context.
    Length,
    /// It refused, or was cut off by a safety rule.
    Refusal,
    /// Anything else.
    Other,
}

/// Tokens read and written for one reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Usage {
    /// Tokens of the path.
    pub prompt_tokens: u32,
    /// Of those, tokens that were known from an earlier turn and not read again.
    #[serde(default)]
    pub cached_tokens: u32,
    /// Of the path's tokens, those that the provider stored for later turns, at a price of its own.
    #[serde(default)]
    pub cache_written_tokens: u32,
    /// Tokens written, reasoning among them.
    pub reply_tokens: u32,
    /// Of those, tokens of reasoning.
    #[serde(default)]
    pub reasoning_tokens: u32,
}

/// When a reply's parts arrived, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Timings {
    /// From the request to the first piece of text or reasoning.
    pub first_token_ms: u32,
    /// From the request to the end.
    pub total_ms: u32,
}
