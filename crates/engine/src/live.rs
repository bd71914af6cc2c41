//! The replies that are being written, in memory, and who watches them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use prose::Masker;
use store::{
    Arrival, Checkpoint, Cost, Ending, Message, MessageId, Millis, SessionId, Status, TurnId,
};
use tokio::sync::broadcast;
use tokio::task::AbortHandle;

use crate::arrivals::Arrivals;
use crate::pace::{Paces, Told};
use crate::veil::Veil;
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
    /// Over all that is told of the turns that keep one.
    paces: Paces,
}

/// A reply that has ended and is not known to be in the store yet.
struct Ended {
    message: Message,
    veil: Option<Veil>,
    carried: Option<String>,
    request: Option<Bytes>,
    arrivals: Vec<Arrival>,
    at: Millis,
}

struct LiveReply {
    message: Message,
    /// Over the reply of a blind turn, in all that is told of it.
    veil: Option<Veil>,
    /// What it had cost when it was continued; `None` if it is new.
    before: Option<Option<Cost>>,
    carried: Option<String>,
    request: Option<Bytes>,
    arrivals: Arrivals,
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
    pub(crate) fn begin(&self, message: Message, masker: Option<Arc<Masker>>) {
        let mut boards = self.boards();
        let veil = masker.filter(|_| message.blind).map(|masker| Veil::new(&message, masker));
        let mut shown = shown(&message, veil.as_ref(), false);
        boards.paces.clip(&mut shown);
        boards.tell(message.session, || Update::Message { message: shown.clone() });
        let before = (!message.text.is_empty()).then(|| message.cost.clone());
        let reply = LiveReply {
            arrivals: Arrivals::new(
                message.text.chars().count() + message.reasoning.chars().count(),
            ),
            message,
            veil,
            before,
            carried: None,
            request: None,
            task: None,
        };
        boards.replies.insert(reply.message.id, reply);
        let sessions = boards.sessions();
        drop(boards);
        self.tell_all(Change::Live { sessions });
    }

    /// Replies of one turn that are about to begin shall be shown at one pace.
    pub(crate) fn keep_pace(&self, replies: &[Message], masker: &Arc<Masker>) {
        let veiled = replies.iter().map(|reply| {
            let veil = Veil::new(reply, masker.clone());
            shown(reply, Some(&veil), false)
        });
        self.boards().paces.keep(veiled.collect());
    }

    /// Stops a reply that has ended and is shown as being written. False if it is not.
    pub(crate) fn stop_held(&self, id: MessageId) -> bool {
        let mut boards = self.boards();
        let told = boards.paces.stop(id);
        told.map(|told| boards.tell_paced(told)).is_some()
    }

    /// A reply is there no more: no other waits for it.
    pub(crate) fn leave_pace(&self, id: MessageId) {
        let mut boards = self.boards();
        if let Some(told) = boards.paces.leave(id) {
            boards.tell_paced(told);
        }
    }

    /// Nothing of a turn is held back any more.
    pub(crate) fn release_pace(&self, turn: TurnId) {
        let mut boards = self.boards();
        let Boards { paces, replies, .. } = &mut *boards;
        let now = |id| {
            let reply = replies.get(&id)?;
            Some(shown(&reply.message, reply.veil.as_ref(), false))
        };
        if let Some(told) = paces.release(turn, now) {
            boards.tell_paced(told);
        }
    }

    /// Whether a reply is shown as being written.
    pub(crate) fn is_open(&self, id: MessageId) -> bool {
        let boards = self.boards();
        boards.replies.contains_key(&id) || boards.paces.is_held(id)
    }

    /// Leaves of messages only what may be shown of them now.
    pub(crate) fn clip(&self, messages: &mut [Message]) {
        let boards = self.boards();
        for message in messages {
            boards.paces.clip(message);
        }
    }

    /// Who writes the reply: what `stop` has to end.
    pub(crate) fn owned_by(&self, id: MessageId, task: AbortHandle) {
        if let Some(reply) = self.boards().replies.get_mut(&id) {
            reply.task = Some(task);
        }
    }

