//! Loose messages, as other programs keep them, made into a tree as Antiphon keeps it.
//!
//! Here a prompt is followed by replies and a reply by prompts. Where another program wrote one
//! answer in several messages (before and after a tool), they become one reply; where such a run
//! forks, each of its ends becomes a version with all that leads to it.

use std::collections::HashMap;

use model::{Parameters, Role, Usage};
use uuid::Uuid;

use crate::ids::id;
use crate::session::{Attached, Failure, File, Message, Session, Set, Status};
use crate::{Loss, Lost};

/// A chat as another program keeps it.
#[derive(Default)]
pub(crate) struct Chat {
    /// What its format is called in ids. Never changed.
    pub(crate) format: &'static str,
    /// Its id there.
    pub(crate) key: String,
    pub(crate) title: Option<String>,
    pub(crate) created_at: Option<i64>,
    pub(crate) updated_at: Option<i64>,
    pub(crate) model: Option<String>,
    /// The message where reading stopped.
    pub(crate) current: Option<String>,
    pub(crate) parameters: Parameters,
    pub(crate) folder: Vec<String>,
    pub(crate) tags: Vec<String>,
    /// The bytes of what its messages name.
    pub(crate) files: Vec<File>,
    pub(crate) nodes: Vec<Node>,
}

/// One of its messages.
#[derive(Default)]
pub(crate) struct Node {
    pub(crate) key: String,
    pub(crate) parent: Option<String>,
    pub(crate) author: Author,
    pub(crate) text: String,
    pub(crate) reasoning: String,
    pub(crate) model: Option<String>,
    pub(crate) at: Option<i64>,
    pub(crate) attachments: Vec<Attached>,
    pub(crate) usage: Option<Usage>,
    pub(crate) failure: Option<String>,
    pub(crate) stopped: bool,
}

/// Who wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Author {
    /// Nobody: it only holds the tree together.
    #[default]
    Nobody,
    System,
    User,
    Model,
}

/// The session, if there is anything in the chat.
pub(crate) fn grow(mut chat: Chat, losses: &mut Vec<Loss>) -> Option<Session> {
    let place = chat.title.clone().unwrap_or_else(|| chat.key.clone());
    let mut lose = |what, name: &str| losses.push(Loss::new(what, &place, name));
    let parents = parents(&mut chat.nodes, &mut lose);
    instruct(&mut chat, &parents, &mut lose);
    let carried: Vec<bool> = chat.nodes.iter().map(is_carried).collect();
    let above = nearest(&parents, &carried);
    let below = below(&chat.nodes, &above, &carried);
    let mut session = Session {
        id: id(&[chat.format, &chat.key]),
        title_source: chat.title.as_ref().map(|_| "user".to_owned()),
        title: chat.title.take(),
        parameters: Set(std::mem::take(&mut chat.parameters)),
        folder: std::mem::take(&mut chat.folder),
        tags: std::mem::take(&mut chat.tags),
        ..Session::default()
    };
    let times: Vec<i64> = times(&chat, &above);
    let became = write(&mut session, &chat, &below, &times);
    if session.messages.is_empty() {
        lose(Lost::EmptyChat, &chat.key);
        return None;
    }
    let first = session.messages.iter().map(|message| message.created_at).min();
    let last = session.messages.iter().map(|message| message.created_at).max();
    session.created_at = chat.created_at.or(first).unwrap_or_default();
    session.updated_at = chat.updated_at.or(last).unwrap_or_default().max(session.created_at);
    let newest = session.messages.iter().rev().find(|message| message.role == Role::Assistant);
    session.model = chat.model.or_else(|| newest.and_then(|message| message.model.clone()));
    let current = chat.current.and_then(|key| chat.nodes.iter().position(|node| node.key == key));
    let current = current.and_then(|node| became[node].or_else(|| became[above[node]?]));
    read_at(&mut session, current);
    Some(session)
}

fn is_carried(node: &Node) -> bool {
    let said = !node.text.trim().is_empty()
        || !node.reasoning.trim().is_empty()
        || !node.attachments.is_empty()
        || node.failure.is_some();
    matches!(node.author, Author::User | Author::Model) && said
}

