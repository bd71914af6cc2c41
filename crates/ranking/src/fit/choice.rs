//! One choice among a set of candidates, ties included.
//!
//! The model is that of Davidson and Luce (Firth, Kosmidis and Turner, "Davidson-Luce model for
//! multi-item choice with ties", 2019): that exactly the candidates `T` of a set `S` are voted best
//! has a probability in proportion to `δ_|T| · (∏_{i ∈ T} θ_i)^(1/|T|)`, with `δ_1 = 1`. For two
//! candidates it is the model of Davidson (1970), without ties that of Luce (Plackett-Luce, first
//! choice), for two without ties that of Bradley and Terry (1952).
//!
//! In `λ = ln θ` and `ln δ` the logarithm of each weight is linear, so that the logarithm of the
//! likelihood is concave.

use crate::ballot::MOST_CANDIDATES;

/// The most parameters that one choice depends on: candidates, and ties of two to all of them.
const MOST: usize = 2 * MOST_CANDIDATES - 1;

/// The sizes of ties that can happen, ascending. A size that nobody has voted has the likelihood's
/// own answer, `δ = 0`, and is no parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TieSizes(Vec<usize>);

/// What can be voted on a set of a given number of candidates.
#[derive(Clone, Debug)]
pub(crate) struct Alternatives {
    candidates: usize,
    sizes: usize,
    /// Who is best, and the parameter of a tie of so many, where it is one.
    each: Vec<(u8, Option<usize>)>,
}

/// The first two moments of what is voted: the parameters' part in it, as `φ` with `1/|T|` for each
/// candidate of `T` and 1 for the size of the tie.
#[derive(Clone, Debug)]
pub(crate) struct Moments {
    mean: [f64; MOST],
    square: [[f64; MOST]; MOST],
}

impl TieSizes {
    pub(crate) fn new(mut sizes: Vec<usize>) -> Self {
        sizes.sort_unstable();
        sizes.dedup();
        Self(sizes)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Which of the parameters belongs to ties of `size`.
    pub(crate) fn position(&self, size: usize) -> Option<usize> {
        self.0.binary_search(&size).ok()
    }
}

impl Alternatives {
    /// What can be voted on so many candidates.
    pub(crate) fn new(candidates: usize, sizes: &TieSizes) -> Self {
        let all = (1..1_u16 << candidates).map(|mask| mask as u8);
        let each = all
            .filter_map(|mask| match mask.count_ones() {
                1 => Some((mask, None)),
                size => Some((mask, Some(sizes.position(size as usize)?))),
            })
            .collect();
        Self { candidates, sizes: sizes.count(), each }
    }

    /// How many parameters a vote depends on: the candidates, then the sizes of ties.
    pub(crate) fn parameters(&self) -> usize {
        self.candidates + self.sizes
    }

    /// What can be voted, and how probable it is.
    pub(crate) fn chances(
        &self,
        abilities: &[f64],
        ties: &[f64],
    ) -> impl Iterator<Item = (u8, f64)> {
        let (weights, log_sum) = self.weights(abilities, ties);
        self.each
            .iter()
            .zip(weights)
            .map(move |((mask, _), weight)| (*mask, (weight - log_sum).exp()))
    }

    /// The moments at `abilities` (`λ`) and `ties` (`ln δ`).
    pub(crate) fn moments(&self, abilities: &[f64], ties: &[f64]) -> Moments {
        let (weights, log_sum) = self.weights(abilities, ties);
        let mut moments = Moments { mean: [0.0; MOST], square: [[0.0; MOST]; MOST] };
        for ((mask, tie), weight) in self.each.iter().zip(weights) {
            moments.add(self.candidates, *mask, *tie, (weight - log_sum).exp());
        }
        moments
    }

    /// The logarithms of the weights, and that of their sum.
    fn weights(&self, abilities: &[f64], ties: &[f64]) -> (Vec<f64>, f64) {
        let weight = |(mask, tie): &(u8, Option<usize>)| {
            let tied = tie.map_or(0.0, |tie| ties[tie]);
            let sum: f64 = places(*mask).map(|place| abilities[place]).sum();
            sum / f64::from(mask.count_ones()) + tied
        };
        let weights: Vec<f64> = self.each.iter().map(weight).collect();
        let most = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = weights.iter().map(|weight| (weight - most).exp()).sum();
        (weights, most + sum.ln())
    }
}

impl Moments {
    fn add(&mut self, candidates: usize, mask: u8, tie: Option<usize>, chance: f64) {
        let part = 1.0 / f64::from(mask.count_ones());
        let own = || places(mask).map(|place| (place, part));
        let features = || own().chain(tie.map(|tie| (candidates + tie, 1.0)));
        for (row, part) in features() {
            self.mean[row] += chance * part;
            for (column, other) in features() {
                self.square[row][column] += chance * part * other;
            }
        }
    }

    /// What is expected of one parameter.
    pub(crate) fn mean(&self, parameter: usize) -> f64 {
        self.mean[parameter]
    }

    /// How two parameters vary together: Fisher's information of one vote.
    pub(crate) fn covariance(&self, row: usize, column: usize) -> f64 {
        self.square[row][column] - self.mean[row] * self.mean[column]
    }
}

fn places(mask: u8) -> impl Iterator<Item = usize> {
    (0..MOST_CANDIDATES).filter(move |place| mask >> place & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_the_chances_are_davidsons() {
        let (first, second, tied): (f64, f64, f64) = (2.0, 0.5, 0.7);
        let whole = first + second + tied * (first * second).sqrt();
        let pair = Alternatives::new(2, &TieSizes::new(vec![2]));
        let found: Vec<_> = pair.chances(&[first.ln(), second.ln()], &[tied.ln()]).collect();
        let expected = [first, second, tied * (first * second).sqrt()].map(|part| part / whole);
        for (mask, chance) in expected.into_iter().enumerate() {
            let (own, found) = found[mask];
            assert_eq!(usize::from(own), mask + 1);
            assert!((found - chance).abs() < 1e-12, "{found} is not {chance}");
        }
    }

    #[test]
    fn the_moments_are_the_derivatives_of_the_sum() {
        let sizes = TieSizes::new(vec![4, 2]);
        let set = Alternatives::new(4, &sizes);
        assert_eq!(set.each.len(), 4 + 6 + 1, "four, six pairs, and all of them");
        let at = [0.3, -0.2, 1.1, 0.0, -0.7, -1.5];
        let sum = |at: &[f64]| set.weights(&at[..4], &at[4..]).1;
        let moved = |row: usize, column: usize, by: [f64; 2]| {
            let mut at = at;
            at[row] += by[0];
            at[column] += by[1];
            sum(&at)
        };
        let (found, step) = (set.moments(&at[..4], &at[4..]), 1e-4);
        for row in 0..6 {
            let slope = (moved(row, row, [step, 0.0]) - moved(row, row, [-step, 0.0])) / step / 2.0;
            assert!((found.mean(row) - slope).abs() < 1e-7, "{row}");
            for column in 0..6 {
                let corner = |a, b| moved(row, column, [a, b]);
                let bend = corner(step, step) - corner(step, -step) - corner(-step, step)
                    + corner(-step, -step);
                let bend = bend / step / step / 4.0;
                assert!((found.covariance(row, column) - bend).abs() < 1e-6, "{row} {column}");
            }
        }
    }
}
