//! What the index holds of a text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use crate::fold::{Class, class, folded, is_sign};
use crate::roman::{is_indic, loose, romanised};

/// The most letters of a word that count.
const LONGEST: usize = 64;

/// A word, or a piece of a text that puts no spaces between its words.
///
/// Such a text is held as its pairs of neighbouring letters and its last letter, so that any
/// stretch of it is found as a phrase of pairs, and one letter as what a pair begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// As it is compared.
    pub text: String,
    /// Its first byte in the source.
    pub from: usize,
    /// The byte after its first letter: where the next token of the same run begins.
    pub first: usize,
    /// The byte after it.
    pub to: usize,
    /// It is the last letter of a run without spaces, which the pair before it holds already.
    pub last: bool,
}

/// Cuts a text into what it is found by. Linear in its length.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut cutter = Cutter::default();
    for (from, letter) in text.char_indices() {
        let to = from + letter.len_utf8();
        if letter.is_ascii() {
            match letter.is_ascii_alphanumeric() {
                true => cutter.letter(letter.to_ascii_lowercase(), from, to),
                false => cutter.gap(),
            }
        } else if is_sign(letter) {
            cutter.sign(letter, from, to);
        } else {
            for part in folded(letter) {
                match class(part) {
                    Class::Letter => cutter.letter(part, from, to),
                    Class::Unspaced => cutter.unspaced(part, from, to),
                    Class::Sign => cutter.sign(part, from, to),
                    Class::Silent => cutter.silent(to),
                    Class::Gap => cutter.gap(),
                }
            }
        }
    }
    cutter.gap();
    cutter.found
}

/// A text as the index is given it: its tokens between spaces.
pub fn indexed(text: &str) -> String {
    joined(tokens(text).iter().map(|token| token.text.as_str()), text.len())
}

/// The words of Indic scripts in a text as they would be written in Latin letters, loosely; empty
/// where there is none.
pub fn romanised_index(text: &str) -> String {
    if !text.chars().any(is_indic) {
        return String::new();
    }
    let keys: Vec<String> = tokens(text)
        .iter()
        .filter_map(|token| romanised(&token.text))
        .map(|key| loose(&key))
        .collect();
    joined(keys.iter().map(String::as_str), text.len())
}

fn joined<'a>(words: impl Iterator<Item = &'a str>, length: usize) -> String {
    let mut all = String::with_capacity(length);
    for word in words.filter(|word| !word.is_empty()) {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(word);
    }
    all
}

#[derive(Default)]
struct Cutter {
    found: Vec<Token>,
    /// The word that is being read; empty between words.
    word: String,
    letters: usize,
    from: usize,
    first: usize,
    to: usize,
    /// The letter of a text without spaces that was read last.
    run: Option<(char, usize, usize)>,
}

impl Cutter {
    fn letter(&mut self, letter: char, from: usize, to: usize) {
        self.end_run();
        if self.word.is_empty() {
            (self.from, self.first) = (from, to);
        }
        if self.letters < LONGEST {
            self.word.push(letter);
            self.letters += 1;
        }
        self.to = to;
    }

    fn unspaced(&mut self, letter: char, from: usize, to: usize) {
        self.end_word();
        let voiced = self.run.and_then(|(before, start, _)| Some((kana(before, letter)?, start)));
        if let Some((letter, start)) = voiced {
            // The pair before was made with the unvoiced letter.
            if let Some(pair) = self.found.last_mut().filter(|pair| pair.first == start) {
                pair.text.pop();
                pair.text.push(letter);
                pair.to = to;
            }
            self.run = Some((letter, start, to));
            return;
        }
        if let Some((before, start, end)) = self.run {
            let text = String::from_iter([before, letter]);
            self.found.push(Token { text, from: start, first: end, to, last: false });
        }
        self.run = Some((letter, from, to));
    }

    fn sign(&mut self, letter: char, from: usize, to: usize) {
        self.gap();
        self.found.push(Token { text: letter.into(), from, first: to, to, last: false });
    }

