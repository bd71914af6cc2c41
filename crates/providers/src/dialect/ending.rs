//! How an answer ends that does not end well, in words that hold for every dialect.

use model::{Error, ErrorKind};

/// The stream ended before the reply did.
pub(super) fn truncated() -> Error {
    Error::new(ErrorKind::Truncated, "The connection ended before the reply was whole.")
}

/// An event that should be understood is not what it should be.
pub(super) fn unreadable(error: &serde_json::Error) -> Error {
    let message = format!("The answer holds an event that cannot be read: {error}.");
    Error::new(ErrorKind::Malformed, message)
}