/// Each node's parent by place: ids told once, none missing, none in a circle.
fn parents(nodes: &mut Vec<Node>, lose: &mut impl FnMut(Lost, &str)) -> Vec<Option<usize>> {
    let mut places: HashMap<String, usize> = HashMap::with_capacity(nodes.len());
    let mut kept = Vec::with_capacity(nodes.len());
    for node in nodes.drain(..) {
        if places.contains_key(&node.key) {
            lose(Lost::DuplicateId, &node.key);
            continue;
        }
        places.insert(node.key.clone(), kept.len());
        kept.push(node);
    }
    *nodes = kept;
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(nodes.len());
    for node in nodes.iter() {
        let parent = node.parent.as_ref().map(|parent| places.get(parent).copied());
        if parent == Some(None) {
            lose(Lost::Orphan, &node.key);
        }
        parents.push(parent.flatten());
    }
    // 0: not looked at; otherwise the walk that met it.
    let mut met = vec![0_usize; nodes.len()];
    for start in 0..nodes.len() {
        let mut at = start;
        while met[at] == 0 {
            met[at] = start + 1;
            let Some(parent) = parents[at] else { break };
            if met[parent] == start + 1 {
                lose(Lost::Cycle, &nodes[at].key);
                parents[at] = None;
                break;
            }
            at = parent;
        }
    }
    parents
}

/// Instructions at the beginning become the session's; any others are lost.
fn instruct(chat: &mut Chat, parents: &[Option<usize>], lose: &mut impl FnMut(Lost, &str)) {
    for (place, node) in chat.nodes.iter().enumerate() {
        if node.author != Author::System || node.text.trim().is_empty() {
            continue;
        }
        let mut above = parents[place];
        while let Some(at) = above.filter(|at| !is_carried(&chat.nodes[*at])) {
            above = parents[at];
        }
        let known = &mut chat.parameters.system_prompt;
        match (above, &known) {
            (None, None) => *known = Some(node.text.clone()),
            (_, Some(same)) if *same == node.text => {}
            _ => lose(Lost::Instruction, &node.key),
        }
    }
}

/// The nearest node above each that is carried.
fn nearest(parents: &[Option<usize>], carried: &[bool]) -> Vec<Option<usize>> {
    // None: not known yet.
    let mut known: Vec<Option<Option<usize>>> = vec![None; parents.len()];
    for start in 0..parents.len() {
        let mut walked = Vec::new();
        let mut at = start;
        let found = loop {
            if let Some(found) = known[at] {
                break found;
            }
            walked.push(at);
            match parents[at] {
                Some(parent) if carried[parent] => break Some(parent),
                Some(parent) => at = parent,
                None => break None,
            }
        };
        walked.into_iter().for_each(|one| known[one] = Some(found));
    }
    known.into_iter().map(Option::flatten).collect()
}

/// What follows each carried node; what follows nothing comes last. In the order of time.
fn below(nodes: &[Node], above: &[Option<usize>], carried: &[bool]) -> Vec<Vec<usize>> {
    let mut below = vec![Vec::new(); nodes.len() + 1];
    for place in (0..nodes.len()).filter(|place| carried[*place]) {
        below[above[place].unwrap_or(nodes.len())].push(place);
    }
    for versions in &mut below {
        versions.sort_by_key(|place| nodes[*place].at.unwrap_or(i64::MIN));
    }
    below
}

/// Each node's time; where it has none, that of what it follows.
fn times(chat: &Chat, above: &[Option<usize>]) -> Vec<i64> {
    let begun = chat.created_at.unwrap_or_default();
    let time = |place: usize| {
        let mut at = Some(place);
        // A chat without any times is not walked again for each of its messages.
        for _ in 0..64 {
            match at.map(|one| (chat.nodes[one].at, above[one])) {
                Some((Some(time), _)) => return time,
                Some((None, next)) => at = next,
                None => break,
            }
        }
        begun
    };
    (0..chat.nodes.len()).map(time).collect()
}

/// The most nodes that become one reply. Only a hostile file has longer runs.
const LONGEST_RUN: usize = 4096;

/// A step down the tree: a node, the message and turn that it follows, and the run that leads to it.
struct Step {
    node: usize,
    parent: Option<(Uuid, Uuid)>,
    run: Vec<usize>,
}

