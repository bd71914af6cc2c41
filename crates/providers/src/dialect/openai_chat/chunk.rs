use std::fmt;

use model::Usage;
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use crate::dialect::loose::{Count, First, Present, Word};

/// One `chat.completion.chunk`, as far as it is read. A whole `chat.completion` reads the same.
#[derive(Debug, Deserialize)]
pub(super) struct Chunk<'a> {
    /// The model that really serves.
    #[serde(borrow, default)]
    pub(super) model: Word<'a>,
    /// `error` where vLLM reports one in the stream.
    #[serde(borrow, default)]
    pub(super) object: Word<'a>,
    /// One reply is asked for: there is at most one choice.
    #[serde(borrow, default)]
    pub(super) choices: First<Choice<'a>>,
    #[serde(default)]
    pub(super) usage: Option<Box<Tokens>>,
    /// Groq's own part.
    #[serde(borrow, default)]
    pub(super) x_groq: Option<Box<Groq<'a>>>,
    /// The stream has failed.
    #[serde(default)]
    pub(super) error: Present,
}

#[derive(Debug, Deserialize)]
pub(super) struct Choice<'a> {
    #[serde(borrow, default)]
    pub(super) delta: Option<Delta<'a>>,
    /// What stands for `delta` in an answer that is not a stream.
    #[serde(borrow, default)]
    pub(super) message: Option<Box<Delta<'a>>>,
    #[serde(borrow, default)]
    pub(super) finish_reason: Word<'a>,
    /// Moonshot counts here.
    #[serde(default)]
    pub(super) usage: Option<Box<Tokens>>,
    /// OpenRouter: the provider behind it failed.
    #[serde(default)]
    pub(super) error: Present,
}

#[derive(Debug, Deserialize)]
pub(super) struct Delta<'a> {
    #[serde(borrow, default)]
    pub(super) content: Content<'a>,
    #[serde(borrow, default)]
    pub(super) refusal: Word<'a>,
    /// DeepSeek, xAI, Qwen, Mistral's imitators, llama.cpp, SGLang.
    #[serde(borrow, default)]
    pub(super) reasoning_content: Word<'a>,
    /// OpenRouter, Groq, Cerebras, Together, newer vLLM, Ollama.
    #[serde(borrow, default)]
    pub(super) reasoning: Word<'a>,
}

impl<'a> Choice<'a> {
    /// The piece of text that is all there is to tell of it, and whether it is of the reasoning.
    pub(super) fn only_piece(&self) -> Option<(&'a str, bool)> {
        let delta = self.delta.as_ref().filter(|_| {
            self.message.is_none()
                && self.usage.is_none()
                && !self.error.0
                && self.finish_reason.as_str().is_empty()
        })?;
        let Content::Text(content) = &delta.content else { return None };
        let all = [content, &delta.reasoning_content, &delta.reasoning, &delta.refusal];
        if delta.refusal.is_some()
            || all.iter().filter(|word| !word.as_str().is_empty()).count() > 1
        {
            return None;
        }
        let reasoning = [&delta.reasoning_content, &delta.reasoning];
        let thought = reasoning.iter().find_map(|word| word.part()).map(|piece| (piece, true));
        thought.or_else(|| content.part().map(|piece| (piece, false)))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Groq<'a> {
    #[serde(default)]
    pub(super) usage: Option<Box<Tokens>>,
    /// Why the stream was stopped early.
    #[serde(borrow, default)]
    pub(super) error: Word<'a>,
}

/// What the answer says: a string, or, from Mistral's reasoning models, a list of parts.
#[derive(Debug)]
pub(super) enum Content<'a> {
    Text(Word<'a>),
    Parts(Vec<Part<'a>>),
}

/// A part of a content: `{"type": "text", "text"}` or `{"type": "thinking", "thinking": [...]}`.
#[derive(Debug, Deserialize)]
pub(super) struct Part<'a> {
    #[serde(borrow, default)]
    pub(super) text: Word<'a>,
    #[serde(borrow, default)]
    pub(super) thinking: Content<'a>,
}

impl Default for Content<'_> {
    fn default() -> Self {
        Self::Text(Word::default())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Content<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Contents;
        impl<'de> Visitor<'de> for Contents {
            type Value = Content<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of parts")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Content::Text(Word::borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Content::Text(Word::owned(text)))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Content::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut parts = Vec::new();
                while let Some(part) = list.next_element()? {
                    parts.push(part);
                }
                Ok(Content::Parts(parts))
            }
        }
        deserializer.deserialize_any(Contents)
    }
}

