use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use specta::Type;
use store::{Message, MessageId, SessionId, SessionRow};
use tokio::sync::Notify;

use crate::live::Live;

/// What changes in a session that is being watched. One reducer serves the snapshot and the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(tag = "update", rename_all = "snake_case")]
pub enum Update {
    /// The whole message: first sight, or more than its text changed. Insert or replace by id.
    Message {
        /// The message.
        message: Message,
    },
    /// What a live reply has grown by.
    Delta {
        /// The reply.
        id: MessageId,
        /// To be appended to its text.
        text: String,
        /// To be appended to its reasoning.
        reasoning: String,
    },
}

/// What changes outside the session that is being watched.
#[derive(Clone, Debug)]
pub enum Change {
    /// A session is new, or its title or time changed.
    Session {
        /// As the sidebar shows it.
        row: SessionRow,
    },
    /// A session was deleted.
    SessionGone {
        /// Which.
        id: SessionId,
    },
    /// Which sessions have a live reply.
    Live {
        /// All of them.
        sessions: Vec<SessionId>,
    },
    /// Replies cannot be saved at the moment; they go on in memory. `None`: they can again.
    Storage {
        /// What is wrong.
        problem: Option<Arc<store::Error>>,
    },
}

/// Follows one session. First come its live replies as they stand, then what changes.
///
/// However slowly it is read, it never holds more than one update a message: deltas that wait are
/// merged. Dropping it ends the watch; the replies go on.
pub struct Watch {
    session: SessionId,
    pending: Arc<Pending>,
    live: Arc<Live>,
}

impl Watch {
    pub(crate) fn new(live: Arc<Live>, session: SessionId) -> Self {
        Self { session, pending: live.watch(session), live }
    }

    /// Waits for the next updates, in order. Cancel-safe: nothing is lost.
    pub async fn next(&mut self) -> Vec<Update> {
        loop {
            let updates = self.pending.take();
            if !updates.is_empty() {
                return updates;
            }
            self.pending.notify.notified().await;
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.live.unwatch(self.session, &self.pending);
    }
}

/// Updates that one watcher has not read yet.
#[derive(Default)]
pub(crate) struct Pending {
    updates: Mutex<Vec<Update>>,
    notify: Notify,
}

impl Pending {
    /// Adds an update, merged with what waits for the same message.
    pub(crate) fn push(&self, update: Update) {
        let mut updates = self.updates.lock().unwrap_or_else(PoisonError::into_inner);
        match &update {
            Update::Message { message } => {
                updates.retain(|waiting| waiting.id() != message.id);
                updates.push(update);
            }
            Update::Delta { id, text, reasoning } => {
                match updates.iter_mut().find(|waiting| waiting.id() == *id) {
                    Some(waiting) => waiting.grow(text, reasoning),
                    None => updates.push(update),
                }
            }
        }
        drop(updates);
        self.notify.notify_one();
    }

    fn take(&self) -> Vec<Update> {
        std::mem::take(&mut *self.updates.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Update {
    fn id(&self) -> MessageId {
        match self {
            Update::Message { message } => message.id,
            Update::Delta { id, .. } => *id,
        }
    }

    fn grow(&mut self, more: &str, more_reasoning: &str) {
        let (text, reasoning) = match self {
            Update::Message { message } => (&mut message.text, &mut message.reasoning),
            Update::Delta { text, reasoning, .. } => (text, reasoning),
        };
        text.push_str(more);
        reasoning.push_str(more_reasoning);
    }
}
