use std::io::{BufReader, Read, Seek};

use super::GgufError;

/// The longest header that is read, in bytes; those of real models have a few MiB.
const HEADER_LIMIT: u64 = 128 << 20;
/// The most tensors or metadata entries; real models have a few thousand.
const COUNT_LIMIT: u64 = 1 << 16;

/// Little-endian values, each held against what the file can still contain.
pub(super) struct Reader<R> {
    source: BufReader<R>,
    at: u64,
    length: u64,
}

impl<R: Read + Seek> Reader<R> {
    /// The values of a file of `length` bytes, from its start.
    pub(super) fn new(source: R, length: u64) -> Self {
        Self { source: BufReader::with_capacity(1 << 16, source), at: 0, length }
    }

    /// The place in the file, in bytes from its start.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The length of the file in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// The next `count` bytes.
    pub(super) fn bytes(&mut self, count: u64) -> Result<Vec<u8>, GgufError> {
        self.reserve(count)?;
        let mut bytes = vec![0; count as usize];
        self.source.read_exact(&mut bytes)?;
        self.at += count;
        Ok(bytes)
    }

    /// Leaves out the next `count` bytes.
    pub(super) fn skip(&mut self, count: u64) -> Result<(), GgufError> {
        self.reserve(count)?;
        // `reserve` keeps the count far below the largest i64.
        self.source.seek_relative(count as i64)?;
        self.at += count;
        Ok(())
    }

    pub(super) fn u32(&mut self) -> Result<u32, GgufError> {
        self.fixed().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, GgufError> {
        self.fixed().map(u64::from_le_bytes)
    }

    pub(super) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], GgufError> {
        self.reserve(N as u64)?;
        let mut bytes = [0; N];
        self.source.read_exact(&mut bytes)?;
        self.at += N as u64;
        Ok(bytes)
    }

    /// How many `things` follow.
    pub(super) fn count(&mut self, things: &str) -> Result<u64, GgufError> {
        match self.u64()? {
            count if count <= COUNT_LIMIT => Ok(count),
            count => Err(GgufError::Damaged(format!("it announces {count} {things}"))),
        }
    }

    /// The first `most` bytes of the next string; what is longer is left out.
    pub(super) fn text(&mut self, most: u64) -> Result<String, GgufError> {
        let length = self.u64()?;
        self.reserve(length)?;
        let kept = self.bytes(length.min(most))?;
        self.skip(length - length.min(most))?;
        Ok(String::from_utf8_lossy(&kept).into_owned())
    }

    /// Makes sure that the header can go on for `count` bytes.
    fn reserve(&self, count: u64) -> Result<(), GgufError> {
        let end = self.at.saturating_add(count);
        if end > HEADER_LIMIT {
            return Err(GgufError::Damaged("its header is longer than a header can be".into()));
        }
        if end > self.length {
            return Err(GgufError::Truncated { expected: end, found: self.length });
        }
        Ok(())
    }
}
