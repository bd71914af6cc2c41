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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Outcome;

    /// `a` and `b` are about as good, `c` is worse, `d` was found bad together with `c`.
    fn counts() -> Counts {
        let mut counts = Counts::new();
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| counts.model(name).unwrap());
        for vote in 0..40 {
            counts.add_compact(&[a, b], Outcome::Best(usize::from(vote % 5 < 2))).unwrap();
            counts.add_compact(&[a, c], Outcome::Best(usize::from(vote % 10 == 0))).unwrap();
            counts.add_compact(&[c, b], Outcome::Best(usize::from(vote % 10 > 0))).unwrap();
        }
        counts.add_compact(&[c, d], Outcome::AllBad).unwrap();
        counts
    }

    #[test]
    fn who_is_too_close_shares_a_range_of_ranks() {
        let counts = counts();
        let fit = Fit::new(&counts).unwrap();
        let standings = fit.standings(&counts);
        let told: Vec<_> =
            standings.iter().map(|own| (own.name.as_str(), own.ranks.clone())).collect();
        let expected = [("a", Some(1..=2)), ("b", Some(1..=2)), ("c", Some(3..=3)), ("d", None)];
        assert_eq!(told, expected);
        let of = |one: &str, other: &str| {
            fit.difference(counts.find(one).unwrap(), counts.find(other).unwrap())
        };
        assert!(of("a", "b").unwrap().is_too_close());
        assert!(!of("b", "c").unwrap().is_too_close());
        assert_eq!(of("a", "d"), None, "nobody has rated d");
        assert_eq!((standings[3].rating, standings[3].record.all_bad), (None, 1));
    }

    #[test]
    fn four_hundred_points_are_ten_to_one() {
        let mut counts = Counts::new();
        let [a, b] = ["a", "b"].map(|name| counts.model(name).unwrap());
        for vote in 0..1_100 {
            counts.add_compact(&[a, b], Outcome::Best(usize::from(vote % 11 == 0))).unwrap();
        }
        let fit = Fit::flat(&counts).unwrap();
        let apart = fit.difference(a, b).unwrap();
        assert!((apart.points - 400.0).abs() < 1e-6, "{apart:?}");
        let [one, other] = [a, b].map(|model| fit.rating(model).unwrap());
        assert!((one.points - 1_200.0).abs() < 1e-6 && (other.points - 800.0).abs() < 1e-6);
        // Fisher's information of a vote is p (1 - p).
        let aside = 1.959_964 * POINTS_A_NAT / (1_100.0 * 10.0 / 121.0_f64).sqrt();
        assert!((apart.high - apart.points - aside).abs() < 1e-3, "{apart:?}");
        assert!((fit.expected_share(a, b).unwrap() - 10.0 / 11.0).abs() < 1e-9);
    }

    #[test]
    fn ties_are_half_of_the_expected_share() {
        let mut counts = Counts::new();
        let [a, b] = ["a", "b"].map(|name| counts.model(name).unwrap());
        let tie = Outcome::Tie(crate::Places::of([0, 1]).unwrap());
        for (outcome, times) in [(Outcome::Best(0), 50), (Outcome::Best(1), 20), (tie, 30)] {
            (0..times).for_each(|_| counts.add_compact(&[a, b], outcome).unwrap());
        }
        let share = Fit::flat(&counts).unwrap().expected_share(a, b).unwrap();
        assert!((share - 0.65).abs() < 1e-9, "{share}");
    }
}
