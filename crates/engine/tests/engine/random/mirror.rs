//! What a walk knows of its session by itself: every message that was ever written, what was
//! deleted, and the votes.

use std::collections::{BTreeMap, BTreeSet};

use engine::Engine;
use model::Role;
use store::{MessageId, Node, SessionId, Standing, Status, TurnId, VoteFilter};

/// A message as it was when it was first seen; only a reply that is gone on with grows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept {
    parent: Option<MessageId>,
    turn: TurnId,
    lane: u32,
    role: Role,
    edited: bool,
    text: String,
}

/// A deletion that was not taken back.
#[derive(Clone)]
pub(super) struct Gone {
    pub(super) root: MessageId,
    pub(super) parent: Option<MessageId>,
    /// What it took.
    pub(super) ids: Vec<MessageId>,
    /// The same as it was; empty where some of it was still being written.
    pub(super) nodes: Vec<Node>,
    /// Where the session was read before.
    pub(super) standing: Standing,
}

/// The walk's own picture of its session.
#[derive(Default)]
pub(super) struct Mirror {
    all: BTreeMap<MessageId, Kept>,
    /// Replies that were gone on with since they were last seen.
    grew: BTreeSet<MessageId>,
    pub(super) gone: Vec<Gone>,
    /// The best of each turn that was voted on, and those it was one of.
    pub(super) votes: BTreeMap<TurnId, (Vec<MessageId>, BTreeSet<MessageId>)>,
}

/// A tree as it is deleted and comes back: a vote may tell the names meanwhile, and nothing else.
pub(super) fn told(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.iter_mut().for_each(|node| node.blind = false);
    nodes.sort_by_key(|node| node.id);
    nodes
}

impl Mirror {
    /// How many messages were ever written.
    pub(super) fn count(&self) -> usize {
        self.all.len()
    }

    /// What a message said when it was last looked at; nothing where it is new.
    pub(super) fn text(&self, id: MessageId) -> &str {
        self.all.get(&id).map_or("", |kept| &kept.text)
    }

    pub(super) fn is_gone(&self, id: MessageId) -> bool {
        self.gone.iter().any(|gone| gone.ids.contains(&id))
    }

    /// A reply is gone on with: it will say more than it did.
    pub(super) fn goes_on(&mut self, reply: MessageId) {
        self.grew.insert(reply);
    }

    /// Holds the store against the picture, then draws what is new into it. Nothing is being
    /// written at the time.
    pub(super) async fn compare(&mut self, engine: &Engine, session: SessionId) -> Vec<Node> {
        engine.flush().await;
        let nodes = engine.store().shape(session).await.unwrap();
        let here: BTreeMap<_, _> = nodes.iter().map(|node| (node.id, node)).collect();
        assert_eq!(here.len(), nodes.len(), "none stands there twice");
        for (id, kept) in &self.all {
            assert_ne!(here.contains_key(id), self.is_gone(*id), "a message is lost: {kept:?}");
        }
        for node in &nodes {
            fits(node, &here);
            let new = !self.all.contains_key(&node.id);
            if self.grew.remove(&node.id) || new {
                self.draw(engine, node.id).await;
                self.was_sent(engine, node).await;
            }
            let kept = &self.all[&node.id];
            let as_it_was = (kept.parent, kept.turn, kept.lane, kept.role, kept.edited);
            let is = (node.parent, node.turn, node.lane, node.role, node.edited);
            assert_eq!(is, as_it_was, "a message stays where it is");
            let label: String = kept.text.chars().take(120).collect();
            assert_eq!(node.label, label, "and says what it said");
        }
        self.stands(engine, session, &here).await;
        self.voted(engine, session).await;
        if nodes.iter().any(|node| node.blind) {
            let shown = engine.tree(session).await.unwrap();
            let mut hidden = shown.iter().filter(|node| node.blind && node.role == Role::Assistant);
            assert!(hidden.all(|node| node.model.is_none() && node.label.is_empty()), "told early");
        }
        nodes
    }

    async fn draw(&mut self, engine: &Engine, id: MessageId) {
        let message = engine.store().message(id).await.unwrap();
        assert!(message.text.starts_with(self.text(id)), "it goes on from what it had");
        let kept = Kept {
            parent: message.parent,
            turn: message.turn,
            lane: message.lane,
            role: message.role,
            edited: message.edited,
            text: message.text,
        };
        self.all.insert(id, kept);
    }

