//! Text as the words that are said for it.

mod addresses;
mod calendar;
mod figures;
mod number;
mod signs;
mod tidy;

use std::rc::Rc;

use super::lexicon::{Lexicon, Tongue};
pub(crate) use number::decimal;

/// Text without markup in words: numbers, dates, sums of money, units, addresses and signs.
pub(crate) fn spoken(text: &str, lexicon: &Lexicon) -> String {
    Saying::new(text, lexicon, false).whole()
}

/// A name or an expression of code in words.
pub(crate) fn code(text: &str, lexicon: &Lexicon) -> String {
    Saying::new(text, lexicon, true).whole()
}

/// A text of which a part is said.
struct Saying<'a> {
    text: Rc<str>,
    lexicon: &'a Lexicon,
    code: bool,
    said: String,
}

impl<'a> Saying<'a> {
    fn new(text: &str, lexicon: &'a Lexicon, code: bool) -> Self {
        let text: String = match lexicon.tongue {
            Tongue::Hindi => text.chars().map(latin_figure).collect(),
            _ => text.to_owned(),
        };
        Self { text: text.into(), lexicon, code, said: String::with_capacity(32) }
    }

    fn whole(mut self) -> String {
        let mut at = 0;
        while at < self.text.len() {
            at = self.step(at);
        }
        tidy::tidy(&self.said)
    }

    /// Says what stands at `at`; returns where the rest begins.
    fn step(&mut self, at: usize) -> usize {
        let Some(first) = self.text[at..].chars().next() else { return self.text.len() };
        if !self.before(at).is_some_and(char::is_alphanumeric) {
            let end = self.address(at).or_else(|| self.figures(at)).or_else(|| self.month(at));
            if let Some(end) = end.filter(|&end| end > at) {
                return end;
            }
        }
        if first.is_ascii_digit() {
            return self.loose_figures(at);
        }
        if first.is_alphabetic() || tidy::clings(first) {
            return self.word(at);
        }
        self.sign(at, first)
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// The word that stands before `at`, in lower case.
    fn word_before(&self, at: usize) -> String {
        let head = self.text[..at].trim_end_matches([' ', '\u{a0}', '.']);
        let start = head.rfind(|one: char| !one.is_alphabetic() && !tidy::clings(one));
        let start = start.map_or(0, |at| at + head[at..].chars().next().map_or(0, char::len_utf8));
        head[start..].to_lowercase()
    }

    /// Words that stand apart from what is around them.
    fn say(&mut self, words: &str) {
        if !self.said.is_empty() && !self.said.ends_with(' ') {
            self.said.push(' ');
        }
        self.said.push_str(words);
        self.said.push(' ');
    }

    /// A phrase of the language that stands apart.
    fn phrase(&mut self, english: &'static str) {
        let words = self.lexicon.word(english);
        // "It is ≤ 5": what stands before the sign is part of its words.
        let begun = self.said.trim_end().rsplit(' ').next();
        let words = match words.split_once(' ') {
            Some((first, rest)) if begun == Some(first) => rest,
            _ => words,
        };
        self.say(words);
    }

    /// A run of letters, split where a name of code is made of several words.
    fn word(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length = rest
            .char_indices()
            .find(|&(_, one)| !one.is_alphabetic() && !tidy::clings(one))
            .map_or(rest.len(), |(end, _)| end);
        let word = rest[..length].to_owned();
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && let Some(name) = signs::greek(letter)
        {
            self.phrase(name);
            return at + length;
        }
        // Only names of code are put together in this way; of others ("YouTube") the voice knows.
        match self.code {
            true => self.said.push_str(&uncamel(&word)),
            false => self.said.push_str(&word),
        }
        at + length
    }
}

/// "readFile" as "read File".
fn uncamel(word: &str) -> String {
    let mut said = String::with_capacity(word.len() + 4);
    let mut lower = false;
    for letter in word.chars() {
        if letter.is_uppercase() && lower {
            said.push(' ');
        }
        lower = letter.is_lowercase();
        said.push(letter);
    }
    said
}

fn latin_figure(figure: char) -> char {
    match figure {
        '०'..='९' => char::from_digit(figure as u32 - '०' as u32, 10).unwrap_or(figure),
        _ => figure,
    }
}
