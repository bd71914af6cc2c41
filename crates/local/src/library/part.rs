//! A file that has arrived in part: `NAME.gguf.part`, and beside it what it is a part of.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::gguf::{self, GgufError};
use super::holding::Order;
use super::index::write_whole;

/// How much is read at once while a kept part is read again, in bytes.
const STEP: usize = 4 << 20;

/// A part that is being written. Cheap to clone; its work is done off the runtime's own threads.
#[derive(Clone)]
pub(super) struct Part(Arc<Mutex<Inner>>);

struct Inner {
    file: File,
    /// Of the first `length` bytes.
    sum: Sha256,
    /// Bytes that are written and summed.
    length: u64,
    note: Note,
    target: PathBuf,
}

/// What a part is a part of: `NAME.gguf.part.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    address: String,
    sha256: String,
    /// What the server knew the file by.
    validator: Option<String>,
    /// The length of the whole file in bytes, where the server told it.
    total: Option<u64>,
}

/// Bytes that are kept of the order, and their number in all; `None` if nothing is. Blocking.
pub(super) fn kept(order: &Order) -> Option<(u64, Option<u64>)> {
    let note = Note::read(order)?;
    let length = fs::metadata(beside(&order.target, ".part")).ok()?.len();
    Some((length, order.size.or(note.total)))
}

/// Removes what is kept of the order. Blocking.
pub(super) fn remove(target: &Path) -> io::Result<()> {
    for path in [beside(target, ".part"), beside(target, ".part.json")] {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

impl Part {
    /// Goes on with what is kept of the order, or begins anew. What is kept must still be summed:
    /// see [`Part::catch_up`].
    pub(super) async fn open(order: &Order) -> io::Result<Self> {
        let order = order.clone();
        blocking(move || {
            if let Some(folder) = order.target.parent() {
                fs::create_dir_all(folder)?;
            }
            let path = beside(&order.target, ".part");
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)?;
            match file.try_lock() {
                // Where files cannot be locked, only one copy of the app is running anyway.
                Ok(()) | Err(TryLockError::Error(_)) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(io::Error::new(
                        io::ErrorKind::ResourceBusy,
                        "another copy of the app is downloading it",
                    ));
                }
            }
            let note = match Note::read(&order) {
                Some(note) => note,
                None => {
                    file.set_len(0)?;
                    let note = Note::new(&order);
                    note.write(&order.target)?;
                    note
                }
            };
            let inner = Inner { file, sum: Sha256::new(), length: 0, note, target: order.target };
            Ok(Part(Arc::new(Mutex::new(inner))))
        })
        .await
    }

    /// Sums the next piece of what is kept; false when all is summed.
    pub(super) async fn catch_up(&self) -> io::Result<bool> {
        self.work(|inner| {
            let mut piece = vec![0; STEP];
            let at = inner.length;
            inner.file.seek(SeekFrom::Start(at))?;
            let count = inner.file.read(&mut piece)?;
            inner.sum.update(&piece[..count]);
            inner.length += count as u64;
            Ok(count > 0)
        })
        .await
    }

    /// Bytes that are here.
    pub(super) fn length(&self) -> u64 {
        self.lock().length
    }

    /// What the server knew the file by, and its length.
    pub(super) fn known(&self) -> (Option<String>, Option<u64>) {
        let inner = self.lock();
        (inner.note.validator.clone(), inner.note.total)
    }

    /// Remembers what the server knows the file by, and its length.
    pub(super) async fn know(
        &self,
        validator: Option<String>,
        total: Option<u64>,
    ) -> io::Result<()> {
        self.work(move |inner| {
            let note = Note { validator, total, ..inner.note.clone() };
            if note != inner.note {
                note.write(&inner.target)?;
                inner.note = note;
            }
            Ok(())
        })
        .await
    }

    /// Adds what arrived. When the disk cannot take it all, none of it is kept.
    pub(super) async fn append(&self, bytes: Vec<u8>) -> io::Result<()> {
        self.work(move |inner| {
            inner.file.seek(SeekFrom::Start(inner.length))?;
            if let Err(error) = inner.file.write_all(&bytes) {
                // What is beyond `length` is written over or summed the next time.
                let _ = inner.file.set_len(inner.length);
                return Err(error);
            }
            inner.sum.update(&bytes);
            inner.length += bytes.len() as u64;
            Ok(())
        })
        .await
    }

    /// Begins anew: the server sends all again.
    pub(super) async fn restart(&self) -> io::Result<()> {
        self.work(|inner| {
            inner.file.set_len(0)?;
            inner.sum = Sha256::new();
            inner.length = 0;
            Ok(())
        })
        .await
    }

    /// Makes sure that what is here survives a power cut.
    pub(super) async fn settle(&self) -> io::Result<()> {
        self.work(|inner| inner.file.sync_all()).await
    }

    /// The SHA-256 of all that is here.
    pub(super) fn sum(&self) -> String {
        hex(&self.lock().sum.clone().finalize())
    }

    /// Makes sure that what is here is a model that can chat. Read through the part's own handle,
    /// which on some systems is the only one that its lock lets through.
    pub(super) async fn examine(&self) -> io::Result<Result<(), GgufError>> {
        self.work(|inner| {
            inner.file.seek(SeekFrom::Start(0))?;
            Ok(gguf::read(&inner.file, inner.length).map(drop))
        })
        .await
    }

    /// Gives the whole file its name. The part ends with it.
    pub(super) async fn finish(&self) -> io::Result<()> {
        self.work(|inner| {
            inner.file.sync_all()?;
            fs::rename(beside(&inner.target, ".part"), &inner.target)?;
            sync_folder(&inner.target)?;
            remove(&inner.target)
        })
        .await
    }

    /// Removes the part.
    pub(super) async fn discard(&self) -> io::Result<()> {
        self.work(|inner| remove(&inner.target)).await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Inner) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let part = self.clone();
        blocking(move || work(&mut part.lock())).await
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change is whole before it can panic, so a poisoned lock guards sound data.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Note {
    fn new(order: &Order) -> Self {
        Self {
            address: order.address.clone(),
            sha256: order.sha256.clone(),
            validator: None,
            total: None,
        }
    }

    /// The note beside the order's part, if it is of the same file.
    fn read(order: &Order) -> Option<Self> {
        let bytes = fs::read(beside(&order.target, ".part.json")).ok()?;
        let note: Self = serde_json::from_slice(&bytes).ok()?;
        (note.address == order.address && note.sha256 == order.sha256).then_some(note)
    }

    fn write(&self, target: &Path) -> io::Result<()> {
        write_whole(&beside(target, ".part.json"), &serde_json::to_vec(self)?)
    }
}

/// The path of what lies beside `target`.
fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut path = target.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

/// Makes a rename survive a power cut, where the system can.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        Some(_) | None => Ok(()),
    }
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Runs what may wait for the disk where waiting harms nobody.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|lost| Err(io::Error::other(lost)))
}
