//! The system's keychain: the one place that keeps a provider's key.
//!
//! Keys lie under the service `Antiphon`, one for each provider: in the Secret Service on Linux,
//! in the Keychain on macOS, in the Credential Manager on Windows. Where there is none, the caller
//! may choose a keychain of this session only; a key is never written to a file.

mod error;
mod session;
mod system;

pub use error::{Error, Result};
use session::Session;
use system::System;
pub use zeroize::Zeroizing;

/// Under which all keys lie.
pub const SERVICE: &str = "Antiphon";

/// Where keys are kept. Its memory of them is wiped when it is dropped.
#[derive(Debug)]
pub struct Keychain(Place);

#[derive(Debug)]
enum Place {
    System(System),
    Session(Session),
}

impl Keychain {
    /// The system's. It is reached when it is first asked.
    pub fn system() -> Self {
        Self(Place::System(System::here()))
    }

    /// One in memory: what it keeps is gone when the app ends.
    pub fn session() -> Self {
        Self(Place::Session(Session::default()))
    }

    /// Whether what it keeps outlives the app.
    pub fn lasts(&self) -> bool {
        matches!(self.0, Place::System(_))
    }

    /// Sees whether it can be reached.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where there is none.
    pub async fn check(&self) -> Result<()> {
        match &self.0 {
            Place::System(system) => system.check().await,
            Place::Session(_) => Ok(()),
        }
    }

    /// The key of `provider`, if there is one. The system may ask its user to unlock it, which
    /// takes as long as the user does.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn get(&self, provider: &str) -> Result<Option<Zeroizing<String>>> {
        match &self.0 {
            Place::System(system) => system.get(provider).await,
            Place::Session(session) => Ok(session.get(provider)),
        }
    }

    /// Keeps `key` for `provider`, in the place of the one before.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set(&self, provider: &str, key: Zeroizing<String>) -> Result<()> {
        match &self.0 {
            Place::System(system) => system.set(provider, key).await,
            Place::Session(session) => {
                session.set(provider, key);
                Ok(())
            }
        }
    }

    /// Forgets the key of `provider`; it need not have one.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn remove(&self, provider: &str) -> Result<()> {
        match &self.0 {
            Place::System(system) => system.remove(provider).await,
            Place::Session(session) => {
                session.remove(provider);
                Ok(())
            }
        }
    }
}
