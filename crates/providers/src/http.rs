use std::error::Error as _;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use model::{Error, ErrorKind, Fetch, FetchRequest, Fetched, NoLedger, Result, SharedLedger};
use reqwest::header::{ACCEPT_ENCODING, IF_RANGE, RANGE};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::time::timeout;

use crate::Offline;
use crate::address::{allowed, is_loopback, misled};
use crate::headers;

const USER_AGENT: &str = concat!("Antiphon/", env!("CARGO_PKG_VERSION"));
/// The most addresses that one answer may lead through.
const REDIRECTS: usize = 10;

/// How long the other side may be silent. There is no limit for the whole: a long file or answer
/// legitimately takes its time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until the connection stands.
    pub connect: Duration,
    /// From the request to the head of the answer, over all redirects.
    pub first_byte: Duration,
    /// Between two pieces of the answer.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            first_byte: Duration::from_secs(60),
            idle: Duration::from_secs(30),
        }
    }
}

/// Through what other machines are reached; this machine is always reached directly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Proxy {
    /// The system's proxy, and that of the environment (`HTTPS_PROXY`, `NO_PROXY`, ...).
    #[default]
    System,
    /// None.
    Direct,
    /// This one, for everything.
    At {
        /// Its address, `http://` or `https://`, which may hold a name and password.
        address: String,
    },
}

/// What an [`Http`] is made of.
#[derive(Clone)]
pub struct Setup {
    /// How long the other side may be silent, where a provider's row says nothing.
    pub limits: Limits,
    /// Where every request is recorded.
    pub ledger: SharedLedger,
    /// The switch that ends everything.
    pub offline: Offline,
    /// Through what other machines are reached.
    pub proxy: Proxy,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            ledger: Arc::new(NoLedger),
            offline: Offline::default(),
            proxy: Proxy::default(),
        }
    }
}

/// Connections to other machines, kept for the next request. Cheap to clone.
///
/// Only https is spoken, and http to this machine. The system's proxy is used, but never to reach
/// this machine. Nothing is loaded before the first request.
#[derive(Clone, Default)]
pub struct Http(Arc<Inner>);

#[derive(Default)]
struct Inner {
    limits: Limits,
    far: OnceLock<Client>,
    near: OnceLock<Client>,
}

impl Http {
    /// Connections that are made as `setup` says.
    pub fn new(setup: Setup) -> Self {
        Self(Arc::new(Inner { limits: setup.limits, ..Inner::default() }))
    }

    async fn get(&self, request: FetchRequest) -> Result<Fetched> {
        let url = allowed(&request.address, false)?;
        let known = request.validator.as_deref();
        let response = self.send(&url, request.from, known).await?;
        if request.from == 0 {
            return self.fetched(response, &url, 0);
        }
        let range = headers::content_range(response.headers());
        let changed = headers::changed(known, response.headers());
        match response.status() {
            StatusCode::PARTIAL_CONTENT if !changed => self.fetched(response, &url, request.from),
            // All of it is here already.
            StatusCode::RANGE_NOT_SATISFIABLE
                if !changed && range.and_then(|range| range.total) == Some(request.from) =>
            {
                Ok(Fetched {
                    from: request.from,
                    total: Some(request.from),
                    validator: headers::validator(response.headers()),
                    bytes: stream::empty().boxed(),
                })
            }
            // The file is another one by now: it is wanted whole.
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                let response = self.send(&url, 0, None).await?;
                self.fetched(response, &url, 0)
            }
            _ => self.fetched(response, &url, request.from),
        }
    }

    /// Sends the request and waits for the head of the answer.
    async fn send(&self, url: &Url, from: u64, validator: Option<&str>) -> Result<Response> {
        let mut request = self.client(url)?.get(url.clone()).header(ACCEPT_ENCODING, "identity");
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
            if let Some(validator) = validator {
                request = request.header(IF_RANGE, validator);
            }
        }
        match timeout(self.0.limits.first_byte, request.send()).await {
            Ok(sent) => sent.map_err(|error| failure(error, url)),
            Err(_) => Err(silent(url, self.0.limits.first_byte)),
        }
    }

    /// What `response` brings, where the bytes from `asked` on were asked for.
    fn fetched(&self, response: Response, url: &Url, asked: u64) -> Result<Fetched> {
        let (from, total) = match response.status() {
            StatusCode::OK => (0, response.content_length()),
            StatusCode::PARTIAL_CONTENT => match headers::content_range(response.headers()) {
                Some(range) if range.first == Some(asked) => (asked, range.total),
                _ => {
                    let message = "The server sent another part of the file than was asked for.";
                    return Err(Error::new(ErrorKind::Malformed, message));
                }
            },
            status => return Err(refusal(status, &response, url)),
        };
        let validator = headers::validator(response.headers());
        let bytes = pieces(response, url.clone(), self.0.limits.idle);
        Ok(Fetched { from, total, validator, bytes })
    }

    fn client(&self, url: &Url) -> Result<&Client> {
        let near = is_loopback(url);
        let slot = if near { &self.0.near } else { &self.0.far };
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let builder = Client::builder()
            .user_agent(USER_AGENT)
            .referer(false)
            .connect_timeout(self.0.limits.connect)
            .redirect(redirect::Policy::custom(follow));
        let builder = if near { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| {
            let message = format!("No connection can be made: {}.", cause(&error));
            Error::new(ErrorKind::Network, message)
        })?;
        Ok(slot.get_or_init(|| client))
    }
}

