//! Sessions as a window reads and changes them.

use model::Parameters;
use serde::Serialize;
use specta::Type;
use store::{MessageId, Page, Path, Session, SessionFilter, SessionId, SessionRow};

use crate::watch::Change;
use crate::{Engine, Result};

/// How many messages a window reads at a time.
const STRETCH: u32 = 50;

/// A session as a window opens it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct OpenSession {
    /// The session.
    pub session: Session,
    /// The last messages of the branch that was read last.
    pub path: Path,
}

impl Engine {
    /// The sessions that `filter` asks for, newest first.
    pub async fn sessions(&self, filter: &SessionFilter) -> Result<Page> {
        Ok(self.store.sessions(filter).await?)
    }

    /// A session with the last messages of the branch that was read last.
    pub async fn open(&self, id: SessionId) -> Result<OpenSession> {
        let session = self.store.session(id).await?;
        let path = match session.leaf {
            Some(leaf) => self.path(leaf, None).await?,
            None => Path { messages: Vec::new(), older: false },
        };
        Ok(OpenSession { session, path })
    }

    /// The messages that come before `before` on its branch.
    pub async fn older(&self, before: MessageId) -> Result<Path> {
        self.path(before, Some(before)).await
    }

    /// Live replies are newer in memory than in the store.
    async fn path(&self, leaf: MessageId, before: Option<MessageId>) -> Result<Path> {
        let mut path = self.store.path(leaf, before, STRETCH).await?;
        for message in &mut path.messages {
            if let Some(live) = self.desk.live.message(message.id) {
                let versions = std::mem::take(&mut message.versions);
                *message = live;
                message.versions = versions;
            }
        }
        Ok(path)
    }

    /// Shows another version at a fork: the branch that was last read below it.
    pub async fn choose(&self, version: MessageId) -> Result<OpenSession> {
        let session = self.store.message(version).await?.session;
        self.store.choose(version).await?;
        self.open(session).await
    }

    /// Gives a session the user's own title.
    pub async fn rename(&self, id: SessionId, title: &str) -> Result<SessionRow> {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let row = self.store.rename(id, &title, store::TitleSource::User).await?;
        Ok(self.told(row))
    }

    /// Takes the last change of the title back.
    pub async fn undo_title(&self, id: SessionId) -> Result<SessionRow> {
        let row = self.store.undo_title(id).await?;
        Ok(self.told(row))
    }

    /// Deletes a session, softly; its live replies are stopped.
    pub async fn delete(&self, id: SessionId) -> Result<()> {
        for reply in self.desk.live.of(id) {
            self.stop(reply)?;
        }
        self.store.delete_session(id, self.clock.now()).await?;
        self.desk.live.tell_all(Change::SessionGone { id });
        Ok(())
    }

    /// Takes the deletion of a session back.
    pub async fn restore(&self, id: SessionId) -> Result<SessionRow> {
        let row = self.store.restore_session(id).await?;
        Ok(self.told(row))
    }

    /// Keeps what stands unsent in the composer.
    pub async fn set_draft(&self, id: SessionId, text: &str) -> Result<()> {
        Ok(self.store.set_draft(id, text).await?)
    }

    /// How models answer in this session.
    pub async fn set_parameters(&self, id: SessionId, parameters: &Parameters) -> Result<()> {
        Ok(self.store.set_session_parameters(id, parameters).await?)
    }

    pub(crate) fn told(&self, row: SessionRow) -> SessionRow {
        self.desk.live.tell_all(Change::Session { row: row.clone() });
        row
    }
}

/// The session as the sidebar shows it.
pub(crate) fn row(session: &Session) -> SessionRow {
    SessionRow { id: session.id, title: session.title.clone(), updated_at: session.updated_at }
}
