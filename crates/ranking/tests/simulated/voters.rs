//! Voters who choose as the model says, so that the truth is known.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use ranking::{Counts, Model, Outcome, POINTS_A_NAT, Places};

/// Who meets whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meetings {
    /// Any, equally often.
    Balanced,
    /// Mostly neighbours in the ranking, and the strong more often than the weak: as people vote
    /// who are curious about the best. A raw win rate takes one who meets strong ones for weak.
    Unbalanced,
}

/// A world whose truth is known: models in even steps, the last one the best.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World {
    pub(crate) models: usize,
    /// In points.
    pub(crate) step: f64,
    pub(crate) meetings: Meetings,
    /// How many stand on a ballot.
    pub(crate) candidates: usize,
}

/// Davidson's parameter: 23 of 100 votes between equals are ties.
const TIES: f64 = 0.6;

/// One vote in 20 finds all bad.
const ALL_BAD: f64 = 0.05;

impl World {
    /// Points above the mean.
    pub(crate) fn truth(&self, model: usize) -> f64 {
        (model as f64 - (self.models - 1) as f64 / 2.0) * self.step
    }

    /// `votes` votes; the same of the same seed.
    pub(crate) fn vote(&self, votes: usize, seed: u64) -> Counts {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut counts = Counts::new();
        let models: Vec<_> =
            (0..self.models).map(|model| counts.model(&model.to_string()).unwrap()).collect();
        for _ in 0..votes {
            let set = self.meet(&models, &mut random);
            let outcome = self.outcome(&set, &mut random);
            counts.add_compact(&set, outcome).unwrap();
        }
        counts
    }

    fn meet(&self, models: &[Model], random: &mut Xoshiro256PlusPlus) -> Vec<Model> {
        let mut set: Vec<Model> = Vec::new();
        while set.len() < self.candidates {
            let model = models[random.random_range(0..models.len())];
            let strong = model.index() as f64 / self.models as f64;
            let weight = match (self.meetings, set.first()) {
                (Meetings::Balanced, _) => 1.0,
                (Meetings::Unbalanced, None) => 0.1 + 0.9 * strong * strong,
                (Meetings::Unbalanced, Some(first)) => {
                    (-(first.index().abs_diff(model.index()) as f64) / 1.5).exp()
                }
            };
            if !set.contains(&model) && random.random::<f64>() < weight {
                set.push(model);
            }
        }
        set
    }

    /// As Davidson and Luce say, by their formula.
    pub(crate) fn outcome(&self, set: &[Model], random: &mut Xoshiro256PlusPlus) -> Outcome {
        if random.random::<f64>() < ALL_BAD {
            return Outcome::AllBad;
        }
        let worth: Vec<_> =
            set.iter().map(|model| (self.truth(model.index()) / POINTS_A_NAT).exp()).collect();
        let weigh = |mask: u32| {
            let best = (0..set.len()).filter(|place| mask >> place & 1 == 1);
            let product: f64 = best.map(|place| worth[place]).product();
            let size = mask.count_ones() as i32;
            TIES.powi(size - 1) * product.powf(1.0 / f64::from(size))
        };
        let masks = 1..1_u32 << set.len();
        let whole: f64 = masks.clone().map(weigh).sum();
        let mut left = random.random::<f64>() * whole;
        for mask in masks {
            left -= weigh(mask);
            if left <= 0.0 {
                return outcome(mask);
            }
        }
        Outcome::AllBad
    }
}

fn outcome(mask: u32) -> Outcome {
    let places = (0..8).filter(|place| mask >> place & 1 == 1);
    match mask.count_ones() {
        1 => Outcome::Best(mask.trailing_zeros() as usize),
        _ => Outcome::Tie(Places::of(places).unwrap()),
    }
}
