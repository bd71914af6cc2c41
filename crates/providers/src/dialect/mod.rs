//! The wire dialects, as pure functions: a request in, bytes to send; bytes in, events out.
//!
//! Nothing here reads a clock, an environment, a file or a socket.

mod anthropic;
mod form;
mod gemini;
mod hearing;
mod loose;
mod ollama;
mod openai_chat;
mod openai_responses;
mod shown;
pub(crate) mod sound;
mod speech;
mod text;
mod think;

pub use hearing::HearingDialect;
use hearing::{chunk as hearing_chunk, indian};
pub use speech::{SpeechDialect, Voice};

use model::{ChatEvent, ChatRequest, Error, Result};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How a provider is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// OpenAI's Responses interface.
    OpenaiResponses,
    /// OpenAI's Chat Completions interface, and the many servers that speak it.
    OpenaiChat,
    /// Anthropic's Messages interface.
    Anthropic,
    /// Google's `streamGenerateContent`.
    Gemini,
    /// Ollama's own chat.
    Ollama,
}

/// What is sent for one request, apart from the base address, the key and the row's own headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `GET` without a body, `POST` with one.
    pub body: Option<Vec<u8>>,
    /// What follows the base address: begins with a slash, may hold a query.
    pub path: String,
    /// Headers that the dialect itself needs, names in lower case; the key is not among them.
    pub headers: Vec<(&'static str, String)>,
}

impl Call {
    /// A `POST` of `body` as JSON that is answered with a stream of events.
    fn post(path: String, body: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(body).map_err(|error| {
            Error::new(
                model::ErrorKind::InvalidRequest,
                format!("The request has no JSON: {error}."),
            )
        })?;
        let headers = vec![("content-type", "application/json".to_owned())];
        Ok(Self { body: Some(body), path, headers })
    }

    /// A `GET` without headers of its own.
    fn get(path: impl Into<String>) -> Self {
        Self { body: None, path: path.into(), headers: Vec::new() }
    }
}

/// What a row of the catalogue, or the user, says of how the provider differs from its dialect.
/// A dialect ignores what does not concern it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(default, deny_unknown_fields)]
pub struct Quirks {
    /// The field for the most tokens of a reply is `max_tokens`, not `max_completion_tokens`.
    pub max_tokens_field: bool,
    /// `stream_options` is refused.
    pub no_stream_options: bool,
    /// `seed` is refused.
    pub no_seed: bool,
    /// Azure: the model is part of the path (`/deployments/{model}/…`), with this `api-version`.
    pub api_version: Option<String>,
    /// The last message may be an assistant's, which the model goes on with from its exact end.
    pub continues: bool,
    /// How such a message is marked, where it has to be.
    pub continuation: Continuation,
    /// The field for the seed, where it is not `seed`: Mistral's `random_seed`.
    pub seed_field: Option<String>,
    /// Where a model is told how much to reason.
    pub effort: EffortField,
    /// A model that reasons refuses a temperature and a top-p: OpenAI's.
    pub fixed_sampling: bool,
    /// Summaries of the reasoning are refused, as OpenAI does to accounts that are not verified.
    pub no_summary: bool,
    /// How a document is sent.
    pub documents: DocumentPart,
    /// The text may begin with reasoning between `<think>` and `</think>`: servers of open models
    /// that do not take it apart.
    pub think_tags: bool,
}

/// How the last message is marked when the model is to go on with it, in Chat Completions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Continuation {
    /// Not at all: llama.cpp's server, OpenRouter.
    #[default]
    Plain,
    /// The message has `"prefix": true`: Mistral, DeepSeek's beta.
    Prefix,
    /// `continue_final_message` and no `add_generation_prompt`: vLLM, SGLang.
    FinalMessage,
}

