use std::sync::LazyLock;

use serde::Deserialize;

use crate::Row;

static CATALOGUE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    // The file is part of the program and read by a test: it cannot be wrong at run time.
    toml::from_str::<File>(include_str!("../catalogue.toml"))
        .map(|file| file.provider)
        .unwrap_or_default()
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    provider: Vec<Row>,
}

/// The app's own rows, in the order of `catalogue.toml`.
pub fn catalogue() -> &'static [Row] {
    &CATALOGUE
}

/// The app's own row of this id.
pub fn row(id: &str) -> Option<&'static Row> {
    CATALOGUE.iter().find(|row| row.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use super::*;
    use crate::dialect::Dialect;

    const TEXT: &str = include_str!("../catalogue.toml");

    #[test]
    fn the_list_can_be_read_and_names_everyone_once() {
        let file: File = toml::from_str(TEXT).unwrap();
        let names: BTreeSet<&str> = file.provider.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(names.len(), file.provider.len(), "each once");
        for wanted in [
            "openai",
            "anthropic",
            "google",
            "mistral",
            "meta",
            "llama",
            "deepseek",
            "xai",
            "qwen",
            "groq",
            "openrouter",
            "together",
            "deepinfra",
            "fireworks",
            "cerebras",
            "azure",
            "sarvam",
            "nvidia",
            "ollama",
            "lm-studio",
            "llama-cpp",
            "vllm",
            "sglang",
        ] {
            assert!(names.contains(wanted), "{wanted} is there");
        }
    }

    #[test]
    fn each_row_can_be_asked_and_says_how_to_get_a_key() {
        for row in catalogue() {
            let id = &row.id;
            if row.id == "azure" {
                assert!(row.base.is_empty() && row.base_example.is_some(), "its user knows where");
                assert!(row.quirks.api_version.is_some());
            } else {
                assert_eq!(row.check(), Ok(()), "{id}");
            }
            assert!(!row.base.ends_with('/'), "{id}: the paths begin with a slash");
            assert!(!row.plain_http, "{id}: nobody has allowed it");
            if row.local {
                assert!(row.keyless && row.key_variable.is_none(), "{id} needs no key");
                assert!(row.base.starts_with("http://127.0.0.1:"), "{id} is on this machine");
            } else {
                assert!(row.base.is_empty() || row.base.starts_with("https://"), "{id}");
                assert!(!row.keyless, "{id} needs a key");
                assert!(
                    row.key_page.as_deref().is_some_and(|page| page.starts_with("https://")),
                    "{id}"
                );
                let variable = row.key_variable.as_deref().unwrap_or_default();
                assert!(variable.ends_with("_API_KEY"), "{id}: {variable}");
            }
            if !row.chat {
                assert!(row.models.is_empty(), "{id} has nothing to talk with");
                assert!(row.hearing.is_some() || row.speech.is_some(), "{id} does something");
                continue;
            }
            let versioned = matches!(row.dialect, Dialect::OpenaiChat | Dialect::OpenaiResponses);
            let with = row.base.rsplit('/').next().is_some_and(|last| last.starts_with('v'));
            assert!(
                row.base.is_empty() || row.id == "deepinfra" || versioned == with,
                "{id}: its version"
            );
        }
    }

    #[test]
    fn what_is_said_of_models_makes_sense() {
        for row in catalogue() {
            let mut seen = HashSet::new();
            for model in &row.models {
                let name = format!("{}/{}", row.id, model.name);
                assert!(seen.insert(&model.name), "{name} once");
                assert!(model.title.as_deref().is_some_and(|title| !title.is_empty()), "{name}");
                assert!(
                    model.context.is_none_or(|context| (4096..=16_000_000).contains(&context)),
                    "{name}"
                );
                assert!(
                    model
                        .max_output
                        .is_none_or(|most| model.context.is_none_or(|context| most <= context)),
                    "{name} writes no more than it reads"
                );
                let Some(price) = &model.price else { continue };
                let dollars =
                    [Some(price.input), Some(price.output), price.cached, price.cache_write];
                assert!(
                    dollars.into_iter().flatten().all(|dollars| (0.0..=500.0).contains(&dollars)),
                    "{name}"
                );
                assert!(
                    price.cached.is_none_or(|cached| cached <= price.input),
                    "{name}: known is cheaper"
                );
                assert!(is_date(&price.as_of), "{name}: {}", price.as_of);
            }
        }
    }

    #[test]
    fn what_hears_and_speaks_can_be_asked() {
        let mut heard = Vec::new();
        let mut spoken = Vec::new();
        for row in catalogue() {
            let id = &row.id;
            for base in [
                row.hearing.as_ref().and_then(|hears| hears.base.as_ref()),
                row.speech.as_ref().and_then(|speaks| speaks.base.as_ref()),
            ] {
                assert!(base.is_none_or(|base| base.starts_with("https://")), "{id}: {base:?}");
            }
            if let Some(hears) = &row.hearing {
                heard.push(hears.dialect);
                assert!(!hears.models.is_empty(), "{id} has a recogniser");
                assert!(hears.models.iter().all(|model| !model.title.is_empty()), "{id}");
            }
            if let Some(speaks) = &row.speech {
                spoken.push(speaks.dialect);
                assert!(!speaks.models.is_empty() && !speaks.voices.is_empty(), "{id} has a voice");
                assert!(speaks.voices.iter().all(|voice| !voice.title.is_empty()), "{id}");
            }
        }
        use crate::dialect::{HearingDialect as H, SpeechDialect as S};
        assert!(
            [H::Openai, H::Gemini, H::Deepgram, H::Sarvam].iter().all(|one| heard.contains(one))
        );
        assert!(
            [S::Openai, S::Gemini, S::Elevenlabs, S::Sarvam, S::Cartesia]
                .iter()
                .all(|one| spoken.contains(one))
        );
    }

    #[test]
    fn no_fact_is_misspelt() {
        // A model's facts may all be missing, so that a misspelt one would go unnoticed.
        const FACTS: [&str; 9] = [
            "name",
            "title",
            "context",
            "max_output",
            "vision",
            "files",
            "audio",
            "reasoning",
            "price",
        ];
        let file: toml::Table = toml::from_str(TEXT).unwrap();
        for row in file["provider"].as_array().unwrap() {
            let models = row.get("models").and_then(|models| models.as_array());
            for model in models.into_iter().flatten() {
                for fact in model.as_table().unwrap().keys() {
                    assert!(FACTS.contains(&fact.as_str()), "{fact} in {model}");
                }
            }
        }
    }

    fn is_date(text: &str) -> bool {
        let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
        matches!(parts[..], [2024..=2100, 1..=12, 1..=31]) && text.len() == 10
    }
}
