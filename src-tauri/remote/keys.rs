//! Where providers' keys are: the system's keychain, memory for this session, the environment.
//!
//! A key goes in by [`KeyRing::set`] and comes out only towards the provider that it was given for.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use keychain::{Keychain, Zeroizing};
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

/// Something that keeps keys: the system's keychain, or what stands for it.
pub(crate) trait Vault: Send + Sync {
    /// The key of a provider, if it has one.
    fn get<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, keychain::Result<Option<Text>>>;
    /// Keeps a key in the place of the one before.
    fn set<'a>(&'a self, provider: &'a str, key: Text) -> BoxFuture<'a, keychain::Result<()>>;
    /// Removes a key; none being there is no error.
    fn remove<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, keychain::Result<()>>;
    /// Whether it can be reached.
    fn check(&self) -> BoxFuture<'_, keychain::Result<()>>;
}

/// A key as the keychain keeps it, wiped when it is dropped.
type Text = Zeroizing<String>;

impl Vault for Keychain {
    fn get<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, keychain::Result<Option<Text>>> {
        Box::pin(Keychain::get(self, provider))
    }

    fn set<'a>(&'a self, provider: &'a str, key: Text) -> BoxFuture<'a, keychain::Result<()>> {
        Box::pin(Keychain::set(self, provider, key))
    }

    fn remove<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, keychain::Result<()>> {
        Box::pin(Keychain::remove(self, provider))
    }

    fn check(&self) -> BoxFuture<'_, keychain::Result<()>> {
        Box::pin(Keychain::check(self))
    }
}

/// What a variable of the environment holds.
type Environment = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// All keys, wherever they are.
pub(crate) struct KeyRing {
    keychain: Box<dyn Vault>,
    session: Keychain,
    environment: Environment,
    /// The variable that may hold a provider's key. Not listed: none may.
    variables: RwLock<HashMap<String, String>>,
    /// What was found before: a keychain is slow to ask.
    seen: Mutex<Seen>,
}

