//! The places of a text that a query's words match.

use std::ops::Range;

use crate::query::Words;
use crate::roman::{loose, loose_beginnings, romanised};
use crate::snippet::Lit;
use crate::tokens::{Token, tokens};

/// One word or phrase of a query as it is compared with tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    /// The tokens that follow each other.
    pub tokens: Vec<String>,
    /// The last of them may go on.
    pub prefix: bool,
    /// The words as Indic ones that were typed in Latin letters; empty where they cannot be.
    pub roman: Vec<String>,
    /// What such a word begins with, where it is one word that may go on.
    pub roman_beginnings: Vec<String>,
}

impl Needle {
    /// What a word or phrase is looked for by; none if it has nothing that can be found.
    pub fn new(words: &Words) -> Option<Self> {
        let mut found = tokens(&words.text);
        let mut prefix = words.prefix;
        if let Some(last) = found.pop() {
            match (last.last, found.last()) {
                // The pair before holds it, and a text may go on after it.
                (true, Some(pair)) if pair.to == last.to => {}
                (true, _) => {
                    prefix = true;
                    found.push(last);
                }
                (false, _) => found.push(last),
            }
        }
        let tokens: Vec<String> = found.into_iter().map(|token| token.text).collect();
        let latin = tokens.iter().all(|token| token.bytes().all(|byte| byte.is_ascii_lowercase()));
        let long = tokens.iter().any(|token| token.len() > 2);
        let (mut roman, mut roman_beginnings) = (Vec::new(), Vec::new());
        if latin && long {
            roman = tokens.iter().map(|token| loose(token)).collect();
            if let ([token], true) = (tokens.as_slice(), prefix) {
                roman_beginnings = loose_beginnings(token);
            }
        }
        (!tokens.is_empty()).then_some(Self { tokens, prefix, roman, roman_beginnings })
    }

    /// Whether it is one letter, which almost every text has.
    pub fn is_slight(&self) -> bool {
        self.prefix && self.tokens.len() == 1 && self.tokens[0].len() < 2
    }

    fn ends_with(&self, at: usize, wanted: &str, found: &str) -> bool {
        let last = at + 1 == self.tokens.len();
        if last && self.prefix { found.starts_with(wanted) } else { found == wanted }
    }

    /// The tokens that match, by the number of the first and the last.
    fn places(
        &self,
        text: &[Token],
        romans: &[(usize, String)],
        found: &mut Vec<Place>,
        which: usize,
    ) {
        let length = self.tokens.len();
        for (at, window) in text.windows(length).enumerate() {
            let mut pairs = self.tokens.iter().zip(window).enumerate();
            if pairs.all(|(n, (wanted, token))| self.ends_with(n, wanted, &token.text)) {
                let last = &window[length - 1];
                // One letter of a text without spaces is found by the pair that begins with it.
                let letter = self.tokens[length - 1].chars().nth(1).is_none();
                let whole = !(self.prefix && letter && last.text.chars().count() == 2);
                let to = if whole { last.to } else { last.first };
                found.push(Place { from: text[at].from, to, needle: which });
            }
        }
        let matches = |window: &[(usize, String)]| {
            self.roman.iter().zip(window).all(|(wanted, (_, key))| wanted == key)
        };
        if !self.roman.is_empty() {
            for window in romans.windows(self.roman.len()).filter(|window| matches(window)) {
                let (first, last) = (&text[window[0].0], &text[window[window.len() - 1].0]);
                found.push(Place { from: first.from, to: last.to, needle: which });
            }
        }
        for (at, key) in romans {
            if self.roman_beginnings.iter().any(|beginning| key.starts_with(beginning)) {
                found.push(Place { from: text[*at].from, to: text[*at].to, needle: which });
            }
        }
    }
}

/// The words of a query that a text is to have, and that are to be lit in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needles(pub Vec<Needle>);

/// A stretch of a text that one of the needles matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) needle: usize,
}

