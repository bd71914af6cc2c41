//! The operations of a walk that ask no model.

use engine::Opinion;
use store::{MessageId, Rating, TurnId};

use super::mirror::{Gone, standing, told};
use super::walk::{Scene, Walk};

impl Walk {
    pub(super) async fn edit_reply(&mut self, scene: &Scene) {
        let text = self.words();
        let edited = self.engine.edit_reply(scene.node.id, text).await;
        self.tell("edit reply", edited);
    }

    pub(super) async fn choose(&mut self, scene: &Scene) {
        let chosen = self.engine.choose(scene.node.id).await;
        self.tell("choose", chosen);
    }

    pub(super) async fn gather(&mut self, scene: &Scene) {
        let gathered = self.engine.gather(scene.node.id).await;
        if let Some(open) = self.tell("gather", gathered) {
            let leaf = Some(scene.node.id);
            assert!(open.lanes.iter().all(|one| open.blind || one.lane.leaf == leaf));
        }
    }

    pub(super) async fn make_trunk(&mut self, scene: &Scene) {
        let Some(lane) = self.chance.of(&scene.lanes).cloned() else { return };
        let trunk = self.engine.make_trunk(self.session, lane.lane).await;
        if let Some(open) = self.tell("make trunk", trunk) {
            let there = lane.leaf.is_none() || open.session.leaf == lane.leaf;
            assert!(there && open.lanes.is_empty(), "it is read as that lane was");
        }
    }

    /// Adds, removes and orders lanes.
    pub(super) async fn set_lanes(&mut self, scene: &Scene) {
        let seats = self.seats(scene);
        let set = self.engine.set_lanes(self.session, &seats).await;
        if let Some(open) = self.tell("set lanes", set) {
            assert_eq!(open.lanes.len(), seats.len());
        }
    }

    /// Votes on the last turn that the lanes show, as the window offers it: for one, several or none.
    /// What was voted can be taken back, and then all is as it was.
    pub(super) async fn vote(&mut self, scene: &Scene) {
        let ends = scene.lanes.iter().filter_map(|lane| lane.leaf);
        let mut replies: Vec<MessageId> = ends.collect();
        replies.dedup();
        let best = match self.chance.below(3) {
            0 => self.chance.some(&replies),
            _ => self.chance.of(&replies).copied().into_iter().collect(),
        };
        let turn = scene.nodes.iter().find(|node| Some(node.id) == replies.first().copied());
        let reason = if self.chance.once_in(3) { "It is clearer." } else { "" };
        let tags = self.chance.some(&["work".to_owned(), "fun".to_owned()]);
        self.engine.flush().await;
        let before = self.engine.open(self.session).await.unwrap();
        let opinion =
            Opinion { replies: replies.clone(), best: best.clone(), reason: reason.into(), tags };
        let voted = self.engine.vote(opinion).await;
        if self.tell("vote", voted).is_none() {
            return;
        }
        let turn = turn.unwrap().turn;
        let first = self.mirror.votes.insert(turn, (replies, best.into_iter().collect())).is_none();
        if first && self.chance.once_in(3) {
            self.take_back(turn).await;
            let after = self.engine.open(self.session).await.unwrap();
            if !self.mirror.votes.contains_key(&turn) {
                assert_eq!(after, before, "taking a vote back restores exactly");
            }
        }
    }

    async fn take_back(&mut self, turn: TurnId) {
        let taken = self.engine.take_back_vote(self.session, turn).await;
        if self.tell("take a vote back", taken).is_some() {
            self.mirror.votes.remove(&turn);
        }
    }

    pub(super) async fn take_vote_back(&mut self, scene: &Scene) {
        let turns: Vec<_> = self.mirror.votes.keys().copied().collect();
        let there = |turn: &&TurnId| scene.nodes.iter().any(|node| node.turn == **turn);
        let turns: Vec<_> = turns.iter().filter(there).copied().collect();
        if let Some(turn) = self.chance.of(&turns).copied() {
            self.take_back(turn).await;
        }
    }

    pub(super) async fn reveal(&mut self, scene: &Scene) {
        let Some(blind) = scene.nodes.iter().find(|node| node.blind) else { return };
        let revealed = self.engine.reveal(self.session, blind.turn).await;
        self.tell("reveal", revealed);
    }

    pub(super) async fn rate(&mut self, scene: &Scene) {
        let stars = self.chance.once_in(2).then(|| 1 + self.chance.below(5) as u8);
        let rating = Rating { stars, comment: String::new() };
        let rated = self.engine.rate(scene.node.id, &rating).await;
        if self.tell("rate", rated).is_some() {
            let kept = self.engine.store().message(scene.node.id).await.unwrap().rating;
            assert_eq!(kept.unwrap_or_default(), rating);
        }
    }

