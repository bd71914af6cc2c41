//! The header of a model's file: what it is and whether its file is whole, without loading it.
//!
//! Chat models are GGUF files; recognisers are too, or have whisper.cpp's own form. After the GGUF specification, versions 2 and 3, little-endian (`docs/gguf.md` of ggml). Every
//! count and length is held against the file's own length before anything is read or set aside for
//! it, so that a hostile file costs neither memory nor time.

mod metadata;
mod reader;
mod tensor;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
mod whisper;
#[cfg(test)]
pub(in crate::library) use whisper::tests::draft as recogniser;

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use metadata::Metadata;
use reader::Reader;

use super::card::ModelKind;

/// What a model's file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gguf {
    /// What it is for.
    pub(super) kind: ModelKind,
    /// Its name, where it has one.
    pub(super) name: Option<String>,
    /// The family of networks that it belongs to.
    pub(super) architecture: String,
    /// The licence of its weights.
    pub(super) licence: Option<String>,
    /// The longest path it can read, in tokens.
    pub(super) context: Option<u32>,
    /// How many weights it has, such as `0.5B`.
    pub(super) parameters: String,
    /// How most of its weights are stored, such as `Q4_K_M`.
    pub(super) quantisation: Option<String>,
    /// The languages that it hears, where the file says so.
    pub(super) languages: Vec<String>,
}

/// Why a file is not a model that can be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum GgufError {
    /// The system's own words.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Another format.
    #[error("this is not a GGUF file")]
    Foreign,
    /// Made for machines with the other byte order.
    #[error("this GGUF file was made for big-endian machines")]
    BigEndian,
    /// Too old or too new.
    #[error("this GGUF file has version {0}; versions 2 and 3 can be read")]
    Version(u32),
    /// Cut off.
    #[error("the file ends too early: it has {found} bytes and needs at least {expected}")]
    Truncated { expected: u64, found: u64 },
    /// Something in it cannot be.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// Whole, but of no use here.
    #[error("{0}")]
    Unfit(String),
}

/// The languages that recognisers of many languages hear.
pub(super) fn many_languages() -> Vec<String> {
    whisper::LANGUAGES.split_whitespace().map(str::to_owned).collect()
}

/// Reads the header of the file at `path` and holds it against the file's length.
pub(super) fn read_file(path: &Path) -> Result<Gguf, GgufError> {
    // Looked at before it is opened: opening a pipe would wait for its other end.
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        return Err(GgufError::Unfit("this is not a file".into()));
    }
    read(File::open(path)?, about.len())
}

/// Reads the header of a file of `length` bytes.
pub(super) fn read(mut source: impl Read + Seek, length: u64) -> Result<Gguf, GgufError> {
    if length == 0 {
        return Err(GgufError::Empty);
    }
    let mut start = [0; 4];
    let start = &mut start[..length.min(4) as usize];
    source.read_exact(start)?;
    if whisper::MAGIC.starts_with(start) {
        return whisper::read(source, length);
    }
    source.rewind()?;
    let mut reader = Reader::new(source, length);
    let magic = b"GGUF";
    let start = reader.bytes(magic.len().min(length as usize) as u64)?;
    if !magic.starts_with(&start) {
        return Err(GgufError::Foreign);
    }
    match reader.u32()? {
        2 | 3 => {}
        version if matches!(version.swap_bytes(), 2 | 3) => return Err(GgufError::BigEndian),
        version => return Err(GgufError::Version(version)),
    }
    let tensors = reader.count("tensors")?;
    let entries = reader.count("metadata entries")?;
    let metadata = Metadata::read(&mut reader, entries)?;
    let weights = tensor::read_table(&mut reader, tensors, metadata.alignment()?)?;
    metadata.check_fit()?;
    if weights.elements == 0 {
        return Err(GgufError::Unfit("the file holds no weights".into()));
    }
    Ok(Gguf {
        kind: metadata.kind(),
        languages: Vec::new(),
        name: metadata.text("general.name"),
        architecture: metadata.architecture()?,
        licence: metadata.text("general.license"),
        context: metadata.context(),
        parameters: metadata.text("general.size_label").unwrap_or_else(|| weights.label()),
        quantisation: metadata.quantisation(),
    })
}