/// Tokens as they are counted for one reply. Where several names are known for one count, they
/// are those of different vendors.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tokens {
    prompt_tokens: Count,
    completion_tokens: Count,
    total_tokens: Count,
    prompt_tokens_details: Option<PromptDetails>,
    completion_tokens_details: Option<ReplyDetails>,
    /// DeepSeek.
    prompt_cache_hit_tokens: Count,
    /// Moonshot, Together.
    cached_tokens: Count,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct PromptDetails {
    cached_tokens: Count,
    /// OpenRouter.
    cache_write_tokens: Count,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
struct ReplyDetails {
    reasoning_tokens: Count,
}

impl Tokens {
    /// The counts; `None` where nothing has been counted yet.
    pub(super) fn usage(&self) -> Option<Usage> {
        let details = self.prompt_tokens_details.unwrap_or_default();
        let cached = [details.cached_tokens, self.prompt_cache_hit_tokens, self.cached_tokens];
        let reasoning = self.completion_tokens_details.unwrap_or_default().reasoning_tokens.get();
        let (prompt, completion) = (self.prompt_tokens.get(), self.completion_tokens.get());
        // xAI counts reasoning beside the completion, all others within it.
        let beside = u64::from(self.total_tokens.get())
            == u64::from(prompt) + u64::from(completion) + u64::from(reasoning);
        let usage = Usage {
            prompt_tokens: prompt,
            cached_tokens: cached.iter().find_map(|count| count.0).unwrap_or_default(),
            cache_written_tokens: details.cache_write_tokens.get(),
            reply_tokens: if beside { completion.saturating_add(reasoning) } else { completion },
            reasoning_tokens: reasoning,
        };
        (usage != Usage::default()).then_some(usage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(json: &str) -> Option<Usage> {
        serde_json::from_str::<Tokens>(json).unwrap().usage()
    }

    #[test]
    fn reasoning_is_part_of_the_reply_whoever_counts() {
        let openai = r#"{"prompt_tokens": 10, "completion_tokens": 30, "total_tokens": 40,
            "completion_tokens_details": {"reasoning_tokens": 20}}"#;
        let xai = r#"{"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 40,
            "completion_tokens_details": {"reasoning_tokens": 20}}"#;
        for (vendor, json) in [("openai", openai), ("xai", xai)] {
            let usage = usage(json).unwrap();
            assert_eq!((usage.reply_tokens, usage.reasoning_tokens), (30, 20), "{vendor}");
        }
    }

    #[test]
    fn cached_tokens_are_found_under_each_name() {
        for json in [
            r#"{"prompt_tokens": 10, "prompt_tokens_details": {"cached_tokens": 4}}"#,
            r#"{"prompt_tokens": 10, "prompt_cache_hit_tokens": 4, "prompt_cache_miss_tokens": 6}"#,
            r#"{"prompt_tokens": 10, "prompt_tokens_details": null, "cached_tokens": 4}"#,
        ] {
            assert_eq!(usage(json).unwrap().cached_tokens, 4, "{json}");
        }
    }

    #[test]
    fn a_usage_of_nothing_is_none() {
        assert_eq!(usage("{}"), None);
        assert_eq!(usage(r#"{"prompt_tokens": 0, "completion_tokens": null}"#), None);
    }
}
