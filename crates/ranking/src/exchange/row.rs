//! A vote as the cells of a row, whatever it is written in.

use serde_json::{Value, json};
use thiserror::Error;
use uuid::Uuid;

use crate::ballot::{Ballot, BallotError, Outcome, Places};
use crate::vote::{Kind, Vote};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    Integer,
    Boolean,
    Texts,
    Integers,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) holds: Holds,
    /// Whether it may be missing, as what it holds may be empty.
    pub(super) optional: bool,
}

/// The cells of a row, in the order of [`COLUMNS`]; one that is not there is null.
pub(super) type Row = [Value; COLUMNS.len()];

pub(super) const COLUMNS: [Column; 13] = [
    Column { name: "vote", holds: Holds::Text, optional: false },
    Column { name: "turn", holds: Holds::Text, optional: false },
    Column { name: "voted_at", holds: Holds::Integer, optional: false },
    Column { name: "voter", holds: Holds::Text, optional: true },
    Column { name: "kind", holds: Holds::Text, optional: false },
    Column { name: "language", holds: Holds::Text, optional: true },
    Column { name: "tags", holds: Holds::Texts, optional: true },
    Column { name: "blind", holds: Holds::Boolean, optional: false },
    Column { name: "models", holds: Holds::Texts, optional: false },
    Column { name: "outcome", holds: Holds::Text, optional: false },
    Column { name: "best", holds: Holds::Integers, optional: false },
    Column { name: "reason", holds: Holds::Text, optional: true },
    Column { name: "format", holds: Holds::Text, optional: false },
];

const FORMAT: &str = "antiphon-votes/1";

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// It cannot be taken apart into cells.
    #[error("{0}")]
    Row(String),
    /// A cell is missing, or empty where it must not be.
    #[error("there is no `{0}`")]
    Missing(&'static str),
    /// A cell holds something else than it should.
    #[error("`{column}` is {found}, which is not {wanted}")]
    Cell {
        /// Of which column.
        column: &'static str,
        /// What it holds, shortened.
        found: String,
        /// What it should hold.
        wanted: &'static str,
    },
    /// The models and the outcome make no vote.
    #[error(transparent)]
    Ballot(#[from] BallotError),
}

/// The vote, as cells.
pub(super) fn of_vote(vote: &Vote) -> Row {
    let best = vote.ballot.best();
    let outcome = match vote.ballot.outcome() {
        Outcome::Best(_) => "best",
        Outcome::Tie(_) => "tie",
        Outcome::AllBad => "all_bad",
    };
    [
        vote.id.to_string().into(),
        vote.turn.to_string().into(),
        vote.voted_at.into(),
        vote.voter.clone().into(),
        vote.kind.name().into(),
        vote.language.clone().into(),
        vote.tags.clone().into(),
        vote.blind.into(),
        vote.ballot.candidates().into(),
        outcome.into(),
        best.iter().collect::<Vec<_>>().into(),
        vote.reason.clone().into(),
        FORMAT.into(),
    ]
}

/// The vote that cells make.
pub(super) fn vote(row: Row) -> Result<Vote, Problem> {
    let mut cells = Cells { row, next: 0 };
    let (id, turn) = (cells.uuid()?, cells.uuid()?);
    let voted_at = cells.next("an integer", |cell| cell.as_i64())?;
    let voter = cells.text()?;
    let kind = cells.next("chat, transcription or speech", |cell| {
        let name = cell.as_str()?;
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    })?;
    let (language, tags) = (cells.text()?, cells.texts()?);
    let blind = cells.next("true or false", |cell| cell.as_bool())?;
    let models = cells.texts()?;
    let outcome = cells.next("best, tie or all_bad", |cell| {
        ["best", "tie", "all_bad"].into_iter().find(|name| cell == name)
    })?;
    let wanted = match outcome {
        "best" => "the place of one model, as the outcome says",
        "tie" => "the places of several models, as the outcome says",
        _ => "empty, as the outcome says",
    };
    let outcome = cells.next(wanted, |cell| voted(outcome, cell))?;
    let reason = cells.text()?;
    cells.next("antiphon-votes/1, the format that can be read", |cell| {
        (cell == FORMAT).then_some(())
    })?;
    let ballot = Ballot::new(models, outcome)?;
    Ok(Vote { id, turn, voted_at, voter, kind, language, tags, blind, ballot, reason })
}

/// What was voted, if the outcome's name and the places of the best agree.
fn voted(outcome: &str, best: &Value) -> Option<Outcome> {
    let best = best.as_array()?;
    let place = |cell: &Value| usize::try_from(cell.as_u64()?).ok();
    let places = best.iter().map(place).collect::<Option<Vec<_>>>()?;
    match (outcome, &places[..]) {
        ("best", [place]) => Some(Outcome::Best(*place)),
        ("tie", [_, _, ..]) => Some(Outcome::Tie(Places::of(places)?)),
        ("all_bad", []) => Some(Outcome::AllBad),
        _ => None,
    }
}

/// The cells, taken one by one.
struct Cells {
    row: Row,
    next: usize,
}

impl Cells {
    fn next<T>(
        &mut self,
        wanted: &'static str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, Problem> {
        let Column { name, holds, optional } = COLUMNS[self.next];
        let mut cell = self.row[self.next].take();
        self.next += 1;
        if cell.is_null() && optional {
            cell = if holds == Holds::Texts { json!([]) } else { json!("") };
        }
        if cell.is_null() {
            return Err(Problem::Missing(name));
        }
        let found = || Problem::Cell { column: name, found: shortened(&cell), wanted };
        read(&cell).ok_or_else(found)
    }

    fn uuid(&mut self) -> Result<Uuid, Problem> {
        self.next("a UUID", |cell| cell.as_str()?.parse().ok())
    }

    fn text(&mut self) -> Result<String, Problem> {
        self.next("a text", |cell| cell.as_str().map(str::to_owned))
    }

    fn texts(&mut self) -> Result<Vec<String>, Problem> {
        self.next("a list of texts", |cell| {
            cell.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
        })
    }
}

fn shortened(cell: &Value) -> String {
    const MOST: usize = 60;
    let whole = cell.to_string();
    match whole.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &whole[..end]),
        None => whole,
    }
}