    /// Folds what arrived into the reply. The first word or note of it may change any part of the
    /// message; text and reasoning are only ever appended to.
    pub(crate) fn append(&self, id: MessageId, text: &str, reasoning: &str, after: Duration) {
        let mut boards = self.boards();
        let Some(reply) = boards.replies.get_mut(&id) else { return };
        reply.arrivals.add(after, text.chars().count() + reasoning.chars().count());
        reply.message.text.push_str(text);
        reply.message.reasoning.push_str(reasoning);
        let session = reply.message.session;
        let (text, reasoning) = match &mut reply.veil {
            Some(veil) => (veil.push(text), String::new()),
            None => (text.to_owned(), reasoning.to_owned()),
        };
        match boards.paces.grow(id, &text) {
            Some(told) => boards.tell_paced(told),
            None => boards.tell(session, || Update::Delta {
                id,
                text: text.clone(),
                reasoning: reasoning.clone(),
            }),
        }
        boards.dirty.insert(id);
    }

    /// Changes a live reply beside its text, and tells the whole of it.
    pub(crate) fn change(&self, id: MessageId, change: impl FnOnce(&mut Message)) {
        let mut boards = self.boards();
        let Some(reply) = boards.replies.get_mut(&id) else { return };
        change(&mut reply.message);
        let mut message = shown(&reply.message, reply.veil.as_ref(), false);
        // When it came is not told either.
        if !boards.paces.clip(&mut message) {
            boards.tell(message.session, || Update::Message { message: message.clone() });
        }
        boards.dirty.insert(id);
    }

    /// Notes what is to be sent back with the reply; nobody is told.
    pub(crate) fn carry(&self, id: MessageId, json: String) {
        if let Some(reply) = self.boards().replies.get_mut(&id) {
            reply.carried = Some(json);
        }
    }

    /// Notes what is sent for the reply, which is written with what arrives.
    pub(crate) fn sent(&self, id: MessageId, body: Bytes) {
        let mut boards = self.boards();
        if let Some(reply) = boards.replies.get_mut(&id) {
            reply.request = Some(body);
            boards.dirty.insert(id);
        }
    }

    /// What replies carry that have ended and may not be in the store yet.
    pub(crate) fn carried(&self) -> Vec<(MessageId, String)> {
        let boards = self.boards();
        let carried = boards.ended.iter().map(|ended| (ended.message.id, ended.carried.clone()));
        carried.filter_map(|(id, json)| Some((id, json?))).collect()
    }

    /// Ends a reply: it is told, and left for the writer. `ending` is given what the reply had cost
    /// when it was continued. `None` if it had ended before.
    pub(crate) fn end(
        &self,
        id: MessageId,
        at: Millis,
        ending: impl FnOnce(&mut Message, Option<Option<Cost>>),
    ) -> Option<Message> {
        let mut boards = self.boards();
        let LiveReply { mut message, veil, before, carried, request, arrivals, .. } =
            boards.replies.remove(&id)?;
        ending(&mut message, before);
        boards.dirty.remove(&id);
        let told = shown(&message, veil.as_ref(), true);
        boards.ended.push(Ended {
            message: message.clone(),
            veil,
            carried,
            request,
            arrivals: arrivals.told(),
            at,
        });
        match boards.paces.end(id, told.clone()) {
            Some(paced) => boards.tell_paced(paced),
            None => boards.tell(message.session, || Update::Message { message: told.clone() }),
        }
        let sessions = boards.sessions();
        drop(boards);
        self.tell_all(Change::Live { sessions });
        Some(message)
    }

