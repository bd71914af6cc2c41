use std::path::Path;

use model::{ModelId, Parameters};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use super::Here;
use crate::error::{Problem, Result};
use crate::relay::{self, ModelRow};

/// All models that the app knows of.
#[tauri::command]
#[specta::specta]
pub(crate) async fn list_models(here: Here<'_>) -> Result<Vec<ModelRow>> {
    Ok(relay::models(here.core()?).await)
}

/// Opens the system's file dialog; nothing when it was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_model_file(app: AppHandle) -> Result<Option<String>> {
    let (send, chosen) = oneshot::channel();
    let dialog = app.dialog().file().add_filter("GGUF", &["gguf"]);
    dialog.pick_file(move |file| {
        // The window may have gone while the dialog was open.
        let _ = send.send(file);
    });
    let Ok(Some(file)) = chosen.await else { return Ok(None) };
    let path = file.into_path().map_err(Problem::internal)?;
    Ok(Some(path.display().to_string()))
}

/// Adds a model file where it lies.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_model_file(here: Here<'_>, path: String) -> Result<ModelId> {
    Ok(here.core()?.library.add_file(Path::new(&path)).await?)
}

/// Adds a model by its https address and the SHA-256 that it must have, and begins to download it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn add_model_address(
    here: Here<'_>,
    address: String,
    sha256: String,
) -> Result<ModelId> {
    Ok(here.core()?.library.add_address(&address, &sha256).await?)
}

/// Begins a download, or goes on with one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn download_model(here: Here<'_>, model: ModelId) -> Result<()> {
    Ok(here.core()?.library.download(&model).await?)
}

/// Pauses a download; what has arrived is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pause_download(here: Here<'_>, model: ModelId) -> Result<()> {
    Ok(here.core()?.library.pause(&model).await?)
}

/// Gives a download up; what has arrived is removed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_download(here: Here<'_>, model: ModelId) -> Result<()> {
    Ok(here.core()?.library.cancel(&model).await?)
}

/// Reads a model's file again and compares its checksum.
#[tauri::command]
#[specta::specta]
pub(crate) async fn verify_model(here: Here<'_>, model: ModelId) -> Result<()> {
    Ok(here.core()?.library.verify(&model).await?)
}

/// Removes a downloaded model, or forgets one that was added by its file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_model(here: Here<'_>, model: ModelId) -> Result<()> {
    let core = here.core()?;
    core.chat.unload(&model).await;
    Ok(core.library.delete(&model).await?)
}

/// How a model answers where the session does not say so.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_model_parameters(
    here: Here<'_>,
    model: ModelId,
    parameters: Parameters,
) -> Result<()> {
    Ok(here.core()?.engine.store().set_model_parameters(&model, &parameters).await?)
}
