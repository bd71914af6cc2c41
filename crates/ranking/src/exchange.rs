//! Votes as files: CSV, JSON Lines and Parquet, with the same columns.
//!
//! | column | type | what it is |
//! |---|---|---|
//! | `vote` | text | which vote it is, a UUID; further rows of the same vote are dropped and counted |
//! | `turn` | text | the turn that was voted on, a UUID |
//! | `voted_at` | integer | milliseconds since 1970 (UTC) |
//! | `voter` | text | who voted; may be empty |
//! | `kind` | text | `chat`, `transcription` or `speech` |
//! | `language` | text | BCP 47; may be empty |
//! | `tags` | list of texts | may be empty |
//! | `blind` | boolean | whether names were hidden until the vote |
//! | `models` | list of texts | who stood, 2 to 8, in the order shown |
//! | `outcome` | text | `best`, `tie` or `all_bad` |
//! | `best` | list of integers | the places of the best among `models`, from 0: one, several, or none |
//! | `reason` | text | the voter's; may be empty |
//! | `format` | text | `antiphon-votes/1` |
//!
//! A change that older readers would misunderstand changes the number in `format`. Other columns are
//! ignored, and so is their order. In CSV a list is written as JSON, and a text that a spreadsheet
//! would take for a formula has an apostrophe before it, which is taken off again when it is read.
//! `format` is last, so that a row of CSV that was cut is never taken for a whole one.

mod csv;
mod json_lines;
mod parquet;
mod row;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::io;

use thiserror::Error;
use uuid::Uuid;

pub use self::csv::{read_csv, write_csv};
pub use self::json_lines::{read_json_lines, write_json_lines};
pub use self::parquet::{read_parquet, write_parquet};
pub use self::row::Problem;
use crate::vote::Vote;

/// How many bad rows are told one by one.
pub const MOST_TOLD: usize = 100;

/// What was read from a file, or pooled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pooled {
    /// Each vote once, in the order of their first rows.
    pub votes: Vec<Vote>,
    /// How many further rows of the same votes there were.
    pub duplicates: u64,
    /// The first [`MOST_TOLD`] rows that are no votes.
    pub bad: Vec<BadRow>,
    /// How many rows are no votes.
    pub bad_rows: u64,
    seen: HashSet<Uuid>,
}

/// A row that is no vote.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{place} {number}: {problem}")]
pub struct BadRow {
    /// What `number` counts.
    pub place: Place,
    /// Where it is, from 1; in CSV the first line is the header's.
    pub number: u64,
    /// What is wrong.
    pub problem: Problem,
}

/// What rows are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Lines of text.
    Line,
    /// Rows of a table.
    Row,
}

/// Why a file is none of votes.
#[derive(Debug, Error)]
pub enum ExchangeError {
    /// It cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A column is missing that every vote needs.
    #[error("these are no votes: there is no column `{0}`")]
    NoColumn(&'static str),
    /// It is damaged, or of another format.
    #[error("this is no {format} that can be read: {why}")]
    Damaged {
        /// What it should be.
        format: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

impl Pooled {
    /// Adds a vote, unless it is already there: then it is counted, and the first stays as it is.
    pub fn add(&mut self, vote: Vote) {
        match self.seen.insert(vote.id) {
            true => self.votes.push(vote),
            false => self.duplicates += 1,
        }
    }

    fn add_row(&mut self, place: Place, number: u64, row: Result<Vote, Problem>) {
        match row {
            Ok(vote) => self.add(vote),
            Err(problem) => {
                self.bad_rows += 1;
                if self.bad.len() < MOST_TOLD {
                    self.bad.push(BadRow { place, number, problem });
                }
            }
        }
    }
}

/// Pools the votes of several people, or of several files of the same one.
pub fn pool(votes: impl IntoIterator<Item = Vote>) -> Pooled {
    let mut pooled = Pooled::default();
    votes.into_iter().for_each(|vote| pooled.add(vote));
    pooled
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Line => "line",
            Self::Row => "row",
        })
    }
}
