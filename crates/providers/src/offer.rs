use serde::{Deserialize, Serialize};
use specta::Type;

use crate::dialect::{HearingDialect, SpeechDialect, Voice};

/// How a provider writes down what is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct Hears {
    /// How it is spoken to.
    pub dialect: HearingDialect,
    /// What its paths are appended to, where that is not the row's own base. Of the arena's form it
    /// is the whole address.
    #[serde(default)]
    pub base: Option<String>,
    /// Its recognisers, the best known first.
    #[serde(default)]
    pub models: Vec<Offered>,
}

/// How a provider speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct Speaks {
    /// How it is spoken to.
    pub dialect: SpeechDialect,
    /// What its paths are appended to, where that is not the row's own base. Of the arena's form it
    /// is the whole address.
    #[serde(default)]
    pub base: Option<String>,
    /// Its synthesisers, the best known first.
    #[serde(default)]
    pub models: Vec<Offered>,
    /// The voices that it is known to have, the best known first.
    #[serde(default)]
    pub voices: Vec<Voice>,
}

/// A recogniser or a synthesiser.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default, deny_unknown_fields)]
pub struct Offered {
    /// The provider's name for it.
    pub name: String,
    /// Its name for the reader.
    pub title: String,
    /// The languages that it knows, as primary tags (BCP 47); none where it knows many.
    pub languages: Vec<String>,
}

impl Speaks {
    /// The voice that is asked where none is named: the first that speaks the language.
    pub(crate) fn voice(&self, language: Option<&str>) -> &str {
        let speaks = |voice: &&Voice| {
            language.is_some_and(|language| voice.languages.iter().any(|own| own == language))
        };
        let voice = self.voices.iter().find(speaks).or_else(|| self.voices.first());
        voice.map_or("", |voice| voice.name.as_str())
    }
}
