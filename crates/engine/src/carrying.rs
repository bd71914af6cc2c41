//! Sessions carried in and out.
//!
//! What reads and writes files works on a thread of its own and meets the store over a short queue:
//! no more than a few sessions are in memory at a time, however many there are.

use std::collections::{BTreeMap, HashSet};
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use carry::{Branches, File, Format, Loss, Lost, Page, Sink};
use serde::Serialize;
use specta::Type;
use store::{Attached, Came, Chorus, SessionId, Whole};
use tokio::sync::mpsc;

use crate::attach::media_type;
use crate::carried_whole::{carried, from_carried};
use crate::{Engine, Error, FILE_LIMIT, Result};

/// How many lines a report of what was lost has at most; all are counted.
const REPORTED: usize = 1000;

/// A batch is written once it has this many messages, or this many bytes of text.
const BATCH_MESSAGES: usize = 400;
const BATCH_BYTES: usize = 4 << 20;

/// How far a carrying is, and whether it is to go on. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Carrying {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    cancelled: AtomicBool,
    done: AtomicU64,
    of: AtomicU64,
    sessions: AtomicU64,
    messages: AtomicU64,
}

/// How far a carrying is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct CarryProgress {
    /// Bytes read, or sessions written.
    pub done: u64,
    /// Of so many; 0 where that is not known yet.
    pub of: u64,
    /// Sessions by now.
    pub sessions: u64,
    /// Messages by now.
    pub messages: u64,
}

impl Carrying {
    /// Ends it as soon as may be; what is written by then stays.
    pub fn cancel(&self) {
        self.inner.cancelled.store(true, Ordering::Relaxed);
    }

    /// How far it is.
    pub fn progress(&self) -> CarryProgress {
        let read = |of: &AtomicU64| of.load(Ordering::Relaxed);
        let Inner { done, of, sessions, messages, .. } = &*self.inner;
        CarryProgress {
            done: read(done),
            of: read(of),
            sessions: read(sessions),
            messages: read(messages),
        }
    }

    /// There are so many sessions to be done.
    pub fn begins(&self, sessions: usize) {
        self.inner.of.store(sessions as u64, Ordering::Relaxed);
    }

    /// One of them is done, with so many messages.
    pub fn wrote(&self, messages: usize) {
        self.inner.done.fetch_add(1, Ordering::Relaxed);
        self.passed(1, messages);
    }

    /// Whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.inner.cancelled.load(Ordering::Relaxed)
    }

    fn passed(&self, sessions: usize, messages: usize) {
        self.inner.sessions.fetch_add(sessions as u64, Ordering::Relaxed);
        self.inner.messages.fetch_add(messages as u64, Ordering::Relaxed);
    }
}

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

/// What an export wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct Exported {
    /// Sessions.
    pub sessions: u32,
    /// Messages.
    pub messages: u32,
    /// It was cancelled before its end.
    pub cancelled: bool,
}

/// A session as a page, and what its page names.
#[derive(Clone, Debug, PartialEq)]
pub struct Paged {
    /// The session's title.
    pub title: Option<String>,
    /// How many messages it shows.
    pub messages: usize,
    /// The page.
    pub bytes: Vec<u8>,
    /// The files it leads to, with their names in its folder.
    pub files: Vec<(String, Attached)>,
}

