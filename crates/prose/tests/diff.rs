//! Differences of words: each file in `tests/diff` holds an old text, a new one, and what is shown
//! of them, between lines of `----`: `[-removed-]` and `{+added+}`.

#[cfg(test)]
mod cases;

use proptest::prelude::*;
use prose::{Change, Part, word_diff};

fn shown(parts: &[Part<'_>]) -> String {
    parts.iter().fold(String::new(), |mut shown, part| {
        match part.change {
            Change::Same => shown.push_str(part.text),
            Change::Removed => shown.extend(["[-", part.text, "-]"]),
            Change::Added => shown.extend(["{+", part.text, "+}"]),
        }
        shown
    })
}

fn without(parts: &[Part<'_>], change: Change) -> String {
    parts.iter().filter(|part| part.change != change).map(|part| part.text).collect()
}

fn assert_joins(old: &str, new: &str) {
    let parts = word_diff(old, new);
    assert!(without(&parts, Change::Added) == old, "the old text is not joined back");
    assert!(without(&parts, Change::Removed) == new, "the new text is not joined back");
    assert!(parts.iter().all(|part| !part.text.is_empty()), "an empty part");
    assert!(parts.windows(2).all(|pair| pair[0].change != pair[1].change), "a part is cut in two");
}

#[test]
fn differences_read_well() {
    let mut wrong = Vec::new();
    for (path, case) in cases::files("diff") {
        let [old, new, expected] = case.split("\n----\n").collect::<Vec<_>>()[..] else {
            panic!("{path} has not three texts");
        };
        let found = shown(&word_diff(old, new));
        if found != expected.trim_end() {
            wrong.push(format!("{path}\n{found}\n"));
        }
        assert_joins(old, new);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hostile_texts_are_joined_back() {
    for piece in ["a", "a ", "漢", "\u{301}", "\u{200d}", "\u{202e} ", "🇩", "\n", " ", ". a"] {
        let old = piece.repeat(30_000 / piece.len());
        assert_joins(&old, &old);
        assert_joins(&old, &format!("b{old}c"));
        assert_joins(&old, &old.chars().rev().collect::<String>());
        assert_joins(&old, "");
        assert_joins("", &old);
    }
}

proptest! {
    #[test]
    fn any_two_texts_are_joined_back(
        old in "(?s).{0,40}|([a-c]{1,2}[ .,\n]|漢|\u{301}|ก){0,60}",
        new in "(?s).{0,40}|([a-c]{1,2}[ .,\n]|漢|\u{301}|ก){0,60}",
    ) {
        assert_joins(&old, &new);
    }

    #[test]
    fn the_same_text_has_no_difference(text in "(?s).{1,60}") {
        prop_assert_eq!(word_diff(&text, &text), vec![Part { change: Change::Same, text: &text }]);
    }
}
