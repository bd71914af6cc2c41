//! The one place that opens a socket: everything that leaves the machine is sent by
//! [`Http::send`], which the switch "offline" stops and the record is told of.

mod answer;
mod client;
mod file;
mod limits;
mod proxy;
mod words;

use std::sync::Arc;

use bytes::Bytes;
use model::{ModelId, NoLedger, Origin, Result, Sending, SharedLedger};
use reqwest::Url;
use reqwest::header::HeaderMap;
use tokio::time::timeout;

pub(crate) use answer::Answer;
use client::Clients;
pub(crate) use client::Way;
pub use limits::Limits;
pub use proxy::{PROXY_PASSWORD, Proxy};
pub(crate) use words::{Broken, host};

use crate::offline::refused;
use crate::{Keys, NoKeys, Offline};

/// What an [`Http`] is made of.
#[derive(Clone)]
pub struct Setup {
    /// How long the other side may be silent while it sends a file or a list.
    pub limits: Limits,
    /// How long a model may be silent, where its provider's row says nothing.
    pub chat: Limits,
    /// Where every request is recorded.
    pub ledger: SharedLedger,
    /// The switch that ends everything.
    pub offline: Offline,
    /// Through what other machines are reached.
    pub proxy: Proxy,
    /// Where the proxy's password is, under [`PROXY_PASSWORD`], if its address names a user.
    pub keys: Arc<dyn Keys>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            chat: Limits::chat(),
            ledger: Arc::new(NoLedger),
            offline: Offline::default(),
            proxy: Proxy::default(),
            keys: Arc::new(NoKeys),
        }
    }
}

/// Connections to other machines, kept for the next request. Cheap to clone.
///
/// Files come by https only, or from this machine; so do models, unless their provider's row
/// allows plain http. The system's trust store decides whom to believe. The proxy is never used to
/// reach this machine. Nothing is loaded before the first request.
#[derive(Clone)]
pub struct Http(Arc<Inner>);

struct Inner {
    setup: Setup,
    clients: Clients,
}

/// One request, ready to be sent.
pub(crate) struct Outgoing {
    /// Where to: an address that may be asked.
    pub(crate) url: Url,
    /// All headers. Those that hold a key are marked as sensitive.
    pub(crate) headers: HeaderMap,
    /// `GET` without a body, `POST` with one.
    pub(crate) body: Option<Bytes>,
    /// How redirects and packed answers are dealt with.
    pub(crate) way: Way,
    /// How long the other side may be silent.
    pub(crate) limits: Limits,
    /// The provider that is asked, for the record.
    pub(crate) provider: Option<String>,
    /// The model that is asked, for the record.
    pub(crate) model: Option<ModelId>,
    /// Why it is sent, for the record.
    pub(crate) origin: Origin,
}

impl Default for Http {
    fn default() -> Self {
        Self::new(Setup::default())
    }
}

impl Http {
    /// Connections that are made as `setup` says.
    pub fn new(setup: Setup) -> Self {
        let clients = Clients::new(setup.proxy.clone());
        let offline = setup.offline.clone();
        let inner = Arc::new(Inner { setup, clients });
        let weak = Arc::downgrade(&inner);
        offline.closes(move || {
            if let Some(inner) = weak.upgrade() {
                inner.clients.close();
            }
        });
        Self(inner)
    }

    /// Reaches other machines through `proxy` from the next request on.
    ///
    /// # Errors
    /// `InvalidRequest` where its address is none; then nothing changes.
    pub fn reach_through(&self, proxy: Proxy) -> Result<()> {
        self.0.clients.reach_through(proxy)
    }

    /// The switch that ends everything.
    pub fn offline(&self) -> &Offline {
        &self.0.setup.offline
    }

    /// How long the other side may be silent while it sends a file or a list.
    pub(crate) fn limits(&self) -> Limits {
        self.0.setup.limits
    }

    /// How long a model may be silent.
    pub(crate) fn chat_limits(&self) -> Limits {
        self.0.setup.chat
    }

    /// Sends the request and waits for the head of the answer, whatever its status.
    pub(crate) async fn send(&self, out: Outgoing) -> std::result::Result<Answer, Broken> {
        let offline = self.offline();
        if offline.is_on() {
            return Err(refused().into());
        }
        if self.0.clients.awaits_password(&out.url)
            && let Some(password) = self.0.setup.keys.key(PROXY_PASSWORD).await?
        {
            self.0.clients.take_password(&password);
        }
        let client = self.0.clients.get(&out.url, out.way, out.limits.connect)?;
        let host = host(&out.url);
        let mut entry = answer::Entry::new(self.0.setup.ledger.sending(Sending {
            host: host.clone(),
            provider: out.provider,
            model: out.model,
            origin: out.origin,
            bytes_out: out.body.as_ref().map_or(0, |body| body.len() as u64),
        }));
        let request = match out.body {
            Some(body) => client.post(out.url.clone()).body(body),
            None => client.get(out.url.clone()),
        };
        let sent = timeout(out.limits.first_byte, request.headers(out.headers).send());
        let broken = tokio::select! {
            biased;
            () = offline.on() => refused().into(),
            sent = sent => match sent {
                Ok(Ok(response)) => {
                    tracing::debug!(host, status = response.status().as_u16(), "answered");
                    entry.answered(response.status());
                    return Ok(Answer::new(response, host, out.limits.idle, offline.clone(), entry));
                }
                Ok(Err(error)) => words::failure(error, &out.url),
                Err(_) => words::silent(&host, out.limits.first_byte).into(),
            },
        };
        tracing::debug!(host, kind = ?broken.error.kind, "no answer");
        entry.ended(Some(broken.error.kind), None);
        Err(broken)
    }
}
