//! The likelihood's own answer, where it has one.

use super::FitError;
use super::climb::{Prior, Top, climb};
use super::likelihood::Likelihood;

/// In nats squared. Where an answer is finite, its variance is some units; where it is not, a step
/// ends only when the chances of what was never voted are lost in rounding, some 1e-16.
const MOST_VARIANCE: f64 = 1e6;

/// What the votes alone say, the mean of all abilities held at nothing.
pub(crate) fn without_prior(likelihood: &Likelihood, names: &[String]) -> Result<Top, FitError> {
    let apart = unconnected(likelihood);
    if !apart.is_empty() {
        let names = apart.into_iter().map(|model| names[model].clone()).collect();
        return Err(FitError::Disconnected(names));
    }
    let top = climb(likelihood, &Prior::NONE).ok_or(FitError::Separable)?;
    match top.covariance.diagonal().iter().all(|variance| *variance < MOST_VARIANCE) {
        true => Ok(top),
        false => Err(FitError::Separable),
    }
}

/// The models that no chain of votes leads to from the first.
fn unconnected(likelihood: &Likelihood) -> Vec<usize> {
    let mut leads: Vec<usize> = (0..likelihood.models()).collect();
    let end = |leads: &[usize], mut model: usize| {
        while leads[model] != model {
            model = leads[model];
        }
        model
    };
    for set in likelihood.sets() {
        for pair in set.windows(2) {
            let (one, other) = (end(&leads, pair[0]), end(&leads, pair[1]));
            // The lowest leads, so that chains are short and the first model leads its own.
            leads[one.max(other)] = one.min(other);
        }
    }
    (0..leads.len()).filter(|model| end(&leads, *model) != 0).collect()
}
