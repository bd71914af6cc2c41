use engine::Update;
use serde::Serialize;
use specta::Type;
use store::SessionId;
use tauri::ipc::Channel;
use tauri::{AppHandle, State, Wry};

use super::Here;
use crate::core::App;
use crate::error::{Problem, Result};
use crate::followed::Followed;
use crate::places;
use crate::relay::{self, Change, Task};
use crate::settings::{Settings, as_kept};

/// What the window needs first.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct Start {
    /// The app's version.
    pub(crate) version: String,
    /// The user's settings.
    pub(crate) settings: Settings,
    /// What there is to tell.
    pub(crate) notices: Vec<Notice>,
    /// The session that was open last, if it is still there.
    pub(crate) session: Option<SessionId>,
    /// The draft of the chat that has not begun.
    pub(crate) draft: String,
    /// The folder with the app's data.
    pub(crate) folder: String,
}

/// Something that happened while the app opened.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub(crate) enum Notice {
    /// A damaged database was set aside, and a new one begun.
    SetAside {
        /// Where it is now.
        path: String,
    },
    /// Replies had been left unfinished by an unclean end.
    Interrupted {
        /// How many.
        replies: u64,
    },
    /// The settings could not be read, and were set aside.
    SettingsLost {
        /// Where they are now.
        path: String,
    },
}

/// Opens what is behind the window. Fails where the data cannot be opened, and may be tried again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start(app: AppHandle, here: State<'_, App<Wry>>) -> Result<Start> {
    let started = here.start(&app).await?;
    let engine = &started.core.engine;
    let session = match started.settings.session() {
        Some(id) if engine.store().session(id).await.is_ok() => Some(id),
        _ => None,
    };
    let settings = started.settings.settings();
    Ok(Start {
        version: app.package_info().version.to_string(),
        settings,
        notices: started.notices.clone(),
        session,
        draft: started.settings.draft(),
        folder: places::data(&app).map_err(Problem::internal)?.display().to_string(),
    })
}

/// The settings as they are kept, also where nothing else can be opened.
#[tauri::command]
#[specta::specta]
pub(crate) async fn settings_as_kept(app: AppHandle) -> Result<Settings> {
    Ok(as_kept(&places::data(&app).map_err(Problem::internal)?))
}

/// Everything that changes outside the open session. A second call replaces the first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn feed(here: Here<'_>, changes: Channel<Vec<Change>>) -> Result<()> {
    let task = Task::spawn(relay::everything(here.core()?.clone(), changes));
    here.following(|following| following.feed = Some(task));
    Ok(())
}

/// Follows one session; yields the number under which [`updates`] tells of it. A second call replaces
/// the first; no session ends it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn watch(here: Here<'_>, session: Option<SessionId>) -> Result<Option<u32>> {
    let started = here.started()?;
    let followed = session.map(|id| Followed::new(started.core.engine.watch(id)));
    let number = followed.as_ref().map(|followed| followed.number);
    here.following(|following| following.session = followed);
    started.settings.set_session(session)?;
    Ok(number)
}

/// Waits for what changed in the session that is followed under this number: first its live replies
/// as they stand, then what became of them since the last call, however long ago that was. `None`
/// once something else is followed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn updates(here: Here<'_>, watch: u32) -> Result<Option<Vec<Update>>> {
    let next = here.following(|following| match &following.session {
        Some(followed) if followed.number == watch => Some(followed.next()),
        _ => None,
    });
    match next {
        Some(next) => Ok(next.await),
        None => Ok(None),
    }
}
