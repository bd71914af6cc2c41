use model::{Error, ErrorKind, Price, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::dialect::loose::{Count, Word};
use crate::dialect::{Call, Listed, Quirks};

/// The call that asks which models there are: `GET /models`. The list has one page everywhere.
pub(in crate::dialect) fn models(quirks: &Quirks, _page: Option<&str>) -> Call {
    match &quirks.api_version {
        Some(version) => Call::get(format!("/models?api-version={version}")),
        None => Call::get("/models"),
    }
}

/// Reads a list of models: `{"data": [...]}`, or Together's list without a name.
pub(in crate::dialect) fn read_models(body: &[u8]) -> Result<(Vec<Listed>, Option<String>)> {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        data: Vec<Model<'a>>,
    }
    let read = match body.trim_ascii_start().first() {
        Some(b'[') => serde_json::from_slice(body),
        _ => serde_json::from_slice::<Named<'_>>(body).map(|list| list.data),
    };
    let models: Vec<Model<'_>> = read.map_err(|error| {
        Error::new(ErrorKind::Malformed, format!("The answer is no list of models: {error}."))
    })?;
    Ok((models.into_iter().filter(Model::chats).map(Model::listed).collect(), None))
}

/// A model as the vendors tell of it, each a few fields of these.
#[derive(Deserialize)]
struct Model<'a> {
    #[serde(borrow, default)]
    id: Word<'a>,
    /// OpenRouter: its title. Others repeat the id.
    #[serde(borrow, default)]
    name: Word<'a>,
    /// Together.
    #[serde(borrow, default)]
    display_name: Word<'a>,
    /// Together: `chat`, `image`, `embedding`. LM Studio: `llm`, `vlm`, `embeddings`.
    #[serde(borrow, default, rename = "type")]
    kind: Word<'a>,
    /// OpenRouter, Together, Fireworks, DeepInfra.
    #[serde(default)]
    context_length: Count,
    /// Mistral, LM Studio.
    #[serde(default)]
    max_context_length: Count,
    /// Groq.
    #[serde(default)]
    context_window: Count,
    /// vLLM, SGLang.
    #[serde(default)]
    max_model_len: Count,
    /// Groq.
    #[serde(default)]
    max_completion_tokens: Count,
    /// Fireworks.
    #[serde(default)]
    supports_chat: Option<bool>,
    /// Fireworks.
    #[serde(default)]
    supports_image_input: Option<bool>,
    /// Mistral, Azure.
    #[serde(default)]
    capabilities: Value,
    /// OpenRouter.
    #[serde(default)]
    architecture: Value,
    /// OpenRouter: among them `reasoning`.
    #[serde(default)]
    supported_parameters: Value,
    /// OpenRouter, Together.
    #[serde(default)]
    pricing: Value,
    /// OpenRouter.
    #[serde(default)]
    top_provider: Value,
    /// DeepInfra; llama.cpp calls it `meta`.
    #[serde(default, alias = "meta")]
    metadata: Value,
}

