use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use model::{FinishReason, Role};
use store::{MessageId, SessionId, Status, Store};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::AbortHandle;

use crate::live::Live;
use crate::models::Models;
use crate::record::Record;
use crate::reply::{Desk, End};
use crate::watch::{Change, Watch};
use crate::writer::Writer;
use crate::{Clock, Error, Result};

/// How many changes a listener may fall behind before it has to read all again.
const CHANGES: usize = 1024;

/// Everything the app does with sessions and replies.
///
/// It lives within a tokio runtime. Dropping it cancels the replies that are being written; the
/// next start finds them interrupted.
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) desk: Desk,
    pub(crate) clock: Clock,
    pub(crate) models: Arc<Models>,
    changes: broadcast::Sender<Change>,
    pub(crate) titles: Mutex<HashMap<SessionId, AbortHandle>>,
}

impl Engine {
    /// An engine over `store`, which keeps what `record` notes as well. Must be called within a
    /// tokio runtime.
    pub fn new(store: Store, models: Models, record: Record, clock: Clock) -> Arc<Self> {
        let (changes, _) = broadcast::channel(CHANGES);
        let models = Arc::new(models);
        let live = Arc::new(Live::new(changes.clone()));
        let writer = Writer::start(store.clone(), live.clone(), record, models.clone());
        let writer = Arc::new(writer);
        let desk = Desk { live, writer, models: models.clone() };
        Arc::new(Self { store, desk, clock, models, changes, titles: Mutex::default() })
    }

    /// The store, for what needs no rule of the engine's.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Follows one session: its live replies as they stand, then what changes.
    pub fn watch(&self, session: SessionId) -> Watch {
        Watch::new(self.desk.live.clone(), session)
    }

    /// What changes outside of any one session. Who falls behind reads all again.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// The sessions with a live reply.
    pub fn live_sessions(&self) -> Vec<SessionId> {
        self.desk.live.sessions()
    }

    /// Goes on with a reply that was stopped, interrupted, cut by length or failed on the way: the
    /// same version is extended. Only where its model goes on from the exact end of what it wrote;
    /// any other would begin anew, or answer a prompt that nobody wrote. And only while nothing
    /// follows it: what does was an answer to the text as it stands.
    pub async fn continue_reply(self: &Arc<Self>, id: MessageId) -> Result<()> {
        if self.desk.live.is_open(id) {
            return Err(Error::NotAllowed("the reply is being written"));
        }
        self.desk.writer.flush().await;
        let mut reply = self.store.message(id).await?;
        let cut = reply.finish == Some(FinishReason::Length);
        let open = matches!(reply.status, Status::Stopped | Status::Interrupted | Status::Failed);
        let (Role::Assistant, true) = (reply.role, open || cut) else {
            return Err(Error::NotAllowed("the reply is complete"));
        };
        let (Some(model), Some(_)) = (reply.model.clone(), &reply.parameters) else {
            return Err(Error::NotAllowed("the reply names no model"));
        };
        if self.store.is_followed(id).await? {
            return Err(Error::NotAllowed("the chat went on from this reply as it stands"));
        }
        self.models.provider(&model)?;
        if !self.models.known(&model).continues {
            return Err(Error::NotAllowed("this model cannot go on with a reply: ask again"));
        }
        self.cancel_titles();
        self.store.reopen(id).await?;
        reply.status = Status::Streaming;
        // What is counted and billed from here on comes on top of what it cost before.
        (reply.finish, reply.failure, reply.usage) = (None, None, None);
        let masker = self.blindfold(std::slice::from_ref(&reply)).await?;
        self.start(reply, None, masker);
        Ok(())
    }

    /// Stops a reply that is being written; what had arrived is kept.
    pub fn stop(&self, id: MessageId) -> Result<()> {
        let Some(task) = self.desk.live.task(id) else {
            if self.desk.live.stop_held(id) {
                return Ok(());
            }
            return Err(Error::NotAllowed("the reply has ended"));
        };
        if let Some(task) = task {
            task.abort();
        }
        self.desk.end(id, End::stopped(), self.clock.now());
        Ok(())
    }

    /// Writes all that has arrived by now: before the app ends.
    pub async fn flush(&self) {
        self.desk.writer.flush().await;
    }

    /// Waits until no reply is being written.
    pub async fn idle(&self) {
        let mut changes = self.changes();
        while !self.desk.live.all().is_empty() {
            // Falling behind, or the end of all changes, is answered by looking again.
            if let Err(RecvError::Closed) = changes.recv().await {
                return;
            }
        }
    }

    /// Writes all that has arrived and closes the store: when the app ends.
    pub async fn close(&self) {
        self.cancel_titles();
        self.flush().await;
        self.store.close().await;
    }
}
