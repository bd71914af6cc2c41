//! The replies that are being written, in memory, and who watches them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::{Checkpoint, Ending, Message, MessageId, Millis, SessionId};
use tokio::sync::broadcast;
use tokio::task::AbortHandle;

use crate::watch::{Change, Pending, Update};

/// All live replies. One lock, held only to append a few bytes.
pub(crate) struct Live {
    boards: Mutex<Boards>,
    changes: broadcast::Sender<Change>,
}

#[derive(Default)]
struct Boards {
    replies: HashMap<MessageId, LiveReply>,
    watchers: HashMap<SessionId, Vec<Arc<Pending>>>,
    dirty: HashSet<MessageId>,
    ended: Vec<Ended>,
}

/// A reply that has ended and is not known to be in the store yet.
struct Ended {
    message: Message,
    at: Millis,
}

struct LiveReply {
    message: Message,
    task: Option<AbortHandle>,
}

/// What has to be written: the state of every reply that moved, and every ending.
#[derive(Debug, Default)]
pub(crate) struct Unwritten {
    pub(crate) checkpoints: Vec<Checkpoint>,
    pub(crate) endings: Vec<Ending>,
}

impl Live {
    pub(crate) fn new(changes: broadcast::Sender<Change>) -> Self {
        Self { boards: Mutex::default(), changes }
    }

    fn boards(&self) -> MutexGuard<'_, Boards> {
        // A panic while the lock is held leaves at worst a piece of text untold; go on.
        self.boards.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes up a reply that begins or goes on.
    pub(crate) fn begin(&self, message: Message) {
        let mut boards = self.boards();
        boards.tell(message.session, || Update::Message { message: message.clone() });
        boards.replies.insert(message.id, LiveReply { message, task: None });
        let sessions = boards.sessions();
        drop(boards);
        self.tell_all(Change::Live { sessions });
    }

    /// Who writes the reply: what `stop` has to end.
    pub(crate) fn owned_by(&self, id: MessageId, task: AbortHandle) {
        if let Some(reply) = self.boards().replies.get_mut(&id) {
            reply.task = Some(task);
        }
    }

    /// Folds what arrived into the reply. The first word or note of it may change any part of the
    /// message; text and reasoning are only ever appended to.
    pub(crate) fn append(&self, id: MessageId, text: &str, reasoning: &str) {
        let mut boards = self.boards();
        let Some(reply) = boards.replies.get_mut(&id) else { return };
        reply.message.text.push_str(text);
        reply.message.reasoning.push_str(reasoning);
        let session = reply.message.session;
        boards.tell(session, || Update::Delta {
            id,
            text: text.to_owned(),
            reasoning: reasoning.to_owned(),
        });
        boards.dirty.insert(id);
    }

    /// Changes a live reply beside its text, and tells the whole of it.
    pub(crate) fn change(&self, id: MessageId, change: impl FnOnce(&mut Message)) {
        let mut boards = self.boards();
        let Some(reply) = boards.replies.get_mut(&id) else { return };
        change(&mut reply.message);
        let message = reply.message.clone();
        boards.tell(message.session, || Update::Message { message: message.clone() });
        boards.dirty.insert(id);
    }

    /// Ends a reply: it is told, and left for the writer. `None` if it had ended before.
    pub(crate) fn end(
        &self,
        id: MessageId,
        at: Millis,
        ending: impl FnOnce(&mut Message),
    ) -> Option<Message> {
        let mut boards = self.boards();
        let mut reply = boards.replies.remove(&id)?;
        ending(&mut reply.message);
        let message = reply.message;
        boards.dirty.remove(&id);
        boards.ended.push(Ended { message: message.clone(), at });
        boards.tell(message.session, || Update::Message { message: message.clone() });
        let sessions = boards.sessions();
        drop(boards);
        self.tell_all(Change::Live { sessions });
        Some(message)
    }

    /// Tells those who watch `session` of a message that is not live.
    pub(crate) fn tell(&self, session: SessionId, message: &Message) {
        self.boards().tell(session, || Update::Message { message: message.clone() });
    }

    /// Tells everyone who listens. Nobody listening is no error.
    pub(crate) fn tell_all(&self, change: Change) {
        let _ = self.changes.send(change);
    }

