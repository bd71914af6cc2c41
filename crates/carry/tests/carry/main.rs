//! Files in and out. The samples have the shapes that the programs named in `src/from` show; their
//! words, and what is odd in them, were made by hand.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod bent;
mod formats;
mod own;
mod pages;
mod zips;

use std::io::Cursor;
use std::ops::ControlFlow;

use carry::{Error, File, Format, Loss, Session, Sink, read};

/// All that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Taken {
    pub(crate) files: Vec<File>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) losses: Vec<Loss>,
}

impl Sink for Taken {
    fn file(&mut self, file: File) -> ControlFlow<()> {
        self.files.push(file);
        ControlFlow::Continue(())
    }

    fn session(&mut self, session: Session) -> ControlFlow<()> {
        self.sessions.push(session);
        ControlFlow::Continue(())
    }

    fn lost(&mut self, loss: Loss) {
        self.losses.push(loss);
    }
}

pub(crate) fn taken(bytes: &[u8]) -> Result<(Format, Taken), Error> {
    let mut taken = Taken::default();
    let format = read(Cursor::new(bytes), &mut taken)?;
    Ok((format, taken))
}

/// The samples with whose they are.
pub(crate) const SAMPLES: &[(Format, &str)] = &[
    (Format::Chatgpt, include_str!("samples/chatgpt.json")),
    (Format::Claude, include_str!("samples/claude.json")),
    (Format::OpenWebui, include_str!("samples/open-webui.json")),
    (Format::Librechat, include_str!("samples/librechat.json")),
    (Format::Chatbox, include_str!("samples/chatbox.json")),
    (Format::Jan, include_str!("samples/jan.json")),
    (Format::Jan, include_str!("samples/jan.jsonl")),
    (Format::CherryStudio, include_str!("samples/cherry.json")),
    (Format::JsonLines, include_str!("samples/lines.jsonl")),
];
