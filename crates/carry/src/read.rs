use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::archive::Archive;
use crate::detect::{self, Content};
use crate::{Error, File, Loss, Result, Session, from, text};

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Our own.
    Antiphon,
    /// ChatGPT's export.
    Chatgpt,
    /// Claude's export.
    Claude,
    /// Open WebUI's export of chats.
    OpenWebui,
    /// LibreChat's export of a conversation.
    Librechat,
    /// Chatbox's exported data.
    Chatbox,
    /// Jan's threads.
    Jan,
    /// Cherry Studio's backup.
    CherryStudio,
    /// Chorus's database.
    Chorus,
    /// OpenAI-style JSON Lines: one `{"messages": [..]}` a line.
    JsonLines,
}

/// Takes what is read. A file comes before the session that names it.
///
/// `Break` ends the reading with [`Error::Cancelled`].
pub trait Sink {
    /// The bytes of an attached file; the same may come again.
    fn file(&mut self, file: File) -> ControlFlow<()>;
    /// A session.
    fn session(&mut self, session: Session) -> ControlFlow<()>;
    /// Something that could not be carried.
    fn lost(&mut self, loss: Loss);
}

/// Reads a file, whatever format its content is of; its name plays no part.
///
/// A file that ends or breaks in its midst is read up to there and the rest told as a loss.
///
/// # Errors
/// [`Error::Unknown`] where it is no file of chats, [`Error::Newer`] where it is our own of a later
/// version, [`Error::Archive`] where it is a zip that cannot be opened, and what the file itself
/// reports.
pub fn read(mut source: impl Read + Seek, sink: &mut impl Sink) -> Result<Format> {
    let mut head = [0; 16];
    let length = read_up_to(&mut source, &mut head)?;
    source.seek(SeekFrom::Start(0))?;
    if head[..length].starts_with(b"PK\x03\x04") || head[..length].starts_with(b"PK\x05\x06") {
        return from::zip(Archive::open(source)?, sink);
    }
    let format = detect::text(text::utf8(&mut source)?)?;
    source.seek(SeekFrom::Start(0))?;
    document(format, source, &mut None::<Archive<std::fs::File>>, sink)?;
    Ok(format.format())
}

/// Reads one text of a known content. `files` is the archive that it lies in.
pub(crate) fn document<R: Read + Seek>(
    content: Content,
    source: impl Read,
    files: &mut Option<Archive<R>>,
    sink: &mut impl Sink,
) -> Result<()> {
    let text = text::utf8(source)?;
    match content {
        Content::Antiphon => from::antiphon::read(text, sink),
        Content::Chatgpt => from::chatgpt::read(text, files, sink),
        Content::Claude => from::claude::read(text, sink),
        Content::OpenWebui => from::open_webui::read(text, sink),
        Content::Librechat => from::librechat::read(text, sink),
        Content::Chatbox => from::chatbox::read(text, sink),
        Content::JanThread => from::jan::read_threads(text, sink),
        Content::JanLines => from::jan::read_lines(text, None, sink),
        Content::Cherry => from::cherry::read(text, sink),
        Content::Lines => from::lines::read(text, sink),
    }
}

fn read_up_to(source: &mut impl Read, head: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < head.len() {
        match source.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// What a sink's answer means for the reader.
pub(crate) fn told(answer: ControlFlow<()>) -> Result<()> {
    match answer {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}
