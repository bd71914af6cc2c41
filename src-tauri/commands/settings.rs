use super::Here;
use crate::error::Result;
use crate::settings::Settings;

/// Keeps the user's settings.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_settings(here: Here<'_>, settings: Settings) -> Result<()> {
    here.started()?.settings.set_settings(&settings)
}
