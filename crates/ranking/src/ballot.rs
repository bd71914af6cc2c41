use thiserror::Error;

/// The fewest candidates on a ballot.
pub const FEWEST_CANDIDATES: usize = 2;
/// The most candidates on a ballot.
pub const MOST_CANDIDATES: usize = 8;

/// A vote on one turn: who answered, in the order shown, and which answers were best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    candidates: Vec<String>,
    best: Places,
}

/// What was voted. Places count from 0, in the order shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// One answer is the best.
    Best(usize),
    /// Two or more answers are equally good, and better than the rest.
    Tie(Places),
    /// No answer is good. This is counted, and rates nobody: it says nothing of who is better.
    AllBad,
}

/// A set of places on a ballot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Places(u8);

/// Why something is no ballot.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BallotError {
    /// Too few or too many candidates.
    #[error("{0} models; a vote is on {FEWEST_CANDIDATES} to {MOST_CANDIDATES}")]
    Candidates(usize),
    /// A candidate without a name.
    #[error("model {0} has no name")]
    Nameless(usize),
    /// A candidate that stands twice on the ballot.
    #[error("a model stands twice on one vote: {0}")]
    Twice(String),
    /// A place that no candidate has.
    #[error("the best is at place {place}, but there are {candidates} models, counted from 0")]
    Place {
        /// The place, from 0.
        place: usize,
        /// How many there are.
        candidates: usize,
    },
    /// A tie of fewer than two.
    #[error("a tie of {0}; it takes two")]
    TieOf(usize),
}

impl Ballot {
    /// A vote on `candidates`, in the order shown.
    pub fn new(candidates: Vec<String>, outcome: Outcome) -> Result<Self, BallotError> {
        if let Some(place) = candidates.iter().position(String::is_empty) {
            return Err(BallotError::Nameless(place));
        }
        let best = checked(&candidates, outcome, String::clone)?;
        Ok(Self { candidates, best })
    }

    /// The models, in the order shown.
    pub fn candidates(&self) -> &[String] {
        &self.candidates
    }

    /// The places of the best: none if all are bad, several in a tie.
    pub fn best(&self) -> Places {
        self.best
    }

    /// What was voted.
    pub fn outcome(&self) -> Outcome {
        match (self.best.count(), self.best.iter().next()) {
            (_, None) => Outcome::AllBad,
            (1, Some(place)) => Outcome::Best(place),
            (_, Some(_)) => Outcome::Tie(self.best),
        }
    }
}

impl Places {
    /// These places; `None` if one is beyond any ballot.
    pub fn of(places: impl IntoIterator<Item = usize>) -> Option<Self> {
        places.into_iter().try_fold(Self::default(), |set, place| {
            (place < MOST_CANDIDATES).then(|| Self(set.0 | 1 << place))
        })
    }

    pub(crate) fn from_mask(mask: u8) -> Self {
        Self(mask)
    }

    /// Whether `place` is one of them.
    pub fn contains(self, place: usize) -> bool {
        place < MOST_CANDIDATES && self.0 >> place & 1 == 1
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The places, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..MOST_CANDIDATES).filter(move |place| self.contains(*place))
    }
}

/// The places of the best, if `candidates` and `outcome` make a ballot.
pub(crate) fn checked<M: PartialEq>(
    candidates: &[M],
    outcome: Outcome,
    name: impl Fn(&M) -> String,
) -> Result<Places, BallotError> {
    let count = candidates.len();
    if !(FEWEST_CANDIDATES..=MOST_CANDIDATES).contains(&count) {
        return Err(BallotError::Candidates(count));
    }
    let twice = |at: &usize| candidates[..*at].contains(&candidates[*at]);
    if let Some(at) = (1..count).find(twice) {
        return Err(BallotError::Twice(name(&candidates[at])));
    }
    let places = match outcome {
        Outcome::AllBad => Places::default(),
        Outcome::Tie(places) if places.count() < 2 => {
            return Err(BallotError::TieOf(places.count()));
        }
        Outcome::Tie(places) => places,
        Outcome::Best(place) => {
            Places::of([place]).ok_or(BallotError::Place { place, candidates: count })?
        }
    };
    match places.iter().find(|place| *place >= count) {
        Some(place) => Err(BallotError::Place { place, candidates: count }),
        None => Ok(places),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ballot(names: &[&str], outcome: Outcome) -> Result<Ballot, BallotError> {
        Ballot::new(names.iter().map(|name| (*name).to_owned()).collect(), outcome)
    }

    #[test]
    fn what_was_voted_is_what_is_told() {
        let tie = Outcome::Tie(Places::of([0, 2]).unwrap());
        for outcome in [Outcome::Best(2), tie, Outcome::AllBad] {
            assert_eq!(ballot(&["a", "b", "c"], outcome).unwrap().outcome(), outcome);
        }
    }

    #[test]
    fn what_is_no_vote_is_refused() {
        let places = |places: &[usize]| Outcome::Tie(Places::of(places.iter().copied()).unwrap());
        let refused = [
            (ballot(&["a"], Outcome::AllBad), BallotError::Candidates(1)),
            (ballot(&["a"; 9], Outcome::AllBad), BallotError::Candidates(9)),
            (ballot(&["a", ""], Outcome::Best(0)), BallotError::Nameless(1)),
            (ballot(&["a", "b", "a"], Outcome::Best(0)), BallotError::Twice("a".into())),
            (ballot(&["a", "b"], places(&[1])), BallotError::TieOf(1)),
            (ballot(&["a", "b"], Outcome::Best(2)), BallotError::Place { place: 2, candidates: 2 }),
            (
                ballot(&["a", "b"], Outcome::Best(99)),
                BallotError::Place { place: 99, candidates: 2 },
            ),
            (ballot(&["a", "b"], places(&[0, 5])), BallotError::Place { place: 5, candidates: 2 }),
        ];
        for (found, error) in refused {
            assert_eq!(found, Err(error));
        }
        assert_eq!(Places::of([8]), None, "there are eight places at most");
    }
}