/// What a page is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// Markdown.
    Markdown,
    /// HTML that needs nothing else.
    Html,
    /// Plain text.
    Plain,
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
        carrying.inner.of.store(length, Ordering::Relaxed);
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
            carrying.inner.done.fetch_add(1, Ordering::Relaxed);
        }
        taking.write().await?;
        Ok(taking.report.told(Some(Format::Chorus), carrying.is_cancelled()))
    }

    /// Writes sessions, or all of them, as our own file. What was deleted is left out.
    pub async fn export<W: Write + Send + 'static>(
        &self,
        named: Option<&[SessionId]>,
        target: W,
        carrying: &Carrying,
    ) -> Result<(W, Exported)> {
        self.flush().await;
        let sessions = self.store.session_ids(named).await?;
        carrying.begins(sessions.len());
        let mut files = BTreeMap::new();
        for session in &sessions {
            let attached = self.store.session_files(*session).await?;
            files.extend(attached.into_iter().map(|one| (one.sha256, one.media_type)));
        }
        let (send, queue) = mpsc::channel(2);
        let writing = tokio::task::spawn_blocking(move || write(target, queue));
        let mut exported = Exported::default();
        for (sha256, media_type) in files {
            let data = self.store.file(&sha256).await?;
            if carrying.is_cancelled()
                || send.send(Written::File(File { sha256, media_type, data })).await.is_err()
            {
                break;
            }
        }
        for id in sessions {
            if carrying.is_cancelled() {
                exported.cancelled = true;
                break;
            }
            let whole = match self.store.whole_session(id).await {
                Ok(whole) => whole,
                // Deleted since the list was made.
                Err(store::Error::NotFound(_)) => continue,
                Err(error) => return Err(error.into()),
            };
            let session = Box::new(carried(whole));
            let messages = session.messages.len();
            if send.send(Written::Session(session)).await.is_err() {
                break;
            }
            exported.sessions += 1;
            exported.messages += u32::try_from(messages).unwrap_or(u32::MAX);
            carrying.wrote(messages);
        }
        drop(send);
        match writing.await {
            Ok(target) => Ok((target?, exported)),
            Err(_) => Err(Error::NotAllowed("the file could not be written")),
        }
    }

    /// A session as a page for people. Who answers in a blind turn is not told by it.
    pub async fn page(&self, id: SessionId, kind: PageKind, branches: Branches) -> Result<Paged> {
        self.flush().await;
        let mut whole = self.store.whole_session(id).await?;
        let mut messages: Vec<_> = whole.messages.iter().map(|one| one.message.clone()).collect();
        self.veil_all(&mut messages).await?;
        for (one, veiled) in whole.messages.iter_mut().zip(messages) {
            one.message = veiled;
        }
        let session = carried(whole);
        let mut inline = BTreeMap::new();
        let mut files = Vec::new();
        for attached in self.store.session_files(id).await? {
            let name = format!("{}-{}", &attached.sha256[..8], attached.name);
            if kind == PageKind::Html {
                inline.insert(attached.sha256.clone(), self.store.file(&attached.sha256).await?);
            } else {
                files.push((name, attached));
            }
        }
        let address = |attached: &carry::Attached| match kind {
            PageKind::Html => {
                inline.get(&attached.sha256).map(|data| data_url(&attached.media_type, data))
            }
            _ => Some(format!("files/{}-{}", attached.sha256.get(..8)?, attached.name)),
        };
        let page = Page { session: &session, branches, file: &address };
        let mut bytes = Vec::new();
        match kind {
            PageKind::Markdown => carry::markdown(&page, &mut bytes)?,
            PageKind::Html => carry::html(&page, &mut bytes)?,
            PageKind::Plain => carry::plain(&page, &mut bytes)?,
        }
        Ok(Paged { title: session.title, messages: session.messages.len(), bytes, files })
    }
}

fn data_url(media_type: &str, data: &[u8]) -> String {
    use base64::Engine as _;
    let data = base64::engine::general_purpose::STANDARD.encode(data);
    format!("data:{media_type};base64,{data}")
}

/// What the writing thread is handed.
enum Written {
    File(File),
    Session(Box<carry::Session>),
}

fn write<W: Write>(target: W, mut queue: mpsc::Receiver<Written>) -> carry::Result<W> {
    let mut writer = carry::Writer::new(target)?;
    while let Some(one) = queue.blocking_recv() {
        match one {
            Written::File(file) => writer.file(&file)?,
            Written::Session(session) => writer.session(&session)?,
        }
    }
    writer.end()
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
        self.carrying.inner.done.fetch_max(place, Ordering::Relaxed);
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
            for one in std::mem::take(&mut message.attachments) {
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
