//! Files that are shown to a model with a prompt.

use std::collections::HashMap;

use bytes::Bytes;
use model::{Attachment, Error as ModelError, ErrorKind, ModelId};
use sha2::{Digest, Sha256};
use store::{Attached, Message};

use crate::models::Known;
use crate::{Engine, Error, Result};

/// The longest file that can be attached, in bytes.
pub const FILE_LIMIT: usize = 20_000_000;

impl Engine {
    /// Keeps a file for a prompt that is yet to be asked. What it is, its bytes say; its name is
    /// for readers.
    pub async fn attach(&self, name: &str, data: &[u8]) -> Result<Attached> {
        if data.len() > FILE_LIMIT {
            return Err(Error::NotAllowed("a file of more than 20 MB cannot be attached"));
        }
        let known = media_type(data);
        let media_type = known.ok_or(Error::NotAllowed(
            "only PNG, JPEG, WebP and GIF images and PDF documents can be attached",
        ))?;
        let file = Attached {
            name: plain_name(name),
            media_type: media_type.to_owned(),
            size: u32::try_from(data.len()).unwrap_or(u32::MAX),
            sha256: hex(&Sha256::digest(data)),
        };
        self.store.keep_file(&file, data).await?;
        Ok(file)
    }

    /// The bytes of an attached file.
    pub async fn file(&self, sha256: &str) -> Result<Vec<u8>> {
        Ok(self.store.file(sha256).await?)
    }

    /// The files of a prompt as the store has them, each once.
    pub(crate) async fn attachments(&self, asked: &[Attached]) -> Result<Vec<Attached>> {
        let mut kept: Vec<Attached> = Vec::with_capacity(asked.len());
        for one in asked {
            let file = self.store.kept_file(&one.sha256, &plain_name(&one.name)).await?;
            if kept.iter().all(|other| other.sha256 != file.sha256) {
                kept.push(file);
            }
        }
        Ok(kept)
    }

    /// The files of a path, read from the store.
    pub(crate) async fn shown(&self, path: &[Message]) -> Result<Files> {
        let mut files = HashMap::new();
        for one in path.iter().flat_map(|message| &message.attachments) {
            if !files.contains_key(&one.sha256) {
                files.insert(one.sha256.clone(), self.store.file(&one.sha256).await?.into());
            }
        }
        Ok(Files(files))
    }
}

/// The bytes of files, by their SHA-256.
#[derive(Default)]
pub(crate) struct Files(HashMap<String, Bytes>);

impl Files {
    /// The file as a model is shown it.
    pub(crate) fn of(&self, attached: &Attached) -> Attachment {
        Attachment {
            name: attached.name.clone(),
            media_type: attached.media_type.clone(),
            data: self.0.get(&attached.sha256).cloned().unwrap_or_default(),
        }
    }
}

/// Refuses what `model` is known not to be able to be shown; what is unknown is tried.
pub(crate) fn can_be_shown<'a>(
    model: &ModelId,
    known: &Known,
    files: impl IntoIterator<Item = &'a Attached>,
) -> Result<()> {
    for file in files {
        let (can, what) = match file.media_type.starts_with("image/") {
            true => (known.vision, "images"),
            false => (known.files, "documents"),
        };
        if can == Some(false) {
            let message = format!("{} cannot be shown {what}: {}.", model.name(), file.name);
            return Err(Error::Model(ModelError::new(ErrorKind::Unsupported, message)));
        }
    }
    Ok(())
}

/// What `data` is, by how it begins, if it is something that models are shown.
///
/// The marks: PNG <https://www.w3.org/TR/png/#3PNGsignature>, JPEG ITU T.81 annex B, GIF89a,
/// WebP RFC 9649, PDF ISO 32000 (within the first 1,024 bytes).
pub(crate) fn media_type(data: &[u8]) -> Option<&'static str> {
    let begins = |mark: &[u8]| data.starts_with(mark);
    let head = &data[..data.len().min(1024)];
    if begins(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if begins(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Some("image/gif")
    } else if begins(b"RIFF") && data.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else if head.windows(5).any(|bytes| bytes == b"%PDF-") {
        Some("application/pdf")
    } else {
        None
    }
}

/// A file's name without its folders, and without characters that would make it read as another.
pub(crate) fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let misleads = |c: &char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = name.chars().filter(|c| !misleads(c)).take(200).collect();
    if name.trim().is_empty() { "file".to_owned() } else { name }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_its_bytes_say() {
        for (bytes, is) in [
            (&b"\x89PNG\r\n\x1a\nrest"[..], Some("image/png")),
            (b"\xff\xd8\xff\xe0rest", Some("image/jpeg")),
            (b"GIF89arest", Some("image/gif")),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"%PDF-1.7", Some("application/pdf")),
            (b"\xef\xbb\xbf\n%PDF-1.4", Some("application/pdf")),
            (b"<svg onload=alert(1)>", None),
            (b"\x89PN", None),
            (b"", None),
        ] {
            assert_eq!(media_type(bytes), is, "{bytes:?}");
        }
    }

    #[test]
    fn a_name_says_nothing_of_where_the_file_lay() {
        for (name, plain) in [
            ("/home/asha/secret plans/cat.png", "cat.png"),
            ("C:\\Users\\asha\\cat.png", "cat.png"),
            ("a\u{202e}\nfdp.exe", "afdp.exe"),
            ("  ", "file"),
        ] {
            assert_eq!(plain_name(name), plain);
        }
    }
}
