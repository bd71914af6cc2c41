//! Sessions that go out.

use std::collections::BTreeMap;
use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use carry::{Branches, File, Page};
use serde::Serialize;
use specta::Type;
use store::{Attached, SessionId};
use tokio::sync::mpsc;

use crate::attach::plain_name;
use crate::carried_whole::carried;
use crate::carrying::Carrying;
use crate::{Engine, Error, Result};

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

impl Engine {
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
            let name = beside(&attached.sha256, &attached.name);
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
            _ => Some(format!("files/{}", beside(&attached.sha256, &attached.name))),
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

/// The name of an attached file beside a page: no folder's, and one that every system takes.
fn beside(sha256: &str, name: &str) -> String {
    let name = plain_name(name).replace(['<', '>', ':', '"', '|', '?', '*'], " ");
    format!("{}-{name}", sha256.get(..8).unwrap_or(sha256))
}

fn data_url(media_type: &str, data: &[u8]) -> String {
    format!("data:{media_type};base64,{}", BASE64.encode(data))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_beside_a_page_lies_beside_it() {
        let sum = "0123456789abcdef";
        assert_eq!(beside(sum, "../../etc/passwd"), "01234567-passwd");
        assert_eq!(beside(sum, "C:\\x\\a:b?.png"), "01234567-a b .png");
    }
}
