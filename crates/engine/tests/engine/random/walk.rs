//! A random walk through one session.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::{Ask, Engine, Error};
use model::Role;
use store::{Lane, MessageId, Node, SessionId, Status};

use super::mirror::Mirror;
use super::{Chance, model};

/// How often each operation was done, and how often it was refused.
pub(super) type Done = BTreeMap<&'static str, (usize, usize)>;

/// One session, and what the walk itself knows of it.
pub(super) struct Walk {
    pub(super) engine: Arc<Engine>,
    pub(super) chance: Chance,
    pub(super) session: SessionId,
    pub(super) mirror: Mirror,
    pub(super) done: Done,
    /// The tree as it was last looked at.
    seen: Vec<Node>,
}

/// What a step finds.
pub(super) struct Scene {
    pub(super) node: Node,
    pub(super) nodes: Vec<Node>,
    pub(super) lanes: Vec<Lane>,
}

impl Scene {
    fn is_reply(&self) -> bool {
        self.node.role == Role::Assistant
    }
}

/// What may be answered to an operation that cannot be done there.
pub(super) fn refused(error: &Error) -> bool {
    matches!(error, Error::NotAllowed(_) | Error::Store(store::Error::NotFound(_)))
}

impl Walk {
    /// A session with one prompt and one reply.
    pub(super) async fn begin(engine: Arc<Engine>, seed: u64) -> Self {
        let ask = Ask {
            session: None,
            parent: None,
            text: "Begin".into(),
            attachments: Vec::new(),
            recordings: Vec::new(),
            model: model(0),
            parameters: None,
        };
        let session = engine.ask(ask).await.unwrap().session;
        let (chance, mirror) = (Chance(seed), Mirror::default());
        let mut walk =
            Walk { engine, chance, session, mirror, done: Done::default(), seen: Vec::new() };
        walk.look().await;
        walk
    }

    /// Does something, or is refused, and looks at what is there.
    pub(super) async fn step(&mut self) {
        let nodes = std::mem::take(&mut self.seen);
        let lanes = self.engine.store().lanes(self.session).await.unwrap();
        match self.chance.of(&nodes).cloned() {
            Some(node) => self.deed(&Scene { node, nodes, lanes }).await,
            // Everything was deleted.
            None if self.chance.once_in(2) => self.bring_back().await,
            None => self.ask(None).await,
        }
        self.interrupt().await;
        self.look().await;
    }

    async fn deed(&mut self, scene: &Scene) {
        let blind = scene.nodes.iter().any(|node| node.blind);
        let chat = scene.lanes.is_empty();
        // While names are hidden, most else is refused.
        if blind && self.chance.once_in(4) {
            return match self.chance.once_in(4) {
                true => self.reveal(scene).await,
                false => self.vote(scene).await,
            };
        }
        match self.chance.below(26) {
            0..=1 if chat => self.ask(Some(scene.node.id).filter(|_| scene.is_reply())).await,
            2 if chat && !scene.is_reply() => self.ask(scene.node.parent).await,
            0..=3 => self.compare(scene).await,
            4 => self.begin_blind(scene).await,
            5..=6 => self.regenerate(scene).await,
            7..=8 => self.go_on(scene).await,
            9 => self.fan_out(scene).await,
            10 => self.merge(scene).await,
            11 => self.edit_reply(scene).await,
            12..=13 => self.choose(scene).await,
            14 => self.gather(scene).await,
            15 if self.chance.once_in(3) => self.make_trunk(scene).await,
            15 => self.set_lanes(scene).await,
            16..=17 => self.vote(scene).await,
            18 => self.take_vote_back(scene).await,
            19 => self.rate(scene).await,
            20 => self.copy(scene).await,
            21..=22 => self.delete_and_undo(scene).await,
            23 if self.chance.once_in(2) => self.delete(scene.node.id).await,
            _ => self.bring_back().await,
        }
    }

    /// Stops what would never end: at once, or after a word, or with the branch that it stands on.
    async fn interrupt(&mut self) {
        if !self.engine.live_sessions().contains(&self.session) {
            return;
        }
        let slow = |node: &Node| {
            let name = node.model.as_ref().map(|model| model.name().to_owned());
            node.status == Status::Streaming
                && name.is_some_and(|name| name == "slow" || name == "silent")
        };
        let mut live: Vec<_> = self.nodes().await.into_iter().filter(slow).collect();
        let speaks = |node: &Node| node.model.as_ref().is_some_and(|one| one.name() == "slow");
        if self.chance.once_in(2) {
            for one in live.iter().filter(|one| speaks(one)) {
                self.heard(one.id).await;
            }
        }
        if let Some(one) = live.pop() {
            if self.chance.once_in(4) {
                self.delete(one.parent.unwrap()).await;
            } else {
                let stopped = self.engine.stop(one.id);
                self.tell("stop", stopped.map(drop));
            }
        }
        if !live.is_empty() {
            self.engine.stop_all(self.session);
        }
        self.engine.idle().await;
    }

    /// Waits until a reply that is being written has a further word, or has ended.
    async fn heard(&self, reply: MessageId) {
        loop {
            self.engine.flush().await;
            let now = self.nodes().await.into_iter().find(|node| node.id == reply).unwrap();
            let more = now.label.len() > self.mirror.text(reply).len();
            if more
                || now.status != Status::Streaming
                || !self.engine.live_sessions().contains(&self.session)
            {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    async fn look(&mut self) {
        self.engine.idle().await;
        self.seen = self.mirror.compare(&self.engine, self.session).await;
    }

    /// Takes every deletion back, the last one first, and looks at everything once more.
    pub(super) async fn end(mut self) -> (SessionId, Mirror, Done) {
        while let Some(last) = self.mirror.gone.len().checked_sub(1) {
            assert!(self.undo(last).await, "the last deletion can be taken back");
            self.look().await;
        }
        self.mirror.all_was_sent(&self.engine, self.session).await;
        (self.session, self.mirror, self.done)
    }

    pub(super) async fn nodes(&self) -> Vec<Node> {
        self.engine.store().shape(self.session).await.unwrap()
    }

    /// Words that no other prompt has.
    pub(super) fn words(&mut self) -> String {
        let more =
            if self.chance.once_in(5) { ", at some length".repeat(5) } else { String::new() };
        format!("Words {}{more}", self.mirror.count())
    }

    /// Counts an operation; nothing may go wrong with it but that it is refused.
    pub(super) fn tell<T>(&mut self, deed: &'static str, outcome: engine::Result<T>) -> Option<T> {
        let (done, times_refused) = self.done.entry(deed).or_default();
        match outcome {
            Ok(it) => {
                *done += 1;
                Some(it)
            }
            Err(error) if refused(&error) => {
                *times_refused += 1;
                None
            }
            Err(error) => panic!("{deed}: {error}"),
        }
    }
}
