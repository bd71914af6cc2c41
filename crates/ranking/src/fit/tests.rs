//! What holds of every fit.

use super::*;
use crate::{Outcome, Places};

/// Votes of each: who stood, and which of them were best, all as digits.
fn counts(votes: &[(&str, &str, u32)]) -> Counts {
    let mut counts = Counts::new();
    for (stood, best, times) in votes {
        let models: Vec<_> =
            stood.chars().map(|name| counts.model(&name.to_string()).unwrap()).collect();
        let places: Vec<_> = best.chars().map(|name| stood.find(name).unwrap()).collect();
        let outcome = match places[..] {
            [] => Outcome::AllBad,
            [place] => Outcome::Best(place),
            _ => Outcome::Tie(Places::of(places).unwrap()),
        };
        for _ in 0..*times {
            counts.add_compact(&models, outcome).unwrap();
        }
    }
    counts
}

fn rating(counts: &Counts, fit: &Fit, name: &str) -> f64 {
    fit.abilities[counts.find(name).unwrap().index()]
}

/// What votes come to by the formula alone, written a second time: the logarithm of their
/// likelihood, with `θ` as it is and each set of best candidates spelled out.
fn log_likelihood(votes: &[(&str, &str, u32)], worth: impl Fn(char) -> f64, tied: &[f64]) -> f64 {
    let weigh = |best: &str| {
        let product: f64 = best.chars().map(&worth).product();
        product.powf(1.0 / best.len() as f64) * tied[best.len() - 1]
    };
    let subsets = |stood: &str| -> Vec<String> {
        stood.chars().fold(vec![String::new()], |sets, name| {
            let with = sets.iter().map(|set| format!("{set}{name}")).collect::<Vec<_>>();
            [sets, with].concat()
        })
    };
    votes
        .iter()
        .map(|(stood, best, times)| {
            let sets = subsets(stood);
            let whole: f64 = sets.iter().filter(|set| !set.is_empty()).map(|set| weigh(set)).sum();
            f64::from(*times) * (weigh(best) / whole).ln()
        })
        .sum()
}

/// The top of a function by trying, coordinate by coordinate, in ever smaller steps.
fn by_trying(size: usize, value: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let (mut at, mut step) = (vec![0.0; size], 1.0);
    let mut best = value(&at);
    while step > 1e-7 {
        let before = best;
        for place in 0..size {
            for direction in [step, -step] {
                let mut moved = at.clone();
                moved[place] += direction;
                let found = value(&moved);
                if found > best {
                    (at, best) = (moved, found);
                }
            }
        }
        if best == before {
            step /= 2.0;
        }
    }
    at
}

#[test]
fn ties_of_pairs_are_fitted_as_davidson_says() {
    agrees_with_trying(&[
        ("ab", "a", 12),
        ("ab", "b", 7),
        ("ab", "ab", 5),
        ("bc", "b", 9),
        ("bc", "c", 6),
        ("bc", "bc", 3),
        ("ac", "c", 4),
        ("ac", "a", 8),
    ]);
}

#[test]
fn pairs_and_more_with_ties_are_fitted_as_davidson_and_luce_say() {
    agrees_with_trying(&[
        ("abc", "a", 12),
        ("abc", "b", 7),
        ("abc", "c", 3),
        ("abc", "ab", 4),
        ("abc", "abc", 2),
        ("ab", "b", 5),
        ("ab", "ab", 3),
        ("bc", "c", 2),
        ("ac", "a", 2),
    ]);
}

fn agrees_with_trying(votes: &[(&str, &str, u32)]) {
    let counts = counts(votes);
    let fit = Fit::flat(&counts).unwrap();
    let longest = votes.iter().map(|(_, best, _)| best.len()).max().unwrap();
    // The first model is held at nothing.
    let found = by_trying(2 + longest - 1, |at| {
        let worth = |name| match name {
            'a' => 1.0,
            'b' => at[0].exp(),
            _ => at[1].exp(),
        };
        let tied: Vec<_> = [0.0].iter().chain(&at[2..]).map(|own: &f64| own.exp()).collect();
        log_likelihood(votes, worth, &tied)
    });
    let [a, b, c] = ["a", "b", "c"].map(|name| rating(&counts, &fit, name));
    let ours = [&[b - a, c - a], fit.ties.as_slice()].concat();
    for (ours, found) in ours.iter().zip(&found) {
        assert!((ours - found).abs() < 1e-4, "{ours} is not {found}");
    }
}

