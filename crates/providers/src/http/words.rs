use std::error::Error as _;
use std::io;
use std::time::Duration;

use model::{Error, ErrorKind};
use reqwest::Url;

use crate::address::is_loopback;

/// A request without an answer.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    /// What to tell.
    pub(crate) error: Error,
    /// Nothing of it can have reached the other side: the connection was not even made, and might
    /// be at the next try.
    pub(crate) unsent: bool,
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self { error, unsent: false }
    }
}

/// A connection that could not be made, or broke.
pub(super) fn failure(error: reqwest::Error, url: &Url) -> Broken {
    let (host, why) = (host(url), cause(&error));
    if error.is_redirect() {
        return Error::new(ErrorKind::InvalidRequest, why).into();
    }
    let message = if error.is_connect() && error.is_timeout() {
        format!("{host} cannot be reached: it did not answer in time.")
    } else if error.is_connect() {
        format!("{host} cannot be reached: {why}.")
    } else {
        format!("The connection to {host} broke: {why}.")
    };
    let unsent = error.is_connect() && (error.is_timeout() || passing(&error, url));
    Broken { error: Error::new(ErrorKind::Network, message), unsent }
}

/// Whether a connection that was not made may be made a moment later. A certificate stays wrong,
/// and a port of this machine where nobody listens is told at once.
fn passing(error: &reqwest::Error, url: &Url) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return match innermost(io).kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::Other => false,
                io::ErrorKind::ConnectionRefused => !is_loopback(url),
                _ => true,
            };
        }
        cause = inner.source();
    }
    false
}

/// The error that was wrapped into others of its kind, as what secures a connection does.
fn innermost(error: &io::Error) -> &io::Error {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>());
    inner.map_or(error, innermost)
}

pub(super) fn silent(host: &str, limit: Duration) -> Error {
    let message = format!("{host} sent nothing for {} s.", limit.as_secs_f32());
    Error::new(ErrorKind::Network, message)
}

/// An answer that broke off.
pub(super) fn broke(error: &reqwest::Error, host: &str) -> Error {
    let message = format!("The connection to {host} broke: {}.", cause(error));
    Error::new(ErrorKind::Network, message)
}

/// The innermost cause, which names what happened and not where; it never holds the address, whose
/// query may be a key.
pub(super) fn cause(error: &reqwest::Error) -> String {
    let mut innermost = error.source();
    while let Some(inner) = innermost.and_then(|error| error.source()) {
        innermost = Some(inner);
    }
    innermost.map_or_else(|| "the request failed".into(), ToString::to_string)
}

/// The host, with its port where that is not the usual one.
pub(crate) fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => "The server".to_owned(),
    }
}
