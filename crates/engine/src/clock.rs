use std::sync::Arc;

use store::{MessageId, Millis, RecordingId, SessionId, TurnId};
use uuid::Uuid;

/// Where the time of day and new ids come from.
///
/// Ids must be UUIDv7, so that they sort by the time they were made.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Millis + Send + Sync>,
    id: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

impl Clock {
    /// A clock that asks `now` for the time and `id` for a new id.
    pub fn new(
        now: impl Fn() -> Millis + Send + Sync + 'static,
        id: impl Fn() -> Uuid + Send + Sync + 'static,
    ) -> Self {
        Self { now: Arc::new(now), id: Arc::new(id) }
    }

    pub(crate) fn now(&self) -> Millis {
        (self.now)()
    }

    pub(crate) fn id(&self) -> Uuid {
        (self.id)()
    }

    pub(crate) fn session(&self) -> SessionId {
        SessionId((self.id)())
    }

    pub(crate) fn message(&self) -> MessageId {
        MessageId((self.id)())
    }

    pub(crate) fn recording(&self) -> RecordingId {
        RecordingId((self.id)())
    }

    pub(crate) fn turn(&self) -> TurnId {
        TurnId((self.id)())
    }
}
