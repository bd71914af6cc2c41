//! Which sentences say the same: each line of each file in `tests/agreement`, alone and together.

#[cfg(test)]
mod cases;

use proptest::prelude::*;
use prose::{Place, SAME, Sentence, agreement, attribution, reply_sentences};

#[cfg(test)]
fn pairs() -> Vec<(bool, String, String)> {
    let files = cases::files("agreement");
    let lines =
        files.iter().flat_map(|(_, text)| text.lines()).filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (sign, pair) = line.split_once(' ').unwrap();
            let (left, right) = pair.split_once(" | ").unwrap();
            (sign == "=", left.to_owned(), right.to_owned())
        })
        .collect()
}

fn said(text: &str) -> Sentence {
    Sentence { source: 0..text.len(), text: text.to_owned() }
}

fn reply(texts: &[&str]) -> Vec<Sentence> {
    texts.iter().map(|text| said(text)).collect()
}

fn place(reply: usize, sentence: usize) -> Place {
    Place { reply, sentence }
}

#[test]
fn a_pair_is_judged_as_a_reader_would() {
    let judged =
        |left: &str, right: &str| !agreement(&[reply(&[left]), reply(&[right])]).groups.is_empty();
    let wrong: Vec<_> =
        pairs().into_iter().filter(|(same, left, right)| judged(left, right) != *same).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_pair_is_judged_alike_among_others() {
    let pairs = pairs();
    let left: Vec<_> = pairs.iter().map(|(_, left, _)| said(left)).collect();
    let right: Vec<_> = pairs.iter().map(|(_, _, right)| said(right)).collect();
    let found = agreement(&[left, right]);
    for (sentence, (same, left, right)) in pairs.iter().enumerate() {
        let both = (found.group_of[0][sentence], found.group_of[1][sentence]);
        assert_eq!(both.0.is_some() && both.0 == both.1, *same, "{left} | {right}");
    }
}

#[test]
fn each_sentence_knows_who_says_it() {
    let replies = [
        reply(&["The sky is blue today.", "I like tea a lot."]),
        reply(&["Tea is made of leaves.", "The sky is blue today!", "Today the sky is blue."]),
        reply(&["Today, the sky is blue."]),
    ];
    let found = agreement(&replies);
    assert_eq!(found.groups, [vec![place(0, 0), place(1, 1), place(1, 2), place(2, 0)]]);
    assert_eq!(found.replies_saying(place(0, 0)), 3, "replies are counted, not sentences");
    assert_eq!(found.replies_saying(place(0, 1)), 1);
    assert_eq!(found.replies_saying(place(9, 9)), 1, "a place that is none");
}

#[test]
fn a_merged_sentence_is_linked_to_where_it_came_from() {
    let sources = [
        reply(&["Rust has no garbage collector.", "It was released in 2015."]),
        reply(&["Rust has no built-in garbage collector.", "Cargo builds packages."]),
    ];
    let merged = reply(&[
        "Rust has no garbage collector.",
        "It was released in 2016.",
        "Rust has a garbage collector.",
        "Ferris is a crab.",
        "Cargo builds your packages.",
    ]);
    let links = attribution(&merged, &sources);
    let places: Vec<Vec<_>> =
        links.iter().map(|links| links.iter().map(|link| link.place).collect()).collect();
    assert_eq!(places[0], [place(0, 0), place(1, 0)]);
    assert!(links[0][0].likeness > 0.999, "the same words");
    assert_eq!(places[1], [], "another year");
    assert_eq!(places[2], [], "the opposite");
    assert_eq!(places[3], [], "said by none");
    assert_eq!(places[4], [place(1, 1)]);
}

#[test]
fn hostile_replies_are_compared() {
    for piece in ["a. ", "is not 5. ", "\u{301}", "漢", "a b c d. ", "! ", "9,"] {
        let replies = vec![reply_sentences(&piece.repeat(20_000 / piece.len())); 8];
        let found = agreement(&replies);
        assert!(found.groups.iter().all(|group| group.len() >= 8), "{piece:?}");
        attribution(&replies[0], &replies);
    }
}

proptest! {
    #[test]
    fn groups_are_of_several_replies_and_apart(
        replies in prop::collection::vec(prop::collection::vec("([a-d0-2] ?){1,6}|nicht [a-c]|.{0,8}", 0..6), 0..5),
    ) {
        let replies: Vec<Vec<_>> =
            replies.iter().map(|reply| reply.iter().map(|text| said(text)).collect()).collect();
        let found = agreement(&replies);
        prop_assert_eq!(&found, &agreement(&replies));
        let mut seen = std::collections::BTreeSet::new();
        for (group, places) in found.groups.iter().enumerate() {
            prop_assert!(places.iter().any(|place| place.reply != places[0].reply));
            for place in places {
                prop_assert!(seen.insert(*place));
                prop_assert_eq!(found.group_of[place.reply][place.sentence], Some(group));
            }
        }
        for links in replies.first().map(|merged| attribution(merged, &replies)).unwrap_or_default() {
            prop_assert!(links.windows(2).all(|pair| pair[0].likeness >= pair[1].likeness));
            prop_assert!(links.iter().all(|link| link.likeness <= 1.0 && link.likeness > 0.0));
        }
        prop_assert!(SAME > prose::LINKED);
    }
}
