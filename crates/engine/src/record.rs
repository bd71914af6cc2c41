//! The record of what left the machine, until the writer has put it into the store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{Ledger, LedgerEntry, Sending, Sent};
use store::{SentLine, SentState, SessionId};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::Clock;

/// Takes note of every request, at once and in order. The engine's writer keeps it in the store,
/// together with the replies.
///
/// It is made before the engine, because whatever sends has to have it.
#[derive(Clone)]
pub struct Record(Arc<Inner>);

struct Inner {
    clock: Clock,
    lines: Mutex<Lines>,
    pub(crate) moved: Arc<Notify>,
}

#[derive(Default)]
struct Lines {
    /// The requests that have not ended.
    open: HashMap<Uuid, SentLine>,
    /// What has changed since it was last written, in order.
    unwritten: Vec<SentLine>,
}

impl Record {
    /// An empty record that reads this clock.
    pub fn new(clock: Clock) -> Self {
        let moved = Arc::new(Notify::new());
        Self(Arc::new(Inner { clock, lines: Mutex::default(), moved }))
    }

    /// What is told of every change.
    pub(crate) fn moved(&self) -> Arc<Notify> {
        self.0.moved.clone()
    }

    /// What has to be written by now. It stays here until [`Record::written`] is called.
    pub(crate) fn unwritten(&self) -> Vec<SentLine> {
        self.0.lines().unwritten.clone()
    }

    /// This is in the store now. Only the one writer calls it, so what came meanwhile is last.
    pub(crate) fn written(&self, lines: usize) {
        self.0.lines().unwritten.drain(..lines);
    }
}

impl Ledger for Record {
    fn sending(&self, sending: Sending) -> Box<dyn LedgerEntry> {
        let id = self.0.clock.id();
        let line = SentLine {
            id,
            at: self.0.clock.now(),
            ended_at: None,
            state: SentState::UnderWay,
            host: sending.host,
            purpose: sending.origin.purpose,
            provider: sending.provider,
            model: sending.model,
            session: sending.origin.session.map(SessionId),
            bytes_out: sending.bytes_out,
            bytes_in: 0,
            status: None,
            failure: None,
            usage: None,
            cost: None,
        };
        let mut lines = self.0.lines();
        lines.unwritten.push(line.clone());
        lines.open.insert(id, line);
        drop(lines);
        self.0.moved.notify_one();
        Box::new(Entry { id, record: self.0.clone() })
    }
}

impl Inner {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        // A panic while the lock is held leaves at worst a line unended; go on.
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends a line, once: what comes after finds it closed.
    fn close(&self, id: Uuid, end: impl FnOnce(&mut SentLine)) {
        let mut lines = self.lines();
        let Some(mut line) = lines.open.remove(&id) else { return };
        line.ended_at = Some(self.clock.now());
        end(&mut line);
        lines.unwritten.push(line);
        drop(lines);
        self.moved.notify_one();
    }
}

struct Entry {
    id: Uuid,
    record: Arc<Inner>,
}

impl LedgerEntry for Entry {
    fn ended(self: Box<Self>, sent: Sent) {
        self.record.close(self.id, |line| {
            line.state = SentState::Ended;
            line.bytes_in = sent.bytes_in;
            line.status = sent.status;
            line.failure = sent.failure;
            line.usage = sent.usage;
        });
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.record.close(self.id, |line| line.state = SentState::GivenUp);
    }
}
