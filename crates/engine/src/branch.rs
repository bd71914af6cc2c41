//! Branches: choosing, editing, deleting and copying them.

use model::Role;
use serde::Serialize;
use specta::Type;
use store::{
    Arrival, Lane, Message, MessageId, NewSession, NewTurn, Node, Rating, SessionId, Standing,
    Status, TitleSource, Versions,
};

use crate::session::{OpenSession, row};
use crate::shape::Shape;
use crate::{Engine, Error, Result};

/// What a deletion took, and where the session is read now.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Deleted {
    /// How many messages went, the one that was deleted among them.
    pub messages: u32,
    /// The session as it is read now.
    pub open: OpenSession,
}

impl Engine {
    /// The tree of a session without its texts, each message after the one that it follows.
    pub async fn tree(&self, session: SessionId) -> Result<Vec<Node>> {
        // A reply that was just told to have ended is not to be called unfinished.
        self.desk.writer.flush().await;
        let mut nodes = self.store.shape(session).await?;
        for node in nodes.iter_mut().filter(|node| node.blind) {
            node.model = None;
            if node.role == Role::Assistant {
                node.label.clear();
            }
            if self.desk.live.is_open(node.id) {
                node.status = Status::Streaming;
            }
        }
        Ok(nodes)
    }

    /// Reads this message, on whichever branch it stands, and from there what was last read below.
    pub async fn choose(&self, version: MessageId) -> Result<OpenSession> {
        let session = self.store.message(version).await?.session;
        let shape = Shape::new(self.store.shape(session).await?);
        let standing = shape.choose(&self.standing(session).await?, version);
        self.store.stand(session, &standing, &shape.read(version), self.clock.now()).await?;
        self.open(session).await
    }

    /// A version of a reply that a person wrote.
    pub async fn edit_reply(&self, reply: MessageId, text: String) -> Result<OpenSession> {
        self.has_ended(Some(reply))?;
        let old = self.store.message(reply).await?;
        if old.role != Role::Assistant {
            return Err(Error::NotAllowed("only a reply can be edited so"));
        }
        if text.trim().is_empty() {
            return Err(Error::EmptyPrompt);
        }
        let mut lanes = self.store.lanes(old.session).await?;
        let edited = Message {
            id: self.clock.message(),
            created_at: self.clock.now(),
            status: Status::Complete,
            text,
            edited: true,
            usage: None,
            cost: None,
            timings: None,
            finish: None,
            failure: None,
            left_out: 0,
            rating: None,
            versions: Versions::default(),
            ..old.clone()
        };
        for lane in lanes.iter_mut().filter(|lane| lane.lane == old.lane) {
            lane.leaf = Some(edited.id);
        }
        let turn = NewTurn {
            replies: vec![edited],
            lanes: (!lanes.is_empty()).then_some(lanes),
            ..NewTurn::default()
        };
        self.store.begin_turn(&turn, self.clock.now()).await?;
        self.open(old.session).await
    }

    /// How many messages a deletion of this one would take.
    pub async fn weigh(&self, message: MessageId) -> Result<u32> {
        let session = self.store.message(message).await?.session;
        let shape = Shape::new(self.store.shape(session).await?);
        let left = shape.without(message).len();
        Ok(u32::try_from(shape.len() - left).unwrap_or(u32::MAX))
    }

    /// Deletes a message and all that follows it, softly; replies among them are stopped.
    pub async fn delete_branch(&self, message: MessageId) -> Result<Deleted> {
        let session = self.store.message(message).await?.session;
        let shape = Shape::new(self.store.shape(session).await?);
        for reply in self.desk.live.of(session) {
            if shape.up(Some(reply)).any(|node| node.id == message) {
                // It may have ended by itself meanwhile.
                let _ = self.stop(reply);
                self.desk.live.leave_pace(reply);
            }
        }
        self.flush().await;
        let standing = shape.leave(&self.standing(session).await?, message);
        let gone = self.store.delete_message(message, &standing, self.clock.now()).await?;
        let open = self.open(session).await?;
        Ok(Deleted { messages: u32::try_from(gone).unwrap_or(u32::MAX), open })
    }

