use std::fs;

use engine::{Brought, OpenSession, Opinion, Ranking, VoteFormat};
use store::{SessionId, TurnId, VoteFilter};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use super::Here;
use crate::error::{Code, Problem, Result};

/// Casts a vote on a turn, in the place of any before; the names of a blind one are told.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vote(here: Here<'_>, opinion: Opinion) -> Result<OpenSession> {
    Ok(here.core()?.engine.vote(opinion).await?)
}

/// Takes a vote back, until a prompt has followed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_back_vote(
    here: Here<'_>,
    session: SessionId,
    turn: TurnId,
) -> Result<OpenSession> {
    Ok(here.core()?.engine.take_back_vote(session, turn).await?)
}

/// Tells the names of a blind turn without a vote.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reveal_names(
    here: Here<'_>,
    session: SessionId,
    turn: TurnId,
) -> Result<OpenSession> {
    Ok(here.core()?.engine.reveal(session, turn).await?)
}

/// The models as the votes rank them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn ranking(here: Here<'_>, filter: VoteFilter) -> Result<Ranking> {
    Ok(here.core()?.engine.ranking(&filter).await?)
}

/// Writes the votes to a file that the user chooses; false when the dialog was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_votes(
    app: AppHandle,
    here: Here<'_>,
    filter: VoteFilter,
    format: VoteFormat,
) -> Result<bool> {
    let extension = extension(format);
    let dialog = app.dialog().file().add_filter(extension, &[extension]);
    let (send, chosen) = oneshot::channel();
    dialog.set_file_name(format!("votes.{extension}")).save_file(move |file| {
        // The window may have gone while the dialog was open.
        let _ = send.send(file);
    });
    let Some(file) = chosen.await.ok().flatten() else { return Ok(false) };
    let path = file.into_path().map_err(Problem::internal)?;
    let votes = here.core()?.engine.export_votes(&filter, format).await?;
    fs::write(path, votes).map_err(|error| Problem::new(Code::NotAllowed, error.to_string()))?;
    Ok(true)
}

/// Brings in the votes of a file that the user chooses; nothing when the dialog was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_votes(app: AppHandle, here: Here<'_>) -> Result<Option<Brought>> {
    let (send, chosen) = oneshot::channel();
    let kinds = ["csv", "jsonl", "parquet"];
    app.dialog().file().add_filter("CSV, JSON Lines, Parquet", &kinds).pick_file(move |file| {
        // The window may have gone while the dialog was open.
        let _ = send.send(file);
    });
    let Some(file) = chosen.await.ok().flatten() else { return Ok(None) };
    let path = file.into_path().map_err(Problem::internal)?;
    let named = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let all = [VoteFormat::Csv, VoteFormat::Jsonl, VoteFormat::Parquet];
    let format = all.into_iter().find(|format| extension(*format) == named);
    let format =
        format.ok_or_else(|| Problem::new(Code::NotAllowed, "this is no file of votes"))?;
    let votes =
        fs::read(path).map_err(|error| Problem::new(Code::NotAllowed, error.to_string()))?;
    Ok(Some(here.core()?.engine.import_votes(votes, format).await?))
}

fn extension(format: VoteFormat) -> &'static str {
    match format {
        VoteFormat::Csv => "csv",
        VoteFormat::Jsonl => "jsonl",
        VoteFormat::Parquet => "parquet",
    }
}
