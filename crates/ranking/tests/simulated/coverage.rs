use ranking::{CENTRE, Estimate, Fit, Model};

use crate::voters::{Meetings, World};

/// How often each setting is simulated: each gives one case a model, or a pair of models.
const ROUNDS: u64 = 300;

/// How often intervals held the truth, as cases and how many of them.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    cases: f64,
    held: f64,
}

#[test]
fn stated_intervals_hold_the_truth_as_often_as_they_say() {
    println!("models  best of  step  meetings    votes  rating  difference  rank");
    let mut all = Held::default();
    for world in worlds() {
        for votes in [40, 80, 160] {
            let [rating, difference, rank] = simulated(&world, votes);
            let World { models, candidates, step, meetings } = world;
            println!(
                "{models:>6}  {candidates:>7}  {step:>4}  {:<10}  {votes:>5}  {:>6.3}  {:>10.3}  {:.3}",
                format!("{meetings:?}"),
                rating.part(),
                difference.part(),
                rank.part(),
            );
            for (what, held) in [("rating", rating), ("difference", difference), ("rank", rank)] {
                let part = held.part();
                assert!(part >= 0.93, "{world:?}, {votes} votes, {what}: {part}");
            }
            all.cases += rating.cases;
            all.held += rating.held;
        }
    }
    println!("of all ratings: {:.3}", all.part());
    assert!(all.part() < 0.98, "intervals that are too wide say too little: {}", all.part());
}

fn worlds() -> impl Iterator<Item = World> {
    let settings = [(4, 2), (8, 2), (16, 2), (8, 4)];
    settings.into_iter().flat_map(|(models, candidates)| {
        [60.0, 120.0].into_iter().flat_map(move |step| {
            [Meetings::Balanced, Meetings::Unbalanced].map(|meetings| World {
                models,
                candidates,
                step,
                meetings,
            })
        })
    })
}

/// Ratings, differences and ranks.
fn simulated(world: &World, votes: usize) -> [Held; 3] {
    let [mut rating, mut difference, mut rank] = [Held::default(); 3];
    for round in 0..ROUNDS {
        let counts = world.vote(votes, round);
        let fit = Fit::new(&counts).unwrap();
        let standings = fit.standings(&counts);
        let rated: Vec<(Model, Estimate)> =
            standings.iter().filter_map(|own| Some((own.model, own.rating?))).collect();
        let truth = |model: Model| world.truth(model.index());
        let mean = rated.iter().map(|(model, _)| truth(*model)).sum::<f64>() / rated.len() as f64;
        for (own, ranks) in standings.iter().filter_map(|own| Some((own, own.ranks.clone()?))) {
            let better = rated.iter().filter(|(other, _)| truth(*other) > truth(own.model));
            rank.count(ranks.contains(&(better.count() + 1)));
        }
        for (place, (model, estimate)) in rated.iter().enumerate() {
            rating.count(holds(estimate, truth(*model) - mean + CENTRE));
            for (other, _) in &rated[..place] {
                let apart = fit.difference(*model, *other).unwrap();
                difference.count(holds(&apart, truth(*model) - truth(*other)));
            }
        }
    }
    [rating, difference, rank]
}

fn holds(estimate: &Estimate, truth: f64) -> bool {
    estimate.low <= truth && truth <= estimate.high
}

impl Held {
    fn count(&mut self, held: bool) {
        self.cases += 1.0;
        self.held += f64::from(u8::from(held));
    }

    fn part(self) -> f64 {
        self.held / self.cases
    }
}
