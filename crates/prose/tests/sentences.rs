//! Sentences of real text: each line of each file in `tests/sentences`, and at every cut.

#[cfg(test)]
mod cases;

use std::ops::Range;

use proptest::prelude::*;
use prose::{LONGEST_SENTENCE, closed_sentences, sentences};

/// The languages whose sentences are measured.
const MEASURED: [&str; 10] = [
    "arabic", "bengali", "chinese", "english", "german", "hindi", "japanese", "spanish", "tamil",
    "urdu",
];

/// Every case: its place, its text, its sentences.
fn cases() -> Vec<(String, String, Vec<String>)> {
    let mut cases = Vec::new();
    for (path, text) in cases::files("sentences") {
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let place = format!("{path}:{}", number + 1);
            let line = line.trim_start_matches("~ ");
            let parts = line.split('|').map(|part| part.trim().to_owned());
            cases.push((place, line.replace('|', ""), parts.collect()));
        }
    }
    cases
}

fn texts(text: &str, ranges: &[Range<usize>]) -> Vec<String> {
    ranges.iter().map(|range| text[range.clone()].to_owned()).collect()
}

/// What arrives when a text is cut into these pieces.
fn in_pieces(text: &str, cuts: &[usize]) -> Vec<Range<usize>> {
    let mut done = Vec::new();
    let mut from = 0;
    for &cut in cuts {
        let closed = closed_sentences(&text[from..cut]);
        done.extend(closed.sentences.iter().map(|range| range.start + from..range.end + from));
        from += closed.rest;
    }
    done.extend(sentences(&text[from..]).iter().map(|range| range.start + from..range.end + from));
    done
}

/// The ends of sentences within a text: all but its own.
fn inner_ends(text: &str, sentences: &[String]) -> Vec<usize> {
    let letters = |text: &str| text.chars().filter(|one| !one.is_whitespace()).count();
    let mut ends = Vec::new();
    let mut at = 0;
    for sentence in sentences {
        at += letters(sentence);
        ends.push(at);
    }
    ends.retain(|&end| end < letters(text));
    ends
}

#[test]
fn of_fifty_ends_at_most_one_is_missed_in_each_measured_language() {
    for language in MEASURED {
        let name = format!("{language}.txt");
        let cases: Vec<_> =
            cases().into_iter().filter(|(place, ..)| place.contains(&name)).collect();
        assert!(cases.len() >= 40, "{language} has {} lines", cases.len());
        let (mut right, mut found, mut expected) = (0, 0, 0);
        for (_, text, parts) in &cases {
            let told = inner_ends(text, &texts(text, &sentences(text)));
            let wanted = inner_ends(text, parts);
            right += told.iter().filter(|end| wanted.contains(end)).count();
            found += told.len();
            expected += wanted.len();
        }
        let score = 2.0 * right as f64 / (found + expected) as f64;
        assert!(score >= 0.98, "{language}: F1 {score:.4}, {right} of {expected}, {found} found");
    }
}

/// Cases whose lines are not marked as missed.
fn known() -> Vec<(String, String, Vec<String>)> {
    let missed: Vec<String> = cases::files("sentences")
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter_map(|line| Some(line.strip_prefix("~ ")?.replace('|', "")))
        .collect();
    cases().into_iter().filter(|(_, text, _)| !missed.contains(text)).collect()
}

#[test]
fn sentences_end_where_a_reader_says() {
    let wrong: Vec<_> = known()
        .iter()
        .filter_map(|(place, text, expected)| {
            let found = texts(text, &sentences(text));
            (found != *expected).then(|| format!("{place}\n  {found:?}\n  {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_cut_changes_no_sentence_that_was_handed_out() {
    for (place, text, _) in cases() {
        let whole = sentences(&text);
        let ends: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        for &cut in &ends {
            assert_eq!(in_pieces(&text, &[cut]), whole, "{place} cut at {cut}");
        }
        assert_eq!(in_pieces(&text, &ends), whole, "{place} letter by letter");
    }
}

#[test]
fn a_sentence_is_handed_out_with_the_next_word() {
    let closed = closed_sentences("It is 5 p.m. now. The");
    assert_eq!(closed.sentences, vec![Range { start: 0, end: 17 }]);
    assert_eq!(closed.rest, 18);
}

#[test]
fn a_line_ends_a_sentence() {
    let text = "Title\nA line\r\nand another.\u{2029}End";
    assert_eq!(texts(text, &sentences(text)), ["Title", "A line", "and another.", "End"]);
}

#[test]
fn text_that_never_stops_is_cut_and_stays_whole() {
    for piece in ["a", "ab ", "\u{301}", "\u{200d}", "\u{202e}x", ")", ".", "...a", " ", "漢", "1."]
    {
        let text = piece.repeat(400_000 / piece.len());
        let found = sentences(&text);
        let visible: usize = found.iter().map(Range::len).sum();
        let spaces = text.bytes().filter(u8::is_ascii_whitespace).count();
        assert!(visible + spaces >= text.len(), "{piece:?} is lost");
        let longest = found.iter().map(Range::len).max().unwrap_or(0);
        assert!(longest <= LONGEST_SENTENCE + 1024, "{piece:?} makes {longest} bytes");
        assert!(text.len() - closed_sentences(&text).rest <= LONGEST_SENTENCE + 1024, "{piece:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_covered_in_order(text in "(?s).{0,80}|([.!?…।。؟\"»”)A-Ca-c1ก\u{301}\u{200d} \n]){0,80}") {
        let found = sentences(&text);
        let mut at = 0;
        for range in &found {
            prop_assert!(text[at..range.start].trim().is_empty());
            prop_assert!(!range.is_empty());
            at = range.end;
        }
        prop_assert!(text[at..].trim().is_empty());
    }

    #[test]
    fn any_cuts_make_no_difference(
        text in "(?s).{0,60}|([.!?…।。؟\"»”)\\[\\]A-Ca-c1ก\u{301}\u{200d}—🎉 \n]){0,60}",
        marks in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let bounds: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut cuts: Vec<_> = marks.iter().map(|mark| *mark.get(&bounds)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(in_pieces(&text, &cuts), sentences(&text));
    }
}
