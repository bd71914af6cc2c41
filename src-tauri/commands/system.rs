use tauri::{AppHandle, Url};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_opener::OpenerExt;

use crate::error::{Code, Problem, Result};
use crate::places;

/// Opens a web or mail address in the system's own program for it; anything else is refused.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_link(app: AppHandle, address: String) -> Result<()> {
    let address = link(&address)?;
    app.opener().open_url(address, None::<&str>).map_err(Problem::internal)
}

/// Puts text on the clipboard.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_text(app: AppHandle, text: String) -> Result<()> {
    app.clipboard().write_text(text).map_err(Problem::internal)
}

/// Shows the folder with the app's data in the file manager.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_data_folder(app: AppHandle) -> Result<()> {
    let folder = places::data(&app).map_err(Problem::internal)?;
    app.opener().open_path(folder.display().to_string(), None::<&str>).map_err(Problem::internal)
}

/// The address, if it is one that a link may lead to.
fn link(address: &str) -> Result<Url> {
    let refused = || Problem::new(Code::NotAllowed, "only web and mail addresses can be opened");
    let url = Url::parse(address).map_err(|_| refused())?;
    match url.scheme() {
        "http" | "https" | "mailto" => Ok(url),
        _ => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_and_mail_addresses_are_opened() {
        for address in ["https://example.org/a?b#c", "http://localhost:1/", "mailto:a@example.org"]
        {
            assert!(link(address).is_ok(), "{address}");
        }
        for address in ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "x", "-x"]
        {
            assert!(link(address).is_err(), "{address}");
        }
    }
}
