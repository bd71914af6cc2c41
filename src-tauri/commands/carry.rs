use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use carry::Branches;
use engine::{CarryProgress, Carrying, Exported, Imported, PageKind};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::SessionId;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use super::Here;
use crate::carrying::{Running, page_name, write_page};
use crate::error::{Code, Problem, Result};

/// What chats are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExportFormat {
    /// Our own file: all there is, to be brought in again.
    Json,
    /// Markdown, one file a chat.
    Markdown,
    /// HTML, one page a chat that needs nothing else.
    Html,
    /// Plain text, one file a chat.
    Text,
}

/// Which chats, and how.
#[derive(Clone, Debug, PartialEq, Deserialize, Type)]
pub(crate) struct ExportChoice {
    /// These; none: all.
    pub(crate) sessions: Option<Vec<SessionId>>,
    /// As what.
    pub(crate) format: ExportFormat,
    /// How much of each a page shows; our own file always holds all.
    pub(crate) branches: Branches,
}

impl ExportFormat {
    fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Text => "txt",
        }
    }

    fn page(self) -> Option<PageKind> {
        match self {
            Self::Json => None,
            Self::Markdown => Some(PageKind::Markdown),
            Self::Html => Some(PageKind::Html),
            Self::Text => Some(PageKind::Plain),
        }
    }
}

/// Writes chats to a file or, several pages, into a folder that the user chooses; nothing when the
/// dialog was closed. One export or import runs at a time.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_chats(
    app: AppHandle,
    here: Here<'_>,
    running: State<'_, Running>,
    choice: ExportChoice,
) -> Result<Option<Exported>> {
    let engine = here.core()?.engine.clone();
    let one = match choice.sessions.as_deref() {
        Some([one]) => Some(*one),
        _ => None,
    };
    let page = choice.format.page();
    if page.is_some() && one.is_none() {
        let (send, chosen) = oneshot::channel();
        app.dialog().file().pick_folder(move |folder| {
            // The window may have gone while the dialog was open.
            let _ = send.send(folder);
        });
        let Some(folder) = chosen.await.ok().flatten() else { return Ok(None) };
        let folder = folder.into_path().map_err(Problem::internal)?;
        let (carrying, _guard) = running.begin()?;
        return write_pages(&engine, &choice, &folder, &carrying).await.map(Some);
    }
    let title = match one {
        Some(one) => engine.store().session(one).await?.title,
        None => Some("Antiphon".to_owned()),
    };
    let extension = choice.format.extension();
    let Some(path) = save_as(&app, title.as_deref(), extension).await? else { return Ok(None) };
    let (carrying, _guard) = running.begin()?;
    write_file(&engine, &choice, one, &path, &carrying).await.map(Some)
}

/// Writes chats to the file at `path`; several pages into the folder there. What tests and drops use
/// in the place of a dialog.
async fn write_file(
    engine: &engine::Engine,
    choice: &ExportChoice,
    one: Option<SessionId>,
    path: &Path,
    carrying: &Carrying,
) -> Result<Exported> {
    let failed = |error: std::io::Error| Problem::new(Code::NotAllowed, error.to_string());
    if let (Some(kind), Some(one)) = (choice.format.page(), one) {
        let page = engine.page(one, kind, choice.branches).await?;
        write_page(engine, &page, path).await?;
        let messages = u32::try_from(page.messages).unwrap_or(u32::MAX);
        return Ok(Exported { sessions: 1, messages, cancelled: false });
    }
    // Under another name until it is whole: a file that is there is not lost to half a new one.
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".part");
    let unfinished = PathBuf::from(unfinished);
    let file = BufWriter::new(File::create(&unfinished).map_err(failed)?);
    let written = engine.export(choice.sessions.as_deref(), file, carrying).await;
    let (file, exported) = match written {
        Ok(written) => written,
        Err(error) => {
            let _ = fs::remove_file(&unfinished);
            return Err(error.into());
        }
    };
    if exported.cancelled {
        let _ = fs::remove_file(&unfinished);
        return Ok(exported);
    }
    file.into_inner().map_err(|error| failed(error.into_error()))?.sync_all().map_err(failed)?;
    fs::rename(&unfinished, path).map_err(failed)?;
    Ok(exported)
}

async fn write_pages(
    engine: &engine::Engine,
    choice: &ExportChoice,
    folder: &Path,
    carrying: &Carrying,
) -> Result<Exported> {
    let Some(kind) = choice.format.page() else { return Ok(Exported::default()) };
    let ids = engine.store().session_ids(choice.sessions.as_deref()).await?;
    let mut exported = Exported::default();
    carrying.begins(ids.len());
    for id in ids {
        if carrying.is_cancelled() {
            exported.cancelled = true;
            break;
        }
        let page = match engine.page(id, kind, choice.branches).await {
            Ok(page) => page,
            Err(engine::Error::Store(store::Error::NotFound(_))) => continue,
            Err(error) => return Err(error.into()),
        };
        let name = page_name(page.title.as_deref(), id, choice.format.extension());
        write_page(engine, &page, &folder.join(name)).await?;
        exported.sessions += 1;
        exported.messages += u32::try_from(page.messages).unwrap_or(u32::MAX);
        carrying.wrote(page.messages);
    }
    Ok(exported)
}

/// Brings in the chats of a file that the user chooses; nothing when the dialog was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_chats(
    app: AppHandle,
    here: Here<'_>,
    running: State<'_, Running>,
) -> Result<Option<Imported>> {
    let (send, chosen) = oneshot::channel();
    let kinds = ["json", "jsonl", "zip", "db", "bak"];
    app.dialog().file().add_filter("JSON, ZIP, SQLite", &kinds).pick_file(move |file| {
        // The window may have gone while the dialog was open.
        let _ = send.send(file);
    });
    let Some(file) = chosen.await.ok().flatten() else { return Ok(None) };
    let path = file.into_path().map_err(Problem::internal)?;
    let (carrying, _guard) = running.begin()?;
    here.core()?.import(&path, &carrying).await.map(Some)
}

/// How far the export or import is that runs; nothing while none does.
#[tauri::command]
#[specta::specta]
pub(crate) async fn carry_progress(running: State<'_, Running>) -> Result<Option<CarryProgress>> {
    Ok(running.progress())
}

/// Ends the export or import that runs; what an import has brought by then stays.
#[tauri::command]
#[specta::specta]
pub(crate) async fn cancel_carry(running: State<'_, Running>) -> Result<()> {
    running.cancel();
    Ok(())
}

async fn save_as(app: &AppHandle, title: Option<&str>, extension: &str) -> Result<Option<PathBuf>> {
    let (send, chosen) = oneshot::channel();
    let name = crate::carrying::file_name(title, extension);
    let dialog = app.dialog().file().add_filter(extension, &[extension]);
    dialog.set_file_name(name).save_file(move |file| {
        // The window may have gone while the dialog was open.
        let _ = send.send(file);
    });
    match chosen.await.ok().flatten() {
        Some(file) => file.into_path().map(Some).map_err(Problem::internal),
        None => Ok(None),
    }
}
