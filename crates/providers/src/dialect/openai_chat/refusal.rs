use model::{Error, ErrorKind};
use serde_json::Value;

/// The most bytes of a provider's words that are kept.
const LONGEST: usize = 4 << 10;

/// What an answer means that was refused before it streamed.
///
/// Read are the error bodies of OpenAI and of those who speak its dialect, each a little different:
/// `error` as an object or a string, or the same fields at the root; the words as `message`,
/// `detail` or `title`.
pub(in crate::dialect) fn refusal(status: u16, body: &[u8]) -> Error {
    let told = Told::read(body);
    let kind = told.kind(Some(status));
    let message = match told.message.is_empty() {
        true => unsaid(status, body),
        false => told.message,
    };
    Error { kind, status: Some(status), message, retry_after: None }
}

/// What an error means that came in the stream, after the answer had begun with status 200.
pub(in crate::dialect) fn in_stream(data: &[u8]) -> Error {
    let told = Told::read(data);
    let message = match told.message.is_empty() {
        true => "The provider reports an error and does not say which.".into(),
        false => told.message.clone(),
    };
    Error::new(told.kind(None), message)
}

/// A sentence for an answer without words of its own.
fn unsaid(status: u16, body: &[u8]) -> String {
    let body = body.trim_ascii();
    let what = match body.first() {
        None => "without a word",
        Some(b'<') => "with a web page",
        Some(_) => "with something that cannot be read",
    };
    format!("The server answered {what} (status {status}).")
}

/// What an error says of itself.
#[derive(Debug, Default)]
struct Told {
    /// For the reader, verbatim.
    message: String,
    /// `code`, `type` and `status`, in lower case, one after the other.
    names: String,
    /// A `code` that is a number is an HTTP status in most dialects of the dialect.
    number: Option<u16>,
}

impl Told {
    fn read(body: &[u8]) -> Self {
        let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return Self::plain(body) };
        // Google's compatible mode wraps its errors in a list.
        if let Value::Array(list) = &mut value {
            value = list.first_mut().map(Value::take).unwrap_or_default();
        }
        let mut told = Self::default();
        // OpenRouter keeps the failure of the provider behind it in the choice.
        let inner = value.pointer("/choices/0/error").or(value.get("error"));
        let inner = inner.or(value.pointer("/response/error")).filter(|inner| !inner.is_null());
        if let Some(inner) = inner {
            told.names_of(inner);
            told.message = words(inner).unwrap_or_default();
            if let Some(raw) = inner.pointer("/metadata/raw").and_then(Value::as_str) {
                // OpenRouter: what the provider behind it said.
                told.message = format!("{} {raw}", told.message);
            }
        }
        told.names_of(&value);
        if told.message.is_empty() {
            told.message = words(&value).unwrap_or_default();
        }
        told.message = shortened(told.message);
        told
    }

    /// A body without JSON: words, unless it is a web page or no text at all.
    fn plain(body: &[u8]) -> Self {
        let text = std::str::from_utf8(body).unwrap_or_default().trim();
        let words = if text.starts_with(['<', '{', '[']) { "" } else { text };
        Self { message: shortened(words.to_owned()), ..Self::default() }
    }

    fn names_of(&mut self, value: &Value) {
        for name in ["code", "type", "status"] {
            match value.get(name) {
                Some(Value::String(text)) => {
                    self.names.push_str(&text.to_lowercase());
                    self.names.push('\n');
                    self.number = self.number.or(text.parse().ok());
                }
                Some(Value::Number(number)) => {
                    let number = number.as_u64().and_then(|number| u16::try_from(number).ok());
                    self.number = self.number.or(number);
                }
                _ => {}
            }
        }
    }

    fn kind(&self, status: Option<u16>) -> ErrorKind {
        let status = status.filter(|status| *status != 200);
        let status = status.or(self.number.filter(|number| (400..600).contains(number)));
        let words = self.message.to_lowercase();
        let named = |names: &[&str]| names.iter().any(|name| self.names.contains(name));
        let said = |said: &[&str]| said.iter().any(|said| words.contains(said));
        let too_long = named(TOO_LONG_NAMES) || said(TOO_LONG_WORDS);
        let no_model = named(NO_MODEL_NAMES) || said(NO_MODEL_WORDS);
        let empty = named(EMPTY_NAMES) || said(EMPTY_WORDS);
        let unseen = said(UNSEEN_WORDS);
        match status {
            Some(401 | 403) => ErrorKind::Unauthorized,
            Some(402) => ErrorKind::Quota,
            Some(429) if empty => ErrorKind::Quota,
            Some(429) if named(&["overloaded"]) => ErrorKind::Overloaded,
            Some(429) => ErrorKind::RateLimit,
            // 498: Groq's name for a busy flex tier. 529: Anthropic's for itself.
            Some(498 | 503 | 529) => ErrorKind::Overloaded,
            Some(413) => ErrorKind::PromptTooLong,
            // llama.cpp answers so with status 500.
            Some(400..) if unseen => ErrorKind::Unsupported,
            Some(400..500) if too_long => ErrorKind::PromptTooLong,
            Some(404) if no_model || words.contains("model") => ErrorKind::ModelNotFound,
            Some(400..500) if no_model => ErrorKind::ModelNotFound,
            // Together, NVIDIA: a key that is not one is a bad request.
            Some(400) if named(&["invalid_api_key", "authentication"]) => ErrorKind::Unauthorized,
            Some(400..500) => ErrorKind::InvalidRequest,
            Some(_) if named(&["overloaded"]) => ErrorKind::Overloaded,
            Some(500..) => ErrorKind::Server,
            Some(_) => ErrorKind::Malformed,
            None if self.message.is_empty() && self.names.is_empty() => ErrorKind::Malformed,
            None if too_long => ErrorKind::PromptTooLong,
            None if no_model => ErrorKind::ModelNotFound,
            None if empty => ErrorKind::Quota,
            None if named(&["rate_limit", "too_many_requests"]) => ErrorKind::RateLimit,
            None if named(&["overloaded", "unavailable"]) => ErrorKind::Overloaded,
            None if named(&["authentication", "permission", "api_key"]) => ErrorKind::Unauthorized,
            None if named(&["invalid", "badrequest", "image"]) => ErrorKind::InvalidRequest,
            None => ErrorKind::Server,
        }
    }
}

