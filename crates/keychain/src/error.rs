use keyring_core::Error as Cause;

/// What the keychain yields.
pub type Result<T> = std::result::Result<T, Error>;

/// Why the keychain did not do what it was asked. No message holds a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is none, or it cannot be reached.
    #[error("No keychain can be reached: {0}")]
    Unavailable(String),
    /// It is locked, and its user did not unlock it.
    #[error("The keychain is locked: {0}")]
    Locked(String),
    /// It is there and failed.
    #[error("The keychain failed: {0}")]
    Failed(String),
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Self {
        // Some causes carry what was read: only those that cannot are put into words.
        match cause {
            Cause::NoStorageAccess(why) => Self::Locked(why.to_string()),
            Cause::PlatformFailure(why) => Self::Failed(why.to_string()),
            Cause::TooLong(what, limit) => {
                Self::Failed(format!("its {what} holds at most {limit} characters"))
            }
            Cause::BadEncoding(_) | Cause::BadDataFormat(..) => {
                Self::Failed("what it holds is no key".into())
            }
            Cause::Ambiguous(_) => Self::Failed("it holds several keys for this provider".into()),
            Cause::BadStoreFormat(why) => Self::Failed(why),
            Cause::NotSupportedByStore(why) => Self::Failed(why),
            Cause::NoDefaultStore => Self::Unavailable("none was opened".into()),
            _ => Self::Failed("it gives no reason".into()),
        }
    }
}
