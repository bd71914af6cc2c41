//! What the app remembers of itself, in one JSON file beside the data.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use engine::Seat;
use model::ModelId;
use providers::Proxy;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use specta::Type;
use store::SessionId;
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{Store, StoreBuilder};

use crate::error::{Code, Problem, Result};

const FILE: &str = "settings.json";
const SETTINGS: &str = "settings";
const SESSION: &str = "session";
const DRAFT: &str = "draft";

/// The user's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub(crate) struct Settings {
    /// Light, dark, or as the system has it.
    pub(crate) theme: Theme,
    /// Reading size in pixels, 13 to 22.
    pub(crate) font_size: u8,
    /// Who answers in a new chat; `None`: the recommended model.
    pub(crate) default_model: Option<ModelId>,
    /// Which key sends a prompt.
    pub(crate) send_key: SendKey,
    /// The language of the window.
    pub(crate) language: Language,
    /// Whether the sidebar is open.
    pub(crate) sidebar: bool,
    /// Whether the first-start screen was seen.
    pub(crate) welcomed: bool,
    /// Nothing is sent to, or received from, any other machine or program.
    pub(crate) offline: bool,
    /// Through what other machines are reached.
    pub(crate) proxy: Proxy,
    /// Remote models may name the sessions that they answer in, each time at their price. Where an
    /// embedded model is ready, that one does it.
    pub(crate) titles_by_cloud: bool,
    /// How blind turns are asked.
    pub(crate) blind: BlindSettings,
    /// How comparisons lie, and who is asked in a new one.
    pub(crate) comparing: ComparingSettings,
}

/// How blind turns are asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub(crate) struct BlindSettings {
    /// Whom a turn may ask; fewer than two: those that are chosen at the composer.
    pub(crate) pool: Vec<ModelId>,
    /// How many it asks, 2 to 8.
    pub(crate) models: u8,
    /// All lanes are shown at one pace.
    pub(crate) even_pace: bool,
}

impl Default for BlindSettings {
    fn default() -> Self {
        Self { pool: Vec::new(), models: 2, even_pace: false }
    }
}

/// How comparisons lie, and who is asked in a new one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub(crate) struct ComparingSettings {
    /// The layout that was chosen last; none: as it fits.
    pub(crate) layout: Option<Layout>,
    /// The lanes that are folded, by session; the newest last.
    pub(crate) folded: Vec<FoldedLanes>,
    /// Who is asked in the comparison that has not begun; fewer than two: none was chosen.
    pub(crate) seats: Vec<Seat>,
}

/// The lanes of one session that are folded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub(crate) struct FoldedLanes {
    /// The session.
    pub(crate) session: SessionId,
    /// The numbers of its lanes.
    pub(crate) lanes: Vec<u32>,
}

/// How lanes lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layout {
    /// Columns that scroll as one.
    Together,
    /// Columns that scroll each by itself.
    Apart,
    /// Two rows.
    Grid,
    /// One at a time.
    Tabs,
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Which key sends a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SendKey {
    /// Enter; Shift and Enter make a line.
    Enter,
    /// Ctrl or Command with Enter; Enter makes a line.
    ModEnter,
}

/// The language of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Language {
    /// As the system has it.
    System,
    /// English.
    En,
    /// Hindi.
    Hi,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            font_size: 16,
            default_model: None,
            send_key: SendKey::Enter,
            language: Language::System,
            sidebar: true,
            welcomed: false,
            offline: false,
            proxy: Proxy::System,
            titles_by_cloud: false,
            blind: BlindSettings::default(),
            comparing: ComparingSettings::default(),
        }
    }
}

/// The file. Every change is written at once, and whole: what a full disk does not take leaves the
/// file as it was.
pub(crate) struct SettingsFile<R: Runtime> {
    store: Arc<Store<R>>,
    path: PathBuf,
    /// Whether the file holds what the store holds.
    saved: Mutex<bool>,
}

