//! The language of queries.
//!
//! Words that follow each other must all be found; `"a phrase"` word by word; `begin*` whatever it
//! goes on with; `-not` must not be found; `one OR other` either; `(…)` groups. `key:value` asks for
//! what a message is: who wrote it, when, with what. See [`Filter`].

mod day;
mod fault;
mod filter;
mod read;

use crate::tokens::tokens;
use read::is_short;

pub use day::Day;
pub use fault::{Fault, QueryError};
pub use filter::{Author, Filter, Has, Kind, Voted};

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What a message must be or have; none: nothing was typed.
    pub want: Option<Want>,
    /// `in:bin`: among what was deleted, and only there.
    pub bin: bool,
    /// `in:reasoning`: in the models' reasoning as well.
    pub reasoning: bool,
}

/// A part of what is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// Each of them; at least two.
    All(Vec<Want>),
    /// One of them; at least two.
    Any(Vec<Want>),
    /// What is not so.
    Not(Box<Want>),
    /// A word or phrase that is in the text.
    Words(Words),
    /// What the message is.
    Filter(Filter),
}

/// A word or a phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// As it was typed, without quotes and star.
    pub text: String,
    /// Its last word may go on.
    pub prefix: bool,
    /// Nothing was typed after it, so that it may not be whole yet.
    pub last: bool,
}

impl Query {
    /// Reads what was typed; `today` is the day that `before:yesterday` reckons from.
    ///
    /// Every text is a query or an error that names its place.
    pub fn parse(typed: &str, today: Day) -> Result<Self, QueryError> {
        read::read(typed, today)
    }

    /// The same while it is being typed: the word at its end may go on.
    #[must_use]
    pub fn unfinished(mut self) -> Self {
        if let Some(want) = &mut self.want {
            want.open_last();
        }
        self
    }

    /// The words and phrases that must or may be found, not those that must not.
    pub fn words(&self) -> Vec<&Words> {
        let mut found = Vec::new();
        if let Some(want) = &self.want {
            want.collect(&mut found);
        }
        found
    }
}

impl Want {
    fn open_last(&mut self) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                if let Some(last) = parts.last_mut() {
                    last.open_last();
                }
            }
            // What must not be found is not guessed at.
            Self::Not(_) | Self::Filter(_) => {}
            // One or two letters begin a word of almost every text.
            Self::Words(words) => {
                let long = || tokens(&words.text).last().is_some_and(|one| !is_short(&one.text));
                words.prefix |= words.last && long();
            }
        }
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a Words>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.collect(found));
            }
            Self::Not(_) | Self::Filter(_) => {}
            Self::Words(words) => found.push(words),
        }
    }
}

#[cfg(test)]
mod tests;
