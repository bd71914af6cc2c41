use std::collections::HashMap;

use thiserror::Error;

use crate::ballot::{Ballot, BallotError, MOST_CANDIDATES, Outcome, Places, checked};

/// The most models in one ranking: the fit holds a dense matrix of their size.
pub const MOST_MODELS: usize = 1_000;

/// Votes, counted by who stood and what was voted; nothing else of a vote matters for a rating.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    names: Vec<String>,
    indices: HashMap<String, Model>,
    groups: HashMap<Group, u64>,
}

/// A model, by its place among the names of its [`Counts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Model(u16);

/// Why a vote cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CountError {
    /// It is no vote.
    #[error(transparent)]
    Ballot(#[from] BallotError),
    /// There are more models than one ranking can hold.
    #[error("more than {MOST_MODELS} models")]
    Models,
    /// A model of other counts.
    #[error("there is no model {0} among these votes")]
    Unknown(usize),
}

/// Ballots with the same candidates and the same outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Group {
    /// Ascending; the first `size` count.
    candidates: [Model; MOST_CANDIDATES],
    size: u8,
    /// Among `candidates`.
    best: Places,
}

impl Counts {
    /// No votes.
    pub fn new() -> Self {
        Self::default()
    }

    /// The votes of `ballots`.
    pub fn of<'a>(ballots: impl IntoIterator<Item = &'a Ballot>) -> Result<Self, CountError> {
        let mut counts = Self::new();
        ballots.into_iter().try_for_each(|ballot| counts.add(ballot))?;
        Ok(counts)
    }

    /// The model of this name, which is made known if it was not: a pool may have models that
    /// nobody has voted on.
    pub fn model(&mut self, name: &str) -> Result<Model, CountError> {
        if let Some(model) = self.indices.get(name) {
            return Ok(*model);
        }
        if self.names.len() == MOST_MODELS {
            return Err(CountError::Models);
        }
        let model = Model::at(self.names.len());
        self.names.push(name.to_owned());
        self.indices.insert(name.to_owned(), model);
        Ok(model)
    }

    /// The model of this name, if it is known.
    pub fn find(&self, name: &str) -> Option<Model> {
        self.indices.get(name).copied()
    }

    /// The names, by [`Model::index`].
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Counts a vote.
    pub fn add(&mut self, ballot: &Ballot) -> Result<(), CountError> {
        let mut candidates = [Model(0); MOST_CANDIDATES];
        for (place, name) in candidates.iter_mut().zip(ballot.candidates()) {
            *place = self.model(name)?;
        }
        self.count(&candidates[..ballot.candidates().len()], ballot.best());
        Ok(())
    }

    /// Counts a vote on models that are already known, without looking at names.
    pub fn add_compact(
        &mut self,
        candidates: &[Model],
        outcome: Outcome,
    ) -> Result<(), CountError> {
        if let Some(model) = candidates.iter().find(|model| model.index() >= self.names.len()) {
            return Err(CountError::Unknown(model.index()));
        }
        let best = checked(candidates, outcome, |model| self.names[model.index()].clone())?;
        self.count(candidates, best);
        Ok(())
    }

    fn count(&mut self, candidates: &[Model], best: Places) {
        *self.groups.entry(Group::new(candidates, best)).or_default() += 1;
    }

    /// The groups and the votes of each, always in the same order.
    pub(crate) fn groups(&self) -> Vec<(Group, u64)> {
        let mut groups: Vec<_> =
            self.groups.iter().map(|(group, votes)| (*group, *votes)).collect();
        groups.sort_unstable();
        groups
    }
}

impl Model {
    pub(crate) fn at(index: usize) -> Self {
        debug_assert!(index < MOST_MODELS, "more models than can be counted");
        Self(index as u16)
    }

    /// Its place among the names.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl Group {
    fn new(shown: &[Model], best: Places) -> Self {
        let mut marked = [(Model(0), false); MOST_CANDIDATES];
        for (place, (mark, model)) in marked.iter_mut().zip(shown).enumerate() {
            *mark = (*model, best.contains(place));
        }
        marked[..shown.len()].sort_unstable();
        let mask = marked.iter().rev().fold(0, |mask, (_, best)| mask << 1 | u8::from(*best));
        Self {
            candidates: marked.map(|(model, _)| model),
            size: shown.len() as u8,
            best: Places::from_mask(mask),
        }
    }

    /// Who stood, ascending.
    pub(crate) fn candidates(&self) -> &[Model] {
        &self.candidates[..usize::from(self.size)]
    }

    /// Which of them were best.
    pub(crate) fn best(&self) -> Places {
        self.best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_vote_shown_in_another_order_is_the_same() {
        let mut counts = Counts::new();
        let [a, b, c] = ["a", "b", "c"].map(|name| counts.model(name).unwrap());
        counts.add_compact(&[a, b, c], Outcome::Best(1)).unwrap();
        counts.add_compact(&[c, a, b], Outcome::Best(2)).unwrap();
        let names = ["b", "c", "a"].map(str::to_owned).to_vec();
        counts.add(&Ballot::new(names, Outcome::Best(0)).unwrap()).unwrap();
        let groups = counts.groups();
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0].0.candidates(), [a, b, c]);
        assert_eq!((groups[0].0.best().iter().collect::<Vec<_>>(), groups[0].1), (vec![1], 3));
    }

    #[test]
    fn only_models_that_are_known_can_be_counted_compactly() {
        let mut counts = Counts::new();
        let a = counts.model("a").unwrap();
        let refused = counts.add_compact(&[a, Model(7)], Outcome::AllBad);
        assert_eq!(refused, Err(CountError::Unknown(7)));
        let twice = counts.add_compact(&[a, a], Outcome::AllBad);
        assert_eq!(twice, Err(BallotError::Twice("a".into()).into()));
    }

    #[test]
    fn there_is_an_end_to_models() {
        let mut counts = Counts::new();
        for index in 0..MOST_MODELS {
            counts.model(&index.to_string()).unwrap();
        }
        assert_eq!(counts.model("one more"), Err(CountError::Models));
        assert!(counts.model("7").is_ok(), "one that is known is no further model");
    }
}
