//! Sessions carried in and out: how far that is, and whether it is to go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde::Serialize;
use specta::Type;

/// How far a carrying is, and whether it is to go on. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Carrying {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    cancelled: AtomicBool,
    done: AtomicU64,
    of: AtomicU64,
    sessions: AtomicU64,
    messages: AtomicU64,
}

/// How far a carrying is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct CarryProgress {
    /// Bytes read, or sessions written.
    pub done: u64,
    /// Of so many; 0 where that is not known yet.
    pub of: u64,
    /// Sessions by now.
    pub sessions: u64,
    /// Messages by now.
    pub messages: u64,
}

impl Carrying {
    /// Ends it as soon as may be; what is written by then stays.
    pub fn cancel(&self) {
        self.inner.cancelled.store(true, Ordering::Relaxed);
    }

    /// How far it is.
    pub fn progress(&self) -> CarryProgress {
        let read = |of: &AtomicU64| of.load(Ordering::Relaxed);
        let Inner { done, of, sessions, messages, .. } = &*self.inner;
        CarryProgress {
            done: read(done),
            of: read(of),
            sessions: read(sessions),
            messages: read(messages),
        }
    }

    /// There is so much to be done: sessions, or bytes to be read.
    pub fn begins(&self, much: usize) {
        self.inner.of.store(much as u64, Ordering::Relaxed);
    }

    /// One of them is done, with so many messages.
    pub fn wrote(&self, messages: usize) {
        self.stepped();
        self.passed(1, messages);
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.inner.cancelled.load(Ordering::Relaxed)
    }

    pub(crate) fn passed(&self, sessions: usize, messages: usize) {
        self.inner.sessions.fetch_add(sessions as u64, Ordering::Relaxed);
        self.inner.messages.fetch_add(messages as u64, Ordering::Relaxed);
    }

    /// So much of a file was read.
    pub(crate) fn reached(&self, place: u64) {
        self.inner.done.fetch_max(place, Ordering::Relaxed);
    }

    /// One session of several is done.
    pub(crate) fn stepped(&self) {
        self.inner.done.fetch_add(1, Ordering::Relaxed);
    }
}
