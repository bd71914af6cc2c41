//! Where things lie on this machine.

use std::env;
use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager, Runtime};

/// The program that runs chat models.
const CHAT_WORKER: &str = "antiphon-chat-worker";

/// The folder with all of the app's data: `ANTIPHON_DATA`, else the system's place for it.
pub(crate) fn data<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<PathBuf> {
    match env::var_os("ANTIPHON_DATA") {
        Some(folder) => Ok(PathBuf::from(folder)),
        None => app.path().app_data_dir(),
    }
}

/// The folders with models that come with the app: `ANTIPHON_MODELS`, else `models` beside the
/// program and among the app's resources.
pub(crate) fn shipped_models<R: Runtime>(app: &AppHandle<R>) -> Vec<PathBuf> {
    if let Some(folders) = env::var_os("ANTIPHON_MODELS") {
        return env::split_paths(&folders).collect();
    }
    let resources = app.path().resource_dir().ok();
    let mut folders: Vec<_> = beside_program().into_iter().chain(resources).collect();
    folders.dedup();
    folders.into_iter().map(|folder| folder.join("models")).collect()
}

/// The chat worker: `ANTIPHON_CHAT_WORKER`, else beside the program.
pub(crate) fn chat_worker() -> PathBuf {
    let name = format!("{CHAT_WORKER}{}", env::consts::EXE_SUFFIX);
    match env::var_os("ANTIPHON_CHAT_WORKER") {
        Some(program) => PathBuf::from(program),
        None => beside_program().unwrap_or_default().join(name),
    }
}

fn beside_program() -> Option<PathBuf> {
    env::current_exe().ok()?.parent().map(Path::to_path_buf)
}
