//! Speech from text.

use std::convert::Infallible;

use model::{Error, ErrorKind, Result};

use crate::inbox::Inbox;
use crate::outbox::Outbox;

/// Loads the synthesiser at `path` with its `voices` and speaks until the process ends: each job
/// of [`Inbox::next`] is a `Speak` (others are refused with `Job::refuse`), answered by
/// [`Outbox::samples`] and `Spoken`, `Stopped` or `Failed`; `Job::stopped` says when to give up.
///
/// # Errors
/// Where it cannot be loaded.
pub(crate) fn work(
    path: &str,
    voices: &str,
    threads: u32,
    inbox: &Inbox,
    outbox: &Outbox,
) -> Result<Infallible> {
    let _ = (path, voices, threads, inbox, outbox);
    Err(Error::new(ErrorKind::Server, "This worker cannot speak yet."))
}
