use std::sync::LazyLock;

use model::{ModelId, Parameters};
use serde::Deserialize;

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
    /// The model to begin with.
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
    /// The family of networks that it belongs to.
    pub(super) architecture: String,
    /// How many weights it has.
    pub(super) parameters: String,
    /// How its weights are stored.
    pub(super) quantisation: String,
    /// The longest path it can read, in tokens.
    pub(super) context: u32,
    /// How it answers best.
    #[serde(default)]
    pub(super) defaults: Parameters,
}

impl Entry {
    /// The id by which it is asked.
    pub(super) fn id(&self) -> ModelId {
        ModelId::new(ModelId::LOCAL, &self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_list_is_whole_and_makes_sense() {
        let file: File = toml::from_str(include_str!("../../catalogue.toml")).unwrap();
        assert_eq!(file.model.iter().filter(|entry| entry.recommended).count(), 1, "one to begin");
        let mut seen = HashSet::new();
        for entry in &file.model {
            assert!(seen.insert(entry.name.clone()), "{} is named once", entry.name);
            assert!(seen.insert(entry.file.clone()), "{} is stored once", entry.file);
            assert!(entry.address.starts_with("https://"), "{} comes safely", entry.name);
            assert_eq!(entry.sha256.len(), 64, "{} has a whole sum", entry.name);
            assert!(
                entry.sha256.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')),
                "{} has a sum of hexadecimal digits",
                entry.name
            );
            assert!(entry.file.ends_with(".gguf") && !entry.file.contains(['/', '\\']));
        }
    }
}
