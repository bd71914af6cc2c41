//! What failed, and what the person at the terminal can do about it.

use std::fmt::Display;

/// The one error of this program. It is printed, never branched on.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Failure {
    what: String,
    advice: Option<String>,
}

/// A result that ends in words for a person.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// Says what failed.
    pub fn new(what: impl Into<String>) -> Self {
        Failure { what: what.into(), advice: None }
    }

    /// Says what to do about it.
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// What to do about it, if that is known.
    pub fn advice(&self) -> Option<&str> {
        self.advice.as_deref()
    }
}

/// Turns any error into a [`Failure`] that says what was being done.
pub trait While<T> {
    /// `doing` completes the sentence "… failed".
    fn during(self, doing: impl Display) -> Result<T>;
}

impl<T, E: Display> While<T> for std::result::Result<T, E> {
    fn during(self, doing: impl Display) -> Result<T> {
        self.map_err(|error| Failure::new(format!("{doing}: {error}")))
    }
}
