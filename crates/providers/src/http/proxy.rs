use std::fmt;

use model::{Error, ErrorKind, Result};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Key;

/// Under which name the proxy's password lies among the keys. No provider may have it: their ids
/// hold no space.
pub const PROXY_PASSWORD: &str = "proxy password";

/// Through what other machines are reached; this machine is always reached directly.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Proxy {
    /// The system's proxy, and that of the environment (`HTTPS_PROXY`, `NO_PROXY`, ...).
    #[default]
    System,
    /// None.
    Direct,
    /// This one, for everything.
    At {
        /// Its address, `http://` or `https://`, which may hold a name and, on its way to the
        /// keychain, a password.
        address: String,
    },
}

impl Proxy {
    /// The proxy without its password, and the password as it stands in an address.
    pub fn parted(&self) -> (Self, Option<Key>) {
        let Some(mut url) = self.url() else { return (self.clone(), None) };
        let Some(password) = url.password().and_then(|text| Key::parse(text).ok()) else {
            return (self.clone(), None);
        };
        match url.set_password(None) {
            Ok(()) => (Self::At { address: tidy(&url) }, Some(password)),
            Err(()) => (self.clone(), None),
        }
    }

    /// Whether it asks for a name, and the password is elsewhere.
    pub(super) fn awaits_password(&self) -> bool {
        self.url().is_some_and(|url| !url.username().is_empty() && url.password().is_none())
    }

    /// The proxy with its password.
    pub(super) fn with(&self, password: &Key) -> Self {
        let Some(mut url) = self.url() else { return self.clone() };
        match url.set_password(Some(password.reveal())) {
            Ok(()) => Self::At { address: url.into() },
            Err(()) => self.clone(),
        }
    }

    /// Its address, where it has one of its own.
    ///
    /// # Errors
    /// `InvalidRequest` where that is no address of a proxy.
    pub(super) fn checked(&self) -> Result<Option<Url>> {
        let Self::At { address } = self else { return Ok(None) };
        let bad = |why: &str| Error::new(ErrorKind::InvalidRequest, why);
        let url = Url::parse(address).map_err(|_| bad("The proxy's address is no address."))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(bad("A proxy's address begins with http:// or https://."));
        }
        Ok(Some(url))
    }

    fn url(&self) -> Option<Url> {
        self.checked().ok().flatten()
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its address may hold a password.
        f.write_str(match self {
            Self::System => "System",
            Self::Direct => "Direct",
            Self::At { .. } => "At(..)",
        })
    }
}

/// An address as a person writes it, without a path of nothing.
fn tidy(url: &Url) -> String {
    let text = url.as_str();
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    text.strip_suffix('/').filter(|_| bare).unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Proxy {
        Proxy::At { address: address.into() }
    }

    #[test]
    fn a_password_is_parted_from_its_address_and_comes_back() {
        let whole = at("http://me:hush%20hush@proxy.example:8080");
        let (bare, password) = whole.parted();
        let password = password.unwrap();
        assert!(bare == at("http://me@proxy.example:8080"), "without the password");
        assert_eq!(password.reveal(), "hush%20hush");
        assert!(bare.awaits_password() && !whole.awaits_password());
        assert!(bare.with(&password) == at("http://me:hush%20hush@proxy.example:8080/"));
    }

    #[test]
    fn an_address_without_a_password_stays_as_it_is() {
        for address in ["http://proxy.example:8080", "http://me@proxy.example/", "nonsense"] {
            let (bare, password) = at(address).parted();
            assert!(bare == at(address) && password.is_none(), "{address}");
        }
        assert!(!at("http://proxy.example").awaits_password());
        assert!(Proxy::System.parted() == (Proxy::System, None));
    }
}
