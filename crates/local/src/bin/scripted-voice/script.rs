//! What to hear and how to speak.

use std::path::{Path, PathBuf};
use std::{fs, io};

use model::{ErrorKind, Hearing};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A script file; see the program's documentation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Script {
    pub(crate) load: Loading,
    pub(crate) hear: Vec<Hear>,
    pub(crate) speak: Vec<Speak>,
}

/// How loading goes.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Loading {
    pub(crate) wait_ms: u64,
    pub(crate) name: Option<String>,
    pub(crate) languages: Vec<String>,
    pub(crate) voices: Vec<String>,
    pub(crate) rate: u32,
    pub(crate) then: Then,
    pub(crate) kind: Option<ErrorKind>,
    pub(crate) message: Option<String>,
}

impl Default for Loading {
    fn default() -> Self {
        Self {
            wait_ms: 0,
            name: None,
            languages: vec!["en".into()],
            voices: vec!["one".into(), "two".into()],
            rate: 24_000,
            then: Then::Finish,
            kind: None,
            message: None,
        }
    }
}

/// What is heard, and how it ends.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Hear {
    language: Option<String>,
    text: Option<String>,
    turns: Vec<String>,
    pub(crate) heard_as: String,
    pub(crate) word_ms: u64,
    pub(crate) wait_ms: u64,
    pub(crate) after_ms: Option<u64>,
    pub(crate) then: Then,
    pub(crate) kind: Option<ErrorKind>,
    pub(crate) message: Option<String>,
}

impl Default for Hear {
    fn default() -> Self {
        Self {
            language: None,
            text: None,
            turns: Vec::new(),
            heard_as: "en".into(),
            word_ms: 300,
            wait_ms: 0,
            after_ms: None,
            then: Then::Finish,
            kind: None,
            message: None,
        }
    }
}

impl Hear {
    /// What request number `turn`, from 0, hears in so much sound.
    pub(crate) fn text(&self, turn: usize, ms: u64) -> String {
        let turns = self.turns.get(turn).or(self.turns.last());
        match turns.or(self.text.as_ref()) {
            Some(text) => text.clone(),
            None => format!("heard {} seconds", (ms / 100) as f64 / 10.0),
        }
    }
}

/// How something is spoken, and how it ends.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Speak {
    #[serde(rename = "match")]
    matches: String,
    pub(crate) letter_ms: u64,
    pub(crate) pitch: f32,
    pub(crate) piece_ms: u64,
    pub(crate) wait_ms: u64,
    pub(crate) pace: f64,
    pub(crate) after_ms: Option<u64>,
    pub(crate) then: Then,
    pub(crate) kind: Option<ErrorKind>,
    pub(crate) message: Option<String>,
}

impl Default for Speak {
    fn default() -> Self {
        Self {
            matches: String::new(),
            letter_ms: 50,
            pitch: 220.0,
            piece_ms: 100,
            wait_ms: 0,
            pace: 0.0,
            after_ms: None,
            then: Then::Finish,
            kind: None,
            message: None,
        }
    }
}

/// How something ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Then {
    #[default]
    Finish,
    Fail,
    Die,
    Killed,
    Hang,
    Stall,
    Deaf,
    Garbage,
}

impl Script {
    /// The script that `ANTIPHON_VOICE_SCRIPT` names, or an empty one.
    pub(crate) fn from_environment() -> io::Result<Self> {
        match std::env::var_os("ANTIPHON_VOICE_SCRIPT") {
            Some(path) => Self::read(&PathBuf::from(path)),
            None => Ok(Self::default()),
        }
    }

    /// The script in the file at `path`.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }

    /// What a request with `options` hears.
    pub(crate) fn hearing(&self, options: &Hearing) -> Result<Hear, String> {
        let given = options.terms.iter().find_map(|term| given(term));
        let asked = |rule: &&Hear| rule.language.is_none() || rule.language == options.language;
        given.unwrap_or_else(|| Ok(self.hear.iter().find(asked).cloned().unwrap_or_default()))
    }

    /// How `text` is spoken.
    pub(crate) fn speech(&self, text: &str) -> Result<Speak, String> {
        let fits = |rule: &&Speak| text.contains(&rule.matches);
        given(text).unwrap_or_else(|| Ok(self.speak.iter().find(fits).cloned().unwrap_or_default()))
    }
}

/// The rule in `text`, if it holds one.
fn given<T: DeserializeOwned>(text: &str) -> Option<Result<T, String>> {
    let (_, rule) = text.split_once("#script ")?;
    Some(serde_json::from_str(rule).map_err(|error| format!("the rule cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_and_the_turn_choose_what_is_heard() {
        let script: Script = serde_json::from_str(
            r#"{"hear": [{"language": "hi", "text": "नमस्ते"}, {"turns": ["one", "two"]}]}"#,
        )
        .unwrap();
        let asked = |language: Option<&str>| Hearing {
            language: language.map(str::to_owned),
            ..Hearing::default()
        };
        assert_eq!(script.hearing(&asked(Some("hi"))).unwrap().text(3, 0), "नमस्ते");
        let rule = script.hearing(&asked(None)).unwrap();
        assert_eq!([0, 1, 2].map(|turn| rule.text(turn, 0)), ["one", "two", "two"]);
        assert_eq!(Hear::default().text(0, 2_560), "heard 2.5 seconds");
    }

    #[test]
    fn a_rule_that_cannot_be_read_says_so() {
        let error = Script::default().speech(r#"#script {"pich": 3}"#).unwrap_err();
        assert!(error.contains("pich"), "{error}");
    }
}
