//! What all votes say of the parameters: abilities `λ` of each model, then `ln δ` of each size of
//! tie.

use std::collections::BTreeMap;

use nalgebra::{DMatrix, DVector};

use super::choice::{Alternatives, TieSizes};
use crate::ballot::MOST_CANDIDATES;
use crate::counts::{Counts, Group};

/// The likelihood of the votes that rate; those that find all bad have no part in it.
#[derive(Clone, Debug)]
pub(crate) struct Likelihood {
    models: usize,
    sizes: TieSizes,
    /// By the number of candidates.
    alternatives: Vec<Alternatives>,
    /// Who stood together, and how often: what was voted there is in `voted`.
    sets: Vec<(Vec<usize>, f64)>,
    /// What was voted, as the sum over the votes of each parameter's part.
    voted: DVector<f64>,
}

/// A likelihood at one place.
#[derive(Clone, Debug)]
pub(crate) struct Slope {
    /// The first derivatives of its logarithm.
    pub(crate) gradient: DVector<f64>,
    /// The second derivatives, negated: the observed information, which here is the expected one.
    pub(crate) information: DMatrix<f64>,
}

impl Likelihood {
    pub(crate) fn new(counts: &Counts) -> Self {
        let models = counts.names().len();
        let groups: Vec<_> =
            counts.groups().into_iter().filter(|(group, _)| group.best().count() > 0).collect();
        let tied = groups.iter().map(|(group, _)| group.best().count());
        let sizes = TieSizes::new(tied.filter(|size| *size > 1).collect());
        let mut voted = DVector::zeros(models + sizes.count());
        let mut sets: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
        for (group, votes) in &groups {
            let set = group.candidates().iter().map(|model| model.index()).collect();
            *sets.entry(set).or_default() += *votes as f64;
            add_voted(&mut voted, models, &sizes, group, *votes as f64);
        }
        let alternatives =
            (0..=MOST_CANDIDATES).map(|size| Alternatives::new(size, &sizes)).collect();
        Self { models, sizes, alternatives, sets: sets.into_iter().collect(), voted }
    }

    /// How many models there are.
    pub(crate) fn models(&self) -> usize {
        self.models
    }

    /// How many parameters there are.
    pub(crate) fn parameters(&self) -> usize {
        self.models + self.sizes.count()
    }

    /// The sizes of ties that were voted.
    pub(crate) fn sizes(&self) -> &TieSizes {
        &self.sizes
    }

    /// Who stood together.
    pub(crate) fn sets(&self) -> impl Iterator<Item = &[usize]> {
        self.sets.iter().map(|(set, _)| set.as_slice())
    }

    /// The likelihood at `parameters`.
    pub(crate) fn at(&self, parameters: &DVector<f64>) -> Slope {
        let (abilities, ties) = parameters.as_slice().split_at(self.models);
        let mut gradient = self.voted.clone();
        let mut information = DMatrix::zeros(self.parameters(), self.parameters());
        let mut own = Vec::with_capacity(MOST_CANDIDATES);
        for (set, votes) in &self.sets {
            own.clear();
            own.extend(set.iter().map(|model| abilities[*model]));
            let choice = &self.alternatives[set.len()];
            let moments = choice.moments(&own, ties);
            let of_all = |own: usize| match set.get(own) {
                Some(model) => *model,
                None => self.models + own - set.len(),
            };
            for row in 0..choice.parameters() {
                gradient[of_all(row)] -= votes * moments.mean(row);
                for column in 0..choice.parameters() {
                    information[(of_all(row), of_all(column))] +=
                        votes * moments.covariance(row, column);
                }
            }
        }
        Slope { gradient, information }
    }
}

fn add_voted(voted: &mut DVector<f64>, models: usize, sizes: &TieSizes, group: &Group, votes: f64) {
    let best = group.best();
    for place in best.iter() {
        voted[group.candidates()[place].index()] += votes / best.count() as f64;
    }
    if let Some(tie) = sizes.position(best.count()) {
        voted[models + tie] += votes;
    }
}
