//! Where providers' keys are: the system's keychain, memory for this session, the environment.
//!
//! A key goes in by [`KeyRing::set`] and comes out only towards the provider that it was given for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use model::{BoxFuture, Error, ErrorKind};
use providers::{Key, Keys};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Where a key is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeepKey {
    /// In the system's keychain.
    Keychain,
    /// In memory, until the app ends.
    Session,
}

/// What the window is told of a provider's key. Never the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "key", rename_all = "snake_case")]
pub(crate) enum KeyState {
    /// In the system's keychain.
    Keychain {
        /// How it ends; `None` for a key too short to tell anything of it.
        ends_in: Option<String>,
    },
    /// In memory, until the app ends.
    Session {
        /// How it ends.
        ends_in: Option<String>,
    },
    /// From the environment.
    Environment {
        /// The variable that holds it.
        variable: String,
        /// How it ends.
        ends_in: Option<String>,
    },
    /// There is none, and one is needed.
    Missing,
    /// There is none, and none is needed.
    Unneeded,
    /// The keychain has not said whether there is one: it is locked, or failed.
    Unreadable {
        /// Its own words.
        message: String,
    },
}

/// Something that keeps keys: the system's keychain, or memory.
pub(crate) trait Vault: Send + Sync {
    /// The key of a provider, if it has one.
    fn get<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, model::Result<Option<Key>>>;
    /// Keeps a key in the place of the one before.
    fn set<'a>(&'a self, provider: &'a str, key: Key) -> BoxFuture<'a, model::Result<()>>;
    /// Removes a key; none being there is no error.
    fn forget<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, model::Result<()>>;
    /// Why keys cannot be kept here, if they cannot.
    fn absent(&self) -> BoxFuture<'_, Option<String>>;
}

/// Keys in memory, until the app ends.
#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<String, Key>>);

impl Memory {
    fn keys(&self) -> MutexGuard<'_, HashMap<String, Key>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for Memory {
    fn get<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, model::Result<Option<Key>>> {
        let key = self.keys().get(provider).cloned();
        Box::pin(async { Ok(key) })
    }

    fn set<'a>(&'a self, provider: &'a str, key: Key) -> BoxFuture<'a, model::Result<()>> {
        self.keys().insert(provider.to_owned(), key);
        Box::pin(async { Ok(()) })
    }

    fn forget<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, model::Result<()>> {
        self.keys().remove(provider);
        Box::pin(async { Ok(()) })
    }

    fn absent(&self) -> BoxFuture<'_, Option<String>> {
        Box::pin(async { None })
    }
}

/// All keys, wherever they are.
pub(crate) struct KeyRing {
    keychain: Arc<dyn Vault>,
    session: Memory,
    environment: Box<dyn Fn(&str) -> Option<String> + Send + Sync>,
    /// The variable that may hold a provider's key. Not listed: none may.
    variables: RwLock<HashMap<String, String>>,
    /// What was found before: a keychain is slow to ask.
    seen: Mutex<HashMap<String, KeyState>>,
}

/// A key with the place that it was found in.
enum Found {
    Session(Key),
    Keychain(Key),
    Environment(Key, String),
}

impl KeyRing {
    /// Keys in `keychain`, in memory and in the variables of `environment`.
    pub(crate) fn new(
        keychain: Arc<dyn Vault>,
        environment: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let environment = Box::new(environment);
        Self {
            keychain,
            session: Memory::default(),
            environment,
            variables: RwLock::default(),
            seen: Mutex::default(),
        }
    }

    /// Looks at every place anew from now on: another program may have changed what is there.
    pub(crate) fn look_again(&self) {
        self.seen().clear();
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<String, KeyState>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which variable may hold a provider's key.
    pub(crate) fn set_variables(&self, variables: HashMap<String, String>) {
        *self.variables.write().unwrap_or_else(PoisonError::into_inner) = variables;
        self.look_again();
    }

    /// Why keys cannot be kept for good on this machine, if they cannot.
    pub(crate) async fn no_keychain(&self) -> Option<String> {
        self.keychain.absent().await
    }

    /// Keeps a provider's key. There is one: where it is kept, it is in the place of any other.
    pub(crate) async fn set(&self, provider: &str, key: Key, keep: KeepKey) -> model::Result<()> {
        self.look_again();
        match keep {
            KeepKey::Session => self.session.set(provider, key).await,
            KeepKey::Keychain => {
                self.keychain.set(provider, key).await?;
                self.session.forget(provider).await
            }
        }
    }

    /// Forgets a provider's key, wherever it was set. What the environment says stays.
    pub(crate) async fn forget(&self, provider: &str) -> model::Result<()> {
        self.look_again();
        self.session.forget(provider).await?;
        match self.keychain.absent().await {
            Some(_) => Ok(()),
            None => self.keychain.forget(provider).await,
        }
    }

    /// What can be told of a provider's key.
    pub(crate) async fn state(&self, provider: &str, keyless: bool) -> KeyState {
        if let Some(state) = self.seen().get(provider) {
            return state.clone();
        }
        let state = self.look(provider, keyless).await;
        if !matches!(state, KeyState::Unreadable { .. }) {
            self.seen().insert(provider.to_owned(), state.clone());
        }
        state
    }

    async fn look(&self, provider: &str, keyless: bool) -> KeyState {
        let ends = |key: &Key| key.ends_in().map(str::to_owned);
        match self.find(provider).await {
            Ok(Some(Found::Session(key))) => KeyState::Session { ends_in: ends(&key) },
            Ok(Some(Found::Keychain(key))) => KeyState::Keychain { ends_in: ends(&key) },
            Ok(Some(Found::Environment(key, variable))) => {
                KeyState::Environment { variable, ends_in: ends(&key) }
            }
            Ok(None) if keyless => KeyState::Unneeded,
            Ok(None) => KeyState::Missing,
            Err(error) => KeyState::Unreadable { message: error.message },
        }
    }

    /// The session's key wins over the keychain's, and that over the environment's. A keychain that
    /// does not answer hides no other.
    async fn find(&self, provider: &str) -> model::Result<Option<Found>> {
        if let Some(key) = self.session.get(provider).await? {
            return Ok(Some(Found::Session(key)));
        }
        let kept = match self.keychain.absent().await {
            Some(_) => Ok(None),
            None => self.keychain.get(provider).await,
        };
        if let Ok(Some(key)) = kept {
            return Ok(Some(Found::Keychain(key)));
        }
        match self.in_environment(provider) {
            Some(found) => Ok(Some(found)),
            None => kept.map(|_| None),
        }
    }

    fn in_environment(&self, provider: &str) -> Option<Found> {
        let variables = self.variables.read().unwrap_or_else(PoisonError::into_inner);
        let variable = variables.get(provider)?;
        let key = Key::parse(&(self.environment)(variable)?).ok()?;
        Some(Found::Environment(key, variable.clone()))
    }
}

impl Keys for KeyRing {
    fn key<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, model::Result<Option<Key>>> {
        Box::pin(async move {
            let found = self.find(provider).await?;
            Ok(found.map(|found| match found {
                Found::Session(key) | Found::Keychain(key) | Found::Environment(key, _) => key,
            }))
        })
    }
}

/// A machine without a keychain.
pub(crate) struct NoKeychain(pub(crate) String);

impl Vault for NoKeychain {
    fn get<'a>(&'a self, _: &'a str) -> BoxFuture<'a, model::Result<Option<Key>>> {
        Box::pin(async { Ok(None) })
    }

