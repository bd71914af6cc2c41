use std::sync::Arc;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{ErrorKind, ModelId, Origin, Usage};

/// The record of what left the machine: told of every request before its first byte is sent, and
/// again when it has ended.
///
/// Implementations must return at once and must not fail: what they keep, they keep in order.
pub trait Ledger: Send + Sync {
    /// A request is about to be sent. The entry's [`LedgerEntry::ended`] is called exactly once
    /// unless the app dies first; dropping the entry unended means that the request was given up.
    fn sending(&self, sending: Sending) -> Box<dyn LedgerEntry>;
}

/// One request in the record.
pub trait LedgerEntry: Send + Sync {
    /// The request has ended.
    fn ended(self: Box<Self>, sent: Sent);
}

/// What is about to leave the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// The host and, where it is not the usual one, the port.
    pub host: String,
    /// The provider that is asked, if it is one.
    pub provider: Option<String>,
    /// The model that is asked, if it is one.
    pub model: Option<ModelId>,
    /// Why, and for which session.
    pub origin: Origin,
    /// The length of the body in bytes.
    pub bytes_out: u64,
}

/// What became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Sent {
    /// The length of the answer's body so far as it was read, in bytes.
    pub bytes_in: u64,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Why it failed, if it did.
    pub failure: Option<ErrorKind>,
    /// Tokens read and written, where the provider says so.
    pub usage: Option<Usage>,
}

/// A record that keeps nothing: for tests and tools.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLedger;

impl Ledger for NoLedger {
    fn sending(&self, _: Sending) -> Box<dyn LedgerEntry> {
        Box::new(Self)
    }
}

impl LedgerEntry for NoLedger {
    fn ended(self: Box<Self>, _: Sent) {}
}

/// A record shared by all that send.
pub type SharedLedger = Arc<dyn Ledger>;
