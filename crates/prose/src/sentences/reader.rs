use icu_properties::CodePointMapData;
use icu_properties::props::SentenceBreak;

/// The text ends where a decision would need more of it, and more may come.
pub(crate) struct Unfinished;

/// A text to look ahead in, which knows whether it is whole.
pub(crate) struct Reader<'a> {
    text: &'a str,
    whole: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn of_whole(text: &'a str) -> Self {
        Self { text, whole: true }
    }

    pub(crate) fn of_open(text: &'a str) -> Self {
        Self { text, whole: false }
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The character at `at`, or none at the end of a whole text. A decision that depends on what
    /// is ahead must look at it through this alone: then more text cannot change it.
    pub(crate) fn peek(&self, at: usize) -> Result<Option<char>, Unfinished> {
        match self.text[at..].chars().next() {
            None if !self.whole => Err(Unfinished),
            found => Ok(found),
        }
    }

    /// Past the characters from `at` that `wanted` accepts, but not past `most` of them.
    pub(crate) fn skip(
        &self,
        mut at: usize,
        most: usize,
        wanted: impl Fn(char) -> bool,
    ) -> Result<usize, Unfinished> {
        for _ in 0..most {
            match self.peek(at)? {
                Some(found) if wanted(found) => at += found.len_utf8(),
                _ => break,
            }
        }
        Ok(at)
    }
}

/// A character's class in the rules of UAX #29.
pub(crate) fn class(of: char) -> SentenceBreak {
    CodePointMapData::<SentenceBreak>::new().get(of)
}

/// White space within a line.
pub(crate) fn is_space(found: char) -> bool {
    class(found) == SentenceBreak::Sp
}

/// What ends a paragraph (SB4).
pub(crate) fn ends_line(found: char) -> bool {
    matches!(class(found), SentenceBreak::Sep | SentenceBreak::CR | SentenceBreak::LF)
}

/// What stays with the character before it (SB5).
pub(crate) fn clings(found: char) -> bool {
    matches!(class(found), SentenceBreak::Extend | SentenceBreak::Format)
}
