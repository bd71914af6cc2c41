use engine::{Again, Ask, Asked, OpenSession};
use model::{ModelId, Parameters};
use store::{MessageId, Page, Path, SessionFilter, SessionId, SessionRow, Spent};

use super::Here;
use crate::error::Result;

/// The sessions that the filter asks for, newest first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_sessions(here: Here<'_>, filter: SessionFilter) -> Result<Page> {
    Ok(here.core()?.engine.sessions(&filter).await?)
}

/// A session with the last messages of the branch that was read last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_session(here: Here<'_>, session: SessionId) -> Result<OpenSession> {
    Ok(here.core()?.engine.open(session).await?)
}

/// The messages that come before this one on its branch.
#[tauri::command]
#[specta::specta]
pub(crate) async fn older_messages(here: Here<'_>, before: MessageId) -> Result<Path> {
    Ok(here.core()?.engine.older(before).await?)
}

/// Gives a session the user's own title.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rename_session(
    here: Here<'_>,
    session: SessionId,
    title: String,
) -> Result<SessionRow> {
    Ok(here.core()?.engine.rename(session, &title).await?)
}

/// Asks a model for a title, over any title: this one, or the one that wrote the first reply.
#[tauri::command]
#[specta::specta]
pub(crate) async fn suggest_title(
    here: Here<'_>,
    session: SessionId,
    model: Option<ModelId>,
) -> Result<SessionRow> {
    Ok(here.core()?.engine.suggest_title(session, model).await?)
}

/// What a session's replies cost by now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn session_spent(here: Here<'_>, session: SessionId) -> Result<Spent> {
    Ok(here.core()?.engine.spent(session).await?)
}

/// Takes the last change of the title back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_title(here: Here<'_>, session: SessionId) -> Result<SessionRow> {
    Ok(here.core()?.engine.undo_title(session).await?)
}

/// Deletes a session; it can be restored.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_session(here: Here<'_>, session: SessionId) -> Result<()> {
    Ok(here.core()?.engine.delete(session).await?)
}

/// Takes the deletion of a session back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_session(here: Here<'_>, session: SessionId) -> Result<SessionRow> {
    Ok(here.core()?.engine.restore(session).await?)
}

/// How models answer in this session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_session_parameters(
    here: Here<'_>,
    session: SessionId,
    parameters: Parameters,
) -> Result<()> {
    Ok(here.core()?.engine.set_parameters(session, &parameters).await?)
}

/// Keeps what stands unsent in the composer; without a session, of the chat that has not begun.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_draft(
    here: Here<'_>,
    session: Option<SessionId>,
    text: String,
) -> Result<()> {
    let started = here.started()?;
    match session {
        Some(id) => Ok(started.core.engine.set_draft(id, &text).await?),
        None => started.settings.set_draft(&text),
    }
}

/// Writes the prompt and its reply, begins to answer, returns before the first byte.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ask(here: Here<'_>, ask: Ask) -> Result<Asked> {
    Ok(here.core()?.engine.ask(ask).await?)
}

/// Stops a reply; what had arrived is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_reply(here: Here<'_>, reply: MessageId) -> Result<()> {
    Ok(here.core()?.engine.stop(reply)?)
}

/// Goes on with a reply that did not come to its end; the same version is extended. Refused where
/// the model's choice does not say `can_continue`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn continue_reply(here: Here<'_>, reply: MessageId) -> Result<()> {
    Ok(here.core()?.engine.continue_reply(reply).await?)
}

/// A new version beside this reply, by the same model or another, or exactly as it was asked before.
#[tauri::command]
#[specta::specta]
pub(crate) async fn regenerate(here: Here<'_>, reply: MessageId, again: Again) -> Result<Asked> {
    Ok(here.core()?.engine.regenerate(reply, again).await?)
}

/// Shows this version; answers with the branch that was last read below it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_version(here: Here<'_>, message: MessageId) -> Result<OpenSession> {
    Ok(here.core()?.engine.choose(message).await?)
}
