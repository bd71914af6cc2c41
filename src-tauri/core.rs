//! Everything behind the window, opened once.

use std::env;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use engine::{Carrying, Clock, Engine, FILE_LIMIT, Imported, Known, Models, Record};
use keychain::Keychain;
use local::{
    Library, LocalChat, ModelCard, ModelKind, ModelState, Places, Runtime as LocalRuntime,
};
use model::{ChatModel, ModelId};
use providers::{Http, Offline, Setup};
use store::{Attached, Millis, Store};
use tauri::{AppHandle, Runtime, Wry};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::commands::Notice;
use crate::error::{Code, Problem, Result};
use crate::followed::Followed;
use crate::places;
use crate::relay::Task;
use crate::remote::{KeyRing, Providers};
use crate::settings::{Settings, SettingsFile};

/// What the window's commands work with. Cheap to clone.
pub(crate) struct Core(Arc<Parts>);

/// The parts of the core.
pub(crate) struct Parts {
    pub(crate) engine: Arc<Engine>,
    pub(crate) library: Arc<Library>,
    pub(crate) chat: Arc<LocalChat>,
    pub(crate) providers: Arc<Providers>,
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
    titles_by_cloud: Arc<AtomicBool>,
    /// Makes what is older than the index be found.
    #[expect(dead_code, reason = "it ends with the app")]
    filling: Task,
}

