//! Sessions that come in.
//!
//! What reads a file works on a thread of its own and meets the store over a short queue: no more
//! than a few sessions are in memory at a time, however many there are.

use std::collections::{BTreeMap, HashSet};
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;

use carry::{File, Format, Loss, Lost, Sink};
use serde::Serialize;
use specta::Type;
use store::{Attached, Came, Chorus, Whole};
use tokio::sync::mpsc;

use crate::attach::{media_type, plain_name};
use crate::carried_whole::from_carried;
use crate::carrying::Carrying;
use crate::{Engine, Error, FILE_LIMIT, Result};

/// How many lines a report of what was lost has at most; all are counted.
const REPORTED: usize = 1000;

/// A batch is written once it has this many messages, or this many bytes of text.
const BATCH_MESSAGES: usize = 400;
const BATCH_BYTES: usize = 4 << 20;

/// What an import brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Imported {
    /// Whose file it was.
    pub format: Format,
    /// What became of it.
    pub came: Came,
    /// It was cancelled before its end; importing the file again goes on from there.
    pub cancelled: bool,
    /// How much could not be carried, by kind.
    pub counts: Vec<LossCount>,
    /// The first of what could not be carried, one by one.
    pub losses: Vec<Loss>,
}

/// How often something could not be carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct LossCount {
    /// What.
    pub what: Lost,
    /// How often.
    pub count: u32,
}

/// What the reading thread hands over.
enum Handed {
    File(File),
    Session(Box<carry::Session>),
    Lost(Loss),
}

impl Engine {
    /// Brings in what a file holds, whatever known format it is of. A session is there whole or not
    /// at all; bringing the same in again, or going on after a cancel or a kill, adds only what is
    /// missing.
    pub async fn import(
        &self,
        mut source: impl Read + Seek + Send + 'static,
        carrying: &Carrying,
    ) -> Result<Imported> {
        let length = source.seek(SeekFrom::End(0)).map_err(carry::Error::Io)?;
        source.seek(SeekFrom::Start(0)).map_err(carry::Error::Io)?;
        carrying.begins(usize::try_from(length).unwrap_or(usize::MAX));
        let (send, mut queue) = mpsc::channel(2);
        let counted = Counted { source, carrying: carrying.clone() };
        let watched = carrying.clone();
        let reading = tokio::task::spawn_blocking(move || {
            carry::read(counted, &mut Queue { send, carrying: watched })
        });
        let mut taking = Taking::new(self, carrying);
        while let Some(read) = queue.recv().await {
            match read {
                Handed::File(file) => taking.file(&file).await?,
                Handed::Session(session) => taking.session(*session).await?,
                Handed::Lost(loss) => taking.report.lost(loss),
            }
        }
        taking.write().await?;
        let format = match reading.await {
            Ok(Ok(format)) => Some(format),
            Ok(Err(carry::Error::Cancelled)) => None,
            Ok(Err(error)) => return Err(error.into()),
            Err(_) => return Err(Error::NotAllowed("the file could not be read")),
        };
        Ok(taking.report.told(format, carrying.is_cancelled()))
    }

    /// Brings in the chats of Chorus's database at `path`, as [`Engine::import`] does.
    pub async fn import_chorus(&self, path: &Path, carrying: &Carrying) -> Result<Imported> {
        let chorus = Chorus::open(path).await?;
        let chats = chorus.chats().await?;
        carrying.begins(chats.len());
        let mut taking = Taking::new(self, carrying);
        for id in chats {
            if carrying.is_cancelled() {
                break;
            }
            let chat = match chorus.chat(&id).await {
                Ok(chat) => chat,
                Err(error) => {
                    taking.report.lost(Loss::new(Lost::Chat, &id, &error.to_string()));
                    continue;
                }
            };
            let (session, losses) = carry::chorus::session(&chat);
            losses.into_iter().for_each(|loss| taking.report.lost(loss));
            if let Some(session) = session {
                taking.session(session).await?;
            }
            carrying.stepped();
        }
        taking.write().await?;
        Ok(taking.report.told(Some(Format::Chorus), carrying.is_cancelled()))
    }
}

/// A source that tells how far it was read.
struct Counted<R> {
    source: R,
    carrying: Carrying,
}

impl<R: Read + Seek> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.source.read(buffer)?;
        let place = self.source.stream_position()?;
        self.carrying.reached(place);
        Ok(read)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.source.seek(to)
    }
}

/// The reading thread's end of the queue.
struct Queue {
    send: mpsc::Sender<Handed>,
    carrying: Carrying,
}

