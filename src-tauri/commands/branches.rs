use engine::{Deleted, OpenSession};
use store::{Arrival, MessageId, Node, Rating, SessionId};

use super::Here;
use crate::error::Result;

/// The tree of a session without its texts, each message after the one that it follows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn session_tree(here: Here<'_>, session: SessionId) -> Result<Vec<Node>> {
    Ok(here.core()?.engine.tree(session).await?)
}

/// A version of a reply that a person wrote.
#[tauri::command]
#[specta::specta]
pub(crate) async fn edit_reply(
    here: Here<'_>,
    reply: MessageId,
    text: String,
) -> Result<OpenSession> {
    Ok(here.core()?.engine.edit_reply(reply, text).await?)
}

/// How many messages a deletion of this one would take.
#[tauri::command]
#[specta::specta]
pub(crate) async fn weigh_branch(here: Here<'_>, message: MessageId) -> Result<u32> {
    Ok(here.core()?.engine.weigh(message).await?)
}

/// Deletes a message and all that follows it; it can be restored.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_branch(here: Here<'_>, message: MessageId) -> Result<Deleted> {
    Ok(here.core()?.engine.delete_branch(message).await?)
}

/// Takes the deletion of a message back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn restore_branch(
    here: Here<'_>,
    session: SessionId,
    message: MessageId,
) -> Result<OpenSession> {
    Ok(here.core()?.engine.restore_branch(session, message).await?)
}

/// A new session that holds the branch which ends here.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_branch(here: Here<'_>, leaf: MessageId) -> Result<SessionId> {
    Ok(here.core()?.engine.copy_branch(leaf).await?)
}

/// Keeps what the user thinks of a reply; nothing at all takes it back.
#[tauri::command]
#[specta::specta]
pub(crate) async fn rate_reply(here: Here<'_>, reply: MessageId, rating: Rating) -> Result<()> {
    Ok(here.core()?.engine.rate(reply, &rating).await?)
}

/// Notes that a reply was copied.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_copied(here: Here<'_>, reply: MessageId) -> Result<()> {
    Ok(here.core()?.engine.note_copied(reply).await?)
}

/// How a reply arrived, oldest first; empty where that was not kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reply_arrivals(here: Here<'_>, reply: MessageId) -> Result<Vec<Arrival>> {
    Ok(here.core()?.engine.arrivals(reply).await?)
}

/// What a model was sent for a reply, without any secret.
#[tauri::command]
#[specta::specta]
pub(crate) async fn what_was_sent(here: Here<'_>, reply: MessageId) -> Result<String> {
    let body = here.core()?.engine.what_was_sent(reply).await?;
    Ok(String::from_utf8_lossy(&body).into_owned())
}
