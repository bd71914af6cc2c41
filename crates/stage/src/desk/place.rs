//! The throw-away folders of a desk.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::failure::{Result, While};

const FOLDERS: [(&str, &str); 5] = [
    ("XDG_RUNTIME_DIR", "run"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_STATE_HOME", "state"),
];

/// Folders that live as long as this value. The path is short, since sockets lie in it and a
/// socket's path has a limit of about 100 bytes.
#[derive(Debug)]
pub(crate) struct Place(TempDir);

impl Place {
    /// Makes the folders, readable by us alone.
    pub(crate) fn make() -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("antiphon-desk-")
            .tempdir()
            .during("making a folder for the virtual desk")?;
        for (_, name) in FOLDERS {
            let path = folder.path().join(name);
            fs::create_dir(&path)
                .and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o700)))
                .during(format!("making {}", path.display()))?;
        }
        Ok(Place(folder))
    }

    /// The variables that lead to the folders.
    pub(crate) fn environment(&self) -> BTreeMap<&'static str, OsString> {
        FOLDERS.iter().map(|&(variable, name)| (variable, self.path(name).into())).collect()
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file for what a program has to say.
    pub(crate) fn log(&self, name: &str) -> Result<File> {
        let path = self.path(name).with_extension("log");
        File::create(&path).during(format!("making {}", path.display()))
    }
}