impl Queue {
    fn give(&self, one: Handed) -> ControlFlow<()> {
        if self.carrying.is_cancelled() || self.send.blocking_send(one).is_err() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

impl Sink for Queue {
    fn file(&mut self, file: File) -> ControlFlow<()> {
        self.give(Handed::File(file))
    }

    fn session(&mut self, session: carry::Session) -> ControlFlow<()> {
        self.give(Handed::Session(Box::new(session)))
    }

    fn lost(&mut self, loss: Loss) {
        // Where nobody listens any more the next session ends the reading.
        let _ = self.send.blocking_send(Handed::Lost(loss));
    }
}

/// Takes what was read into the store.
struct Taking<'a> {
    engine: &'a Engine,
    carrying: &'a Carrying,
    batch: Vec<Whole>,
    /// Its messages, and the bytes of their text.
    size: (usize, usize),
    report: Report,
    /// Files that the store is known to have, by their SHA-256.
    kept: HashSet<String>,
}

impl<'a> Taking<'a> {
    fn new(engine: &'a Engine, carrying: &'a Carrying) -> Self {
        let (report, kept) = (Report::default(), HashSet::new());
        Self { engine, carrying, batch: Vec::new(), size: (0, 0), report, kept }
    }

    async fn file(&mut self, file: &File) -> Result<()> {
        if self.kept.contains(&file.sha256) {
            return Ok(());
        }
        let kind = media_type(&file.data).filter(|_| file.data.len() <= FILE_LIMIT);
        let Some(kind) = kind else {
            self.report.lost(Loss::new(Lost::ForeignFile, "", &file.sha256));
            return Ok(());
        };
        let attached = Attached {
            name: String::new(),
            media_type: kind.to_owned(),
            size: u32::try_from(file.data.len()).unwrap_or(u32::MAX),
            sha256: file.sha256.clone(),
        };
        self.engine.store.keep_file(&attached, &file.data).await?;
        self.kept.insert(file.sha256.clone());
        Ok(())
    }

    async fn session(&mut self, mut session: carry::Session) -> Result<()> {
        let place = session.title.clone().unwrap_or_else(|| session.id.to_string());
        if !session.folder.is_empty() || !session.tags.is_empty() {
            let names = session.folder.iter().chain(&session.tags).cloned().collect::<Vec<_>>();
            self.report.lost(Loss::new(Lost::Folder, &place, &names.join(", ")));
        }
        for message in &mut session.messages {
            let mut attachments = Vec::new();
            for mut one in std::mem::take(&mut message.attachments) {
                one.name = plain_name(&one.name);
                match self.has(&one).await? {
                    true => attachments.push(one),
                    false => self.report.lost(Loss::new(Lost::MissingFile, &place, &one.name)),
                }
            }
            message.attachments = attachments;
        }
        let (whole, losses) = from_carried(session);
        losses
            .into_iter()
            .for_each(|(what, name)| self.report.lost(Loss::new(what, &place, &name)));
        let texts =
            whole.messages.iter().map(|one| one.message.text.len() + one.message.reasoning.len());
        self.size = (self.size.0 + whole.messages.len(), self.size.1 + texts.sum::<usize>());
        self.batch.push(whole);
        if self.size.0 >= BATCH_MESSAGES || self.size.1 >= BATCH_BYTES {
            self.write().await?;
        }
        Ok(())
    }

    async fn has(&mut self, attached: &carry::Attached) -> Result<bool> {
        if self.kept.contains(&attached.sha256) {
            return Ok(true);
        }
        match self.engine.store.kept_file(&attached.sha256, &attached.name).await {
            Ok(kept) => {
                self.kept.insert(kept.sha256);
                Ok(true)
            }
            Err(store::Error::NotFound(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn write(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        self.size = (0, 0);
        match self.engine.store.bring_sessions(&batch).await {
            Ok(came) => self.report.came.add(&came),
            Err(
                error @ (store::Error::Full(_)
                | store::Error::ReadOnly(_)
                | store::Error::Damaged(_)),
            ) => {
                return Err(error.into());
            }
            // One of them cannot be written: the others are not to go with it.
            Err(_) => {
                for one in &batch {
                    match self.engine.store.bring_sessions(std::slice::from_ref(one)).await {
                        Ok(came) => self.report.came.add(&came),
                        Err(error @ (store::Error::Full(_) | store::Error::ReadOnly(_))) => {
                            return Err(error.into());
                        }
                        Err(error) => {
                            let place = one.session.title.as_deref().unwrap_or_default();
                            self.report.lost(Loss::new(Lost::Chat, place, &error.to_string()));
                        }
                    }
                }
            }
        }
        self.carrying.passed(batch.len(), batch.iter().map(|one| one.messages.len()).sum());
        Ok(())
    }
}

/// What is told in the end.
#[derive(Default)]
struct Report {
    came: Came,
    counts: BTreeMap<Lost, u32>,
    losses: Vec<Loss>,
}

impl Report {
    fn lost(&mut self, loss: Loss) {
        *self.counts.entry(loss.what).or_default() += 1;
        if self.losses.len() < REPORTED {
            self.losses.push(loss);
        }
    }

    fn told(self, format: Option<Format>, cancelled: bool) -> Imported {
        Imported {
            format: format.unwrap_or(Format::Antiphon),
            came: self.came,
            cancelled,
            counts: self
                .counts
                .into_iter()
                .map(|(what, count)| LossCount { what, count })
                .collect(),
            losses: self.losses,
        }
    }
}