impl Model<'_> {
    /// Whether it answers a conversation with text. What the list says of that counts; where it
    /// says nothing, the model is left out only if a word of its name tells plainly what it is.
    fn chats(&self) -> bool {
        let name = self.id.as_str();
        let told = [
            self.supports_chat,
            self.capabilities.get("completion_chat").and_then(Value::as_bool),
            self.capabilities.get("chat_completion").and_then(Value::as_bool),
            self.architecture
                .get("output_modalities")
                .and_then(Value::as_array)
                .map(|made| has(made, "text")),
        ];
        match told.into_iter().flatten().next() {
            Some(told) => told && !name.is_empty(),
            None if name.is_empty() || !kind_chats(self.kind.as_str()) => false,
            None => !plainly_other(name),
        }
    }

    fn listed(self) -> Listed {
        let deep = &self.metadata;
        let counts = [
            self.context_length.0,
            self.max_context_length.0,
            self.context_window.0,
            self.max_model_len.0,
            count(deep.get("context_length")),
            count(deep.get("n_ctx_train")),
        ];
        let outputs = [
            self.max_completion_tokens.0,
            count(self.top_provider.get("max_completion_tokens")),
            count(deep.get("max_tokens")),
        ];
        let shown = self.architecture.get("input_modalities").and_then(Value::as_array);
        let shown = |what| shown.map(|shown| has(shown, what));
        let tags = deep.get("tags").and_then(Value::as_array);
        let able = |what| self.capabilities.get(what).and_then(Value::as_bool);
        let reasons = self.supported_parameters.as_array().map(|known| has(known, "reasoning"));
        let vlm = (self.kind.as_str() == "vlm").then_some(true);
        Listed {
            context: counts.into_iter().flatten().find(|&count| count > 0),
            max_output: outputs.into_iter().flatten().find(|&count| count > 0),
            vision: shown("image")
                .or_else(|| able("vision"))
                .or(self.supports_image_input)
                .or_else(|| tagged(tags, "vision"))
                .or(vlm),
            files: shown("file"),
            audio: shown("audio").or_else(|| able("audio")),
            reasoning: reasons.or_else(|| able("reasoning")).or_else(|| tagged(tags, "reasoning")),
            price: price(&self.pricing).or_else(|| deep.get("pricing").and_then(price)),
            title: title(self.id.as_str(), [self.display_name, self.name]),
            name: self.id.text().unwrap_or_default(),
        }
    }
}

/// Whether a model of this `type` chats.
fn kind_chats(kind: &str) -> bool {
    !matches!(
        kind,
        "embedding"
            | "embeddings"
            | "image"
            | "moderation"
            | "rerank"
            | "audio"
            | "transcribe"
            | "video"
    )
}

/// Whether a word of the name says that the model does something else than chat. Words are what
/// stands between signs: `text-embedding-3-small` has the word `embedding`.
fn plainly_other(name: &str) -> bool {
    const OTHER: [&str; 27] = [
        "embedding",
        "embeddings",
        "embed",
        "bge",
        "e5",
        "gte",
        "colbert",
        "rerank",
        "reranker",
        "whisper",
        "transcribe",
        "tts",
        "speech",
        "realtime",
        "moderation",
        "dall",
        "image",
        "sdxl",
        "diffusion",
        "flux",
        "imagen",
        "sora",
        "veo",
        "davinci",
        "babbage",
        "guard",
        "ocr",
    ];
    let name = name.to_ascii_lowercase();
    let mut words = name.split(|sign: char| !sign.is_ascii_alphanumeric());
    words.any(|word| OTHER.contains(&word)) || name.starts_with("gpt-3.5-turbo-instruct")
}

fn title<const N: usize>(id: &str, names: [Word<'_>; N]) -> Option<String> {
    names.into_iter().filter_map(Word::text).find(|name| name != id)
}

fn has(list: &[Value], word: &str) -> bool {
    list.iter().any(|entry| entry.as_str() == Some(word))
}

/// Tags name some abilities; that one is not among them says nothing.
fn tagged(tags: Option<&Vec<Value>>, word: &str) -> Option<bool> {
    tags.filter(|tags| has(tags, word)).map(|_| true)
}

fn count(value: Option<&Value>) -> Option<u32> {
    value.and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok())
}

/// A price in dollars for a million tokens, without its day: the list does not tell it.
///
/// OpenRouter asks, in strings, for one token; Together and DeepInfra for a million.
fn price(pricing: &Value) -> Option<Price> {
    let of = |name: &str| match pricing.get(name)? {
        Value::String(text) => text.parse::<f64>().ok().map(|dollars| rounded(dollars * 1e6)),
        value => value.as_f64(),
    };
    let any = |names: &[&str]| names.iter().find_map(|name| of(name)).filter(|cost| *cost >= 0.0);
    Some(Price {
        input: any(&["prompt", "input", "input_tokens"])?,
        cached: any(&["input_cache_read", "cached_input", "cache_read_tokens"]),
        cache_write: any(&["input_cache_write"]),
        output: any(&["completion", "output", "output_tokens"])?,
        as_of: String::new(),
    })
}

/// `dollars` to the millionth: what multiplying a decimal fraction adds is cut off.
fn rounded(dollars: f64) -> f64 {
    (dollars * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests;