impl Fetch for Http {
    fn fetch(&self, request: FetchRequest) -> BoxFuture<'static, Result<Fetched>> {
        let http = self.clone();
        async move { http.get(request).await }.boxed()
    }
}

fn follow(attempt: redirect::Attempt<'_>) -> redirect::Action {
    if attempt.previous().len() > REDIRECTS {
        return attempt.error("The server leads from address to address without end.");
    }
    let misled = attempt.previous().first().and_then(|first| misled(first, attempt.url()));
    match misled {
        Some(why) => attempt.error(why),
        None => attempt.follow(),
    }
}

/// The pieces of the answer as they arrive, until the end, a break, or too long a silence.
fn pieces(response: Response, url: Url, idle: Duration) -> BoxStream<'static, Result<Bytes>> {
    let pieces = response.bytes_stream().boxed();
    stream::unfold(Some(pieces), move |pieces| {
        let url = url.clone();
        async move {
            let mut pieces = pieces?;
            match timeout(idle, pieces.next()).await {
                Ok(None) => None,
                Ok(Some(Ok(piece))) => Some((Ok(piece), Some(pieces))),
                Ok(Some(Err(error))) => Some((Err(failure(error, &url)), None)),
                Err(_) => Some((Err(silent(&url, idle)), None)),
            }
        }
    })
    .boxed()
}

/// An answer that is not the file.
fn refusal(status: StatusCode, response: &Response, url: &Url) -> Error {
    let host = host(url);
    let message = match status.as_u16() {
        404 | 410 => format!("{host} has no file at this address ({status})."),
        401 | 403 => format!("{host} does not give this file to everyone ({status})."),
        429 => format!("{host} asks to wait ({status})."),
        _ => format!("{host} did not send the file ({status})."),
    };
    Error {
        status: Some(status.as_u16()),
        retry_after: headers::retry_after(response.headers()),
        ..Error::new(ErrorKind::Server, message)
    }
}

/// A connection that could not be made, or broke.
fn failure(error: reqwest::Error, url: &Url) -> Error {
    let (host, why) = (host(url), cause(&error));
    if error.is_redirect() {
        return Error::new(ErrorKind::InvalidRequest, why);
    }
    let message = if error.is_connect() && error.is_timeout() {
        format!("{host} cannot be reached: it did not answer in time.")
    } else if error.is_connect() {
        format!("{host} cannot be reached: {why}.")
    } else {
        format!("The connection to {host} broke: {why}.")
    };
    Error::new(ErrorKind::Network, message)
}

fn silent(url: &Url, limit: Duration) -> Error {
    let message = format!("{} sent nothing for {} s.", host(url), limit.as_secs_f32());
    Error::new(ErrorKind::Network, message)
}

/// The innermost cause, which names what happened and not where; it never holds the address, whose
/// query may be a key.
fn cause(error: &reqwest::Error) -> String {
    let mut innermost = error.source();
    while let Some(inner) = innermost.and_then(|error| error.source()) {
        innermost = Some(inner);
    }
    innermost.map_or_else(|| "the request failed".into(), ToString::to_string)
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or("The server").to_owned()
}
