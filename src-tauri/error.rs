//! Every error that a window can see, in one place: a code it may act on and words for the reader.

use local::{LibraryError, LibraryErrorKind};
use model::ErrorKind;
use serde::Serialize;
use specta::Type;

/// What went wrong, as a window sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Problem {
    /// What the window may act on.
    pub(crate) code: Code,
    /// For the reader.
    pub(crate) message: String,
}

/// A code exists only if the window acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Code {
    /// The disk is full.
    DiskFull,
    /// The data folder cannot be written.
    ReadOnly,
    /// A newer version wrote the data.
    NewerData,
    /// Another Antiphon has the data open.
    InUse,
    /// What was named is not there any more.
    NotFound,
    /// There is nothing to send.
    EmptyPrompt,
    /// Not with this, or not now.
    NotAllowed,
    /// No such model.
    NoModel,
    /// The file is no model that can be used.
    BadModelFile,
    /// The address or its checksum cannot be used.
    BadAddress,
    /// The network failed.
    Network,
    /// The model cannot be shown what the prompt, or what came before it, holds.
    Unsupported,
    /// The file holds no chats that are known.
    UnknownFile,
    /// The text is no key.
    BadKey,
    /// The keychain cannot be reached, is locked, or failed.
    NoKeychain,
    /// The model failed.
    Model,
    /// Anything else.
    Internal,
}

/// What a command yields.
pub(crate) type Result<T> = std::result::Result<T, Problem>;

impl Problem {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    pub(crate) fn internal(error: impl std::fmt::Display) -> Self {
        Self::new(Code::Internal, error.to_string())
    }
}

impl From<&store::Error> for Problem {
    fn from(error: &store::Error) -> Self {
        let code = match error {
            store::Error::Full(_) => Code::DiskFull,
            store::Error::ReadOnly(_) => Code::ReadOnly,
            store::Error::NotFound(_) => Code::NotFound,
            store::Error::Whole => Code::NotAllowed,
            store::Error::Damaged(_) | store::Error::Value(_) | store::Error::Sqlite(_) => {
                Code::Internal
            }
        };
        Self::new(code, error.to_string())
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        Self::from(&error)
    }
}

impl From<store::OpenError> for Problem {
    fn from(error: store::OpenError) -> Self {
        let code = match error {
            store::OpenError::Newer { .. } => Code::NewerData,
            store::OpenError::ReadOnly { .. } => Code::ReadOnly,
            store::OpenError::InUse { .. } => Code::InUse,
            store::OpenError::Full { .. } => Code::DiskFull,
            store::OpenError::Other { .. } => Code::Internal,
        };
        Self::new(code, error.to_string())
    }
}

impl From<model::Error> for Problem {
    fn from(error: model::Error) -> Self {
        let code = match error.kind {
            ErrorKind::ModelNotFound => Code::NoModel,
            ErrorKind::BadModelFile => Code::BadModelFile,
            ErrorKind::Network | ErrorKind::Offline => Code::Network,
            ErrorKind::OutOfMemory
            | ErrorKind::PromptTooLong
            | ErrorKind::WorkerLost
            | ErrorKind::InvalidRequest
            | ErrorKind::Truncated
            | ErrorKind::Malformed
            | ErrorKind::Server
            | ErrorKind::MissingKey
            | ErrorKind::Unauthorized
            | ErrorKind::Quota
            | ErrorKind::RateLimit
            | ErrorKind::Overloaded => Code::Model,
            ErrorKind::Unsupported => Code::Unsupported,
        };
        Self::new(code, error.message)
    }
}

impl From<keychain::Error> for Problem {
    fn from(error: keychain::Error) -> Self {
        Self::new(Code::NoKeychain, error.to_string())
    }
}

impl From<LibraryError> for Problem {
    fn from(error: LibraryError) -> Self {
        let code = match error.kind {
            LibraryErrorKind::NotFound => Code::NoModel,
            LibraryErrorKind::BadFile | LibraryErrorKind::WrongSum => Code::BadModelFile,
            LibraryErrorKind::NoSpace => Code::DiskFull,
            LibraryErrorKind::CannotWrite => Code::ReadOnly,
            LibraryErrorKind::Network | LibraryErrorKind::Refused => Code::Network,
            LibraryErrorKind::BadAddress => Code::BadAddress,
            LibraryErrorKind::NotAllowed => Code::NotAllowed,
        };
        Self::new(code, error.message)
    }
}

impl From<engine::Error> for Problem {
    fn from(error: engine::Error) -> Self {
        match error {
            engine::Error::EmptyPrompt => Self::new(Code::EmptyPrompt, error.to_string()),
            engine::Error::NoModel(_) => Self::new(Code::NoModel, error.to_string()),
            engine::Error::NotAllowed(_) => Self::new(Code::NotAllowed, error.to_string()),
            engine::Error::Votes(_) => Self::new(Code::NotAllowed, error.to_string()),
            engine::Error::Carry(carry::Error::Unknown) => {
                Self::new(Code::UnknownFile, error.to_string())
            }
            engine::Error::Carry(carry::Error::Newer) => {
                Self::new(Code::NewerData, error.to_string())
            }
            engine::Error::Carry(_) => Self::new(Code::NotAllowed, error.to_string()),
            engine::Error::Model(error) => error.into(),
            engine::Error::Store(error) => error.into(),
        }
    }
}
