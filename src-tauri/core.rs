//! Everything behind the window, opened once.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use engine::{Clock, Engine, Models};
use local::{Library, LocalChat, Places, Runtime as LocalRuntime};
use model::{ChatModel, ModelId};
use providers::Http;
use store::{Millis, Store};
use tauri::{AppHandle, Runtime, Wry};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::commands::Notice;
use crate::error::{Code, Problem, Result};
use crate::places;
use crate::relay::Task;
use crate::settings::SettingsFile;

/// What the window's commands work with. Cheap to clone.
pub(crate) struct Core(Arc<Parts>);

/// The parts of the core.
pub(crate) struct Parts {
    pub(crate) engine: Arc<Engine>,
    pub(crate) library: Arc<Library>,
    pub(crate) chat: Arc<LocalChat>,
}

impl Clone for Core {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl Deref for Core {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The app's state as Tauri keeps it: a core, once it is open, and what the window follows.
pub(crate) struct App<R: Runtime = Wry> {
    core: OnceCell<Started<R>>,
    following: Mutex<Following>,
}

/// A core that was opened, with what there is to tell of it.
pub(crate) struct Started<R: Runtime> {
    pub(crate) core: Core,
    pub(crate) settings: SettingsFile<R>,
    pub(crate) notices: Vec<Notice>,
}

/// The tasks that tell the window of changes. A new one ends the one before.
#[derive(Default)]
pub(crate) struct Following {
    pub(crate) session: Option<Task>,
    pub(crate) feed: Option<Task>,
}

impl<R: Runtime> Default for App<R> {
    fn default() -> Self {
        Self { core: OnceCell::new(), following: Mutex::default() }
    }
}

impl<R: Runtime> App<R> {
    /// The core, opened now if it is not yet. A failure is not kept: the next call tries again.
    pub(crate) async fn start(&self, app: &AppHandle<R>) -> Result<&Started<R>> {
        self.core.get_or_try_init(|| open(app)).await
    }

    /// The core, if it is open.
    pub(crate) fn started(&self) -> Result<&Started<R>> {
        let not_yet = || Problem::new(Code::Internal, "the app has not started");
        self.core.get().ok_or_else(not_yet)
    }

    /// The core, if it is open.
    pub(crate) fn core(&self) -> Result<&Core> {
        Ok(&self.started()?.core)
    }

    /// Changes what the window follows.
    pub(crate) fn following(&self, change: impl FnOnce(&mut Following)) {
        change(&mut self.following.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

async fn open<R: Runtime>(app: &AppHandle<R>) -> Result<Started<R>> {
    let folder = places::data(app).map_err(Problem::internal)?;
    let opened = Store::open(&folder, now()).await?;
    let (settings, lost) = SettingsFile::open(app, &folder)?;

    let models = Places { shipped: places::shipped_models(app), own: folder.join("models") };
    let library = Library::open(models, Arc::new(Http::default())).await?;
    let files = library.clone();
    let runtime = LocalRuntime::new(places::chat_worker());
    let chat =
        Arc::new(LocalChat::new(Arc::new(move |model: &ModelId| files.file(model)), runtime));
    let cards = library.clone();
    let providers: BTreeMap<String, Arc<dyn ChatModel>> =
        BTreeMap::from([(ModelId::LOCAL.to_owned(), chat.clone() as Arc<dyn ChatModel>)]);
    let models = Models {
        providers,
        defaults: Box::new(move |id| {
            let card = cards.cards().into_iter().find(|card| card.id == *id);
            card.map(|card| card.defaults).unwrap_or_default()
        }),
    };
    let engine = Engine::new(opened.store, models, Clock::new(now, Uuid::now_v7));

    let mut notices = Vec::new();
    notices
        .extend(opened.set_aside.map(|path| Notice::SetAside { path: path.display().to_string() }));
    notices.extend(lost.map(|path| Notice::SettingsLost { path }));
    if opened.interrupted > 0 {
        notices.push(Notice::Interrupted { replies: opened.interrupted });
    }
    Ok(Started { core: Core(Arc::new(Parts { engine, library, chat })), settings, notices })
}

/// The time of day, in milliseconds since 1970.
fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