    /// What is seen but not compared belongs to what comes before it.
    fn silent(&mut self, to: usize) {
        if !self.word.is_empty() {
            self.to = to;
        } else if let Some(run) = &mut self.run {
            run.2 = to;
        }
    }

    fn gap(&mut self) {
        self.end_word();
        self.end_run();
    }

    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        // Folded letter by letter: signs that follow one letter may stand in another order.
        let text = if word.is_ascii() { word } else { word.nfd().collect() };
        let (from, first, to) = (self.from, self.first, self.to);
        self.found.push(Token { text, from, first, to, last: false });
        self.letters = 0;
    }

    fn end_run(&mut self) {
        if let Some((letter, from, to)) = self.run.take() {
            self.found.push(Token { text: letter.into(), from, first: to, to, last: true });
        }
    }
}

/// A kana with the sign that voices it, as one letter.
fn kana(letter: char, sign: char) -> Option<char> {
    matches!(sign, '\u{3099}' | '\u{309a}').then(|| compose(letter, sign)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_are_cut_and_folded_in_any_script() {
        for (text, expected) in [
            ("Straße, NACH Süden!", &["strasse", "nach", "suden"][..]),
            ("İstanbul'da ΟΔΥΣΣΕΎΣ", &["istanbul", "da", "οδυσσευσ"]),
            ("Œuvre Łódź smørrebrød", &["oeuvre", "lodz", "smorrebrod"]),
            ("हिन्दी में फ़िल्म २०२४", &["हिन्दी", "में", "फिल्म", "2024"]),
            ("مُحَمَّد العـــربية", &["محمد", "العربية"]),
            ("שָׁלוֹם", &["שלום"]),
            ("Ｆｕｌｌ　Ｗｉｄｔｈ", &["full", "width"]),
            ("ёлка ЁЛКА", &["елка", "елка"]),
            ("வணக்கம் உலகம்", &["வணக்கம்", "உலகம்"]),
            ("漢字と", &["漢字", "字と", "と"]),
            ("ｶﾞ ガ が", &["ガ", "ガ", "が"]),
            ("サーバー", &["サー", "ーバ", "バー", "ー"]),
            ("iPhone手机", &["iphone", "手机", "机"]),
            ("a👍🏽b ❤️ 🇮🇳", &["a", "👍", "b", "❤", "🇮", "🇳"]),
            ("5 € x² …", &["5", "€", "x2"]),
            ("", &[]),
            (" \u{301} - ", &[]),
        ] {
            assert_eq!(cut(text), expected, "{text}");
        }
    }

    #[test]
    fn a_token_knows_where_it_stands() {
        let text = "Ein Cafe\u{301}, 漢字ガ 👍🏽";
        let found: Vec<&str> =
            tokens(text).iter().map(|token| &text[token.from..token.to]).collect();
        assert_eq!(found, ["Ein", "Cafe\u{301}", "漢字", "字ガ", "ガ", "👍"]);
        let half = "ｶﾞｷ";
        let found: Vec<&str> =
            tokens(half).iter().map(|token| &half[token.from..token.to]).collect();
        assert_eq!(found, ["ｶﾞｷ", "ｷ"], "two characters make one letter");
    }

    #[test]
    fn letters_are_cut_alike_however_they_are_composed() {
        for text in ["ড়াকা क़लम", "Ｖｉệｔ Ｎａｍ", "한글 을", "ぱぴぷ", "אַרץ"]
        {
            let composed: String = text.nfc().collect();
            let apart: String = text.nfd().collect();
            assert_eq!(cut(&composed), cut(&apart), "{text}");
        }
    }

    #[test]
    fn a_word_without_end_counts_by_its_beginning() {
        let long = "x".repeat(10_000);
        assert_eq!(cut(&long), ["x".repeat(LONGEST)]);
        assert_eq!(tokens(&long)[0].to, 10_000, "and is lit whole");
    }
}
