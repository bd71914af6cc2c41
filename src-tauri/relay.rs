//! What changes outside the session that is followed, to the window: at most one message a frame.

use std::time::Duration;

use local::{ModelCard, ModelState};
use model::{ModelId, Parameters};
use serde::Serialize;
use specta::Type;
use store::{SessionId, SessionRow};
use tauri::ipc::Channel;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use crate::core::Core;
use crate::error::Problem;
use crate::remote::{self, ModelChoice};

/// The least time between two messages of one channel: a frame at 60 Hz.
const FRAME: Duration = Duration::from_millis(16);

/// What changes outside the session that is being watched.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "change", rename_all = "snake_case")]
pub(crate) enum Change {
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
    /// Which sessions have a reply being written.
    Live {
        /// All of them.
        sessions: Vec<SessionId>,
    },
    /// The model list changed.
    Models {
        /// All of it.
        models: Vec<ModelRow>,
    },
    /// The models that can be chosen changed, or why some cannot be asked.
    Choices {
        /// All of them.
        choices: Vec<ModelChoice>,
    },
    /// Replies cannot be saved at the moment (they go on in memory), or again can: `None`.
    Storage {
        /// What is wrong.
        problem: Option<Problem>,
    },
    /// Too much changed at once to tell: read the list of sessions again.
    Reread,
}

/// A model as the window lists it.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct ModelRow {
    /// What the library knows of it.
    pub(crate) card: ModelCard,
    /// What the user set for it.
    pub(crate) parameters: Parameters,
    /// Tokens a second on this machine, once known.
    pub(crate) speed: Option<f32>,
}

/// Sends what happens everywhere, but for what is written in the session that is followed.
pub(crate) async fn everything(core: Core, channel: Channel<Vec<Change>>) {
    let mut changes = core.engine.changes();
    let mut models = core.library.changes();
    let mut providers = core.providers.changes();
    let mut ready = here(&core);
    let live = Change::Live { sessions: core.engine.live_sessions() };
    if channel.send(vec![live]).is_err() {
        return;
    }
    loop {
        let mut news = tokio::select! {
            change = changes.recv() => match change {
                Ok(change) => vec![change.into()],
                Err(RecvError::Lagged(_)) => vec![Change::Reread],
                Err(RecvError::Closed) => return,
            },
            changed = models.changed() => match changed {
                Ok(()) => {
                    let mut news = vec![model_list(&core).await];
                    // A download tells of each piece; what can be chosen changes only at its end.
                    let now = here(&core);
                    if now != ready {
                        ready = now;
                        news.push(Change::Choices { choices: remote::choices(&core).await });
                    }
                    news
                }
                Err(_) => return,
            },
            changed = providers.changed() => match changed {
                Ok(()) => vec![Change::Choices { choices: remote::choices(&core).await }],
                Err(_) => return,
            },
        };
        sleep(FRAME).await;
        while let Ok(change) = changes.try_recv() {
            news.push(change.into());
        }
        if channel.send(news).is_err() {
            return;
        }
    }
}

/// The embedded models that can be asked.
fn here(core: &Core) -> Vec<ModelId> {
    let cards = core.library.cards().into_iter();
    cards.filter(|card| card.state == ModelState::Ready).map(|card| card.id).collect()
}

async fn model_list(core: &Core) -> Change {
    Change::Models { models: models(core).await }
}

/// The models with what the user set and what was measured. What the store cannot say is left out:
/// the list itself comes from the library.
pub(crate) async fn models(core: &Core) -> Vec<ModelRow> {
    let store = core.engine.store();
    let speeds = store.speeds().await.unwrap_or_default();
    let speed = |id: &ModelId| speeds.iter().find(|(of, _)| of == id).map(|&(_, speed)| speed);
    let mut rows = Vec::new();
    for card in core.library.cards() {
        let parameters = store.model_parameters(&card.id).await.unwrap_or_default();
        rows.push(ModelRow { speed: speed(&card.id), parameters, card });
    }
    rows
}

impl From<engine::Change> for Change {
    fn from(change: engine::Change) -> Self {
        match change {
            engine::Change::Session { row } => Self::Session { row },
            engine::Change::SessionGone { id } => Self::SessionGone { id },
            engine::Change::Live { sessions } => Self::Live { sessions },
            engine::Change::Storage { problem } => {
                Self::Storage { problem: problem.as_deref().map(Problem::from) }
            }
        }
    }
}

/// A task that ends when it is dropped.
pub(crate) struct Task(tauri::async_runtime::JoinHandle<()>);

impl Task {
    pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tauri::async_runtime::spawn(task))
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