/// OpenAI; llama.cpp; Fireworks and others repeat OpenAI's.
const TOO_LONG_NAMES: &[&str] =
    &["context_length_exceeded", "exceed_context_size", "string_above_max_length"];

/// The words of those who give it no name: vLLM and Mistral, Groq, Together, DashScope, xAI.
const TOO_LONG_WORDS: &[&str] = &[
    "maximum context length",
    "context length is",
    "context length exceeded",
    "context window",
    "context size",
    "maximum prompt length",
    "prompt is too long",
    "too many tokens",
    "range of input length",
    "reduce the length",
    "request too large for model",
    "longer than the model's context",
    "input is too long",
];

/// OpenAI, Groq; Azure; Mistral; Together; Ollama's compatible mode.
const NO_MODEL_NAMES: &[&str] = &[
    "model_not_found",
    "model_decommissioned",
    "deploymentnotfound",
    "invalid_model",
    "model_not_available",
];

/// OpenRouter; DeepSeek; Mistral; vLLM.
const NO_MODEL_WORDS: &[&str] =
    &["not a valid model", "model not exist", "invalid model", "model does not exist"];

/// OpenAI; Sarvam; Moonshot; DashScope.
const EMPTY_NAMES: &[&str] = &[
    "insufficient_quota",
    "billing",
    "exceeded_current_quota",
    "arrearage",
    "insufficient_balance",
    "payment_required",
];

/// DeepSeek; OpenRouter. Not "check your plan": Google says so of a limit that a minute lifts.
const EMPTY_WORDS: &[&str] = &["insufficient balance", "insufficient credits"];

/// llama.cpp; OpenRouter; OpenAI; vLLM: an image for a model that sees none.
const UNSEEN_WORDS: &[&str] = &[
    "image input is not supported",
    "support image input",
    "image_url is only supported",
    "is not a multimodal model",
];

/// What `value` has for the reader.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        // FastAPI, and so vLLM, SGLang, Mistral, Together: a list of what is wrong with each field.
        Value::Array(list) => {
            let all: Vec<_> = list.iter().filter_map(words).collect();
            (!all.is_empty()).then(|| all.join("\n"))
        }
        Value::Object(fields) => ["message", "detail", "msg", "error", "title"]
            .iter()
            .find_map(|name| fields.get(*name).and_then(words)),
        _ => None,
    }
}

/// At most 4 KB of `message`, cut between characters.
fn shortened(mut message: String) -> String {
    if message.len() > LONGEST {
        let mut end = LONGEST - '…'.len_utf8();
        while !message.is_char_boundary(end) {
            end -= 1;
        }
        message.truncate(end);
        message.push('…');
    }
    message.trim().to_owned()
}

#[cfg(test)]
mod tests;