    /// A copy says what its branch says, and the branch stays as it is.
    pub(super) async fn copy(&mut self, scene: &Scene) {
        let copied = self.engine.copy_branch(scene.node.id).await;
        let Some(copy) = self.tell("copy branch", copied) else { return };
        let store = self.engine.store();
        let leaf = store.session(copy).await.unwrap().leaf.unwrap();
        let mut texts = Vec::new();
        for leaf in [leaf, scene.node.id] {
            let path = store.full_path(leaf).await.unwrap();
            texts.push(path.into_iter().map(|one| (one.role, one.text)).collect::<Vec<_>>());
        }
        assert_eq!(texts[0], texts[1], "a copy is its branch");
        assert_eq!(store.shape(copy).await.unwrap().len(), texts[0].len(), "and nothing else");
    }

    pub(super) async fn delete_and_undo(&mut self, scene: &Scene) {
        self.engine.flush().await;
        let before = (self.nodes().await, self.engine.open(self.session).await.unwrap());
        self.delete(scene.node.id).await;
        let last = self.mirror.gone.len() - 1;
        assert!(self.undo(last).await, "what was just deleted comes back");
        let after = (self.nodes().await, self.engine.open(self.session).await.unwrap());
        assert_eq!(after, before, "undoing restores exactly");
    }

    /// Deletes a branch, replies that are being written among it.
    pub(super) async fn delete(&mut self, root: MessageId) {
        let standing = standing(&self.engine, self.session).await;
        let weight = self.engine.weigh(root).await.unwrap();
        let ids: Vec<_> = self.nodes().await.iter().map(|node| node.id).collect();
        // What streams is stopped by it, and comes back as it was then.
        let live = self.engine.live_sessions().contains(&self.session);
        let before = self.nodes().await;
        let deleted = self.engine.delete_branch(root).await;
        let deleted = self.tell("delete", deleted).unwrap();
        let left = self.nodes().await;
        let gone = before.iter().filter(|node| left.iter().all(|other| other.id != node.id));
        let gone: Vec<_> = gone.cloned().collect();
        assert_eq!((gone.len(), deleted.messages as usize), (weight as usize, weight as usize));
        assert_eq!(left.len() + gone.len(), ids.len(), "and nothing else went");
        let parent = before.iter().find(|node| node.id == root).unwrap().parent;
        let nodes = if live { Vec::new() } else { gone.clone() };
        let ids = gone.iter().map(|node| node.id).collect();
        self.mirror.gone.push(Gone { root, parent, ids, nodes, standing });
    }

    /// Takes one of the deletions back.
    pub(super) async fn bring_back(&mut self) {
        let all = self.mirror.gone.len();
        if all > 0 {
            let one = self.chance.below(all);
            self.undo(one).await;
        }
    }

    /// Takes a deletion back; false if what it hung on is gone as well.
    pub(super) async fn undo(&mut self, place: usize) -> bool {
        let gone = self.mirror.gone[place].clone();
        let hangs = gone.parent.is_some_and(|parent| self.mirror.is_gone(parent));
        let before = self.nodes().await;
        let restored = self.engine.restore_branch(self.session, gone.root).await;
        let back = self.tell("undo", restored);
        assert_eq!(back.is_none(), hangs, "it comes back unless it would hang in the air");
        if hangs {
            return false;
        }
        self.mirror.gone.remove(place);
        let after = self.nodes().await;
        let new = after.iter().filter(|node| before.iter().all(|other| other.id != node.id));
        let new: Vec<_> = new.cloned().collect();
        let mut ids: Vec<_> = new.iter().map(|node| node.id).collect();
        ids.sort();
        let mut were = gone.ids.clone();
        were.sort();
        assert_eq!(ids, were, "what went came back, and nothing else");
        if !gone.nodes.is_empty() {
            assert_eq!(told(new), told(gone.nodes), "as it was");
        }
        let now = standing(&self.engine, self.session).await;
        let here = |leaf: Option<MessageId>| leaf.filter(|id| !self.mirror.is_gone(*id));
        let was = here(gone.standing.leaf);
        assert!(was.is_none() || now.leaf == was, "it is read where it was read");
        for (lane, leaf) in now.lanes {
            let was = gone.standing.lanes.iter().find(|(other, _)| *other == lane);
            let was = was.and_then(|(_, was)| here(*was));
            assert!(was.is_none() || leaf == was, "in each lane");
        }
        true
    }
}
