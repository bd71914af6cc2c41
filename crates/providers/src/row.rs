use std::collections::BTreeMap;

use model::{Error, ErrorKind, ModelId, Result};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::address::allowed;
use crate::dialect::{Dialect, Listed, Quirks};
use crate::{Hears, Speaks};

/// A provider as data: how it is reached, how it is spoken to, and what it is known to serve.
///
/// The app's own rows are in `catalogue.toml`; a user's own row is of the same kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What stands before the slash of its models' ids: lower-case letters, digits and hyphens.
    pub id: String,
    /// Its name for the reader.
    pub title: String,
    /// How it is spoken to.
    pub dialect: Dialect,
    /// What its dialect's paths are appended to, without a slash at the end: with the version for
    /// OpenAI's dialects (`https://api.openai.com/v1`), without for the others
    /// (`https://api.anthropic.com`). Empty where only the user can know it.
    #[serde(default)]
    pub base: String,
    /// How a base address looks, where only the user can know it.
    #[serde(default)]
    pub base_example: Option<String>,
    /// Plain http is spoken to another machine: the user has allowed that everything sent, key
    /// included, can be read on the way.
    #[serde(default)]
    pub plain_http: bool,
    /// How it differs from its dialect.
    #[serde(default)]
    pub quirks: Quirks,
    /// Headers that every request has besides the dialect's own. They are no place for keys.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// It answers without a key; one is sent where there is one.
    #[serde(default)]
    pub keyless: bool,
    /// Its list of models is given to anyone, so that a list says nothing of the key.
    #[serde(default)]
    pub open_list: bool,
    /// The environment variable that usually holds its key.
    #[serde(default)]
    pub key_variable: Option<String>,
    /// The page where one gets a key.
    #[serde(default)]
    pub key_page: Option<String>,
    /// What it says of the use of what it is sent, in one sentence.
    #[serde(default)]
    pub data_use: Option<String>,
    /// It runs on this machine or the user's own network: nothing goes to a company.
    #[serde(default)]
    pub local: bool,
    /// How long it is waited for.
    #[serde(default)]
    pub patience: Patience,
    /// It has models that one can talk with. Without, `dialect` says nothing and there are no
    /// `models`.
    #[serde(default = "yes")]
    pub chat: bool,
    /// The models that it is known to serve, the best known first.
    #[serde(default)]
    pub models: Vec<Listed>,
    /// How it writes down what is said, if it does.
    #[serde(default)]
    pub hearing: Option<Hears>,
    /// How it speaks, if it does.
    #[serde(default)]
    pub speech: Option<Speaks>,
}

fn yes() -> bool {
    true
}

/// How long a provider may be silent, in milliseconds; what is `None` is as for all others. There
/// is no limit for the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default, deny_unknown_fields)]
pub struct Patience {
    /// Until the connection stands.
    pub connect_ms: Option<u32>,
    /// From the request to the head of the answer.
    pub first_byte_ms: Option<u32>,
    /// Between two pieces of the answer.
    pub idle_ms: Option<u32>,
}

/// What the user has changed in one of the app's own rows; what is `None` is as it was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
#[serde(default, deny_unknown_fields)]
pub struct Amendment {
    /// Another name for the reader.
    pub title: Option<String>,
    /// Another base address.
    pub base: Option<String>,
    /// Plain http is allowed, or not.
    pub plain_http: Option<bool>,
    /// Azure's `api-version`.
    pub api_version: Option<String>,
    /// More headers; one of the row's own with an empty value is left out.
    pub headers: BTreeMap<String, String>,
    /// Other limits.
    pub patience: Patience,
    /// More models, or other facts about known ones.
    pub models: Vec<Listed>,
}

impl Row {
    /// The id of its model `name`.
    pub fn model(&self, name: &str) -> ModelId {
        ModelId::new(&self.id, name)
    }

    /// This row with the user's changes.
    pub fn amended(&self, by: &Amendment) -> Self {
        let mut row = self.clone();
        row.title = by.title.clone().unwrap_or(row.title);
        row.base = by.base.clone().unwrap_or(row.base);
        row.plain_http = by.plain_http.unwrap_or(row.plain_http);
        row.quirks.api_version = by.api_version.clone().or(row.quirks.api_version);
        for (name, value) in &by.headers {
            row.headers.retain(|own, _| !own.eq_ignore_ascii_case(name));
            if !value.is_empty() {
                row.headers.insert(name.clone(), value.clone());
            }
        }
        row.patience = by.patience.or(row.patience);
        let known = std::mem::take(&mut row.models);
        row.models = crate::card::merged(&by.models, &known);
        row
    }