impl Needles {
    /// Where the needles are found in a text, in order, none within another; bytes.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        self.places(text).into_iter().map(|place| place.from..place.to).collect()
    }

    /// The same in UTF-16 units, as the window counts.
    pub fn marks(&self, text: &str) -> Vec<Lit> {
        let unit =
            |bytes: usize| u32::try_from(text[..bytes].encode_utf16().count()).unwrap_or(u32::MAX);
        let ranges = self.ranges(text).into_iter();
        ranges.map(|range| Lit { from: unit(range.start), to: unit(range.end) }).collect()
    }

    /// Which of the needles are found in a text.
    pub fn found(&self, text: &str) -> Vec<bool> {
        let cut = tokens(text);
        let romans = self.romans(&cut);
        let found = |(n, needle): (usize, &Needle)| {
            let mut places = Vec::new();
            needle.places(&cut, &romans, &mut places, n);
            !places.is_empty()
        };
        self.0.iter().enumerate().map(found).collect()
    }

    pub(crate) fn places(&self, text: &str) -> Vec<Place> {
        let cut = tokens(text);
        let romans = self.romans(&cut);
        let mut found = Vec::new();
        for (n, needle) in self.0.iter().enumerate() {
            needle.places(&cut, &romans, &mut found, n);
        }
        // Of those that begin at one place the longest.
        found.sort_by_key(|place| (place.from, std::cmp::Reverse(place.to)));
        let mut end = 0;
        found.retain(|place| {
            let apart = place.from >= end;
            if apart {
                end = place.to;
            }
            apart
        });
        found
    }

    fn romans(&self, text: &[Token]) -> Vec<(usize, String)> {
        if self.0.iter().all(|needle| needle.roman.is_empty() && needle.roman_beginnings.is_empty())
        {
            return Vec::new();
        }
        let keys = text.iter().enumerate();
        keys.filter_map(|(at, token)| Some((at, loose(&romanised(&token.text)?)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lit<'a>(text: &'a str, typed: &str, prefix: bool) -> Vec<&'a str> {
        let words = Words { text: typed.into(), prefix, last: false };
        let needles = Needles(Needle::new(&words).into_iter().collect());
        needles.ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_phrases_and_beginnings_are_found_where_they_stand() {
        for (text, typed, prefix, expected) in [
            ("The cat, a CAT and cats", "cat", false, &["cat", "CAT"][..]),
            ("The cat, a CAT and cats", "cat", true, &["cat", "CAT", "cats"]),
            ("don't stop", "don't", false, &["don't"]),
            ("red green red-green", "red green", false, &["red green", "red-green"]),
            ("私は漢字を書く", "漢字", false, &["漢字"]),
            ("私は漢字を書く", "字", false, &["字"]),
            ("私は漢字を書く", "漢字を書く", false, &["漢字を書く"]),
            ("手机 iPhone", "手机 iphone", false, &["手机 iPhone"]),
            ("手机iPhone", "手机 iphone", false, &["手机iPhone"]),
            ("ภาษาไทยง่าย", "ไทย", false, &["ไทย"]),
            ("आप को नमस्ते जी", "namaste", false, &["नमस्ते"]),
            ("आप को नमस्ते जी", "namas", true, &["नमस्ते"]),
            ("मेरा नाम राम है", "mera naam", false, &["मेरा नाम"]),
            ("ok 👍🏽 👍", "👍", false, &["👍", "👍"]),
            ("Größe GRÖSSE", "grosse", false, &["Größe", "GRÖSSE"]),
            ("nothing here", "cat", false, &[]),
        ] {
            assert_eq!(lit(text, typed, prefix), expected, "{typed} in {text}");
        }
    }

    #[test]
    fn what_has_no_letter_is_no_needle() {
        let words = Words { text: "?!".into(), prefix: false, last: false };
        assert_eq!(Needle::new(&words), None);
    }
}