    /// Takes the deletion of a message back, and reads the session where it was read before; where
    /// that has gone meanwhile, what comes back is read.
    pub async fn restore_branch(
        &self,
        session: SessionId,
        message: MessageId,
    ) -> Result<OpenSession> {
        self.store.restore_message(message).await?;
        self.read_somewhere(session, Some(message)).await?;
        self.open(session).await
    }

    /// A chat that has messages is not read where none is: it is read below `from`.
    pub(crate) async fn read_somewhere(
        &self,
        session: SessionId,
        from: Option<MessageId>,
    ) -> Result<()> {
        let standing = self.standing(session).await?;
        if standing.leaf.is_some() || !standing.lanes.is_empty() {
            return Ok(());
        }
        let shape = Shape::new(self.store.shape(session).await?);
        let standing = Standing { leaf: shape.down(from, None), lanes: Vec::new() };
        Ok(self.store.stand(session, &standing, &[], self.clock.now()).await?)
    }

    /// A new session that holds the branch which ends at `leaf`.
    pub async fn copy_branch(&self, leaf: MessageId) -> Result<SessionId> {
        self.has_ended(Some(leaf))?;
        self.flush().await;
        let path = self.store.full_path(leaf).await?;
        let Some(last) = path.last() else { return Err(Error::NotAllowed("it is empty")) };
        self.is_told(last.session).await?;
        let old = self.store.session(last.session).await?;
        let new = NewSession { id: self.clock.session(), parameters: old.parameters.clone() };
        let id = new.id;
        let (mut begins, mut parent, mut turns) = (Some(new), None, Vec::new());
        let (mut turn, mut was) = (self.clock.turn(), path[0].turn);
        for message in path {
            if message.turn != was {
                (turn, was) = (self.clock.turn(), message.turn);
            }
            let at = message.created_at;
            let copy = Message {
                id: self.clock.message(),
                session: id,
                parent,
                turn,
                lane: 0,
                merged: Vec::new(),
                ..message
            };
            parent = Some(copy.id);
            let reply = copy.role == Role::Assistant;
            let (prompts, replies) =
                if reply { (Vec::new(), vec![copy]) } else { (vec![copy], Vec::new()) };
            let turn = NewTurn { begins: begins.take(), prompts, replies, ..NewTurn::default() };
            turns.push((turn, at));
        }
        self.store.begin_turns(&turns).await?;
        let title = old.title.unwrap_or_default();
        if !title.is_empty() {
            self.store.rename(id, &title, TitleSource::User).await?;
        }
        self.told(row(&self.store.session(id).await?));
        Ok(id)
    }

    /// Keeps what the user thinks of a reply; nothing at all takes it back.
    pub async fn rate(&self, reply: MessageId, rating: &Rating) -> Result<()> {
        Ok(self.store.rate(reply, rating, self.clock.now()).await?)
    }

    /// Notes that a reply was copied: a weak sign of its worth.
    pub async fn note_copied(&self, reply: MessageId) -> Result<()> {
        Ok(self.store.copied(reply, self.clock.now()).await?)
    }

    /// How a reply arrived, oldest first.
    pub async fn arrivals(&self, reply: MessageId) -> Result<Vec<Arrival>> {
        self.flush().await;
        match self.is_blind(reply).await? {
            true => Err(Error::NotAllowed("how it arrived is shown after the vote")),
            false => Ok(self.store.arrivals(reply).await?),
        }
    }

    pub(crate) async fn standing(&self, session: SessionId) -> Result<Standing> {
        let lanes = self.store.lanes(session).await?;
        Ok(Standing {
            leaf: self.store.session(session).await?.leaf,
            lanes: lanes.iter().map(|Lane { lane, leaf, .. }| (*lane, *leaf)).collect(),
        })
    }
}
