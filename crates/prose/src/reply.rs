use std::ops::Range;

use crate::passages;

/// A sentence of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes in the reply's markdown, so that a window can find and light it.
    pub source: Range<usize>,
    /// What is read, without marks.
    pub text: String,
}

/// The sentences of a reply in markdown: those of its paragraphs, headings, items, quotes and
/// cells, in order. Code and formulas in blocks of their own have none, and no sentence ends
/// within code or maths in a line.
pub fn reply_sentences(markdown: &str) -> Vec<Sentence> {
    let passages = passages(markdown);
    let prose = passages.iter().filter(|passage| passage.kind.is_prose());
    prose
        .flat_map(|passage| {
            passage.sentences().into_iter().map(|range| Sentence {
                text: passage.text[range.clone()].to_owned(),
                source: passage.source_of(range),
            })
        })
        .collect()
}
