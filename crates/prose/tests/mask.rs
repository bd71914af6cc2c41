//! Masks: each file in `tests/mask` has names on its first line, apart by `|`, and below pairs of
//! lines, a text and what is left of it; `#` stands for the mask.

#[cfg(test)]
mod cases;

use proptest::prelude::*;
use prose::{MARK, Masker};

/// A case: its place, its masker, its text, its masked text.
fn cases() -> Vec<(String, Masker, String, String)> {
    let mut cases = Vec::new();
    for (path, text) in cases::files("mask") {
        let mut lines = text.lines().filter(|line| !line.is_empty());
        let masker = Masker::new(lines.next().unwrap_or_default().split('|'));
        while let (Some(text), Some(expected)) = (lines.next(), lines.next()) {
            let place = format!("{path}: {text}");
            let unescaped = |line: &str| line.replace("\\n", "\n");
            cases.push((
                place,
                masker.clone(),
                unescaped(text),
                unescaped(&expected.replace('#', MARK)),
            ));
        }
    }
    cases
}

fn in_pieces<'a>(masker: &Masker, pieces: impl IntoIterator<Item = &'a str>) -> String {
    let mut stream = masker.stream();
    let mut masked: String = pieces.into_iter().map(|piece| stream.push(piece)).collect();
    masked.push_str(&stream.finish());
    masked
}

fn assert_masked(masker: &Masker, text: &str) -> String {
    let masked = masker.mask(text);
    assert_eq!(masker.find(&masked), [], "a name is left in {masked:?}");
    assert_eq!(masker.mask(&masked), masked, "masked twice");
    if masker.find(text).is_empty() {
        assert_eq!(masked, text, "changed without a name");
    }
    for (cut, _) in text.char_indices() {
        let (left, right) = text.split_at(cut);
        assert_eq!(in_pieces(masker, [left, right]), masked, "{text:?} cut at {cut}");
    }
    let letters = text.char_indices().map(|(at, found)| &text[at..at + found.len_utf8()]);
    assert_eq!(in_pieces(masker, letters), masked, "{text:?} letter by letter");
    masked
}

#[test]
fn names_are_masked_and_nothing_else() {
    let wrong: Vec<_> = cases()
        .iter()
        .filter_map(|(place, masker, text, expected)| {
            let masked = assert_masked(masker, text);
            (masked != *expected).then(|| format!("{place}\n  {masked}\n  {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_more_is_held_back_than_could_become_a_name() {
    let masker = Masker::new(["Qwen2.5-Coder", "OpenAI"]);
    let mut stream = masker.stream();
    assert_eq!(stream.push("I am open to"), "I am open to");
    assert_eq!(stream.push(" it. Open"), " it. ");
    assert_eq!(stream.push("ing"), "Opening");
    assert_eq!(stream.push(", Qwen2.5-"), ", ");
    assert_eq!(stream.push("Coder"), "");
    assert_eq!(stream.push("!"), format!("{MARK}!"));
    assert_eq!(stream.finish(), "");
}

#[test]
fn a_mask_tells_nothing_of_the_name() {
    let masker = Masker::new(["o1", "Claude Opus 4.5"]);
    assert_eq!(masker.mask("o1"), masker.mask("claude-opus-4.5"));
}

#[test]
fn hostile_texts_are_masked() {
    let masker = Masker::new(["Qwen", "aaaaaaaab", "a-a-a-a-b", "gpt-5.1"]);
    for piece in
        ["a", "a-", "qwen", "qwen1", "gpt-", "\u{301}", "\u{200d}", "*", "1", "漢", "\u{202e}"]
    {
        let text = piece.repeat(100_000 / piece.len());
        let masked = masker.mask(&text);
        assert!(masker.find(&masked).is_empty(), "{piece:?}");
        let (left, right) = text.split_at(text.floor_char_boundary(50_001));
        assert!(in_pieces(&masker, [left, right]) == masked, "{piece:?} cut");
    }
}

proptest! {
    #[test]
    fn any_text_is_masked_at_any_cut(
        names in prop::collection::vec("[a-c1AB][a-c1. -]{0,4}|कि|漢字|o1|É", 0..4),
        text in "([abcABC1s]|[-. _*\\\\\n]|\u{301}|\u{200d}|漢字|कि|é|█|ß|İ|ﬁ|Ａ){0,24}",
    ) {
        assert_masked(&Masker::new(&names), &text);
    }

    #[test]
    fn any_unicode_is_masked_at_any_cut(name in ".{2,6}", around in ".{0,12}") {
        let masker = Masker::new([&name]);
        assert_masked(&masker, &format!("{around} {name} {around}{name}"));
    }
}
