//! How two texts differ, word by word, told for a reader.

mod search;
mod tidy;

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// What became of a part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stands in both.
    Same,
    /// It stands in the old text alone.
    Removed,
    /// It stands in the new text alone.
    Added,
}

/// A part of a text, and what became of it. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// What became of it.
    pub change: Change,
    /// The part itself.
    pub text: &'a str,
}

/// One place where the texts differ: ranges of tokens in the old and in the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    old: Range<usize>,
    new: Range<usize>,
}

/// How `new` differs from `old`.
///
/// All parts but the added ones, joined, are `old`; all but the removed ones are `new`. What was
/// removed stands before what was added in its place, and no two parts of one kind follow each
/// other. Words are those of UAX #29: letters of scripts without spaces stand for themselves.
/// Words that only happen to be the same amid changes count as changed (`tidy`).
///
/// Clauses are matched first, then words within what is left (`search`); the work is proportional
/// to the texts, whatever they are. No clock decides.
pub fn word_diff<'a>(old: &'a str, new: &'a str) -> Vec<Part<'a>> {
    let (old, new) = (Words::of(old), Words::of(new));
    let edits = search::edits(&old, &new);
    parts(&old, &new, &tidy::join(edits, &old, &new))
}

/// A text and where its words begin; its end is one more beginning.
struct Words<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Self {
        let starts = text.split_word_bound_indices().map(|(at, _)| at).chain([text.len()]);
        Self { text, starts: starts.collect() }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The text of a range of words.
    fn text(&self, words: Range<usize>) -> &'a str {
        &self.text[self.starts[words.start]..self.starts[words.end]]
    }

    /// Each word of a range.
    fn each(&self, words: Range<usize>) -> impl Iterator<Item = &'a str> {
        words.map(|word| self.text(word..word + 1))
    }
}

fn parts<'a>(old: &Words<'a>, new: &Words<'a>, edits: &[Edit]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut push = |change, text: &'a str| {
        if !text.is_empty() {
            parts.push(Part { change, text });
        }
    };
    let mut at = 0;
    for edit in edits {
        push(Change::Same, old.text(at..edit.old.start));
        push(Change::Removed, old.text(edit.old.clone()));
        push(Change::Added, new.text(edit.new.clone()));
        at = edit.old.end;
    }
    push(Change::Same, old.text(at..old.len()));
    parts
}
