use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;

/// What a model call yields.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a model did not answer, or stopped answering.
///
/// `kind` is all the app may branch on; the rest is kept verbatim for the reader.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What the app may branch on.
    pub kind: ErrorKind,
    /// The HTTP status, where there was one.
    pub status: Option<u16>,
    /// The model's or the system's own words.
    pub message: String,
    /// How long the provider asks us to wait.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// An error of `kind` that says `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, status: None, message: message.into(), retry_after: None }
    }
}

/// What went wrong, as far as the app acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// No such model, or its file is not on this machine.
    ModelNotFound,
    /// The model's file is damaged, foreign or unreadable.
    BadModelFile,
    /// There is not enough memory for the model.
    OutOfMemory,
    /// The prompt alone is longer than the model's context.
    PromptTooLong,
    /// The program that runs the model ended or stopped answering.
    WorkerLost,
    /// The request makes no sense to the model.
    InvalidRequest,
    /// The stream ended without its end.
    Truncated,
    /// The other side spoke another protocol.
    Malformed,
    /// The network, or the way to the other side, failed.
    Network,
    /// The switch "offline" is on: nothing was sent.
    Offline,
    /// The provider needs a key and none is known.
    MissingKey,
    /// The provider does not accept the key, or not for this.
    Unauthorized,
    /// The account has no money or no allowance left; waiting does not help.
    Quota,
    /// Too many requests; waiting helps.
    RateLimit,
    /// The provider has too much to do; waiting helps.
    Overloaded,
    /// The model cannot be shown what the prompt holds: an image, a document.
    Unsupported,
    /// Anything else that the other side reports.
    Server,
}
