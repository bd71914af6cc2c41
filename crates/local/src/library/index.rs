use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use model::ModelId;
use serde::{Deserialize, Serialize};

const NAME: &str = "models.json";

/// What the library remembers from one start to the next: `models.json` in its own folder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Index {
    /// Models that the user added, oldest first.
    pub(super) added: Vec<Added>,
    /// Files that were read whole, by path.
    pub(super) checked: BTreeMap<PathBuf, Checked>,
}

/// A model that the user added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Added {
    /// How it is asked.
    pub(super) id: ModelId,
    /// Where it comes from.
    pub(super) from: Source,
}

/// Where an added model comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub(super) enum Source {
    /// A file of the user's.
    File { path: PathBuf },
    /// An address; its file is kept in the library's own folder.
    Address { address: String, sha256: String, file: String },
}

/// What a file was when it was read whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Checked {
    /// What tells whether it has changed since.
    #[serde(flatten)]
    pub(super) stamp: Stamp,
    /// The SHA-256 that it had.
    pub(super) sha256: String,
}

/// What a file's change would change: its length and the time of its last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Length in bytes.
    pub(super) size: u64,
    /// Nanoseconds since 1970; 0 where the system does not say.
    pub(super) modified: u64,
}

impl Stamp {
    /// The stamp of the file at `path`, links followed.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let about = fs::metadata(path)?;
        if !about.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "this is not a file"));
        }
        let since = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = since.map_or(0, |since| since.as_nanos() as u64);
        Ok(Self { size: about.len(), modified })
    }
}

impl Index {
    /// Reads the index of the folder `own`; one that cannot be read is kept aside, and a new one
    /// begins.
    pub(super) fn load(own: &Path) -> Self {
        let path = own.join(NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Self::default(),
            Err(error) => {
                tracing::warn!(%error, "the list of added models cannot be read");
                return Self::default();
            }
        };
        serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(%error, "the list of added models is damaged and is kept aside");
            if let Err(error) = fs::rename(&path, own.join("models.damaged.json")) {
                tracing::warn!(%error, "it cannot be kept aside");
            }
            Self::default()
        })
    }

    /// Writes the index whole or not at all.
    pub(super) fn save(&self, own: &Path) -> io::Result<()> {
        write_whole(&own.join(NAME), &serde_json::to_vec_pretty(self)?)
    }

    /// The SHA-256 that the file had when it was last read whole, if it has not changed since.
    pub(super) fn sum(&self, path: &Path, stamp: Stamp) -> Option<&str> {
        let checked = self.checked.get(path)?;
        (checked.stamp == stamp).then_some(checked.sha256.as_str())
    }
}

/// Writes a small file so that a reader sees the old one or the new one, never a part.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    let written = File::create(&draft)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&draft, path));
    if written.is_err() {
        // The failure is what the caller must hear of; the draft is of no use either way.
        let _ = fs::remove_file(&draft);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_index_is_kept_aside_and_a_new_one_begins() {
        let own = tempfile::tempdir().unwrap();
        fs::write(own.path().join(NAME), b"{\"added\": [").unwrap();
        assert_eq!(Index::load(own.path()), Index::default());
        let aside = fs::read(own.path().join("models.damaged.json")).unwrap();
        assert_eq!(aside, b"{\"added\": [", "what was there can still be looked at");
        assert!(!own.path().join(NAME).exists());
    }

    #[test]
    fn what_is_saved_is_read_again() {
        let own = tempfile::tempdir().unwrap();
        let mut index = Index::default();
        let id = ModelId::new("local", "mine");
        index.added.push(Added { id, from: Source::File { path: "/models/mine.gguf".into() } });
        let stamp = Stamp { size: 7, modified: 1_700_000_000_123_456_789 };
        let checked = Checked { stamp, sha256: "00".repeat(32) };
        index.checked.insert("/models/mine.gguf".into(), checked);
        index.save(own.path()).unwrap();
        assert_eq!(Index::load(own.path()), index);
        assert!(!own.path().join("models.json.new").exists(), "no draft is left");
        let other = Stamp { size: 8, ..stamp };
        assert_eq!(index.sum(Path::new("/models/mine.gguf"), other), None, "it has changed");
        assert!(index.sum(Path::new("/models/mine.gguf"), stamp).is_some());
    }
}
