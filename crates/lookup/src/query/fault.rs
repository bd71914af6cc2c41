use serde::{Deserialize, Serialize};
use specta::Type;

use crate::snippet::Lit;

/// What of a query cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[error("the query cannot be read at {}: {fault}", at.from)]
pub struct QueryError {
    /// Its place in what was typed, in UTF-16 units.
    pub at: Lit,
    /// What is wrong there.
    pub fault: Fault,
}

/// What can be wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Fault {
    /// A quote has no end.
    #[error("a quote is not closed")]
    OpenQuote,
    /// A group has no end.
    #[error("a bracket is not closed")]
    OpenGroup,
    /// A bracket ends no group.
    #[error("a bracket closes nothing")]
    StrayBracket,
    /// A group has nothing in it.
    #[error("there is nothing between the brackets")]
    EmptyGroup,
    /// `OR` has nothing on one side.
    #[error("OR needs something on both sides")]
    LonelyOr,
    /// `-` has nothing after it.
    #[error("nothing stands after the minus")]
    LonelyNot,
    /// It has neither letter, figure nor sign.
    #[error("there is no letter or figure to look for")]
    NoLetter,
    /// One or two letters and a star.
    #[error("before a star there must be three letters")]
    ShortBeginning,
    /// A word before a colon is almost an operator.
    #[error("{typed}: is unknown; did you mean {meant}:?")]
    UnknownKey {
        /// As it was typed.
        typed: String,
        /// The operator that it is near to.
        meant: String,
    },
    /// An operator without its value.
    #[error("{key}: needs a value")]
    NoValue {
        /// The operator.
        key: String,
    },
    /// An operator does not know this value.
    #[error("{key}: knows only {}", known.join(", "))]
    BadValue {
        /// The operator.
        key: String,
        /// The values that it knows.
        known: Vec<String>,
    },
    /// A day that is none.
    #[error("a day is written as 2026-11-22, 2026-11, 2026, today, yesterday or 7d")]
    BadDay,
    /// `in:` is for the whole query.
    #[error("in: stands by itself, neither in a group nor after a minus")]
    NotHere,
    /// No chat has what the operator asks for.
    #[error("there is nothing yet that {key}: could find")]
    NoneYet {
        /// The operator.
        key: String,
    },
    /// More brackets within brackets, or words, than anyone means.
    #[error("the query is too long")]
    TooLong,
}
