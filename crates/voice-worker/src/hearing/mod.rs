//! Writing down what is said.

use std::convert::Infallible;

use model::{Error, ErrorKind, Result};

use crate::inbox::Inbox;
use crate::outbox::Outbox;

/// Loads the recogniser at `path` and hears until the process ends.
///
/// # Errors
/// Where it cannot be loaded.
pub(crate) fn work(
    path: &str,
    threads: u32,
    inbox: &Inbox,
    outbox: &Outbox,
) -> Result<Infallible> {
    let _ = (path, threads, inbox, outbox);
    Err(Error::new(ErrorKind::Server, "This worker cannot hear yet."))
}
