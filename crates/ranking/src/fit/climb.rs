//! The top of a concave function, by Newton's method.

use nalgebra::{Cholesky, DMatrix, DVector};

use super::likelihood::{Likelihood, Slope};

/// What is taken for known before any vote: independent normal distributions, as precisions (1/σ²).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prior {
    /// Of each ability, around nothing.
    pub(crate) ability: f64,
    /// Of the mean of all abilities. Votes say nothing of it; without any prior it has to be held.
    pub(crate) mean: f64,
    /// Of `ln δ` of each size of tie, around [`Prior::TIE`].
    pub(crate) tie: f64,
}

/// The top of a posterior.
#[derive(Clone, Debug)]
pub(crate) struct Top {
    /// Where it is.
    pub(crate) at: DVector<f64>,
    /// How the parameters vary together, by Laplace's approximation: the inverse of the negated
    /// second derivatives there.
    pub(crate) covariance: DMatrix<f64>,
}

/// Steps after which there is no top: even votes that are divided a million to one need fewer.
const MOST_STEPS: usize = 500;

/// In nats: after a step this small the next would be of its square. Were it smaller, rounding
/// would keep a thousand million votes from it.
const CLOSE: f64 = 1e-5;

impl Prior {
    /// Wide: abilities with a standard deviation of 6 nats (1,042 points).
    ///
    /// It is there to give few votes a finite answer, not to know better than the votes. A narrower
    /// one, and likewise one whose width is learnt from the votes, rates a little closer where
    /// meetings are drawn evenly; but where mostly neighbours meet, it takes the small differences
    /// along the ranking for all that there is: of the 95 % intervals that came of it as few as
    /// 26 % held the truth of simulated voters (those of `tests/simulated.rs`).
    ///
    /// `ln δ` has a standard deviation of 1.5 nats: with it 95 % of the prior lies between one tie
    /// in 77 votes and five in six, between equals.
    pub(crate) const WIDE: Self = Self { ability: 1.0 / 36.0, mean: 0.0, tie: 1.0 / 2.25 };

    /// None: the mean is held, nothing else.
    pub(crate) const NONE: Self = Self { ability: 0.0, mean: 1.0, tie: 0.0 };

    /// One vote in five between equals is a tie.
    const TIE: f64 = -std::f64::consts::LN_2;

    fn add_to(&self, slope: &mut Slope, models: usize, at: &DVector<f64>) {
        let among = models.max(1) as f64;
        let mean = at.rows(0, models).sum() / among;
        let held = self.mean / among;
        for row in 0..at.len() {
            let (precision, away) = match row < models {
                true => (self.ability, at[row]),
                false => (self.tie, at[row] - Self::TIE),
            };
            slope.gradient[row] -= precision * away;
            slope.information[(row, row)] += precision;
            if row < models {
                slope.gradient[row] -= self.mean * mean;
                slope.information.view_mut((row, 0), (1, models)).add_scalar_mut(held);
            }
        }
    }
}

/// The top of `likelihood` times `prior`; `None` if there is none.
///
/// Along a step the weights' logarithms change by at most `range`, so the curvature changes by a
/// factor of at most `e^range`, and the step that is sure to lead up is `ln(1 + range) / range` of
/// Newton's (Sun and Tran-Dinh, "Generalized self-concordant functions", 2019): no search along it
/// is needed, and near the top it is Newton's own.
pub(crate) fn climb(likelihood: &Likelihood, prior: &Prior) -> Option<Top> {
    let models = likelihood.models();
    let mut at = DVector::zeros(likelihood.parameters());
    for _ in 0..MOST_STEPS {
        let mut slope = likelihood.at(&at);
        prior.add_to(&mut slope, models, &at);
        let information = Cholesky::new(slope.information)?;
        let step = information.solve(&slope.gradient);
        if step.amax() < CLOSE {
            return Some(Top { at: at + step, covariance: information.inverse() });
        }
        let range = range(&step, models);
        at += step * (range.ln_1p() / range);
    }
    None
}

/// By how much the weights of two outcomes of one vote can part in this step, in nats.
fn range(step: &DVector<f64>, models: usize) -> f64 {
    let abilities = step.rows(0, models);
    let ties = step.rows(models, step.len() - models);
    let of_ties =
        ties.iter().fold((0.0_f64, 0.0_f64), |(low, high), tie| (low.min(*tie), high.max(*tie)));
    // Never nothing, as what is divided by it is small as well.
    (abilities.max() - abilities.min() + of_ties.1 - of_ties.0).max(CLOSE)
}
