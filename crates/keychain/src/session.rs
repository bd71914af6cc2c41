use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

/// Keys in memory, until the app ends.
#[derive(Default)]
pub(crate) struct Session(Mutex<HashMap<String, Zeroizing<String>>>);

impl Session {
    pub(crate) fn get(&self, provider: &str) -> Option<Zeroizing<String>> {
        self.keys().get(provider).cloned()
    }

    pub(crate) fn set(&self, provider: &str, key: Zeroizing<String>) {
        self.keys().insert(provider.to_owned(), key);
    }

    pub(crate) fn remove(&self, provider: &str) {
        self.keys().remove(provider);
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<String, Zeroizing<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({} keys)", self.keys().len())
    }
}
