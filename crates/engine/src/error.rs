/// What an engine call yields.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the engine did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A prompt without a word.
    #[error("there is nothing to send: the prompt is empty")]
    EmptyPrompt,
    /// No provider serves this model.
    #[error("no provider serves the model {0}")]
    NoModel(String),
    /// The message is of a kind, or in a state, that this cannot be done with.
    #[error("{0}")]
    NotAllowed(&'static str),
    /// A file of votes cannot be read or written, or votes cannot be ranked.
    #[error("{0}")]
    Votes(String),
    /// A file of sessions cannot be read or written.
    #[error(transparent)]
    Carry(#[from] carry::Error),
    /// The model did not answer.
    #[error(transparent)]
    Model(#[from] model::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}
