//! Masks for blind comparison: a model that names itself in its reply is not heard.

mod letters;
mod names;
mod stream;

use std::ops::Range;

use names::Names;

pub use stream::MaskStream;

/// What stands for a name: always as wide, so that its length tells nothing.
pub const MARK: &str = "█████";

/// The identifiers of a pool of models, ready to be found in replies.
///
/// A name is found in any case, in compatible forms of its letters, with its parts joined by
/// hyphens, spaces, underscores, full stops or nothing ("gpt-5.1", "GPT 5.1", "gpt51"), and with
/// emphasis, escapes and invisible characters in between (`**Qw**en`). It begins and ends at the
/// bound of a word: where a letter meets none, a figure, a capital after a small letter, or a
/// letter of a script that is written without spaces. A following "s" and a version ("Qwen" in
/// "Qwen2.5") are masked with it.
///
/// The name is masked whatever it means: the animal too, if "llama" is in the pool. Transliterations,
/// entities (`&#81;wen`) and names with tags inside are not found.
#[derive(Clone, Debug, Default)]
pub struct Masker {
    names: Names,
}

impl Masker {
    /// Looks for these names. One with less than two letters or figures, or without any letter, is
    /// left out: it would mask too much.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let mut found = Names::default();
        for name in names {
            found.add(name.as_ref());
        }
        Self { names: found }
    }

    /// A reply with each name masked.
    pub fn mask(&self, text: &str) -> String {
        let mut stream = self.stream();
        let mut masked = stream.push(text);
        masked.push_str(&stream.finish());
        masked
    }

    /// Where names stand in a text, in order and apart from each other.
    pub fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        self.scan(text, None, true, |name| found.push(name));
        found
    }

    /// Masks a reply while it is being written.
    pub fn stream(&self) -> MaskStream<&Self> {
        MaskStream::new(self)
    }

    /// Tells `found` each name in a text that stands behind `before`, and returns where the part
    /// begins that could still become a name; its end if the text is `whole`.
    fn scan(
        &self,
        text: &str,
        mut before: Option<char>,
        whole: bool,
        mut found: impl FnMut(Range<usize>),
    ) -> usize {
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let mut next = at + first.len_utf8();
            if letters::is_bound(before, Some(first)) {
                match self.names.end_at(&text[at..], whole) {
                    names::Found::Open => return at,
                    names::Found::None => {}
                    names::Found::Name(length) => {
                        next = at + length;
                        found(at..next);
                    }
                }
            }
            before = last_letter(&text[at..next]).or(before);
            at = next;
        }
        at
    }
}

/// The last character of a text that is no accent: what a word's bound is seen by.
fn last_letter(text: &str) -> Option<char> {
    text.chars().rev().find(|&found| !letters::is_accent(found))
}
