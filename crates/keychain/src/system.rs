use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::{CredentialStore, Entry, Error as Cause};
use zeroize::Zeroizing;

use crate::{Error, Result, SERVICE};

/// How the keychain is reached.
type Open = fn() -> keyring_core::Result<Arc<CredentialStore>>;

/// The system's keychain. Each call waits on a thread of its own, as the keychain may ask its user.
#[derive(Clone)]
pub(crate) struct System {
    open: Open,
    /// Its entries have a name by which their owner finds them.
    labelled: bool,
    store: Arc<Mutex<Option<Arc<CredentialStore>>>>,
}

impl System {
    /// The one of this machine. Only the Secret Service names its entries.
    pub(crate) fn here() -> Self {
        Self { labelled: cfg!(target_os = "linux"), ..Self::new(open) }
    }

    fn new(open: Open) -> Self {
        Self { open, labelled: false, store: Arc::default() }
    }

    pub(crate) async fn check(&self) -> Result<()> {
        self.apart(|system| system.reach().map(drop)).await
    }

    pub(crate) async fn get(&self, provider: &str) -> Result<Option<Zeroizing<String>>> {
        self.on(provider, |entry| match entry.get_password() {
            Ok(key) => Ok(Some(Zeroizing::new(key))),
            Err(Cause::NoEntry) => Ok(None),
            Err(cause) => Err(cause),
        })
        .await
    }

    pub(crate) async fn set(&self, provider: &str, key: Zeroizing<String>) -> Result<()> {
        self.on(provider, move |entry| entry.set_password(&key)).await
    }

    pub(crate) async fn remove(&self, provider: &str) -> Result<()> {
        self.on(provider, |entry| match entry.delete_credential() {
            Ok(()) | Err(Cause::NoEntry) => Ok(()),
            Err(cause) => Err(cause),
        })
        .await
    }

    /// Does something with a provider's entry; once more if the keychain was lost since it was
    /// reached, as happens when its service starts anew.
    async fn on<T: Send + 'static>(
        &self,
        provider: &str,
        act: impl Fn(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T> {
        let provider = provider.to_owned();
        self.apart(move |system| {
            let known = system.known().is_some();
            let done = act(&system.entry(&provider)?);
            if !(known && matches!(done, Err(Cause::PlatformFailure(_)))) {
                return Ok(done?);
            }
            system.forget();
            Ok(act(&system.entry(&provider)?)?)
        })
        .await
    }

    fn entry(&self, provider: &str) -> Result<Entry> {
        let label = format!("{SERVICE}: {provider}");
        let label = HashMap::from([("label", label.as_str())]);
        Ok(self.reach()?.build(SERVICE, provider, self.labelled.then_some(&label))?)
    }

    fn reach(&self) -> Result<Arc<CredentialStore>> {
        if let Some(store) = self.known() {
            return Ok(store);
        }
        let store = (self.open)().map_err(|cause| match Error::from(cause) {
            Error::Unavailable(why) | Error::Failed(why) | Error::Locked(why) => {
                Error::Unavailable(why)
            }
        })?;
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = Some(store.clone());
        Ok(store)
    }

    fn known(&self) -> Option<Arc<CredentialStore>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn forget(&self) {
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    async fn apart<T: Send + 'static>(
        &self,
        act: impl FnOnce(Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let system = self.clone();
        let done = tokio::task::spawn_blocking(move || act(system)).await;
        done.unwrap_or_else(|_| Err(Error::Failed("it ended in the middle".into())))
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("System")
    }
}

/// Reaches the keychain of this system.
#[cfg(target_os = "linux")]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// Reaches the keychain of this system.
#[cfg(target_os = "macos")]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

/// Reaches the keychain of this system.
#[cfg(target_os = "windows")]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// Reaches the keychain of this system: none is known.
#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(Cause::NoDefaultStore)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use keyring_core::mock::{Cred, Store};

    use super::*;

    fn key(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.into())
    }

    fn broken(why: &str) -> Cause {
        Cause::PlatformFailure(why.to_owned().into())
    }

    #[tokio::test]
    async fn a_key_is_kept_replaced_and_removed() {
        let system = System::new(|| Ok(Store::new()?));
        assert_eq!(system.get("openai").await, Ok(None));
        system.set("openai", key("first")).await.unwrap();
        system.set("openai", key("second")).await.unwrap();
        system.set("groq", key("other")).await.unwrap();
        assert_eq!(system.get("openai").await, Ok(Some(key("second"))));
        system.remove("openai").await.unwrap();
        system.remove("openai").await.unwrap();
        assert_eq!(system.get("openai").await, Ok(None));
        assert_eq!(system.get("groq").await, Ok(Some(key("other"))), "each has its own");
    }

    #[tokio::test]
    async fn where_there_is_none_it_is_said() {
        let system = System::new(|| Err(broken("no bus")));
        assert_eq!(system.check().await, Err(Error::Unavailable("no bus".into())));
        assert_eq!(system.set("openai", key("k")).await, Err(Error::Unavailable("no bus".into())));
    }

    static ONE: LazyLock<Arc<Store>> = LazyLock::new(|| Store::new().unwrap());

    #[tokio::test]
    async fn a_keychain_that_was_lost_is_reached_again() {
        let system = System::new(|| Ok(ONE.clone()));
        system.set("openai", key("kept")).await.unwrap();
        let fail = |cause| {
            let entry = system.entry("openai").unwrap();
            entry.as_any().downcast_ref::<Cred>().unwrap().set_error(cause);
        };
        fail(broken("the service is gone"));
        assert_eq!(system.get("openai").await, Ok(Some(key("kept"))), "at the second try");
        fail(Cause::NoStorageAccess("dismissed".into()));
        let locked = system.get("openai").await;
        assert_eq!(locked, Err(Error::Locked("dismissed".into())), "its user is not asked twice");
        fail(Cause::BadEncoding(b"sk-secret".to_vec()));
        let error = system.get("openai").await.unwrap_err();
        assert!(!format!("{error:?} {error}").contains("secret"), "{error}");
    }
}
