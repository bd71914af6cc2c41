//! What holds of the ranking of any votes.

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ranking::{Ballot, CENTRE, Counts, Fit, Model, Outcome, Places};

    /// In points: less than is ever shown.
    const NOTHING: f64 = 1e-4;

    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

    fn ballot(names: &[usize], best: &[usize]) -> Ballot {
        let outcome = match best {
            [] => Outcome::AllBad,
            [place] => Outcome::Best(*place),
            _ => Outcome::Tie(Places::of(best.iter().copied()).unwrap()),
        };
        let names = names.iter().map(|name| NAMES[*name].to_owned()).collect();
        Ballot::new(names, outcome).unwrap()
    }

    prop_compose! {
        /// Who stands, in any order, and which of them are best.
        fn any_vote(most: usize)(
            names in Just((0..NAMES.len()).collect::<Vec<_>>()).prop_shuffle(),
            size in 2..=most,
            best in any::<u8>(),
        ) -> Ballot {
            let best: Vec<_> = (0..size).filter(|place| best >> place & 1 == 1).collect();
            ballot(&names[..size], &best)
        }
    }

    fn any_votes() -> impl Strategy<Value = Vec<Ballot>> {
        prop::collection::vec(any_vote(5), 0..40)
    }

    fn fitted(ballots: &[Ballot]) -> (Counts, Fit) {
        let counts = Counts::of(ballots).unwrap();
        let fit = Fit::new(&counts).unwrap();
        (counts, fit)
    }

    fn points((counts, fit): &(Counts, Fit), name: &str) -> Option<f64> {
        Some(fit.rating(counts.find(name)?)?.points)
    }

    proptest! {
        #[test]
        fn the_order_of_votes_and_of_sides_does_not_matter(
            (votes, shuffled) in any_votes()
                .prop_flat_map(|votes| (Just(votes.clone()), Just(votes).prop_shuffle())),
        ) {
            let turned: Vec<_> = shuffled.iter().map(turned_round).collect();
            let (one, other) = (fitted(&votes), fitted(&turned));
            for name in NAMES {
                let both = (points(&one, name), points(&other, name));
                let same = match both {
                    (Some(one), Some(other)) => (one - other).abs() < NOTHING,
                    (one, other) => one == other,
                };
                prop_assert!(same, "{}: {:?}", name, both);
            }
        }

        #[test]
        fn votes_that_find_all_bad_change_nothing(votes in any_votes()) {
            let without: Vec<_> =
                votes.iter().filter(|own| own.best().count() > 0).cloned().collect();
            let (one, other) = (fitted(&votes), fitted(&without));
            for name in NAMES {
                let (one, other) = (points(&one, name), points(&other, name));
                let apart = one.zip(other).map(|(one, other)| (one - other).abs());
                prop_assert_eq!(one.is_some(), other.is_some());
                prop_assert!(apart.is_none_or(|apart| apart < NOTHING));
            }
        }

        #[test]
        fn a_win_never_lowers_the_winner_against_a_loser(
            votes in any_votes(),
            names in Just((0..NAMES.len()).collect::<Vec<_>>()).prop_shuffle(),
            size in 2..=4_usize,
        ) {
            let mut more = votes.clone();
            more.push(ballot(&names[..size], &[0]));
            let (before, after) = (fitted(&votes), fitted(&more));
            let apart = |fitted: &(Counts, Fit), loser: usize| {
                Some(points(fitted, NAMES[names[0]])? - points(fitted, NAMES[loser])?)
            };
            for loser in &names[1..size] {
                // Two of which one was not rated began as equals.
                let was = apart(&before, *loser).unwrap_or(f64::NEG_INFINITY);
                let is = apart(&after, *loser).unwrap();
                prop_assert!(is > was - NOTHING, "{} to {}", was, is);
            }
        }

        #[test]
        fn a_ranking_agrees_with_itself(votes in any_votes()) {
            let (counts, fit) = fitted(&votes);
            let standings = fit.standings(&counts);
            prop_assert_eq!(standings.len(), counts.names().len());
            let rated: Vec<_> =
                standings.iter().filter_map(|own| Some((own, own.rating?))).collect();
            let mean = rated.iter().map(|(_, own)| own.points).sum::<f64>() / rated.len() as f64;
            prop_assert!(rated.is_empty() || (mean - CENTRE).abs() < NOTHING, "{}", mean);
            for (place, (own, rating)) in rated.iter().enumerate() {
                let ranks = own.ranks.clone().unwrap();
                prop_assert!(ranks.contains(&(place + 1)), "{:?} has not {}", ranks, place + 1);
                prop_assert!(rating.low < rating.points && rating.points < rating.high);
                prop_assert!(own.record.best + own.record.tied <= own.record.rated);
                for (other, _) in &rated[..place] {
                    agree(&fit, own.model, other.model)?;
                }
            }
        }
    }

    /// `lower` and `higher` tell the same of each other.
    fn agree(fit: &Fit, lower: Model, higher: Model) -> Result<(), TestCaseError> {
        let (one, other) =
            (fit.difference(higher, lower).unwrap(), fit.difference(lower, higher).unwrap());
        prop_assert!(one.points >= -NOTHING && (one.points + other.points).abs() < NOTHING);
        prop_assert!((one.low + other.high).abs() < NOTHING);
        prop_assert_eq!(one.is_too_close(), other.is_too_close());
        let share = fit.expected_share(higher, lower).unwrap();
        let rest = fit.expected_share(lower, higher).unwrap();
        prop_assert!((share + rest - 1.0).abs() < 1e-9 && share >= 0.5 - 1e-9);
        Ok(())
    }

    /// The same vote, shown the other way round.
    fn turned_round(vote: &Ballot) -> Ballot {
        let last = vote.candidates().len() - 1;
        let names: Vec<_> = vote.candidates().iter().rev().cloned().collect();
        let outcome = match vote.outcome() {
            Outcome::Best(place) => Outcome::Best(last - place),
            Outcome::Tie(best) => {
                Outcome::Tie(Places::of(best.iter().map(|place| last - place)).unwrap())
            }
            Outcome::AllBad => Outcome::AllBad,
        };
        Ballot::new(names, outcome).unwrap()
    }
}