/// What was found since the places were last looked at anew.
#[derive(Default)]
struct Seen {
    states: HashMap<String, KeyState>,
    /// Why the keychain did not answer.
    refused: Option<keychain::Error>,
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
        keychain: impl Vault + 'static,
        environment: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let environment = Box::new(environment);
        Self {
            keychain: Box::new(keychain),
            session: Keychain::session(),
            environment,
            variables: RwLock::default(),
            seen: Mutex::default(),
        }
    }

    /// Looks at every place anew from now on: another program may have changed what is there.
    pub(crate) fn look_again(&self) {
        *self.seen() = Seen::default();
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which variable may hold a provider's key.
    pub(crate) fn set_variables(&self, variables: HashMap<String, String>) {
        *self.variables.write().unwrap_or_else(PoisonError::into_inner) = variables;
        self.look_again();
    }

    /// Why keys cannot be kept for good on this machine, if they cannot.
    pub(crate) async fn no_keychain(&self) -> Option<String> {
        self.keychain.check().await.err().map(|error| error.to_string())
    }

    /// Keeps a provider's key. There is one: where it is kept, it is in the place of any other.
    pub(crate) async fn set(
        &self,
        provider: &str,
        key: &Key,
        keep: KeepKey,
    ) -> keychain::Result<()> {
        self.look_again();
        let text = Zeroizing::new(key.reveal().to_owned());
        let kept = match keep {
            KeepKey::Session => self.session.set(provider, text).await,
            KeepKey::Keychain => match self.keychain.set(provider, text).await {
                Ok(()) => self.session.remove(provider).await,
                Err(error) => Err(error),
            },
        };
        self.look_again();
        kept
    }

    /// Forgets a provider's key, wherever it was set. What the environment says stays.
    ///
    /// # Errors
    /// Where the keychain is there and keeps the key all the same.
    pub(crate) async fn forget(&self, provider: &str) -> keychain::Result<()> {
        self.session.remove(provider).await?;
        let removed = match self.keychain.remove(provider).await {
            Err(keychain::Error::Unavailable(_)) => Ok(()),
            removed => removed,
        };
        self.look_again();
        removed
    }

    /// What can be told of a provider's key.
    pub(crate) async fn state(&self, provider: &str, keyless: bool) -> KeyState {
        let seen = self.seen().states.get(provider).cloned();
        let state = match seen {
            Some(state) => state,
            None => {
                let state = self.look(provider).await;
                self.seen().states.insert(provider.to_owned(), state.clone());
                state
            }
        };
        if keyless && state == KeyState::Missing { KeyState::Unneeded } else { state }
    }

    /// Asks the keychain unless it has refused since it was last looked at: whoever dismissed its
    /// question once is not asked again for every provider of a list.
    async fn look(&self, provider: &str) -> KeyState {
        let refused = self.seen().refused.clone();
        let found = match (self.in_session(provider).await, refused) {
            (Some(found), _) => Ok(Some(found)),
            (None, Some(error)) => self.elsewhere(provider, Err(error)),
            (None, None) => {
                let kept = self.keychain.get(provider).await;
                self.seen().refused = kept.as_ref().err().cloned();
                self.elsewhere(provider, kept)
            }
        };
        let ends = |key: &Key| key.ends_in().map(str::to_owned);
        match found {
            Ok(Some(Found::Session(key))) => KeyState::Session { ends_in: ends(&key) },
            Ok(Some(Found::Keychain(key))) => KeyState::Keychain { ends_in: ends(&key) },
            Ok(Some(Found::Environment(key, variable))) => {
                KeyState::Environment { variable, ends_in: ends(&key) }
            }
            Ok(None) => KeyState::Missing,
            Err(error) => KeyState::Unreadable { message: error.to_string() },
        }
    }

    async fn in_session(&self, provider: &str) -> Option<Found> {
        let kept = self.session.get(provider).await.ok().flatten();
        read(kept).map(Found::Session)
    }

    /// The session's key wins over the keychain's, and that over the environment's.
    async fn find(&self, provider: &str) -> keychain::Result<Option<Found>> {
        match self.in_session(provider).await {
            Some(found) => Ok(Some(found)),
            None => self.elsewhere(provider, self.keychain.get(provider).await),
        }
    }

    /// What the keychain `kept`, else the environment's. A keychain that does not answer hides no
    /// other key, and one that is not there is no fault.
    fn elsewhere(
        &self,
        provider: &str,
        kept: keychain::Result<Option<Text>>,
    ) -> keychain::Result<Option<Found>> {
        let kept = match kept {
            Err(keychain::Error::Unavailable(_)) => Ok(None),
            kept => kept.map(read),
        };
        match kept {
            Ok(Some(key)) => Ok(Some(Found::Keychain(key))),
            kept => match self.in_environment(provider) {
                Some(found) => Ok(Some(found)),
                None => kept.map(|_| None),
            },
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
            // Not a key that is missing: one that cannot be had at the moment.
            let locked =
                |error: keychain::Error| Error::new(ErrorKind::MissingKey, error.to_string());
            let found = self.find(provider).await.map_err(locked)?;
            Ok(found.map(|found| match found {
                Found::Session(key) | Found::Keychain(key) | Found::Environment(key, _) => key,
            }))
        })
    }
}

