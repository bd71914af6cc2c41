use serde::{Deserialize, Serialize};
use specta::Type;

use super::ModelProblem;

/// Why the library could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct LibraryError {
    /// What the app may branch on.
    pub kind: LibraryErrorKind,
    /// For the reader.
    pub message: String,
    /// What the system said, where it was the system.
    #[source]
    pub source: Option<std::io::Error>,
}

/// What went wrong, as far as the app acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LibraryErrorKind {
    /// There is no such model, or its file is gone.
    NotFound,
    /// The file is damaged, foreign or unreadable.
    BadFile,
    /// The file is not the one that was expected: its SHA-256 or its length is another.
    WrongSum,
    /// The disk is full.
    NoSpace,
    /// The folder for models cannot be written.
    CannotWrite,
    /// The network, or the server, failed; trying again may help.
    Network,
    /// The server does not give the file; trying again will not help.
    Refused,
    /// The address or the SHA-256 makes no sense.
    BadAddress,
    /// It cannot be done with this model, or not now.
    NotAllowed,
}

impl LibraryError {
    pub(super) fn new(kind: LibraryErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    pub(super) fn io(
        kind: LibraryErrorKind,
        message: impl Into<String>,
        source: std::io::Error,
    ) -> Self {
        Self { kind, message: format!("{}: {source}", message.into()), source: Some(source) }
    }
}

impl From<&LibraryError> for ModelProblem {
    fn from(error: &LibraryError) -> Self {
        Self { kind: error.kind, message: error.message.clone() }
    }
}
