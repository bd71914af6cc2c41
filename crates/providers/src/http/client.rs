use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use model::{Error, ErrorKind, Result};
use reqwest::{Client, StatusCode, Url, redirect};

use super::proxy::Proxy;
use super::words::cause;
use crate::Key;
use crate::address::{is_loopback, misled};

const USER_AGENT: &str = concat!("Antiphon/", env!("CARGO_PKG_VERSION"));
/// The most addresses that one answer may lead through.
const REDIRECTS: usize = 10;

/// How redirects and packed answers are dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// A file: led on to other hosts, its bytes untouched.
    File,
    /// A provider's interface, which may carry a key: never led to another host, unpacked.
    Talk,
}

/// One pool of connections for each way of making them: in practice one for files and one for
/// providers, and the same for this machine.
pub(super) struct Clients {
    pools: Mutex<Pools>,
}

struct Pools {
    proxy: Proxy,
    clients: HashMap<Kind, Client>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    near: bool,
    way: Way,
    connect: Duration,
}

impl Clients {
    pub(super) fn new(proxy: Proxy) -> Self {
        Self { pools: Mutex::new(Pools { proxy, clients: HashMap::new() }) }
    }

    pub(super) fn reach_through(&self, proxy: Proxy) -> Result<()> {
        let _ = proxied(Client::builder(), &proxy)?;
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        *pools = Pools { proxy, clients: HashMap::new() };
        Ok(())
    }

    /// Whether a request to `url` goes through a proxy whose password is to be asked for.
    pub(super) fn awaits_password(&self, url: &Url) -> bool {
        let pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        !is_loopback(url) && pools.proxy.awaits_password()
    }

    /// Tells the proxy's password. The pools that were made without it are made anew.
    pub(super) fn take_password(&self, password: &Key) {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        *pools = Pools { proxy: pools.proxy.with(password), clients: HashMap::new() };
    }

    /// Closes the connections that wait for their next request.
    pub(super) fn close(&self) {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner).clients.clear();
    }

    /// The pool for requests to `url`, made now if this is the first.
    pub(super) fn get(&self, url: &Url, way: Way, connect: Duration) -> Result<Client> {
        let kind = Kind { near: is_loopback(url), way, connect };
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = pools.clients.get(&kind) {
            return Ok(client.clone());
        }
        let client = build(kind, &pools.proxy)?;
        pools.clients.insert(kind, client.clone());
        Ok(client)
    }
}

fn build(kind: Kind, proxy: &Proxy) -> Result<Client> {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .referer(false)
        .connect_timeout(kind.connect)
        .gzip(kind.way == Way::Talk)
        .redirect(redirect::Policy::custom(match kind.way {
            Way::File => lead_on,
            Way::Talk => stay,
        }));
    #[cfg(test)]
    let builder = builder.tls_certs_merge(crate::tests::trusted());
    let builder = if kind.near { builder.no_proxy() } else { proxied(builder, proxy)? };
    builder.build().map_err(|error| {
        let message = format!("No connection can be made: {}.", cause(&error));
        Error::new(ErrorKind::Network, message)
    })
}

fn proxied(builder: reqwest::ClientBuilder, proxy: &Proxy) -> Result<reqwest::ClientBuilder> {
    let Some(url) = proxy.checked()? else {
        return Ok(if *proxy == Proxy::Direct { builder.no_proxy() } else { builder });
    };
    let unusable = |_| Error::new(ErrorKind::InvalidRequest, "The proxy's address cannot be used.");
    let proxy = reqwest::Proxy::all(url).map_err(unusable)?;
    Ok(builder.no_proxy().proxy(proxy))
}

fn lead_on(attempt: redirect::Attempt<'_>) -> redirect::Action {
    if attempt.previous().len() > REDIRECTS {
        return attempt.error("The server leads from address to address without end.");
    }
    let misled = attempt.previous().first().and_then(|first| misled(first, attempt.url()));
    match misled {
        Some(why) => attempt.error(why),
        None => attempt.follow(),
    }
}

/// Only what keeps the request as it is, on the same host, is followed. The answer that leads
/// elsewhere is itself the answer then.
fn stay(attempt: redirect::Attempt<'_>) -> redirect::Action {
    let kept =
        matches!(attempt.status(), StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
    let same = |first: &Url| first.origin() == attempt.url().origin();
    if kept && attempt.previous().len() <= REDIRECTS && attempt.previous().first().is_some_and(same)
    {
        return attempt.follow();
    }
    attempt.stop()
}
