//! Our own file.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;

use crate::{File, Result, Session};

/// The version of the file that is written. One that is larger is not read.
pub(crate) const VERSION: u64 = 1;

/// What the file calls itself.
pub(crate) const NAME: &str = "antiphon";

/// A file as it stands in our own.
#[derive(Serialize)]
struct Kept<'a> {
    sha256: &'a str,
    media_type: &'a str,
    data: String,
}

/// Writes our own file: all files first, then all sessions, one a line.
///
/// The bytes follow from what is written alone: no time of writing, no name of a machine. A file
/// comes before the sessions that name it, so that it can be read in one go.
pub struct Writer<W> {
    target: W,
    part: Part,
}

#[derive(PartialEq, Eq)]
enum Part {
    Files { any: bool },
    Sessions { any: bool },
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    pub fn new(mut target: W) -> Result<Self> {
        write!(target, "{{\"format\":\"{NAME}\",\"version\":{VERSION},\n\"files\":[")?;
        Ok(Self { target, part: Part::Files { any: false } })
    }

    /// Writes the bytes of an attached file; before the first session.
    pub fn file(&mut self, file: &File) -> Result<()> {
        let Part::Files { any } = &mut self.part else {
            return Err(std::io::Error::other("files come before sessions").into());
        };
        let before = if std::mem::replace(any, true) { ",\n" } else { "\n" };
        self.target.write_all(before.as_bytes())?;
        let data = BASE64.encode(&file.data);
        let kept = Kept { sha256: &file.sha256, media_type: &file.media_type, data };
        Ok(serde_json::to_writer(&mut self.target, &kept)?)
    }

    /// Writes a session.
    pub fn session(&mut self, session: &Session) -> Result<()> {
        self.sessions()?;
        let before = match std::mem::replace(&mut self.part, Part::Sessions { any: true }) {
            Part::Sessions { any: true } => ",\n",
            _ => "\n",
        };
        self.target.write_all(before.as_bytes())?;
        Ok(serde_json::to_writer(&mut self.target, session)?)
    }

    fn sessions(&mut self) -> Result<()> {
        if matches!(self.part, Part::Files { .. }) {
            self.target.write_all(b"\n],\n\"sessions\":[")?;
            self.part = Part::Sessions { any: false };
        }
        Ok(())
    }

    /// Ends the file.
    pub fn end(mut self) -> Result<W> {
        self.sessions()?;
        self.target.write_all(b"\n]}\n")?;
        self.target.flush()?;
        Ok(self.target)
    }
}
