//! Providers and their models as the window sees them.

use std::collections::BTreeMap;

use model::{ErrorKind, ModelId, Parameters, Price};
use providers::dialect::Dialect;
use providers::{Amendment, Patience, Row};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{Mark, Millis};

use super::keys::KeyState;

/// All providers, in the user's order.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct ProviderList {
    /// The providers, those that the user removed among them.
    pub(crate) providers: Vec<ProviderCard>,
    /// Why keys cannot be kept in a keychain on this machine, if they cannot.
    pub(crate) no_keychain: Option<String>,
}

/// A provider.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct ProviderCard {
    /// What stands before the slash of its models' ids.
    pub(crate) id: String,
    /// What the user can change of it, as it is now.
    pub(crate) draft: ProviderDraft,
    /// The user made it; it does not come with the app.
    pub(crate) own: bool,
    /// The user changed it.
    pub(crate) changed: bool,
    /// The user removed it: it is not asked, and can be brought back.
    pub(crate) removed: bool,
    /// Why it cannot be asked as it is, such as an address that is missing.
    pub(crate) problem: Option<String>,
    /// How a base address looks, where only the user can know it.
    pub(crate) base_example: Option<String>,
    /// What is known of its key.
    pub(crate) key: KeyState,
    /// The environment variable that usually holds its key.
    pub(crate) key_variable: Option<String>,
    /// The page where one gets a key.
    pub(crate) key_page: Option<String>,
    /// What it says of the use of what it is sent, in one sentence.
    pub(crate) data_use: Option<String>,
    /// How many models of it are known.
    pub(crate) models: u32,
    /// When its list of models was fetched; `None`: never.
    pub(crate) fetched_at: Option<Millis>,
}

/// What the user can say of a provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub(crate) struct ProviderDraft {
    /// Its name for the reader.
    pub(crate) title: String,
    /// How it is spoken to. Only the user's own can change it.
    pub(crate) dialect: Dialect,
    /// Its base address, version included, as `https://api.openai.com/v1`.
    pub(crate) base: String,
    /// Plain http is spoken to another machine.
    pub(crate) plain_http: bool,
    /// Azure's `api-version`.
    pub(crate) api_version: Option<String>,
    /// Headers that every request has besides the dialect's own; no place for keys.
    pub(crate) headers: BTreeMap<String, String>,
    /// How long it is waited for.
    pub(crate) patience: Patience,
    /// It answers without a key. Only the user's own can change it.
    pub(crate) keyless: bool,
    /// It runs on this machine or the user's own network. Only the user's own can change it.
    pub(crate) local: bool,
}

/// What a test of a provider found.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct TestResult {
    /// Its server answered, whatever it said.
    pub(crate) reachable: bool,
    /// It accepts the key. `None`: it was not asked for one, or did not come to it.
    pub(crate) key_accepted: Option<bool>,
    /// How many models it lists.
    pub(crate) models: Option<u32>,
    /// Why it cannot be used, if it cannot.
    pub(crate) problem: Option<TestProblem>,
}

/// Why a provider cannot be used.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct TestProblem {
    /// What the window may act on.
    pub(crate) kind: ErrorKind,
    /// The provider's own words.
    pub(crate) message: String,
}

/// A model that can be chosen, embedded or remote: one list for both.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub(crate) struct ModelChoice {
    /// How it is asked.
    pub(crate) id: ModelId,
    /// Its name for the reader.
    pub(crate) name: String,
    /// Who serves it: `local`, or a provider's id.
    pub(crate) provider: String,
    /// The provider's name for the reader; empty for models that run inside the app.
    pub(crate) provider_title: String,
    /// The longest path that it can read, in tokens. `None`: unknown.
    pub(crate) context: Option<u32>,
    /// The most tokens that it can write. `None`: unknown.
    pub(crate) max_output: Option<u32>,
    /// What it costs. `None`: unknown, or nothing for a model that runs inside the app.
    pub(crate) price: Option<Price>,
    /// It can be shown images. `None`: unknown.
    pub(crate) vision: Option<bool>,
    /// It can be shown documents. `None`: unknown.
    pub(crate) files: Option<bool>,
    /// It can hear. `None`: unknown.
    pub(crate) audio: Option<bool>,
    /// It reasons and can be told how much. `None`: unknown.
    pub(crate) reasoning: Option<bool>,
    /// It goes on with a reply from its exact end: whether "Continue" is offered.
    pub(crate) can_continue: bool,
    /// What the user thinks of it.
    pub(crate) mark: Mark,
    /// When it was last asked; `None`: never.
    pub(crate) used_at: Option<Millis>,
    /// Why it cannot be asked now, if it cannot.
    pub(crate) unavailable: Option<Unavailable>,
    /// How the user wants it to answer.
    pub(crate) parameters: Parameters,
    /// Tokens a second, once known.
    pub(crate) speed: Option<f32>,
    /// The model to begin with.
    pub(crate) recommended: bool,
}

/// Why a model cannot be asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unavailable {
    /// Its provider needs a key, and none is known.
    MissingKey,
    /// The switch "offline" is on.
    Offline,
    /// Its file is not on this machine, or not whole.
    NotHere,
    /// Its provider is not set up: its address is missing or makes no sense.
    NotSetUp,
    /// Its provider does not list it any more.
    NotListed,
}

impl ProviderDraft {
    /// What can be changed of a row.
    pub(crate) fn of(row: &Row) -> Self {
        Self {
            title: row.title.clone(),
            dialect: row.dialect,
            base: row.base.clone(),
            plain_http: row.plain_http,
            api_version: row.quirks.api_version.clone(),
            headers: row.headers.clone(),
            patience: row.patience,
            keyless: row.keyless,
            local: row.local,
        }
    }

    /// The user's own row of this id.
    pub(crate) fn row(self, id: String) -> Row {
        Row {
            id,
            title: self.title.trim().to_owned(),
            dialect: self.dialect,
            base: self.base.trim().trim_end_matches('/').to_owned(),
            base_example: None,
            plain_http: self.plain_http,
            quirks: providers::dialect::Quirks {
                api_version: self.api_version,
                ..providers::dialect::Quirks::default()
            },
            headers: self.headers,
            keyless: self.keyless,
            open_list: self.keyless,
            key_variable: None,
            key_page: None,
            data_use: None,
            local: self.local,
            patience: self.patience,
            chat: true,
            models: Vec::new(),
            hearing: None,
            speech: None,
        }
    }

    /// What this changes of one of the app's own rows.
    pub(crate) fn amendment(self, of: &Row) -> Amendment {
        let as_it_was = Self::of(of);
        let base = self.base.trim().trim_end_matches('/').to_owned();
        let changed = |new: String, old: &String| (new != *old).then_some(new);
        let mut headers: BTreeMap<String, String> = of
            .headers
            .keys()
            .filter(|name| !self.headers.contains_key(*name))
            .map(|name| (name.clone(), String::new()))
            .collect();
        let new = |(name, value): &(String, String)| of.headers.get(name) != Some(value);
        headers.extend(self.headers.into_iter().filter(new));
        Amendment {
            title: changed(self.title.trim().to_owned(), &as_it_was.title),
            base: changed(base, &as_it_was.base),
            plain_http: (self.plain_http != as_it_was.plain_http).then_some(self.plain_http),
            api_version: match self.api_version {
                version if version == as_it_was.api_version => None,
                version => version,
            },
            headers,
            patience: if self.patience == of.patience {
                Patience::default()
            } else {
                self.patience
            },
            models: Vec::new(),
        }
    }
}