    fn set<'a>(&'a self, _: &'a str, _: Key) -> BoxFuture<'a, model::Result<()>> {
        let error = Error::new(ErrorKind::MissingKey, self.0.clone());
        Box::pin(async { Err(error) })
    }

    fn forget<'a>(&'a self, _: &'a str) -> BoxFuture<'a, model::Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn absent(&self) -> BoxFuture<'_, Option<String>> {
        Box::pin(async { Some(self.0.clone()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "sk-canary-0123456789abcd";

    fn ring(keychain: Arc<dyn Vault>) -> KeyRing {
        let ring = KeyRing::new(keychain, |name| {
            (name == "A_KEY").then(|| "sk-environment-0123456789wxyz".to_owned())
        });
        ring.set_variables(HashMap::from([("a".to_owned(), "A_KEY".to_owned())]));
        ring
    }

    fn key(text: &str) -> Key {
        Key::parse(text).unwrap()
    }

    #[tokio::test]
    async fn the_sessions_key_wins_over_the_keychains_and_that_over_the_environments() {
        let ring = ring(Arc::new(Memory::default()));
        let ends = |text: &str| Some(text.to_owned());
        let variable = "A_KEY".to_owned();
        let environment = KeyState::Environment { variable, ends_in: ends("wxyz") };
        assert_eq!(ring.state("a", false).await, environment);
        ring.set("a", key(OURS), KeepKey::Keychain).await.unwrap();
        assert_eq!(ring.state("a", false).await, KeyState::Keychain { ends_in: ends("abcd") });
        ring.set("a", key("sk-session-0123456789efgh"), KeepKey::Session).await.unwrap();
        assert_eq!(ring.state("a", false).await, KeyState::Session { ends_in: ends("efgh") });
        let sent = ring.key("a").await.unwrap().unwrap();
        assert_eq!(sent.reveal(), "sk-session-0123456789efgh");
        ring.forget("a").await.unwrap();
        assert_eq!(ring.state("a", false).await, environment, "what was set is gone");
    }

    #[tokio::test]
    async fn a_new_key_in_the_keychain_ends_the_sessions() {
        let ring = ring(Arc::new(Memory::default()));
        ring.set("b", key("sk-session-0123456789efgh"), KeepKey::Session).await.unwrap();
        ring.set("b", key(OURS), KeepKey::Keychain).await.unwrap();
        assert_eq!(ring.key("b").await.unwrap().unwrap().reveal(), OURS);
    }

    #[tokio::test]
    async fn without_a_keychain_a_key_lasts_for_the_session() {
        let ring = ring(Arc::new(NoKeychain("There is none.".into())));
        let refused = ring.set("b", key(OURS), KeepKey::Keychain).await.unwrap_err();
        assert_eq!(refused.message, "There is none.");
        assert_eq!(ring.state("b", false).await, KeyState::Missing);
        assert_eq!(ring.state("b", true).await, KeyState::Unneeded);
        ring.set("b", key(OURS), KeepKey::Session).await.unwrap();
        assert!(matches!(ring.state("b", false).await, KeyState::Session { .. }));
        ring.forget("b").await.unwrap();
        assert_eq!(ring.state("b", false).await, KeyState::Missing);
    }

    #[tokio::test]
    async fn what_the_window_is_told_does_not_hold_the_key() {
        let ring = ring(Arc::new(Memory::default()));
        ring.set("b", key(OURS), KeepKey::Keychain).await.unwrap();
        let told = serde_json::to_string(&ring.state("b", false).await).unwrap();
        assert_eq!(told, r#"{"key":"keychain","ends_in":"abcd"}"#);
    }
}
