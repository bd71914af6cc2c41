use std::ops::RangeInclusive;

use crate::counts::{Counts, Model};
use crate::fit::Fit;
use crate::record::Record;

/// The rating of the mean of all rated models.
pub const CENTRE: f64 = 1_000.0;

/// Points for each nat of ability, as in the scale of Elo ("The Rating of Chessplayers", 1978):
/// 400 points more make a model ten times as likely to be the one that is preferred.
pub const POINTS_A_NAT: f64 = 400.0 / std::f64::consts::LN_10;

/// How many standard deviations of a normal distribution hold 95 %, to each side.
const TO_EACH_SIDE: f64 = 1.959_963_984_540_054;

/// A number of points and the interval that holds it with a probability of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The likeliest.
    pub points: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// One line of the ranking.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Who.
    pub model: Model,
    /// Its name.
    pub name: String,
    /// Its rating, relative to the mean of all that are rated; `None` without a vote that rates it.
    pub rating: Option<Estimate>,
    /// The ranks that it may have, from 1.
    ///
    /// The first counts the models that are better than it, the last also those that are neither
    /// better nor worse, by the intervals of differences: each pair on its own, as leaderboards
    /// do (Chiang et al., "Chatbot Arena", 2024, section 5), so that of many ranges some are
    /// narrower than they should be.
    pub ranks: Option<RangeInclusive<usize>>,
    /// Its votes.
    pub record: Record,
}

impl Fit {
    /// The rating of a model; `None` without a vote that rates it, or if there is no such model.
    pub fn rating(&self, model: Model) -> Option<Estimate> {
        let own = model.index();
        self.is_rated(model).then(|| {
            let points = self.abilities[own] * POINTS_A_NAT;
            Estimate::new(CENTRE + points, self.covariance[(own, own)])
        })
    }

    /// How much better `one` is than `other`; `None` unless both are rated.
    pub fn difference(&self, one: Model, other: Model) -> Option<Estimate> {
        (self.is_rated(one) && self.is_rated(other)).then(|| {
            let (a, b) = (one.index(), other.index());
            let points = (self.abilities[a] - self.abilities[b]) * POINTS_A_NAT;
            Estimate::new(points, self.variance_of_difference(a, b))
        })
    }

    /// Which part of the votes `one` is expected to have against `other`, a tie as half of one;
    /// from 0 to 1. `None` unless both are rated.
    pub fn expected_share(&self, one: Model, other: Model) -> Option<f64> {
        let both = self.is_rated(one) && self.is_rated(other);
        both.then(|| {
            let part = |(mask, chance): (u8, f64)| match mask {
                0b01 => chance,
                0b10 => 0.0,
                _ => chance / 2.0,
            };
            self.chances(&[one, other]).into_iter().map(part).sum()
        })
    }

    /// The ranking, best first; models without a rating follow, by name.
    pub fn standings(&self, counts: &Counts) -> Vec<Standing> {
        let rated: Vec<_> = self.models().filter(|model| self.is_rated(*model)).collect();
        let mut standings: Vec<_> = self
            .models()
            .zip(Record::of_all(counts))
            .map(|(model, record)| Standing {
                model,
                name: counts.names()[model.index()].clone(),
                rating: self.rating(model),
                ranks: self.is_rated(model).then(|| self.ranks(model, &rated)),
                record,
            })
            .collect();
        let points = |own: &Standing| own.rating.map_or(f64::NEG_INFINITY, |own| own.points);
        standings.sort_by(|a, b| points(b).total_cmp(&points(a)).then_with(|| a.name.cmp(&b.name)));
        standings
    }

    fn ranks(&self, model: Model, rated: &[Model]) -> RangeInclusive<usize> {
        let against = || rated.iter().filter_map(|other| self.difference(*other, model));
        let better = against().filter(|other| other.low > 0.0).count();
        let worse = against().filter(|other| other.high < 0.0).count();
        better + 1..=rated.len() - worse
    }

    fn is_rated(&self, model: Model) -> bool {
        self.rated.get(model.index()).copied().unwrap_or(false)
    }

    fn models(&self) -> impl Iterator<Item = Model> {
        (0..self.rated.len()).map(Model::at)
    }
}

impl Estimate {
    fn new(points: f64, variance: f64) -> Self {
        // Rounding may leave a little less than nothing.
        let aside = TO_EACH_SIDE * POINTS_A_NAT * variance.max(0.0).sqrt();
        Self { points, low: points - aside, high: points + aside }
    }

    /// Whether a difference is too close to call: its interval has zero in it.
    pub fn is_too_close(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }
}
