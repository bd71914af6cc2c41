use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What a full stop after a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// No end of a sentence.
    Never,
    /// None if a number follows.
    Number,
    /// One if a word follows that begins sentences.
    Maybe,
    /// One if a capital follows.
    Often,
}

/// What a full stop after this word means, if it is an abbreviation. Of words with full stops
/// inside ("z.B", "Ph.D") all is looked at; of single letters all are initials.
pub(crate) fn abbreviation(word: &str) -> Option<Abbreviation> {
    let lower = || word.to_lowercase();
    ABBREVIATIONS
        .get(word)
        .or_else(|| ABBREVIATIONS.get(lower().as_str()))
        .copied()
        .or_else(|| is_initials(word).then_some(Abbreviation::Maybe))
}

/// Whether a word with a capital begins a sentence rather than goes on with a name.
pub(crate) fn is_starter(word: &str) -> bool {
    STARTERS.contains(word)
}

/// Whether a number with a full stop before this word is an ordinal.
pub(crate) fn follows_ordinal(word: &str) -> bool {
    AFTER_ORDINALS.contains(word)
}

/// Whether a number with a full stop after this word is an ordinal.
pub(crate) fn precedes_ordinal(word: &str) -> bool {
    BEFORE_ORDINALS.contains(word.to_lowercase().as_str())
}

fn is_initials(word: &str) -> bool {
    word.split(['.', '-']).all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(|first| first.is_alphabetic() && !lookup::unspaced(first))
            && letters.next().is_none()
    })
}

static ABBREVIATIONS: LazyLock<HashMap<&str, Abbreviation>> = LazyLock::new(|| {
    let kinds = [
        ("never", Abbreviation::Never),
        ("number", Abbreviation::Number),
        ("maybe", Abbreviation::Maybe),
        ("often", Abbreviation::Often),
    ];
    let data = include_str!("../../data/abbreviations.txt");
    kinds
        .into_iter()
        .flat_map(|(name, kind)| crate::data::words(data, name).map(move |word| (word, kind)))
        .collect()
});

static STARTERS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| crate::data::words(include_str!("../../data/starters.txt"), "").collect());

const ORDINALS: &str = include_str!("../../data/ordinals.txt");

static AFTER_ORDINALS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| crate::data::words(ORDINALS, "after").collect());

static BEFORE_ORDINALS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| crate::data::words(ORDINALS, "before").collect());