    /// Tells a message that was read from the store: with the versions that were read, and else as
    /// it stands by now. False, and nothing is told, if it is a reply that has ended and was written
    /// since: then it has to be read again.
    pub(crate) fn tell_read(&self, read: &Message) -> bool {
        let mut boards = self.boards();
        let boards = &mut *boards;
        let live = boards.replies.get_mut(&read.id);
        let live = live.map(|reply| (&mut reply.message, reply.veil.as_ref(), false));
        let ended = boards.ended.iter_mut().find(|ended| ended.message.id == read.id);
        let ended = ended.map(|ended| (&mut ended.message, ended.veil.as_ref(), true));
        let mut message = match live.or(ended) {
            Some((newer, veil, ended)) => {
                newer.versions = read.versions.clone();
                shown(newer, veil, ended)
            }
            // Its end was told, as much of it as may be.
            None if read.blind && read.status != Status::Streaming => return true,
            None if read.status == Status::Streaming => return false,
            None => read.clone(),
        };
        boards.paces.clip(&mut message);
        boards.tell(read.session, || Update::Message { message: message.clone() });
        true
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

    /// The replies of one session that are live, or shown so.
    pub(crate) fn of(&self, session: SessionId) -> Vec<MessageId> {
        let boards = self.boards();
        let of = boards.replies.values().filter(|reply| reply.message.session == session);
        let held = boards.paces.held(session).into_iter().map(|message| message.id);
        of.map(|reply| reply.message.id).chain(held).collect()
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
            let mut message = shown(&reply.message, reply.veil.as_ref(), false);
            boards.paces.clip(&mut message);
            pending.push(Update::Message { message });
        }
        for message in boards.paces.held(session) {
            pending.push(Update::Message { message });
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
        let checkpoints = checkpoints
            .map(|reply| Checkpoint {
                request: reply.request.clone(),
                ..checkpoint(&reply.message)
            })
            .collect();
        Unwritten { checkpoints, endings: boards.ended.iter().map(Ended::ending).collect() }
    }

    /// This is in the store now. Only the one writer calls it, so what ended meanwhile comes last.
    pub(crate) fn written(&self, written: &Unwritten) {
        let mut boards = self.boards();
        boards.ended.drain(..written.endings.len());
        for checkpoint in written.checkpoints.iter().filter(|one| one.request.is_some()) {
            if let Some(reply) = boards.replies.get_mut(&checkpoint.id) {
                reply.request = None;
            }
        }
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
            arrived: Checkpoint { request: self.request.clone(), ..checkpoint(message) },
            status: message.status,
            served: message.served.clone(),
            usage: message.usage,
            cost: message.cost.clone(),
            carried: self.carried.clone(),
            timings: message.timings,
            arrivals: self.arrivals.clone(),
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

    fn tell_paced(&self, (session, updates): Told) {
        for update in updates {
            self.tell(session, || update.clone());
        }
    }

    fn sessions(&self) -> Vec<SessionId> {
        let sessions: HashSet<_> =
            self.replies.values().map(|reply| reply.message.session).collect();
        sessions.into_iter().collect()
    }
}

/// A message as it is told.
fn shown(message: &Message, veil: Option<&Veil>, ended: bool) -> Message {
    match veil {
        Some(veil) => veil.over(message, ended),
        None => message.clone(),
    }
}

/// What of `message` has arrived.
fn checkpoint(message: &Message) -> Checkpoint {
    Checkpoint {
        id: message.id,
        text: message.text.clone(),
        reasoning: message.reasoning.clone(),
        left_out: message.left_out,
        request: None,
    }
}

#[cfg(test)]
mod tests {
    use model::Role;
    use store::Versions;
    use uuid::Uuid;

    use super::*;

    fn reply() -> Message {
        let ids = (MessageId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
        let turn = TurnId(Uuid::from_u128(3));
        Message {
            status: Status::Streaming,
            ..Message::new(ids.0, ids.1, turn, Role::Assistant, Millis(0))
        }
    }

    #[tokio::test]
    async fn a_reply_that_ended_while_it_was_read_is_not_told_as_live_again() {
        let live = Arc::new(Live::new(broadcast::channel(8).0));
        let begun = reply();
        live.begin(begun.clone(), None);
        let mut watch = crate::Watch::new(live.clone(), begun.session);
        let siblings = vec![MessageId(Uuid::from_u128(9)), begun.id];
        let read = Message { versions: Versions { siblings: siblings.clone() }, ..begun.clone() };
        live.append(begun.id, "All of it", "", Duration::ZERO);
        live.end(begun.id, Millis(5), |reply, _| reply.status = Status::Complete);

        assert!(live.tell_read(&read));
        let [Update::Message { message }] = &watch.next().await[..] else { panic!("one update") };
        assert_eq!((message.status, message.text.as_str()), (Status::Complete, "All of it"));
        assert_eq!(message.versions.siblings, siblings, "with the versions that were read");

        live.written(&live.unwritten());
        assert!(!live.tell_read(&read), "it has to be read again");
        live.begin(Message { id: MessageId(Uuid::from_u128(4)), ..reply() }, None);
        let updates = watch.next().await;
        assert_eq!(updates.len(), 1, "what was read before it ended is not told: {updates:?}");
    }
}
