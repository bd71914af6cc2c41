use std::path::PathBuf;

/// What a store call yields.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk is full; what was to be written is not.
    #[error("the disk is full")]
    Full(#[source] sqlx::Error),
    /// The file or its folder cannot be written.
    #[error("the database cannot be written")]
    ReadOnly(#[source] sqlx::Error),
    /// The file is damaged.
    #[error("the database is damaged")]
    Damaged(#[source] sqlx::Error),
    /// No such session or message, or it was deleted.
    #[error("that {0} is not there any more")]
    NotFound(&'static str),
    /// The reply is whole: there is nothing to continue.
    #[error("that reply is whole and cannot be continued")]
    Whole,
    /// A column holds what this version cannot read, or a value cannot be stored.
    #[error("a stored value cannot be read: {0}")]
    Value(String),
    /// Anything else SQLite reports.
    #[error("the database failed: {0}")]
    Sqlite(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match Fault::of(&error) {
            Fault::Full => Self::Full(error),
            Fault::ReadOnly => Self::ReadOnly(error),
            Fault::Damaged => Self::Damaged(error),
            Fault::Other => Self::Sqlite(error),
        }
    }
}

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer version of the app wrote it. It was not touched.
    #[error("the database at {path} was written by a newer version of Antiphon")]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// The folder or file cannot be written.
    #[error("the folder {folder} cannot be written: {reason}")]
    ReadOnly {
        /// The folder.
        folder: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// Another running Antiphon has it open.
    #[error("Antiphon is already open with the data in {folder}")]
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// The disk is full.
    #[error("the disk that holds {folder} is full")]
    Full {
        /// The folder.
        folder: PathBuf,
    },
    /// Anything else.
    #[error("the database at {path} cannot be opened: {source}")]
    Other {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: sqlx::Error,
    },
}

/// What is wrong with the file or its disk, as far as the app acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Full,
    ReadOnly,
    Damaged,
    Other,
}

impl Fault {
    /// SQLite's result codes: <https://www.sqlite.org/rescode.html>.
    pub(crate) fn of(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Io(error) => Self::of_io(error),
            sqlx::Error::Migrate(error) => match error.as_ref() {
                sqlx::migrate::MigrateError::Execute(error)
                | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => Self::of(error),
                _ => Self::Other,
            },
            sqlx::Error::Database(error) => {
                let code: i32 = error.code().and_then(|code| code.parse().ok()).unwrap_or_default();
                match (code & 0xff, code) {
                    // 4874 is SQLITE_IOERR_SHMSIZE: no room for the log's index.
                    (13, _) | (_, 4874) => Self::Full,
                    (8 | 14, _) => Self::ReadOnly,
                    (11 | 26, _) => Self::Damaged,
                    _ => Self::Other,
                }
            }
            _ => Self::Other,
        }
    }

    pub(crate) fn of_io(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            ErrorKind::ReadOnlyFilesystem
            | ErrorKind::PermissionDenied
            | ErrorKind::NotADirectory
            | ErrorKind::NotFound => Self::ReadOnly,
            _ => Self::Other,
        }
    }
}
