use crate::counts::Counts;

/// The votes on one model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Votes that rate: all but those that found all bad.
    pub rated: u64,
    /// Of these, where it was the best.
    pub best: u64,
    /// Of these, where it was among several best.
    pub tied: u64,
    /// Votes that found it and all others bad. They rate nobody.
    pub all_bad: u64,
}

/// How two models did where both stood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meeting {
    /// The first was among the best, the other was not.
    pub wins: u64,
    /// Both were among the best.
    pub ties: u64,
    /// The other was among the best, the first was not.
    pub losses: u64,
}

impl Record {
    /// The records of all models, by [`Model::index`](crate::Model::index).
    pub fn of_all(counts: &Counts) -> Vec<Self> {
        let mut records = vec![Self::default(); counts.names().len()];
        for (group, votes) in counts.groups() {
            let best = group.best();
            for (place, model) in group.candidates().iter().enumerate() {
                let own = &mut records[model.index()];
                match (best.count(), best.contains(place)) {
                    (0, _) => own.all_bad += votes,
                    (1, true) => own.best += votes,
                    (_, true) => own.tied += votes,
                    (_, false) => {}
                }
                if best.count() > 0 {
                    own.rated += votes;
                }
            }
        }
        records
    }

    /// Wins and half of the ties, of all votes that rate, without regard to who else stood: what a
    /// rating is better than. `None` without votes.
    pub fn win_rate(&self) -> Option<f64> {
        let points = self.best as f64 + self.tied as f64 / 2.0;
        (self.rated > 0).then(|| points / self.rated as f64)
    }
}

impl Meeting {
    /// The win matrix: how each model (the row) did against each other (the column), by
    /// [`Model::index`](crate::Model::index).
    ///
    /// It is for looking at. Of several candidates the best wins against each other here; the fit
    /// takes such a vote as the one choice that it is. Two that both were not the best have not
    /// been compared.
    pub fn matrix(counts: &Counts) -> Vec<Vec<Self>> {
        let size = counts.names().len();
        let mut matrix = vec![vec![Self::default(); size]; size];
        for (group, votes) in counts.groups() {
            let stood = || group.candidates().iter().enumerate();
            for (place, model) in stood() {
                for (against, other) in stood().filter(|(against, _)| *against != place) {
                    let met = &mut matrix[model.index()][other.index()];
                    match (group.best().contains(place), group.best().contains(against)) {
                        (true, true) => met.ties += votes,
                        (true, false) => met.wins += votes,
                        (false, true) => met.losses += votes,
                        (false, false) => {}
                    }
                }
            }
        }
        matrix
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Outcome, Places};

    fn counts() -> Counts {
        let mut counts = Counts::new();
        let [a, b, c] = ["a", "b", "c"].map(|name| counts.model(name).unwrap());
        let tie = Outcome::Tie(Places::of([0, 2]).unwrap());
        for (models, outcome) in [
            (&[a, b][..], Outcome::Best(0)),
            (&[b, a], Outcome::AllBad),
            (&[a, b, c], tie),
            (&[a, b, c], Outcome::Best(1)),
        ] {
            counts.add_compact(models, outcome).unwrap();
        }
        counts
    }

    #[test]
    fn each_vote_stands_in_the_record_of_each_candidate() {
        let found = Record::of_all(&counts());
        assert_eq!(found[0], Record { rated: 3, best: 1, tied: 1, all_bad: 1 });
        assert_eq!(found[1], Record { rated: 3, best: 1, tied: 0, all_bad: 1 });
        assert_eq!(found[2], Record { rated: 2, best: 0, tied: 1, all_bad: 0 });
        assert_eq!((found[0].win_rate(), Record::default().win_rate()), (Some(0.5), None));
    }

    #[test]
    fn the_matrix_is_its_own_mirror() {
        let found = Meeting::matrix(&counts());
        assert_eq!(found[0][1], Meeting { wins: 2, ties: 0, losses: 1 });
        assert_eq!(found[0][2], Meeting { wins: 0, ties: 1, losses: 0 }, "not compared by b's win");
        for (row, column) in [(0, 1), (0, 2), (1, 2)] {
            let (own, other) = (found[row][column], found[column][row]);
            assert_eq!((own.wins, own.ties, own.losses), (other.losses, other.ties, other.wins));
        }
    }
}
