use super::Here;
use crate::error::Result;
use crate::settings::Settings;

/// Keeps the user's settings, and says what was kept: a proxy's password goes to the keychain. The
/// switch "offline" and the proxy hold at once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_settings(here: Here<'_>, settings: Settings) -> Result<Settings> {
    here.started()?.apply(settings).await
}