#[test]
fn without_a_prior_there_must_be_an_answer() {
    let flat = |votes: &[_]| Fit::flat(&counts(votes)).err();
    let unbeaten = [("ab", "a", 9), ("bc", "b", 2), ("bc", "c", 2)];
    assert_eq!(flat(&unbeaten), Some(FitError::Separable));
    let never_better = [("ab", "a", 2), ("ab", "ab", 2)];
    assert_eq!(flat(&never_better), Some(FitError::Separable), "a tie is no win against a");
    assert_eq!(flat(&[("ab", "ab", 3)]), Some(FitError::Separable), "always a tie");
    let apart = [("ab", "a", 3), ("ab", "b", 1), ("cd", "c", 1), ("cd", "d", 1)];
    let names = vec!["c".to_owned(), "d".to_owned()];
    assert_eq!(flat(&apart), Some(FitError::Disconnected(names)));
    let unrated = [("ab", "a", 1), ("ab", "b", 1), ("ac", "", 1)];
    assert_eq!(flat(&unrated), Some(FitError::Disconnected(vec!["c".into()])));
    let in_a_ring = [("ab", "a", 1_000_000), ("bc", "b", 1_000_000), ("ac", "c", 1)];
    assert_eq!(flat(&in_a_ring), None, "however unlikely");
    assert_eq!(flat(&[]), None, "nobody has nothing to answer for");
}

#[test]
fn with_a_prior_there_is_always_an_answer() {
    for votes in [
        &[][..],
        &[("ab", "a", 1)],
        &[("ab", "a", 1_000_000)],
        &[("ab", "ab", 1_000_000)],
        &[("ab", "", 3), ("cd", "c", 1)],
        &[("abcdefgh", "abcdefgh", 5), ("abcdefgh", "abc", 5)],
    ] {
        let counts = counts(votes);
        let fit = Fit::new(&counts).unwrap();
        assert!(
            fit.abilities.iter().chain(&fit.covariance).all(|own| own.is_finite()),
            "{votes:?}"
        );
    }
}

#[test]
fn a_model_that_never_lost_is_rated_higher_with_each_win_but_never_without_end() {
    let points = [1, 10, 1_000, 1_000_000].map(|times| {
        let counts = counts(&[("ab", "a", times)]);
        rating(&counts, &Fit::new(&counts).unwrap(), "a")
    });
    assert!(points.is_sorted() && points[0] > 0.5 && points[3] < 10.0, "{points:?}");
}

#[test]
fn votes_that_find_all_bad_change_no_rating() {
    let some = [("ab", "a", 3), ("bc", "c", 2), ("ac", "ac", 1)];
    let more = [&some[..], &[("ab", "", 50), ("abc", "", 9)]].concat();
    let (some, more) = (counts(&some), counts(&more));
    let (fit, other) = (Fit::new(&some).unwrap(), Fit::new(&more).unwrap());
    assert_eq!((fit.abilities, fit.covariance), (other.abilities, other.covariance));
}

#[test]
fn a_model_that_nobody_rated_takes_no_part_in_the_mean() {
    let votes = counts(&[("ab", "a", 3), ("ab", "b", 1), ("cd", "", 1)]);
    let fit = Fit::new(&votes).unwrap();
    let [a, b] = ["a", "b"].map(|name| rating(&votes, &fit, name));
    assert!((a + b).abs() < 1e-9, "{a} {b}");
    assert_eq!(fit.rating(votes.find("c").unwrap()), None);
    let without = counts(&[("ab", "a", 3), ("ab", "b", 1)]);
    let alone = Fit::new(&without).unwrap();
    let [with, without] = [(votes, fit), (without, alone)]
        .map(|(votes, fit)| fit.rating(votes.find("a").unwrap()).unwrap());
    assert!((with.low - without.low).abs() < 1e-9, "nor does it widen an interval");
}