/// Writes the messages in order; yields what became of each node.
fn write(
    session: &mut Session,
    chat: &Chat,
    below: &[Vec<usize>],
    times: &[i64],
) -> Vec<Option<Uuid>> {
    let nodes = &chat.nodes;
    let name = |node: usize, what: &str| id(&[chat.format, &chat.key, what, &nodes[node].key]);
    let mut became = vec![None; nodes.len()];
    // What leads to a fork is written once a version; a file made to be copied without end is not.
    let length = |run: &[usize]| run.iter().map(|one| nodes[*one].text.len()).sum::<usize>();
    let mut budget = (64 << 20) + 4 * nodes.iter().map(|node| node.text.len()).sum::<usize>();
    let step = |node: &usize| Step { node: *node, parent: None, run: Vec::new() };
    let mut steps: Vec<Step> = below[nodes.len()].iter().rev().map(step).collect();
    while let Some(Step { node, parent, mut run }) = steps.pop() {
        let own = name(node, "message");
        let (role, turn) = match (nodes[node].author, parent) {
            (Author::Model, Some((_, turn))) => (Role::Assistant, turn),
            (Author::Model, None) => (Role::Assistant, name(node, "turn")),
            _ => (Role::User, name(node, "turn")),
        };
        run.push(node);
        let goes_on = |child: &usize| {
            role == Role::Assistant
                && nodes[*child].author == Author::Model
                && run.len() < LONGEST_RUN
        };
        let (on, after): (Vec<usize>, Vec<usize>) =
            below[node].iter().partition(|one| goes_on(one));
        if on.is_empty() || !after.is_empty() {
            let cost = length(&run);
            let told = if cost <= budget { &run[..] } else { &run[run.len() - 1..] };
            budget = budget.saturating_sub(cost);
            let mut one = message((own, turn), role, told, nodes, times);
            one.parent = parent.map(|(parent, _)| parent);
            session.messages.push(one);
            run.iter().for_each(|one| {
                became[*one].get_or_insert(own);
            });
            became[node] = Some(own);
        }
        let after = after.into_iter().rev();
        steps.extend(after.map(|node| Step { node, parent: Some((own, turn)), run: Vec::new() }));
        let mut on = on.into_iter();
        let first = on.next();
        steps.extend(on.rev().map(|node| Step { node, parent, run: run.clone() }));
        steps.extend(first.map(|node| Step { node, parent, run }));
    }
    became
}

fn message(
    (id, turn): (Uuid, Uuid),
    role: Role,
    run: &[usize],
    nodes: &[Node],
    times: &[i64],
) -> Message {
    let mut message = Message::new(id, turn, role, run.first().map_or(0, |first| times[*first]));
    let join = |to: &mut String, text: &str| {
        if !to.is_empty() && !text.is_empty() {
            to.push_str("\n\n");
        }
        to.push_str(text);
    };
    for node in run.iter().map(|one| &nodes[*one]) {
        join(&mut message.text, &node.text);
        join(&mut message.reasoning, &node.reasoning);
        message.attachments.extend(node.attachments.iter().cloned());
        if role == Role::Assistant {
            message.model = node.model.clone().or(message.model);
            message.usage = node.usage.or(message.usage);
            if let Some(failure) = &node.failure {
                message.status = Status::Failed;
                message.failure = Some(Failure {
                    kind: "server".into(),
                    message: failure.clone(),
                    retry_at: None,
                });
            } else if node.stopped {
                message.status = Status::Stopped;
            }
        }
    }
    message
}

/// Where reading stopped, or else the newest end, is what is read at every fork.
fn read_at(session: &mut Session, current: Option<Uuid>) {
    let places: HashMap<Uuid, usize> =
        session.messages.iter().enumerate().map(|(place, one)| (one.id, place)).collect();
    let mut last_below: Vec<Option<usize>> = vec![None; session.messages.len()];
    for (place, message) in session.messages.iter().enumerate() {
        if let Some(parent) = message.parent.and_then(|parent| places.get(&parent)) {
            last_below[*parent] = Some(place);
        }
    }
    let roots = session.messages.iter().rposition(|message| message.parent.is_none());
    let mut leaf = current.and_then(|id| places.get(&id).copied()).or(roots);
    // What was read last may be in the midst: the end below it is where one goes on.
    while let Some(below) = leaf.and_then(|leaf| last_below[leaf]) {
        leaf = Some(below);
    }
    session.leaf = leaf.map(|leaf| session.messages[leaf].id);
    let now = session.updated_at;
    for message in &mut session.messages {
        message.read_at = Some(message.created_at.min(now));
    }
    while let Some(place) = leaf {
        session.messages[place].read_at = Some(now.saturating_add(1));
        leaf = session.messages[place].parent.and_then(|parent| places.get(&parent).copied());
    }
}
