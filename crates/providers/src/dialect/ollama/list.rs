use model::{Error, ErrorKind, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::dialect::loose::Word;
use crate::dialect::{Call, Listed};

/// The call that asks which models are on the server: `GET /api/tags`.
pub(in crate::dialect) fn models() -> Call {
    Call::get("/api/tags")
}

/// Reads the answer to [`models`]. What a model can do is told by newer servers only; a family of
/// encoders is known not to chat.
pub(in crate::dialect) fn read_models(body: &[u8]) -> Result<(Vec<Listed>, Option<String>)> {
    #[derive(Deserialize)]
    struct List<'a> {
        #[serde(borrow)]
        models: Vec<Model<'a>>,
    }
    let list: List<'_> = serde_json::from_slice(body).map_err(|error| {
        Error::new(ErrorKind::Malformed, format!("The answer is no list of models: {error}."))
    })?;
    Ok((list.models.into_iter().filter(Model::chats).map(Model::listed).collect(), None))
}

#[derive(Deserialize)]
struct Model<'a> {
    #[serde(borrow)]
    name: Word<'a>,
    #[serde(borrow, default)]
    details: Option<Details<'a>>,
    #[serde(default)]
    capabilities: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Details<'a> {
    #[serde(borrow, default)]
    family: Word<'a>,
}

impl Model<'_> {
    fn can(&self, what: &str) -> Option<bool> {
        let known = self.capabilities.as_ref()?;
        Some(known.iter().any(|known| known.as_str() == Some(what)))
    }

    fn chats(&self) -> bool {
        let family = self.details.as_ref().map_or("", |details| details.family.as_str());
        let encoder = family.ends_with("bert");
        !self.name.as_str().is_empty() && self.can("completion").unwrap_or(!encoder)
    }

    fn listed(self) -> Listed {
        Listed {
            vision: self.can("vision"),
            reasoning: self.can("thinking"),
            files: Some(false),
            name: self.name.text().unwrap_or_default(),
            ..Listed::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_models_that_chat_are_listed() {
        let body = br#"{"models": [
            {"name": "llama3.2:latest", "model": "llama3.2:latest", "size": 2019393189,
             "details": {"format": "gguf", "family": "llama", "families": ["llama"]}},
            {"name": "nomic-embed-text:latest", "details": {"family": "nomic-bert"}},
            {"name": "qwen3-vl:8b", "details": {"family": "qwen3vl"},
             "capabilities": ["completion", "vision", "thinking", "tools"]},
            {"name": "embeddinggemma:latest", "details": {"family": "gemma3"},
             "capabilities": ["embedding"]}
        ]}"#;
        let (listed, next) = read_models(body).unwrap();
        assert_eq!(next, None);
        let names: Vec<_> = listed.iter().map(|model| model.name.as_str()).collect();
        assert_eq!(names, ["llama3.2:latest", "qwen3-vl:8b"]);
        assert_eq!((listed[0].vision, listed[0].reasoning), (None, None), "not told");
        assert_eq!((listed[1].vision, listed[1].reasoning), (Some(true), Some(true)));
    }

    #[test]
    fn what_is_no_list_is_malformed() {
        for body in ["", "<html>", "{}", r#"{"models": 1}"#] {
            let error = read_models(body.as_bytes()).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Malformed, "{body}");
        }
    }
}