    /// The task that writes a reply, if it is live.
    pub(crate) fn task(&self, id: MessageId) -> Option<Option<AbortHandle>> {
        self.boards().replies.get(&id).map(|reply| reply.task.clone())
    }

    /// The state of a live reply.
    pub(crate) fn message(&self, id: MessageId) -> Option<Message> {
        self.boards().replies.get(&id).map(|reply| reply.message.clone())
    }

    /// The replies that have ended and may still stand as live in what is read from the store after
    /// this.
    pub(crate) fn ended(&self) -> HashMap<MessageId, Message> {
        let boards = self.boards();
        boards.ended.iter().map(|ended| (ended.message.id, ended.message.clone())).collect()
    }

    /// The live replies of one session.
    pub(crate) fn of(&self, session: SessionId) -> Vec<MessageId> {
        let boards = self.boards();
        let of = boards.replies.values().filter(|reply| reply.message.session == session);
        of.map(|reply| reply.message.id).collect()
    }

    /// All live replies.
    pub(crate) fn all(&self) -> Vec<MessageId> {
        self.boards().replies.keys().copied().collect()
    }

    /// The sessions that have a live reply.
    pub(crate) fn sessions(&self) -> Vec<SessionId> {
        self.boards().sessions()
    }

    /// Begins to watch: the snapshot and all that comes after, without a gap.
    pub(crate) fn watch(&self, session: SessionId) -> Arc<Pending> {
        let mut boards = self.boards();
        let pending = Arc::new(Pending::default());
        for reply in boards.replies.values().filter(|reply| reply.message.session == session) {
            pending.push(Update::Message { message: reply.message.clone() });
        }
        boards.watchers.entry(session).or_default().push(pending.clone());
        pending
    }

    /// Ends what [`Live::watch`] began.
    pub(crate) fn unwatch(&self, session: SessionId, pending: &Arc<Pending>) {
        let mut boards = self.boards();
        if let Some(watchers) = boards.watchers.get_mut(&session) {
            watchers.retain(|other| !Arc::ptr_eq(other, pending));
            if watchers.is_empty() {
                boards.watchers.remove(&session);
            }
        }
    }

    /// What has to be written by now. It stays here until [`Live::written`] is called.
    pub(crate) fn unwritten(&self) -> Unwritten {
        let mut boards = self.boards();
        let dirty = std::mem::take(&mut boards.dirty);
        let checkpoints = dirty.iter().filter_map(|id| boards.replies.get(id));
        let checkpoints = checkpoints.map(|reply| checkpoint(&reply.message)).collect();
        Unwritten { checkpoints, endings: boards.ended.iter().map(Ended::ending).collect() }
    }

    /// This is in the store now. Only the one writer calls it, so what ended meanwhile comes last.
    pub(crate) fn written(&self, written: &Unwritten) {
        self.boards().ended.drain(..written.endings.len());
    }

    /// Gives back what could not be written, to be tried again with what arrives until then.
    pub(crate) fn give_back(&self, unwritten: Unwritten) {
        let again = unwritten.checkpoints.into_iter().map(|checkpoint| checkpoint.id);
        self.boards().dirty.extend(again);
    }
}

impl Ended {
    fn ending(&self) -> Ending {
        let message = &self.message;
        Ending {
            arrived: checkpoint(message),
            status: message.status,
            served: message.served.clone(),
            usage: message.usage,
            timings: message.timings,
            finish: message.finish,
            failure: message.failure.clone(),
            at: self.at,
        }
    }
}

impl Boards {
    fn tell(&self, session: SessionId, update: impl Fn() -> Update) {
        for watcher in self.watchers.get(&session).into_iter().flatten() {
            watcher.push(update());
        }
    }

    fn sessions(&self) -> Vec<SessionId> {
        let sessions: HashSet<_> =
            self.replies.values().map(|reply| reply.message.session).collect();
        sessions.into_iter().collect()
    }
}

/// What of `message` has arrived.
fn checkpoint(message: &Message) -> Checkpoint {
    Checkpoint {
        id: message.id,
        text: message.text.clone(),
        reasoning: message.reasoning.clone(),
        left_out: message.left_out,
    }
}
