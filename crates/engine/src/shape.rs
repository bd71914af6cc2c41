//! A session's tree without its texts: which branch is read, and where reading goes on when another
//! version is chosen or a branch is deleted. Pure.

use std::collections::{HashMap, HashSet};

use model::Role;
use store::{MessageId, Node, Standing, TurnId};

/// A session's tree.
pub(crate) struct Shape {
    nodes: Vec<Node>,
    places: HashMap<MessageId, usize>,
    children: HashMap<Option<MessageId>, Vec<usize>>,
}

impl Shape {
    /// The tree of `nodes`, of which each comes after the one that it follows.
    pub(crate) fn new(nodes: Vec<Node>) -> Self {
        let places = nodes.iter().enumerate().map(|(place, node)| (node.id, place)).collect();
        let mut children: HashMap<_, Vec<usize>> = HashMap::new();
        for (place, node) in nodes.iter().enumerate() {
            children.entry(node.parent).or_default().push(place);
        }
        Self { nodes, places, children }
    }

    /// The same tree without `root` and all that follows it.
    pub(crate) fn without(&self, root: MessageId) -> Self {
        let mut gone = HashSet::from([root]);
        let mut left = Vec::new();
        for node in &self.nodes {
            if gone.contains(&node.id) || node.parent.is_some_and(|parent| gone.contains(&parent)) {
                gone.insert(node.id);
            } else {
                left.push(node.clone());
            }
        }
        Self::new(left)
    }

    /// A message that is there.
    pub(crate) fn get(&self, id: MessageId) -> Option<&Node> {
        self.places.get(&id).map(|&place| &self.nodes[place])
    }

    /// How many messages there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The messages of the branch that ends at `leaf`, from there to the root.
    pub(crate) fn up(&self, leaf: Option<MessageId>) -> impl Iterator<Item = &Node> {
        let first = leaf.and_then(|leaf| self.get(leaf));
        std::iter::successors(first, |node| node.parent.and_then(|parent| self.get(parent)))
    }

    /// The last message that all these branches pass.
    pub(crate) fn trunk(&self, leaves: &[Option<MessageId>]) -> Option<MessageId> {
        let (first, others) = leaves.split_first()?;
        let others: Vec<HashSet<MessageId>> =
            others.iter().map(|leaf| self.up(*leaf).map(|node| node.id).collect()).collect();
        self.up(*first).map(|node| node.id).find(|id| others.iter().all(|path| path.contains(id)))
    }

    /// The end of the branch that is read from `from` on: at each fork the version read last, and of
    /// those of a lane. A turn that only other lanes were asked is not followed.
    pub(crate) fn down(&self, from: Option<MessageId>, lane: Option<u32>) -> Option<MessageId> {
        let mut at = from;
        while let Some(next) = self.next(at, lane) {
            at = Some(next);
        }
        at
    }

    fn next(&self, at: Option<MessageId>, lane: Option<u32>) -> Option<MessageId> {
        let all = self.children.get(&at)?;
        let lanes = |places: &[usize]| {
            places.iter().map(|&place| self.nodes[place].lane).collect::<HashSet<_>>()
        };
        let replies = |place: usize| {
            self.children.get(&Some(self.nodes[place].id)).map_or(&[][..], Vec::as_slice)
        };
        let passes = |place: usize, lane: u32| match self.nodes[place].role {
            Role::Assistant => self.nodes[place].lane == lane || lanes(all).len() == 1,
            Role::User | Role::System => {
                let below = lanes(replies(place));
                below.len() < 2 || below.contains(&lane)
            }
        };
        all.iter()
            .copied()
            .filter(|&place| lane.is_none_or(|lane| passes(place, lane)))
            .max_by_key(|&place| (self.nodes[place].read_at, place))
            .map(|place| self.nodes[place].id)
    }

    /// Where the session is read once `version` is the one that is read at its fork.
    ///
    /// A reply's version moves the lanes that read another of it; a prompt's moves all that read a
    /// prompt of the turn that it takes the place of.
    pub(crate) fn choose(&self, standing: &Standing, version: MessageId) -> Standing {
        let Some(chosen) = self.get(version) else { return standing.clone() };
        if standing.lanes.is_empty() {
            return Standing { leaf: self.down(Some(version), None), ..Standing::default() };
        }
        let replaced: HashSet<TurnId> = standing
            .lanes
            .iter()
            .flat_map(|(_, leaf)| self.up(*leaf))
            .filter(|node| is_version(node, chosen))
            .map(|node| node.turn)
            .collect();
        let go = |lane: u32, leaf: Option<MessageId>| {
            if self.up(leaf).any(|node| is_version(node, chosen)) {
                return self.down(Some(version), Some(lane));
            }
            let asked = |node: &&Node| node.role == Role::User && replaced.contains(&node.turn);
            let own = self.up(leaf).find(asked).filter(|_| chosen.role == Role::User);
            let beside = own.and_then(|own| {
                let all = self.children.get(&own.parent)?.iter();
                let beside = all.map(|&place| &self.nodes[place]);
                beside.filter(|node| node.turn == chosen.turn).map(|node| node.id).next()
            });
            beside.map_or(leaf, |beside| self.down(Some(beside), Some(lane)))
        };
        let mut lanes: Vec<_> =
            standing.lanes.iter().map(|&(lane, leaf)| (lane, go(lane, leaf))).collect();
        let shown = lanes.iter().any(|(_, leaf)| self.up(*leaf).any(|node| node.id == version));
        if !shown {
            // It stands on a branch that no lane reads: its own lane goes there, else all do.
            let own = lanes.iter().any(|(lane, _)| *lane == chosen.lane);
            for (lane, leaf) in lanes.iter_mut().filter(|(lane, _)| !own || *lane == chosen.lane) {
                *leaf = self.down(Some(version), Some(*lane));
            }
        }
        Standing { leaf: lanes.first().and_then(|(_, leaf)| *leaf), lanes }
    }

    /// Whether a reply of this turn was gone on from.
    pub(crate) fn is_followed(&self, turn: TurnId) -> bool {
        let replies = self.nodes.iter().filter(|node| node.turn == turn);
        let mut replies = replies.filter(|node| node.role == Role::Assistant);
        replies.any(|node| self.children.contains_key(&Some(node.id)))
    }

    /// The messages up to `version` that stand at a fork: what has been read last there, now.
    pub(crate) fn read(&self, version: MessageId) -> Vec<MessageId> {
        let beside =
            |node: &&Node| self.children.get(&node.parent).is_some_and(|all| all.len() > 1);
        self.up(Some(version)).filter(beside).map(|node| node.id).collect()
    }

    /// Where the session is read once `root`, and all that follows it, is gone: where its branch
    /// was read, another version, else what came before.
    pub(crate) fn leave(&self, standing: &Standing, root: MessageId) -> Standing {
        let parent = self.get(root).and_then(|node| node.parent);
        let left = self.without(root);
        let go = |lane: Option<u32>, leaf: Option<MessageId>| {
            let lost = self.up(leaf).any(|node| node.id == root);
            if lost { left.down(parent, lane) } else { leaf }
        };
        Standing {
            leaf: go(None, standing.leaf),
            lanes: standing
                .lanes
                .iter()
                .map(|&(lane, leaf)| (lane, go(Some(lane), leaf)))
                .collect(),
        }
    }
}

/// Whether two messages stand at one fork: the same message, or versions of it.
fn is_version(node: &Node, other: &Node) -> bool {
    node.parent == other.parent
        && node.role == other.role
        && (node.role != Role::Assistant || node.lane == other.lane)
}

#[cfg(test)]
mod tests;