    /// A request is its path.
    async fn was_sent(&self, engine: &Engine, node: &Node) {
        if node.role != Role::Assistant || node.edited {
            return;
        }
        let kept = &self.all[&node.id];
        let Some(body) = engine.store().request(node.id).await.unwrap() else {
            let stopped = node.status == Status::Stopped && kept.text.is_empty();
            assert!(stopped, "nothing was kept of what was sent for {node:?}");
            return;
        };
        let sent: Vec<model::Message> = serde_json::from_slice(&body).unwrap();
        let sent = sent.iter().filter(|one| one.role != Role::System);
        let sent: Vec<_> = sent.map(|one| (one.role, one.text.as_str())).collect();
        assert_eq!(sent, self.path(node.id), "a request is its path");
    }

    /// What must have been sent for a reply.
    fn path(&self, reply: MessageId) -> Vec<(Role, &str)> {
        let own = &self.all[&reply];
        let up = std::iter::successors(own.parent, |id| self.all[id].parent);
        let mut path: Vec<_> = up.map(|id| &self.all[&id]).collect();
        path.reverse();
        let path = path.into_iter().map(|kept| (kept.role, kept.text.as_str()));
        // A reply without a word has nothing to send.
        path.filter(|(_, text)| !text.is_empty()).collect()
    }

    /// The session is read at messages that are there.
    async fn stands(&self, engine: &Engine, session: SessionId, here: &BTreeMap<MessageId, &Node>) {
        let standing = standing(engine, session).await;
        let leaves = standing.lanes.iter().filter_map(|(_, leaf)| *leaf);
        for leaf in leaves.chain(standing.leaf) {
            assert!(here.contains_key(&leaf), "it is read where nothing is");
        }
        let nowhere = standing.leaf.is_none() && standing.lanes.is_empty();
        assert!(!nowhere || here.is_empty(), "it is read somewhere");
    }

    /// Every vote is there, and no other.
    async fn voted(&self, engine: &Engine, session: SessionId) {
        let filter = VoteFilter { session: Some(session), ..VoteFilter::default() };
        let votes = engine.store().votes(&filter).await.unwrap();
        let votes = votes.into_iter().map(|vote| {
            let of = |all: Vec<store::Candidate>| all.into_iter().filter_map(|one| one.message);
            let best = vote.candidates.iter().filter(|one| one.best).cloned().collect();
            (vote.turn, (of(vote.candidates).collect(), of(best).collect()))
        });
        assert_eq!(
            votes.collect::<BTreeMap<_, _>>(),
            self.votes,
            "the votes are as they were cast"
        );
    }

    /// Every request that was ever made still is its path: when all deletions were taken back.
    pub(super) async fn all_was_sent(&self, engine: &Engine, session: SessionId) {
        let nodes = engine.store().shape(session).await.unwrap();
        assert_eq!(nodes.len(), self.all.len(), "all that was ever written is back");
        for node in &nodes {
            self.was_sent(engine, node).await;
            let text = engine.store().message(node.id).await.unwrap().text;
            assert_eq!(text, self.all[&node.id].text, "to the last word");
        }
    }
}

/// No message hangs in the air, or follows what it cannot follow.
fn fits(node: &Node, here: &BTreeMap<MessageId, &Node>) {
    match (node.role, node.parent.map(|parent| here.get(&parent))) {
        (Role::Assistant, Some(Some(prompt))) => {
            assert_eq!((prompt.role, prompt.turn), (Role::User, node.turn), "{node:?}");
            assert_ne!(node.status, Status::Streaming, "nobody writes it any more: {node:?}");
        }
        (Role::User, None) => {}
        (Role::User, Some(Some(reply))) => assert_eq!(reply.role, Role::Assistant, "{node:?}"),
        _ => panic!("a message hangs in the air: {node:?}"),
    }
}

/// Where a session is read.
pub(super) async fn standing(engine: &Engine, session: SessionId) -> Standing {
    let lanes = engine.store().lanes(session).await.unwrap();
    Standing {
        leaf: engine.store().session(session).await.unwrap().leaf,
        lanes: lanes.into_iter().map(|lane| (lane.lane, lane.leaf)).collect(),
    }
}