/// A key as it was kept.
fn read(text: Option<Text>) -> Option<Key> {
    Key::parse(&text?).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A machine without a keychain, or with one that is locked. It counts who asks.
    #[derive(Clone)]
    struct Nothing(keychain::Error, Arc<AtomicUsize>);

    impl Vault for Nothing {
        fn get<'a>(&'a self, _: &'a str) -> BoxFuture<'a, keychain::Result<Option<Text>>> {
            self.1.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { Err(self.0.clone()) })
        }

        fn set<'a>(&'a self, _: &'a str, _: Text) -> BoxFuture<'a, keychain::Result<()>> {
            Box::pin(async { Err(self.0.clone()) })
        }

        fn remove<'a>(&'a self, _: &'a str) -> BoxFuture<'a, keychain::Result<()>> {
            Box::pin(async { Err(self.0.clone()) })
        }

        fn check(&self) -> BoxFuture<'_, keychain::Result<()>> {
            Box::pin(async { Err(self.0.clone()) })
        }
    }

    const OURS: &str = "sk-canary-0123456789abcd";

    fn ring(keychain: impl Vault + 'static) -> KeyRing {
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
        let ring = ring(Keychain::session());
        let ends = |text: &str| Some(text.to_owned());
        let variable = "A_KEY".to_owned();
        let environment = KeyState::Environment { variable, ends_in: ends("wxyz") };
        assert_eq!(ring.state("a", false).await, environment);
        ring.set("a", &key(OURS), KeepKey::Keychain).await.unwrap();
        assert_eq!(ring.state("a", false).await, KeyState::Keychain { ends_in: ends("abcd") });
        ring.set("a", &key("sk-session-0123456789efgh"), KeepKey::Session).await.unwrap();
        assert_eq!(ring.state("a", false).await, KeyState::Session { ends_in: ends("efgh") });
        let sent = ring.key("a").await.unwrap().unwrap();
        assert_eq!(sent.reveal(), "sk-session-0123456789efgh");
        ring.forget("a").await.unwrap();
        assert_eq!(ring.state("a", false).await, environment, "what was set is gone");
    }

    #[tokio::test]
    async fn a_new_key_in_the_keychain_ends_the_sessions() {
        let ring = ring(Keychain::session());
        ring.set("b", &key("sk-session-0123456789efgh"), KeepKey::Session).await.unwrap();
        ring.set("b", &key(OURS), KeepKey::Keychain).await.unwrap();
        assert_eq!(ring.key("b").await.unwrap().unwrap().reveal(), OURS);
    }

    #[tokio::test]
    async fn without_a_keychain_a_key_lasts_for_the_session() {
        let ring = ring(Nothing(keychain::Error::Unavailable("none".into()), Arc::default()));
        let refused = ring.set("b", &key(OURS), KeepKey::Keychain).await.unwrap_err();
        assert_eq!(refused, keychain::Error::Unavailable("none".into()));
        assert!(ring.no_keychain().await.is_some_and(|why| why.contains("none")));
        assert_eq!(ring.state("b", false).await, KeyState::Missing);
        assert_eq!(ring.state("b", true).await, KeyState::Unneeded);
        ring.set("b", &key(OURS), KeepKey::Session).await.unwrap();
        assert!(matches!(ring.state("b", false).await, KeyState::Session { .. }));
        ring.forget("b").await.unwrap();
        assert_eq!(ring.state("b", false).await, KeyState::Missing);
    }

    #[tokio::test]
    async fn a_keychain_that_is_locked_hides_no_other_key() {
        let asked = Arc::new(AtomicUsize::new(0));
        let ring = ring(Nothing(keychain::Error::Locked("dismissed".into()), asked.clone()));
        assert!(matches!(ring.state("a", false).await, KeyState::Environment { .. }));
        let state = ring.state("b", false).await;
        assert!(matches!(&state, KeyState::Unreadable { message } if message.contains("locked")));
        assert_eq!(asked.load(Ordering::Relaxed), 1, "its user is not asked for each provider");
        assert!(ring.key("b").await.is_err(), "but again where a key is wanted");
        assert_eq!(asked.load(Ordering::Relaxed), 2);
        assert!(ring.forget("b").await.is_err(), "what may still be there is not called gone");
    }

    #[tokio::test]
    async fn what_the_window_is_told_does_not_hold_the_key() {
        let ring = ring(Keychain::session());
        ring.set("b", &key(OURS), KeepKey::Keychain).await.unwrap();
        let told = serde_json::to_string(&ring.state("b", false).await).unwrap();
        assert_eq!(told, r#"{"key":"keychain","ends_in":"abcd"}"#);
    }
}