/// What tells the window of changes. A new one ends the one before.
#[derive(Default)]
pub(crate) struct Following {
    pub(crate) session: Option<Followed>,
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
    pub(crate) fn following<T>(&self, change: impl FnOnce(&mut Following) -> T) -> T {
        change(&mut self.following.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<R: Runtime> Started<R> {
    /// Keeps the settings and acts on them; yields what was kept, which is without the proxy's
    /// password: that goes to the keychain. A door is closed before it is known whether that can be
    /// kept, and opened only afterwards.
    pub(crate) async fn apply(&self, settings: Settings) -> Result<Settings> {
        let providers = &self.core.providers;
        let was_offline = providers.offline().is_on();
        if settings.offline {
            providers.offline().switch(true);
        }
        let before = self.settings.settings().proxy;
        let proxy = providers.set_proxy(settings.proxy, &before).await?;
        let settings = Settings { proxy, ..settings };
        self.settings.set_settings(&settings)?;
        self.titles_by_cloud.store(settings.titles_by_cloud, Ordering::Relaxed);
        providers.offline().switch(settings.offline);
        if was_offline != settings.offline {
            providers.tell();
        }
        Ok(settings)
    }
}

impl Parts {
    /// Attaches the file at `path`, of which no more is read than can be attached.
    pub(crate) async fn attach_file(&self, path: &Path, name: &str) -> Result<Attached> {
        let limit = FILE_LIMIT as u64 + 1;
        let path = path.to_owned();
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::new();
            File::open(path)?.take(limit).read_to_end(&mut bytes).map(|_| bytes)
        });
        let bytes = read.await.map_err(Problem::internal)?;
        let unreadable = |error: io::Error| Problem::new(Code::NotAllowed, error.to_string());
        Ok(self.engine.attach(name, &bytes.map_err(unreadable)?).await?)
    }
}

impl Parts {
    /// Brings in the chats of the file at `path`, whatever format it is of.
    pub(crate) async fn import(&self, path: &Path, carrying: &Carrying) -> Result<Imported> {
        let unreadable = |error: io::Error| Problem::new(Code::NotAllowed, error.to_string());
        let mut file = File::open(path).map_err(unreadable)?;
        let mut mark = Vec::new();
        file.by_ref().take(16).read_to_end(&mut mark).map_err(unreadable)?;
        // The database file format, section 1.2: only Chorus's are known.
        if mark == b"SQLite format 3\0" {
            return match self.engine.import_chorus(path, carrying).await {
                Err(engine::Error::Store(store::Error::NotFound(_))) => {
                    Err(engine::Error::Carry(carry::Error::Unknown).into())
                }
                imported => Ok(imported?),
            };
        }
        Ok(self.engine.import(io::BufReader::new(file), carrying).await?)
    }
}

async fn open<R: Runtime>(app: &AppHandle<R>) -> Result<Started<R>> {
    let folder = places::data(app).map_err(Problem::internal)?;
    let opened = Store::open(&folder, now()).await?;
    let (file, lost) = SettingsFile::open(app, &folder)?;
    let settings = file.settings();
    let keys = KeyRing::new(Keychain::system(), |name| env::var(name).ok());
    let titles_by_cloud = Arc::new(AtomicBool::new(settings.titles_by_cloud));
    let core = Core::new(Ingredients {
        store: opened.store,
        models: Places { shipped: places::shipped_models(app), own: folder.join("models") },
        chat_worker: places::chat_worker(),
        keys,
        settings,
        titles_by_cloud: titles_by_cloud.clone(),
    });
    let mut notices = Vec::new();
    notices
        .extend(opened.set_aside.map(|path| Notice::SetAside { path: path.display().to_string() }));
    notices.extend(lost.map(|path| Notice::SettingsLost { path }));
    if opened.interrupted > 0 {
        notices.push(Notice::Interrupted { replies: opened.interrupted });
    }
    let core = core.await?;
    let engine = core.engine.clone();
    let filling = Task::spawn(async move { engine.fill_index().await });
    let started = Started { core, settings: file, notices, titles_by_cloud, filling };
    let settings = started.settings.settings();
    if settings.proxy.parted().1.is_some() {
        // As an earlier version kept it, or a hand wrote it.
        if let Err(problem) = started.apply(settings).await {
            tracing::warn!(%problem, "the proxy's password stays in the settings");
        }
    }
    Ok(started)
}

/// What a core is made of.
pub(crate) struct Ingredients {
    pub(crate) store: Store,
    pub(crate) models: Places,
    pub(crate) chat_worker: PathBuf,
    pub(crate) keys: KeyRing,
    pub(crate) settings: Settings,
    pub(crate) titles_by_cloud: Arc<AtomicBool>,
}

impl Core {
    /// Puts the parts together. Nothing is sent and no keychain is asked by it.
    pub(crate) async fn new(from: Ingredients) -> Result<Self> {
        let clock = Clock::new(now, Uuid::now_v7);
        let record = Record::new(clock.clone());
        let offline = Offline::default();
        offline.switch(from.settings.offline);
        let keys = Arc::new(from.keys);
        let http = Http::new(Setup {
            ledger: Arc::new(record.clone()),
            offline,
            proxy: from.settings.proxy,
            keys: keys.clone(),
            ..Setup::default()
        });
        let providers = Arc::new(Providers::open(from.store.clone(), keys, http).await?);
        let library = Library::open(from.models, providers.clone()).await?;
        let files = library.clone();
        let file = Arc::new(move |model: &ModelId| files.file(model));
        let chat = Arc::new(LocalChat::new(file, LocalRuntime::new(from.chat_worker)));
        let models = models_of(&library, &chat, &providers, from.titles_by_cloud);
        let engine = Engine::new(from.store, models, record, clock);
        Ok(Self(Arc::new(Parts { engine, library, chat, providers })))
    }
}

/// The models of this app, embedded and remote, as the engine asks for them.
fn models_of(
    library: &Arc<Library>,
    chat: &Arc<LocalChat>,
    providers: &Arc<Providers>,
    titles_by_cloud: Arc<AtomicBool>,
) -> Models {
    let (cards, files, chat) = (library.clone(), library.clone(), chat.clone());
    let (answering, remote) = (providers.clone(), providers.clone());
    let (titled, called) = (library.clone(), providers.clone());
    Models {
        provider: Box::new(move |provider| match provider {
            ModelId::LOCAL => Some(chat.clone() as Arc<dyn ChatModel>),
            other => answering.answering(other),
        }),
        hearing: Box::new(|_| None),
        speech: Box::new(|_| None),
        known: Box::new(move |id| match id.provider() {
            ModelId::LOCAL => {
                let card = cards.cards().into_iter().find(|card| card.id == *id);
                Known {
                    defaults: card.map(|card| card.defaults).unwrap_or_default(),
                    price: None,
                    vision: Some(false),
                    files: Some(false),
                    continues: true,
                }
            }
            _ => remote.known(id),
        }),
        names: Box::new(move |id| match id.provider() {
            ModelId::LOCAL => {
                let card = titled.cards().into_iter().find(|card| card.id == *id);
                card.map(|card| vec![card.name]).unwrap_or_default()
            }
            _ => called.called(id),
        }),
        embedded: Box::new(move || names_sessions(files.cards())),
        titles_by_cloud: Box::new(move || titles_by_cloud.load(Ordering::Relaxed)),
    }
}

/// The embedded model that names sessions: the recommended one, else the smallest that is ready.
fn names_sessions(cards: Vec<ModelCard>) -> Option<ModelId> {
    let chat = cards.into_iter().filter(|card| card.kind == ModelKind::Chat);
    let ready = chat.filter(|card| card.state == ModelState::Ready);
    let first = ready.min_by_key(|card| (!card.recommended, card.size.unwrap_or(u64::MAX)));
    first.map(|card| card.id)
}

/// The time of day, in milliseconds since 1970.
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
