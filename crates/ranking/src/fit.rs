//! From counted votes to what is known of the models.

pub(crate) mod choice;
mod climb;
mod flat;
mod likelihood;
#[cfg(test)]
mod tests;

use nalgebra::{DMatrix, DVector};
use thiserror::Error;

use crate::counts::{Counts, Model};
use choice::{Alternatives, TieSizes};
use climb::{Prior, Top};
use likelihood::Likelihood;

/// What votes say of the abilities of models: a normal distribution, in nats.
///
/// Abilities are relative to the mean of the models with a vote that rates. A model without one
/// has the prior's.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Whether a vote rates it.
    pub(crate) rated: Vec<bool>,
    pub(crate) abilities: DVector<f64>,
    pub(crate) covariance: DMatrix<f64>,
    pub(crate) sizes: TieSizes,
    pub(crate) ties: Vec<f64>,
}

/// Why votes cannot be fitted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FitError {
    /// Without a prior: no votes lead from these models to the others.
    #[error("without a prior there is no answer: no vote compares {0:?} with the others")]
    Disconnected(Vec<String>),
    /// Without a prior: some models, or ties, lost or won each time that they met the others.
    #[error("without a prior there is no finite answer: some always win against the others")]
    Separable,
    /// The numbers of the fit are beyond what can be reckoned with.
    #[error("the votes cannot be fitted: their numbers are beyond reckoning")]
    Numbers,
}

impl Fit {
    /// Fits the votes with a wide normal prior of each ability, which has an answer for any votes,
    /// even none: a model that never lost has a finite rating.
    pub fn new(counts: &Counts) -> Result<Self, FitError> {
        let likelihood = Likelihood::new(counts);
        let top = climb::climb(&likelihood, &Prior::WIDE).ok_or(FitError::Numbers)?;
        Ok(Self::from_top(top, &likelihood))
    }

    /// Fits the votes alone, for comparison with other programs: the likelihood's own answer, which
    /// there is only where each model lost to and won against others, however indirectly.
    pub fn flat(counts: &Counts) -> Result<Self, FitError> {
        let likelihood = Likelihood::new(counts);
        let top = flat::without_prior(&likelihood, counts.names())?;
        Ok(Self::from_top(top, &likelihood))
    }

    fn from_top(top: Top, likelihood: &Likelihood) -> Self {
        let models = likelihood.models();
        let mut rated = vec![false; models];
        likelihood.sets().flatten().for_each(|model| rated[*model] = true);
        let (abilities, ties) = top.at.as_slice().split_at(models);
        let abilities = DVector::from_column_slice(abilities);
        let covariance = top.covariance.view((0, 0), (models, models)).into_owned();
        let among = rated.iter().filter(|rated| **rated).count().max(1) as f64;
        // What is shown is relative: each ability less the mean of those that are rated.
        let part = |model: usize| if rated[model] { 1.0 / among } else { 0.0 };
        let relative = DMatrix::from_fn(models, models, |row, column| {
            f64::from(u8::from(row == column)) - part(column)
        });
        Self {
            abilities: &relative * abilities,
            covariance: &relative * covariance * relative.transpose(),
            ties: ties.to_vec(),
            sizes: likelihood.sizes().clone(),
            rated,
        }
    }

    /// How probable each outcome of a vote on `set` is, the best as a mask of places, were the
    /// abilities as fitted.
    pub(crate) fn chances(&self, set: &[Model]) -> Vec<(u8, f64)> {
        let abilities: Vec<_> = set.iter().map(|model| self.abilities[model.index()]).collect();
        Alternatives::new(set.len(), &self.sizes).chances(&abilities, &self.ties).collect()
    }

    /// In nats squared.
    pub(crate) fn variance_of_difference(&self, a: usize, b: usize) -> f64 {
        self.covariance[(a, a)] + self.covariance[(b, b)] - 2.0 * self.covariance[(a, b)]
    }
}
