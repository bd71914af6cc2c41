/// What reading or writing yields.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a file could not be read or written at all. What of it was lost is told by [`crate::Loss`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Its content is of no known format.
    #[error("this is not a file of chats that Antiphon knows")]
    Unknown,
    /// A newer version of Antiphon wrote it.
    #[error("this file was written by a newer version of Antiphon")]
    Newer,
    /// It is an archive that cannot be opened.
    #[error("the archive cannot be read: {0}")]
    Archive(String),
    /// Whoever takes what is read wants no more.
    #[error("the import was cancelled")]
    Cancelled,
    /// The file itself.
    #[error("the file cannot be read or written: {0}")]
    Io(#[from] std::io::Error),
    /// What was to be written is no JSON.
    #[error("a chat cannot be written: {0}")]
    Json(#[from] serde_json::Error),
}
