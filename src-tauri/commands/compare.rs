use engine::{Compare, OpenSession, Seat};
use model::ModelId;
use store::{MessageId, SessionId};

use super::Here;
use crate::error::Result;

/// Writes a prompt with a reply for each lane and begins all of them; returns before the first byte.
#[tauri::command]
#[specta::specta]
pub(crate) async fn compare(here: Here<'_>, ask: Compare) -> Result<OpenSession> {
    Ok(here.core()?.engine.compare(ask).await?)
}

/// Has further models answer a prompt that was asked before, each in a lane of its own.
#[tauri::command]
#[specta::specta]
pub(crate) async fn fan_out(
    here: Here<'_>,
    prompt: MessageId,
    models: Vec<ModelId>,
) -> Result<OpenSession> {
    Ok(here.core()?.engine.fan_out(prompt, &models).await?)
}

/// Adds, removes, orders and changes lanes without asking anything.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_lanes(
    here: Here<'_>,
    session: SessionId,
    seats: Vec<Seat>,
) -> Result<OpenSession> {
    Ok(here.core()?.engine.set_lanes(session, &seats).await?)
}

/// Goes on with one lane alone, as a chat.
#[tauri::command]
#[specta::specta]
pub(crate) async fn make_trunk(
    here: Here<'_>,
    session: SessionId,
    lane: u32,
) -> Result<OpenSession> {
    Ok(here.core()?.engine.make_trunk(session, lane).await?)
}

/// Goes on with all lanes from this one answer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn gather_lanes(here: Here<'_>, reply: MessageId) -> Result<OpenSession> {
    Ok(here.core()?.engine.gather(reply).await?)
}

/// Stops every reply of a session that is being written.
#[tauri::command]
#[specta::specta]
pub(crate) async fn stop_all(here: Here<'_>, session: SessionId) -> Result<()> {
    here.core()?.engine.stop_all(session);
    Ok(())
}
