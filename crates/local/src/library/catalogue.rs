use std::sync::LazyLock;

use model::{ModelId, Parameters};
use serde::Deserialize;

use super::{ModelKind, gguf};

/// The models of the app's own list, in the order of `catalogue.toml`.
pub(super) static CATALOGUE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    // The file is part of the program and read by a test: it cannot be wrong at run time.
    toml::from_str::<File>(include_str!("../../catalogue.toml"))
        .map(|file| file.model)
        .unwrap_or_default()
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    model: Vec<Entry>,
}

/// One model of the list.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// The model's name in its id.
    pub(super) name: String,
    /// Its name for the reader.
    pub(super) title: String,
    /// What it is good for.
    pub(super) summary: String,
    /// What it is for.
    #[serde(default)]
    pub(super) kind: ModelKind,
    /// The model of its kind to begin with.
    #[serde(default)]
    pub(super) recommended: bool,
    /// The licence of its weights.
    pub(super) licence: String,
    /// The name of its file, shipped or downloaded.
    pub(super) file: String,
    /// Where it is downloaded from.
    pub(super) address: String,
    /// The length of its file in bytes.
    pub(super) size: u64,
    /// The SHA-256 of its file, 64 lower-case hexadecimal digits.
    pub(super) sha256: String,
    /// The file that the set-up makes of the same weights, where it is not the same byte for byte.
    #[serde(default)]
    pub(super) made: Option<Made>,
    /// The family of networks that it belongs to.
    pub(super) architecture: String,
    /// How many weights it has.
    pub(super) parameters: String,
    /// How its weights are stored.
    pub(super) quantisation: String,
    /// The longest path it can read, in tokens.
    #[serde(default)]
    pub(super) context: Option<u32>,
    /// It hears English alone.
    #[serde(default)]
    pub(super) english: bool,
    /// How it answers best.
    #[serde(default)]
    pub(super) defaults: Parameters,
}

/// A file that the set-up makes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Made {
    /// Its length in bytes.
    pub(super) size: u64,
    /// Its SHA-256.
    pub(super) sha256: String,
}

impl Entry {
    /// The id by which it is asked.
    pub(super) fn id(&self) -> ModelId {
        ModelId::new(ModelId::LOCAL, &self.name)
    }

    /// The languages that it hears, as its file will say.
    pub(super) fn languages(&self) -> Vec<String> {
        match (self.kind, self.english) {
            (ModelKind::Hearing, true) => vec!["en".into()],
            (ModelKind::Hearing, false) => gguf::many_languages(),
            (ModelKind::Chat | ModelKind::Speech, _) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_list_is_whole_and_makes_sense() {
        let file: File = toml::from_str(include_str!("../../catalogue.toml")).unwrap();
        for kind in [ModelKind::Chat, ModelKind::Hearing] {
            let first = |entry: &&Entry| entry.kind == kind && entry.recommended;
            assert_eq!(file.model.iter().filter(first).count(), 1, "one {kind:?} to begin");
        }
        let mut seen = HashSet::new();
        for entry in &file.model {
            assert!(seen.insert(entry.name.clone()), "{} is named once", entry.name);
            assert!(seen.insert(entry.file.clone()), "{} is stored once", entry.file);
            assert!(entry.address.starts_with("https://"), "{} comes safely", entry.name);
            for sum in [&entry.sha256].into_iter().chain(entry.made.as_ref().map(|m| &m.sha256)) {
                assert_eq!(sum.len(), 64, "{} has a whole sum", entry.name);
                assert!(
                    sum.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')),
                    "{} has a sum of hexadecimal digits",
                    entry.name
                );
            }
            let ending = if entry.kind == ModelKind::Chat { ".gguf" } else { ".bin" };
            assert!(entry.file.ends_with(ending) && !entry.file.contains(['/', '\\']));
            assert_eq!(entry.context.is_some(), entry.kind == ModelKind::Chat, "{}", entry.name);
        }
    }
}
