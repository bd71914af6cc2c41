use engine::{Asked, DiffPart, Linked, Said};
use model::ModelId;
use store::MessageId;

use super::Here;
use crate::error::Result;

/// How one reply differs from another, word by word.
#[tauri::command]
#[specta::specta]
pub(crate) async fn word_diff(
    here: Here<'_>,
    before: MessageId,
    after: MessageId,
) -> Result<Vec<DiffPart>> {
    Ok(here.core()?.engine.word_diff(before, after).await?)
}

/// Which sentences of these replies are said in how many of them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn agreement(here: Here<'_>, replies: Vec<MessageId>) -> Result<Vec<Vec<Said>>> {
    Ok(here.core()?.engine.agreement(&replies).await?)
}

/// Has a model write one answer out of several.
#[tauri::command]
#[specta::specta]
pub(crate) async fn merge_replies(
    here: Here<'_>,
    replies: Vec<MessageId>,
    model: ModelId,
    text: String,
) -> Result<Asked> {
    Ok(here.core()?.engine.merge(&replies, model, text).await?)
}

/// What each sentence of a merged answer resembles in the answers that it was made of.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attribution(here: Here<'_>, merged: MessageId) -> Result<Vec<Linked>> {
    Ok(here.core()?.engine.attribution(merged).await?)
}
