//! Which model files were found whole, so that half a gigabyte is not read at every start.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::join::digest;
use super::lock::Model;
use crate::failure::{Result, While};

/// What a file looked like when its hash was right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    bytes: u64,
    modified_ns: u64,
    sha256: String,
}

/// The notes, kept beside the models. Notes that cannot be read are as good as none.
#[derive(Debug)]
pub(crate) struct Stamps {
    file: PathBuf,
    seen: BTreeMap<String, Seen>,
}

impl Stamps {
    /// Reads the notes of a folder.
    pub(crate) fn read(folder: &Path) -> Self {
        let file = folder.join(".checked.json");
        let seen = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        Stamps { file, seen: seen.unwrap_or_default() }
    }

    /// Whether the model's file is there and whole. Reads it only if it has changed since it was
    /// last found whole.
    pub(crate) fn is_whole(&mut self, model: &Model, path: &Path) -> Result<bool> {
        let Ok(metadata) = fs::metadata(path) else { return Ok(false) };
        if metadata.len() != model.bytes {
            return Ok(false);
        }
        if self.seen.get(&model.file) == Some(&look(&metadata, &model.sha256)) {
            return Ok(true);
        }
        if digest(path)? != model.sha256 {
            return Ok(false);
        }
        self.note(model, path)?;
        Ok(true)
    }

    /// Notes that the model's file was found whole.
    pub(crate) fn note(&mut self, model: &Model, path: &Path) -> Result<()> {
        let metadata = fs::metadata(path).during(format!("looking at {}", path.display()))?;
        self.seen.insert(model.file.clone(), look(&metadata, &model.sha256));
        let text = serde_json::to_vec_pretty(&self.seen).during("noting which models are whole")?;
        fs::write(&self.file, text).during(format!("writing {}", self.file.display()))
    }
}

fn look(metadata: &Metadata, sha256: &str) -> Seen {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified_ns = modified.map_or(0, |time| u64::try_from(time.as_nanos()).unwrap_or(0));
    Seen { bytes: metadata.len(), modified_ns, sha256: sha256.into() }
}