impl<R: Runtime> SettingsFile<R> {
    /// Opens the file in `folder`. A damaged one is set aside under the name that comes second.
    pub(crate) fn open(app: &AppHandle<R>, folder: &Path) -> Result<(Self, Option<String>)> {
        let path = folder.join(FILE);
        let damaged =
            fs::read(&path).is_ok_and(|bytes| serde_json::from_slice::<Value>(&bytes).is_err());
        let aside = damaged.then(|| path.with_extension("damaged.json"));
        if let Some(aside) = &aside {
            fs::rename(&path, aside).map_err(Problem::internal)?;
        }
        let store =
            StoreBuilder::new(app, &path).disable_auto_save().build().map_err(Problem::internal)?;
        // The plugin would write in place when the app ends, and lose all where there is no room.
        store.close_resource();
        let file = Self { store, path, saved: Mutex::new(true) };
        Ok((file, aside.map(|path| path.display().to_string())))
    }

    pub(crate) fn settings(&self) -> Settings {
        self.store.get(SETTINGS).map(over_defaults).unwrap_or_default()
    }

    pub(crate) fn set_settings(&self, settings: &Settings) -> Result<()> {
        self.write(SETTINGS, settings)
    }

    /// The session that was open last.
    pub(crate) fn session(&self) -> Option<SessionId> {
        self.read(SESSION)
    }

    pub(crate) fn set_session(&self, session: Option<SessionId>) -> Result<()> {
        self.write(SESSION, &session)
    }

    /// The draft of the chat that has not begun.
    pub(crate) fn draft(&self) -> String {
        self.read(DRAFT).unwrap_or_default()
    }

    pub(crate) fn set_draft(&self, draft: &str) -> Result<()> {
        self.write(DRAFT, &draft)
    }

    fn read<T: serde::de::DeserializeOwned>(&self, key: &str) -> Option<T> {
        self.store.get(key).and_then(|value| serde_json::from_value(value).ok())
    }

    fn write<T: Serialize>(&self, key: &str, value: &T) -> Result<()> {
        let value = serde_json::to_value(value).map_err(Problem::internal)?;
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        if *saved && self.store.get(key).as_ref() == Some(&value) {
            return Ok(());
        }
        self.store.set(key, value);
        *saved = false;
        let all: BTreeMap<String, Value> = self.store.entries().into_iter().collect();
        let text = serde_json::to_vec_pretty(&all).map_err(Problem::internal)?;
        replace(&self.path, &text).map_err(unwritten)?;
        *saved = true;
        Ok(())
    }
}

/// Puts a file in the place of another, or leaves that as it is.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("json.new");
    let written = File::create(&new).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&new, path)).inspect_err(|_| {
        // What is left of it would take room that is short already.
        let _ = fs::remove_file(&new);
    })
}

fn unwritten(error: io::Error) -> Problem {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull,
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Code::ReadOnly,
        _ => Code::Internal,
    };
    Problem::new(code, error.to_string())
}

/// The settings as they are kept in `folder`, which need not be opened for it: how the window looks
/// and which language it speaks while it cannot be.
pub(crate) fn as_kept(folder: &Path) -> Settings {
    let bytes = fs::read(folder.join(FILE)).unwrap_or_default();
    let kept: Option<Value> = serde_json::from_slice(&bytes).ok();
    kept.as_ref()
        .and_then(|kept| kept.get(SETTINGS))
        .cloned()
        .map(over_defaults)
        .unwrap_or_default()
}

/// Settings as an older version, or a hand, wrote them: what is missing or makes no sense is as it
/// is by default, and the rest holds.
fn over_defaults(kept: Value) -> Settings {
    let Value::Object(kept) = kept else { return Settings::default() };
    let mut settings = Settings::default();
    for (key, value) in kept {
        let Ok(Value::Object(mut all)) = serde_json::to_value(&settings) else { continue };
        all.insert(key, value);
        if let Ok(next) = serde_json::from_value(Value::Object(all)) {
            settings = next;
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_that_cannot_be_replaced_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        fs::create_dir(path.with_extension("json.new")).unwrap();
        assert!(replace(&path, b"three").is_err(), "the new one cannot be written");
        assert_eq!(fs::read(&path).unwrap(), b"two");
    }

    #[test]
    fn what_makes_no_sense_in_the_settings_costs_only_itself() {
        let kept = json!({ "theme": "dark", "font_size": "large", "unknown": 1, "welcomed": true });
        let settings = over_defaults(kept);
        let expected = Settings { theme: Theme::Dark, welcomed: true, ..Settings::default() };
        assert_eq!(settings, expected);
        assert_eq!(over_defaults(json!([])), Settings::default());
    }
}