/// Where a model is told how much to reason, in Chat Completions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum EffortField {
    /// `reasoning_effort`: OpenAI, xAI, Groq, Google, Mistral, Fireworks, Cerebras and most.
    #[default]
    ReasoningEffort,
    /// `reasoning: {"effort": …}`: OpenRouter.
    Reasoning,
    /// `thinking: {"type": "enabled"}`, or `"disabled"`: DeepSeek, Moonshot, Z.ai.
    Thinking,
    /// `enable_thinking`, true or false: Qwen's own service.
    EnableThinking,
    /// `chat_template_kwargs`, which the model's template reads: vLLM, SGLang, llama.cpp, NIM.
    ChatTemplate,
    /// Nowhere: nothing is sent.
    Nowhere,
}

/// How a document is sent, in Chat Completions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DocumentPart {
    /// As a `file` part: OpenAI, OpenRouter.
    #[default]
    File,
    /// As a `document_url` part: Mistral.
    DocumentUrl,
    /// Not at all: a document is `Unsupported`, whatever the model.
    Refused,
}

/// What the catalogue, or the user, knows of a model that changes what it may be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// It reasons and can be told how much. `None`: unknown.
    pub reasoning: Option<bool>,
    /// It can be shown images. `None`: unknown.
    pub vision: Option<bool>,
    /// It can be shown documents. `None`: unknown.
    pub files: Option<bool>,
    /// The most tokens it can write: what `max_tokens` is where a dialect insists on one.
    pub max_output: Option<u32>,
}

/// Turns the bytes of one streamed answer into events, however they are cut into pieces.
///
/// A decoder yields `Started` first and `Finished` last. A stream whose end came without
/// `Finished` was truncated, which [`Decoder::end`] says.
pub trait Decoder: Send {
    /// Takes the next bytes and appends what they complete to `events`. After an error nothing
    /// more is fed; events appended before the error hold.
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<ChatEvent>) -> Result<()>;

    /// The stream has ended.
    fn end(&mut self, events: &mut Vec<ChatEvent>) -> Result<()>;
}

/// Turns the bytes of an answer that is no chat into events, however they are cut into pieces.
///
/// The last event is the one that says that all has come; an end without it is an error, which
/// [`Decode::end`] says.
pub trait Decode<Event>: Send {
    /// Takes the next bytes and appends what they complete to `events`. After an error nothing
    /// more is fed; events appended before the error hold.
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) -> Result<()>;

    /// The answer has ended.
    fn end(&mut self, events: &mut Vec<Event>) -> Result<()>;
}

/// All of an answer that is one object of JSON.
///
/// # Errors
/// `Truncated` where it breaks off, `Malformed` where it is something else.
fn whole_json<T: for<'a> Deserialize<'a>>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| {
        let open =
            body.is_empty() || body.starts_with(b"{") && !body.trim_ascii_end().ends_with(b"}");
        match error.is_eof() || open {
            true => Error::new(model::ErrorKind::Truncated, "The answer ended before its end."),
            false => {
                let message = format!("The answer cannot be read: {error}.");
                Error::new(model::ErrorKind::Malformed, message)
            }
        }
    })
}

/// Text as a part of an address: all but letters, figures and `-._~` by their bytes (RFC 3986).
fn encoded(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                found.push(char::from(byte));
            }
            _ => found.push_str(&format!("%{byte:02X}")),
        }
    }
    found
}

/// A model as a provider's own list tells of it; what the provider does not tell is `None`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct Listed {
    /// The provider's name for it.
    pub name: String,
    /// Its name for the reader.
    pub title: Option<String>,
    /// The longest path that it can read, in tokens.
    pub context: Option<u32>,
    /// The most tokens that it can write.
    pub max_output: Option<u32>,
    /// It can be shown images.
    pub vision: Option<bool>,
    /// It can be shown documents.
    pub files: Option<bool>,
    /// It can hear.
    pub audio: Option<bool>,
    /// It reasons.
    pub reasoning: Option<bool>,
    /// What it costs.
    pub price: Option<model::Price>,
}

