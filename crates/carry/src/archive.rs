//! A zip that nobody vouches for.
//!
//! Nothing is ever written under a name that stands in it. How far it may grow is bounded by its own
//! length, measured while it is read and not by what it says of itself, so that neither deep
//! compression nor files that share their bytes can fill a disk.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom, Write};

use zip::ZipArchive;

use crate::{Error, Loss, Lost, Result};

/// The most files that are looked at.
const MOST_FILES: usize = 200_000;

/// How much more than its own length it may hold: JSON of repeated words becomes a hundredth.
const GROWTH: u64 = 200;

/// What even a small archive may hold, in bytes.
const SMALL: u64 = 256 << 20;

/// An archive, and what of it was read.
pub(crate) struct Archive<R> {
    zip: ZipArchive<R>,
    /// Names by place; none where it is no file that may be read.
    names: Vec<Option<String>>,
    /// By how the file's own name begins: what ChatGPT calls its assets by.
    assets: HashMap<String, usize>,
    /// Bytes that may still be unpacked.
    left: u64,
    losses: Vec<Loss>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive. None of its files is read.
    pub(crate) fn open(mut source: R) -> Result<Self> {
        let length = source.seek(SeekFrom::End(0))?;
        source.seek(SeekFrom::Start(0))?;
        let zip = ZipArchive::new(source).map_err(|error| Error::Archive(error.to_string()))?;
        let (mut losses, mut names, mut assets) = (Vec::new(), Vec::new(), HashMap::new());
        if zip.len() > MOST_FILES {
            losses.push(Loss::new(Lost::Bomb, "", &zip.len().to_string()));
        }
        for place in 0..zip.len().min(MOST_FILES) {
            let name = match zip.name_for_index(place) {
                Some(Ok(name)) => name.into_owned(),
                _ => {
                    losses.push(Loss::new(Lost::OutsideName, "", &place.to_string()));
                    names.push(None);
                    continue;
                }
            };
            if leads_out(&name) {
                losses.push(Loss::new(Lost::OutsideName, "", &name));
                names.push(None);
                continue;
            }
            let own = name.rsplit('/').next().unwrap_or_default();
            if let Some(asset) = asset(own) {
                assets.entry(asset.to_owned()).or_insert(place);
            }
            names.push((!name.ends_with('/')).then_some(name));
        }
        let left = length.saturating_mul(GROWTH).saturating_add(SMALL);
        Ok(Self { zip, names, assets, left, losses })
    }

    /// What was lost since this was last asked.
    pub(crate) fn losses(&mut self) -> Vec<Loss> {
        std::mem::take(&mut self.losses)
    }

    /// Its files, by name.
    pub(crate) fn files(&self) -> Vec<(String, usize)> {
        let mut files: Vec<(String, usize)> = self
            .names
            .iter()
            .enumerate()
            .filter_map(|(place, name)| Some((name.clone()?, place)))
            .collect();
        files.sort();
        files
    }

    /// The file of an asset's id, such as `file-AbC` or `file_00ab`: its place and own name.
    pub(crate) fn asset(&self, id: &str) -> Option<(usize, &str)> {
        let place = *self.assets.get(asset(id)?)?;
        let name = self.names.get(place)?.as_deref()?;
        Some((place, name.rsplit('/').next().unwrap_or(name)))
    }

    /// A file unpacked into one that goes away by itself; cut where it grows too far.
    pub(crate) fn unpack(&mut self, place: usize) -> Result<std::fs::File> {
        let mut file = tempfile::tempfile()?;
        self.copy(place, u64::MAX, &mut file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    /// A file's bytes; none where it is longer than `most`, or cannot be read.
    pub(crate) fn bytes(&mut self, place: usize, most: u64) -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let copied = self.copy(place, most.saturating_add(1), &mut bytes)?;
        Ok(copied.filter(|length| *length <= most).map(|_| bytes))
    }

    /// Yields how much was copied; none where not all could be.
    fn copy(&mut self, place: usize, most: u64, target: &mut impl Write) -> Result<Option<u64>> {
        let name = self.names.get(place).cloned().flatten().unwrap_or_default();
        let entry = match self.zip.by_index(place) {
            Ok(entry) => entry,
            Err(error) => {
                self.losses.push(Loss::new(Lost::MissingFile, &name, &error.to_string()));
                return Ok(None);
            }
        };
        let most = most.min(self.left.saturating_add(1));
        let mut entry = entry.take(most);
        let mut piece = [0; 1 << 15];
        let mut copied = 0;
        loop {
            let read = match entry.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    // Cut off, or not what its checksum says: what came before may still be read.
                    self.losses.push(Loss::new(Lost::DamagedFile, &name, &error.to_string()));
                    return Ok(None);
                }
            };
            target.write_all(&piece[..read])?;
            copied += read as u64;
            if copied > self.left {
                self.left = 0;
                self.losses.push(Loss::new(Lost::Bomb, &name, ""));
                return Ok(None);
            }
        }
        self.left -= copied;
        Ok(Some(copied))
    }
}

/// Whether a name leads out of the folder that it is said to lie in.
fn leads_out(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.contains(['\0', ':'])
        || name.split(['/', '\\']).any(|part| part == "..")
}

/// What ChatGPT calls an asset by: `file-AbC` of `file-AbC-photo.png`, `file_00ab` of `file_00ab.dat`.
fn asset(name: &str) -> Option<&str> {
    let after = name.strip_prefix("file-").or_else(|| name.strip_prefix("file_"))?;
    let id = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
    (id > 0).then(|| &name[..5 + id])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_are_known() {
        for name in ["../x", "a/../../x", "/etc/x", "a\\..\\x", "\\\\host\\x", "C:x", "a\0b"] {
            assert!(leads_out(name), "{name}");
        }
        assert!(!leads_out("user-1/a..b/conversations.json"));
    }

    #[test]
    fn an_asset_is_known_by_how_its_name_begins() {
        assert_eq!(asset("file-AbC1-photo.png"), Some("file-AbC1"));
        assert_eq!(asset("file_00ab-sanitized.png"), Some("file_00ab"));
        assert_eq!(asset("file-AbC1"), Some("file-AbC1"));
        assert_eq!(asset("file-"), None);
        assert_eq!(asset("photo.png"), None);
    }
}
