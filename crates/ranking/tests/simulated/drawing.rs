use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};
use ranking::{CENTRE, Counts, Fit, Model, draw};

use crate::order::tau;
use crate::voters::{Meetings, World};

const ROUNDS: u64 = 40;

/// What came of a way to draw, over all rounds.
#[derive(Clone, Copy, Debug)]
struct Learnt {
    tau: f64,
    /// The root of the mean square of what ratings are off, in points.
    off: f64,
    /// The part of 95 % intervals that hold the truth.
    held: f64,
}

#[test]
fn drawn_pairs_teach_more_than_even_ones_and_intervals_still_hold() {
    println!("models  best of  step  votes  drawn    tau    off   held");
    for (models, candidates, step) in [(8, 2, 30.0), (8, 2, 60.0), (20, 2, 60.0), (12, 4, 60.0)] {
        let world = World { models, candidates, step, meetings: Meetings::Balanced };
        for votes in [80, 160] {
            let [told, even] = [true, false].map(|told| learnt(&world, votes, told));
            for (name, Learnt { tau, off, held }) in [("to learn", told), ("evenly", even)] {
                println!(
                    "{models:>6}  {candidates:>7}  {step:>4}  {votes:>5}  {name:<8} {tau:.3}  \
                     {off:>4.0}  {held:.3}"
                );
            }
            assert!(told.held >= 0.93, "{world:?}, {votes}: {told:?}");
            assert!(told.off < even.off, "{world:?}, {votes}: {told:?}, evenly {even:?}");
            assert!(told.tau > even.tau - 0.05, "{world:?}, {votes}: {told:?}, evenly {even:?}");
        }
    }
}

fn learnt(world: &World, votes: usize, told: bool) -> Learnt {
    let (mut taus, mut square, mut held, mut cases) = (0.0, 0.0, 0.0, 0.0);
    for round in 0..ROUNDS {
        let counts = voted(world, votes, round, told);
        let fit = Fit::new(&counts).unwrap();
        let standings = fit.standings(&counts);
        let rated: Vec<_> =
            standings.iter().filter_map(|own| Some((own.model.index(), own.rating?))).collect();
        let mean =
            rated.iter().map(|(model, _)| world.truth(*model)).sum::<f64>() / rated.len() as f64;
        for (model, rating) in &rated {
            let truth = world.truth(*model) - mean + CENTRE;
            square += (rating.points - truth).powi(2);
            held += f64::from(u8::from(rating.low <= truth && truth <= rating.high));
            cases += 1.0;
        }
        let models = (0..world.models).map(|model| counts.find(&model.to_string()).unwrap());
        taus += tau(&models.map(|own| fit.rating(own).map(|own| own.points)).collect::<Vec<_>>());
    }
    Learnt { tau: taus / ROUNDS as f64, off: (square / cases).sqrt(), held: held / cases }
}

/// Votes on what was drawn, each draw `told` of all votes before it, or of none.
fn voted(world: &World, votes: usize, round: u64, told: bool) -> Counts {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(round);
    let mut counts = Counts::new();
    let pool: Vec<Model> =
        (0..world.models).map(|model| counts.model(&model.to_string()).unwrap()).collect();
    let nothing = Fit::new(&counts).unwrap();
    for _ in 0..votes {
        let fit = if told { Fit::new(&counts).unwrap() } else { nothing.clone() };
        let set = draw(&fit, &pool, world.candidates, random.next_u64()).unwrap();
        let outcome = world.outcome(&set, &mut random);
        counts.add_compact(&set, outcome).unwrap();
    }
    counts
}
