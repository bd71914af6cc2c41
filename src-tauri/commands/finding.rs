use engine::{Searched, Typed};
use store::{Found, InSession, IndexProgress, SessionId};

use super::Here;
use crate::error::Result;

/// What is found, grouped by session; from where the part before ended.
#[tauri::command]
#[specta::specta]
pub(crate) async fn search(
    here: Here<'_>,
    typed: Typed,
    after: Option<i64>,
) -> Result<Searched<Found>> {
    Ok(here.core()?.engine.search(&typed, after).await?)
}

/// Where in one session it stands, on all its branches.
#[tauri::command]
#[specta::specta]
pub(crate) async fn find_in_session(
    here: Here<'_>,
    session: SessionId,
    typed: Typed,
) -> Result<Searched<InSession>> {
    Ok(here.core()?.engine.find_in_session(session, &typed).await?)
}

/// How much of what was written can be found by now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn index_progress(here: Here<'_>) -> Result<IndexProgress> {
    Ok(here.core()?.engine.index_progress().await?)
}
