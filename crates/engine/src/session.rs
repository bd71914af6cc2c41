//! Sessions as a window reads and changes them.

use std::collections::HashMap;

use model::{ModelId, Parameters};
use serde::Serialize;
use specta::Type;
use store::{
    Lane, Message, MessageId, Page, Path, SentFilter, SentPage, SentSums, Session, SessionFilter,
    SessionId, SessionRow, Spent, Status, Vote, VoteFilter,
};

use crate::watch::Change;
use crate::{Engine, Result};
use uuid::Uuid;

/// How many messages a window reads at a time.
const STRETCH: u32 = 50;

/// How many of each lane it reads when it opens so many: they stand beside each other, and all that
/// is read is drawn. Six turns of eight lanes fill more than a screen.
fn stretch_of(lanes: usize) -> u32 {
    let lanes = u32::try_from(lanes).unwrap_or(u32::MAX).max(1);
    (2 * STRETCH / lanes).clamp(12, STRETCH)
}

/// A session as a window opens it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct OpenSession {
    /// The session.
    pub session: Session,
    /// The last messages of the branch that was read last; empty where there are lanes.
    pub path: Path,
    /// The lanes of a comparison, in order; none in a chat.
    pub lanes: Vec<OpenLane>,
    /// Its last turn is blind: who is asked in the lanes is told after the vote.
    pub blind: bool,
    /// That turn's replies are shown only as far as the slowest has come.
    pub even_pace: bool,
    /// The votes on its turns.
    pub votes: Vec<Vote>,
}

/// A lane as a window opens it.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct OpenLane {
    /// The lane.
    pub lane: Lane,
    /// The last messages of its path.
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
        let mut lanes = Vec::new();
        let mut seated = self.store.lanes(id).await?;
        let leaves: Vec<_> = seated.iter().map(|lane| lane.leaf).collect();
        let blind = self.veil_lanes(id, &mut seated).await?;
        let even_pace = blind && self.store.even_pace(id).await?;
        let stretch = stretch_of(seated.len());
        for (lane, leaf) in seated.into_iter().zip(leaves) {
            lanes.push(OpenLane { path: self.last(leaf, stretch).await?, lane });
        }
        let path = self.last(session.leaf.filter(|_| lanes.is_empty()), STRETCH).await?;
        let votes = VoteFilter { session: Some(id), ..VoteFilter::default() };
        let votes = self.store.votes(&votes).await?;
        Ok(OpenSession { session, path, lanes, blind, even_pace, votes })
    }

    async fn last(&self, leaf: Option<MessageId>, stretch: u32) -> Result<Path> {
        match leaf {
            Some(leaf) => self.path(leaf, None, stretch).await,
            None => Ok(Path { messages: Vec::new(), older: false }),
        }
    }

    /// What a session's replies cost by now; nothing while it is blind, for what a turn costs would
    /// tell who is asked. All branches are read for it: about 3 ms for 1,000 messages.
    pub async fn spent(&self, id: SessionId) -> Result<Spent> {
        // A reply that has just ended may not be written yet.
        self.flush().await;
        match self.store.blind_turns(id).await?.is_empty() {
            true => Ok(self.store.spent(id, ModelId::LOCAL).await?),
            false => Ok(Spent::default()),
        }
    }

    /// The messages that come before `before` on its branch.
    pub async fn older(&self, before: MessageId) -> Result<Path> {
        self.path(before, Some(before), STRETCH).await
    }

    async fn path(&self, leaf: MessageId, before: Option<MessageId>, stretch: u32) -> Result<Path> {
        let ended = self.desk.live.ended();
        let mut path = self.store.path(leaf, before, stretch).await?;
        self.freshen(&mut path.messages, ended);
        self.veil_all(&mut path.messages).await?;
        Ok(path)
    }

    /// A branch from its root to `leaf`.
    pub(crate) async fn full_path(&self, leaf: MessageId) -> Result<Vec<Message>> {
        let ended = self.desk.live.ended();
        let mut path = self.store.full_path(leaf).await?;
        self.freshen(&mut path, ended);
        Ok(path)
    }

    /// Replies that are live, or have just ended, are newer in memory than in the store. Those that
    /// had `ended` are looked up before the store is read: while it is read they may be written,
    /// and be forgotten here.
    pub(crate) fn freshen(&self, read: &mut [Message], mut ended: HashMap<MessageId, Message>) {
        let stale = read.iter_mut().filter(|message| message.status == Status::Streaming);
        for message in stale {
            let newer = self.desk.live.message(message.id).or_else(|| ended.remove(&message.id));
            if let Some(newer) = newer {
                let versions = std::mem::take(&mut message.versions);
                *message = newer;
                message.versions = versions;
            }
        }
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
            // It may have ended by itself meanwhile.
            let _ = self.stop(reply);
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

    /// What left the machine, newest first: what `filter` lets through and comes after the line
    /// `after`. What was sent in the last moments may not be there yet.
    pub async fn what_left(
        &self,
        filter: &SentFilter,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<SentPage> {
        Ok(self.store.sent(filter, after, limit).await?)
    }

    /// What it comes to; see [`store::Store::sent_sums`].
    pub async fn sum_what_left(&self, filter: &SentFilter, utc_offset: i32) -> Result<SentSums> {
        Ok(self.store.sent_sums(filter, utc_offset).await?)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_lanes_the_less_of_each_is_read_at_first() {
        let read: Vec<_> = [0, 1, 2, 4, 8].map(stretch_of).into();
        assert_eq!(read, [50, 50, 50, 25, 12]);
    }
}
