use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use specta::Type;
use store::Attached;
use tauri::AppHandle;
use tauri::image::Image;
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use super::Here;
use crate::error::{Code, Problem, Result};

/// What became of the files that were chosen.
#[derive(Clone, Debug, Default, Serialize, Type)]
pub(crate) struct Picked {
    /// Those that can be sent.
    pub(crate) attached: Vec<Attached>,
    /// Those that cannot.
    pub(crate) refused: Vec<Refused>,
}

/// A file that cannot be attached.
#[derive(Clone, Debug, Serialize, Type)]
pub(crate) struct Refused {
    /// Its name.
    pub(crate) name: String,
    /// Why.
    pub(crate) problem: Problem,
}

/// Opens the system's file dialog and keeps what is chosen, to be sent with the next prompt.
#[tauri::command]
#[specta::specta]
pub(crate) async fn pick_attachments(app: AppHandle, here: Here<'_>) -> Result<Picked> {
    let (send, chosen) = oneshot::channel();
    let kinds = ["png", "jpg", "jpeg", "webp", "gif", "pdf"];
    let dialog = app.dialog().file().add_filter("PNG, JPEG, WebP, GIF, PDF", &kinds);
    dialog.pick_files(move |files| {
        // The window may have gone while the dialog was open.
        let _ = send.send(files);
    });
    let mut picked = Picked::default();
    for file in chosen.await.ok().flatten().unwrap_or_default() {
        let path = file.into_path().map_err(Problem::internal)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match here.core()?.attach_file(&path, &name).await {
            Ok(attached) => picked.attached.push(attached),
            Err(problem) => picked.refused.push(Refused { name, problem }),
        }
    }
    Ok(picked)
}

/// Keeps a file that was pasted or dropped, given in Base64, to be sent with the next prompt.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attach_bytes(here: Here<'_>, name: String, base64: String) -> Result<Attached> {
    let refused = |_| Problem::new(Code::NotAllowed, "what was pasted is not a file");
    let bytes = BASE64.decode(base64).map_err(refused)?;
    Ok(here.core()?.engine.attach(&name, &bytes).await?)
}

/// Keeps the picture that lies on the clipboard, to be sent with the next prompt; `None` where there
/// is none. Not every web view tells its page of pictures that are pasted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn paste_picture(app: AppHandle, here: Here<'_>) -> Result<Option<Attached>> {
    let read = tokio::task::spawn_blocking(move || {
        // Whatever else lies there is not a picture, and so no fault.
        app.clipboard().read_image().ok().map(|picture| packed(&picture)).transpose()
    });
    let Some(bytes) = read.await.map_err(Problem::internal)?.map_err(Problem::internal)? else {
        return Ok(None);
    };
    Ok(Some(here.core()?.engine.attach("picture.png", &bytes).await?))
}

/// A picture as a PNG file.
fn packed(picture: &Image<'_>) -> std::result::Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(picture.rgba())?;
    Ok(bytes)
}

/// The bytes of an attached file, in Base64.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attached_file(here: Here<'_>, sha256: String) -> Result<String> {
    Ok(BASE64.encode(here.core()?.engine.file(&sha256).await?))
}
