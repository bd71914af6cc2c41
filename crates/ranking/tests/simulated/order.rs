use ranking::{Fit, Record};

use crate::voters::{Meetings, World};

const ROUNDS: u64 = 200;

#[test]
fn ratings_order_models_better_than_win_rates_where_meetings_are_unbalanced() {
    println!("step  meetings    votes  tau of ratings  of win rates");
    for step in [60.0, 120.0] {
        for meetings in [Meetings::Balanced, Meetings::Unbalanced] {
            let world = World { models: 8, candidates: 2, step, meetings };
            for votes in [40, 80, 160] {
                let (fitted, raw) = taus(&world, votes);
                let meetings = format!("{meetings:?}");
                println!("{step:>4}  {meetings:<10}  {votes:>5}  {fitted:>14.3}  {raw:>12.3}");
                match world.meetings {
                    Meetings::Unbalanced => {
                        assert!(fitted > raw + 0.05, "{world:?}, {votes}: {fitted} and {raw}");
                    }
                    Meetings::Balanced => {
                        assert!(fitted > raw - 0.02, "{world:?}, {votes}: {fitted} and {raw}");
                    }
                }
            }
        }
    }
}

/// Kendall's tau to the truth of ratings and of win rates, on the same votes.
pub(crate) fn taus(world: &World, votes: usize) -> (f64, f64) {
    let (mut fitted, mut raw) = (0.0, 0.0);
    for round in 0..ROUNDS {
        let counts = world.vote(votes, round);
        let fit = Fit::new(&counts).unwrap();
        let models = (0..world.models).map(|model| counts.find(&model.to_string()).unwrap());
        let ratings: Vec<_> = models.map(|model| fit.rating(model).map(|own| own.points)).collect();
        let rates: Vec<_> = Record::of_all(&counts).iter().map(Record::win_rate).collect();
        fitted += tau(&ratings);
        raw += tau(&rates);
    }
    (fitted / ROUNDS as f64, raw / ROUNDS as f64)
}

/// Kendall's tau of values that should ascend: pairs in order less pairs out of order, of all. A
/// pair that is equal, or of which one has no value, is neither.
pub(crate) fn tau(values: &[Option<f64>]) -> f64 {
    let (mut sum, mut pairs) = (0.0, 0.0);
    for (place, better) in values.iter().enumerate() {
        for worse in &values[..place] {
            pairs += 1.0;
            sum += match (worse, better) {
                (Some(worse), Some(better)) if better > worse => 1.0,
                (Some(worse), Some(better)) if better < worse => -1.0,
                _ => 0.0,
            };
        }
    }
    sum / pairs
}

#[test]
pub(crate) fn tau_is_one_in_order_and_minus_one_in_reverse() {
    let of = |values: [f64; 3]| tau(&values.map(Some));
    assert_eq!((of([1.0, 2.0, 3.0]), of([3.0, 2.0, 1.0])), (1.0, -1.0));
    assert_eq!(tau(&[Some(1.0), None, Some(2.0)]), 1.0 / 3.0);
}