    /// Whether it can be asked as it is.
    ///
    /// # Errors
    /// `InvalidRequest` that says what is wrong: the id, the base address, a header.
    pub fn check(&self) -> Result<()> {
        let bad = |why: &str| Err(Error::new(ErrorKind::InvalidRequest, why));
        let sound = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if self.id.is_empty() || !self.id.bytes().all(sound) {
            return bad("A provider's id is made of lower-case letters, digits and hyphens.");
        }
        if self.id == ModelId::LOCAL {
            return bad("This id belongs to the models that run inside the app.");
        }
        if self.title.trim().is_empty() {
            return bad("The provider has no name.");
        }
        if self.base.is_empty() {
            return bad("The provider's address is not set yet.");
        }
        let base = allowed(&self.base, self.plain_http)?;
        if base.query().is_some() || base.fragment().is_some() {
            return bad("The address must not hold a question mark or a hash.");
        }
        for (name, value) in &self.headers {
            crate::headers::pair(name, value)?;
        }
        Ok(())
    }
}

impl Patience {
    fn or(self, fallback: Self) -> Self {
        Self {
            connect_ms: self.connect_ms.or(fallback.connect_ms),
            first_byte_ms: self.first_byte_ms.or(fallback.first_byte_ms),
            idle_ms: self.idle_ms.or(fallback.idle_ms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own() -> Row {
        serde_json::from_str(
            r#"{"id":"desk","title":"Desk","dialect":"openai_chat","base":"http://127.0.0.1:8000/v1"}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_row_of_ones_own_needs_four_words() {
        let row = own();
        assert_eq!(row.check(), Ok(()));
        let back: Row = serde_json::from_str(&serde_json::to_string(&row).unwrap()).unwrap();
        assert_eq!(back, row, "it is kept as it is");
    }

    #[test]
    fn what_cannot_be_asked_is_told() {
        type Change = fn(&mut Row);
        let bad: [(&str, Change); 9] = [
            ("id", |row| row.id = "My desk".into()),
            ("id", |row| row.id = "local".into()),
            ("name", |row| row.title = " ".into()),
            ("address", |row| row.base.clear()),
            ("address", |row| row.base = "desk.example.org".into()),
            ("https", |row| row.base = "http://desk.example.org/v1".into()),
            ("question mark", |row| row.base = "https://example.org/v1?key=1".into()),
            ("header", |row| drop(row.headers.insert("a b".into(), "c".into()))),
            ("header", |row| drop(row.headers.insert("a".into(), "b\nc: d".into()))),
        ];
        for (word, change) in bad {
            let mut row = own();
            change(&mut row);
            let error = row.check().expect_err(word);
            assert_eq!(error.kind, ErrorKind::InvalidRequest, "{word}");
            assert!(error.message.contains(word), "{word}: {error}");
        }
    }

    #[test]
    fn plain_http_elsewhere_is_spoken_only_where_it_is_allowed() {
        let mut row = Row { base: "http://192.168.1.7:8000/v1".into(), ..own() };
        assert!(row.check().is_err());
        row.plain_http = true;
        assert_eq!(row.check(), Ok(()));
    }

    #[test]
    fn a_row_of_the_app_can_be_amended() {
        let row = crate::row("openrouter").unwrap();
        let changed = row.amended(&Amendment {
            title: Some("Mine".into()),
            base: Some("https://proxy.example.org/v1".into()),
            headers: [("x-title".into(), String::new()), ("x-team".into(), "b".into())].into(),
            patience: Patience { idle_ms: Some(5), ..Patience::default() },
            models: vec![Listed { name: "own/model".into(), ..Listed::default() }],
            ..Amendment::default()
        });
        assert_eq!(
            (changed.title.as_str(), changed.base.as_str()),
            ("Mine", "https://proxy.example.org/v1")
        );
        assert_eq!(changed.headers, [("x-team".to_owned(), "b".to_owned())].into(), "one left out");
        assert_eq!(changed.patience.idle_ms, Some(5));
        assert_eq!(changed.models.len(), row.models.len() + 1, "its own models stay");
        assert_eq!(changed.models[0].name, "own/model", "the user's come first");
        assert_eq!(&row.amended(&Amendment::default()), row, "no change changes nothing");
    }
}