impl Dialect {
    /// Whether the model goes on, from its exact end, with a reply of its own that is the last
    /// message. One that does not is `Unsupported` when it is asked to.
    pub fn goes_on(self, model: &str, quirks: &Quirks) -> bool {
        match self {
            Self::Anthropic => anthropic::goes_on(model, quirks),
            Self::OpenaiResponses | Self::OpenaiChat | Self::Gemini | Self::Ollama => {
                quirks.continues
            }
        }
    }

    /// The call that asks for `request` as a stream.
    ///
    /// # Errors
    /// `Unsupported` where the request holds what the dialect or the model cannot be shown.
    pub fn chat(self, request: &ChatRequest, quirks: &Quirks, traits: &Traits) -> Result<Call> {
        match self {
            Self::OpenaiResponses => openai_responses::chat(request, quirks, traits),
            Self::OpenaiChat => openai_chat::chat(request, quirks, traits),
            Self::Anthropic => anthropic::chat(request, quirks, traits),
            Self::Gemini => gemini::chat(request, quirks, traits),
            Self::Ollama => ollama::chat(request, quirks, traits),
        }
    }

    /// A decoder for the answer to [`Dialect::chat`], whatever the media type it claims.
    pub fn decoder(self) -> Box<dyn Decoder> {
        match self {
            Self::OpenaiResponses => Box::new(openai_responses::Decoder::default()),
            Self::OpenaiChat => Box::new(openai_chat::Decoder::default()),
            Self::Anthropic => Box::new(anthropic::Decoder::default()),
            Self::Gemini => Box::new(gemini::Decoder::default()),
            Self::Ollama => Box::new(ollama::Decoder::default()),
        }
    }

    /// A decoder for the answers of a provider with these quirks.
    pub fn decoder_for(self, quirks: &Quirks) -> Box<dyn Decoder> {
        match quirks.think_tags {
            true => Box::new(think::Thinking::new(self.decoder())),
            false => self.decoder(),
        }
    }

    /// What an answer with another status than 200 means. `body` may be anything: JSON of the
    /// dialect, HTML of a proxy, nothing. `retry_after` is left to the caller, who has the headers.
    pub fn refusal(self, status: u16, body: &[u8]) -> Error {
        match self {
            Self::OpenaiResponses | Self::OpenaiChat => openai_chat::refusal(status, body),
            Self::Anthropic => anthropic::refusal(status, body),
            Self::Gemini => gemini::refusal(status, body),
            Self::Ollama => ollama::refusal(status, body),
        }
    }

    /// The call that asks which models there are. `page` is what the list before it ended with.
    pub fn models(self, quirks: &Quirks, page: Option<&str>) -> Call {
        match self {
            Self::OpenaiResponses | Self::OpenaiChat => openai_chat::models(quirks, page),
            Self::Anthropic => anthropic::models(page),
            Self::Gemini => gemini::models(page),
            Self::Ollama => ollama::models(),
        }
    }

    /// Reads the answer to [`Dialect::models`]: the models that can chat, and the next page if
    /// there is one.
    ///
    /// # Errors
    /// `Malformed` where the answer is no list of models.
    pub fn read_models(self, body: &[u8]) -> Result<(Vec<Listed>, Option<String>)> {
        match self {
            Self::OpenaiResponses | Self::OpenaiChat => openai_chat::read_models(body),
            Self::Anthropic => anthropic::read_models(body),
            Self::Gemini => gemini::read_models(body),
            Self::Ollama => ollama::read_models(body),
        }
    }

    /// The headers that carry `key`, names in lower case.
    pub fn authorization(self, key: &str, quirks: &Quirks) -> (&'static str, String) {
        match self {
            Self::Anthropic => ("x-api-key", key.to_owned()),
            Self::Gemini => ("x-goog-api-key", key.to_owned()),
            _ if quirks.api_version.is_some() => ("api-key", key.to_owned()),
            _ => ("authorization", format!("Bearer {key}")),
        }
    }
}
