use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::index::Stamp;
use super::part::{blocking, hex};

/// How much is read at once, in bytes.
const STEP: usize = 4 << 20;

/// The SHA-256 of a file, read in steps so that it can be stopped and watched.
pub(super) struct Summing(Arc<Mutex<(File, Sha256)>>);

impl Summing {
    /// Opens the file; also says what it is now.
    pub(super) async fn open(path: PathBuf) -> io::Result<(Self, Stamp)> {
        blocking(move || {
            let stamp = Stamp::of(&path)?;
            let file = File::open(path)?;
            Ok((Self(Arc::new(Mutex::new((file, Sha256::new())))), stamp))
        })
        .await
    }

    /// Reads the next piece; 0 at the end.
    pub(super) async fn step(&self) -> io::Result<u64> {
        let shared = self.0.clone();
        blocking(move || {
            let (file, sum) = &mut *shared.lock().unwrap_or_else(PoisonError::into_inner);
            let mut piece = vec![0; STEP];
            let count = file.read(&mut piece)?;
            sum.update(&piece[..count]);
            Ok(count as u64)
        })
        .await
    }

    /// The sum of what was read.
    pub(super) fn sum(&self) -> String {
        hex(&self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone().finalize())
    }
}
