//! Sentences of plain text, by the classes and rules of Unicode's UAX #29 (section 5, "Sentence
//! Boundaries") and with what the annex leaves to tailoring.
//!
//! The classes come from `icu_properties`. Ready-made segmenters (`icu_segmenter`,
//! `unicode-segmentation`) only tell where the rules break; they can neither be asked why, which
//! every exception here needs, nor say whether a break would survive more text.

mod end;
mod reader;
mod stop;
mod words;

use std::ops::Range;

use reader::Reader;
pub(crate) use stop::is_stop;

/// Whether a word is written with full stops of its own.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    words::abbreviation(word).is_some()
}

/// The most bytes that a sentence is let grow to before it is cut at a space, or, without one,
/// anywhere between two characters: what bounds the work on text that never stops.
pub const LONGEST_SENTENCE: usize = 4096;

/// The sentences of a whole text, in order, as byte ranges.
///
/// Sentences don't overlap, begin and end with something visible, and leave nothing between them
/// but white space. A line's end ends a sentence (UAX #29, SB4). Closing quotes and brackets,
/// citation marks (`[1]`) and emoji that follow on the same line belong to the sentence before.
/// Where Thai, Lao and Khmer have no stop, a space after a phrase of some length ends a sentence.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    read(&Reader::of_whole(text)).sentences
}

/// The sentences that are complete in a text that is still being written.
///
/// Whatever is appended later, these stay: they are the first of those that [`sentences`] finds
/// in the whole. To go on, call again with `text[closed.rest..]` and what has been appended.
/// A call costs time proportional to the text it is given, and the rest is never much longer
/// than [`LONGEST_SENTENCE`].
pub fn closed_sentences(text: &str) -> Closed {
    read(&Reader::of_open(text))
}

/// What [`closed_sentences`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// The byte ranges of the complete sentences.
    pub sentences: Vec<Range<usize>>,
    /// Where the open rest begins, in bytes.
    pub rest: usize,
}

fn read(reader: &Reader<'_>) -> Closed {
    let text = reader.text();
    let mut found = Closed::default();
    loop {
        let after = &text[found.rest..];
        found.rest = text.len() - after.trim_start().len();
        if found.rest == text.len() {
            return found;
        }
        let Ok(end) = end::of_sentence(reader, found.rest) else { return found };
        let trimmed = text[found.rest..end].trim_end().len();
        found.sentences.push(found.rest..found.rest + trimmed);
        found.rest = end;
    }
}
