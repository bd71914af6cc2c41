//! The messages of a page in the order they are read.

use std::collections::{HashMap, HashSet};

use model::Role;
use uuid::Uuid;

use super::{Branches, Page};
use crate::Message;

/// A message on a page.
pub(super) struct Shown<'a> {
    pub(super) message: &'a Message,
    /// Which version it is, and of how many, where several are shown.
    pub(super) version: Option<(usize, usize)>,
    /// It follows another message than the one before it on the page.
    pub(super) jump: Option<&'a Message>,
}

/// The messages of a page, each after the one it follows.
pub(super) fn walk<'a>(page: &Page<'a>) -> Vec<Shown<'a>> {
    let messages = &page.session.messages;
    let places: HashMap<Uuid, usize> =
        messages.iter().enumerate().map(|(place, message)| (message.id, place)).collect();
    let parent = |place: usize| messages[place].parent.and_then(|id| places.get(&id).copied());
    let shown = shown(page, &places, parent);
    let mut below: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for place in (0..messages.len()).filter(|place| shown.contains(place)) {
        below.entry(parent(place)).or_default().push(place);
    }
    let mut told = Vec::new();
    let mut last = None;
    let mut steps: Vec<usize> = below.get(&None).into_iter().flatten().rev().copied().collect();
    while let Some(place) = steps.pop() {
        let message = &messages[place];
        let versions: Vec<usize> = below.get(&parent(place)).map_or_else(Vec::new, |all| {
            all.iter().copied().filter(|one| messages[*one].role == message.role).collect()
        });
        let number = versions.iter().position(|one| *one == place).unwrap_or(0) + 1;
        // Replies that stand under one prompt are seen to be its versions without being told so.
        let under = parent(place) == last
            || last.is_some_and(|last| {
                parent(last) == parent(place) && message.role == Role::Assistant
            });
        told.push(Shown {
            message,
            version: (versions.len() > 1).then_some((number, versions.len())),
            jump: parent(place).filter(|_| !under).map(|place| &messages[place]),
        });
        last = Some(place);
        steps.extend(below.get(&Some(place)).into_iter().flatten().rev().copied());
    }
    told
}

fn shown(
    page: &Page<'_>,
    places: &HashMap<Uuid, usize>,
    parent: impl Fn(usize) -> Option<usize>,
) -> HashSet<usize> {
    if page.branches == Branches::All {
        return (0..page.session.messages.len()).collect();
    }
    let lanes = page.session.lanes.iter().map(|lane| lane.leaf);
    let leaf = page.session.lanes.is_empty().then_some(page.session.leaf);
    let mut shown = HashSet::new();
    for leaf in lanes.chain(leaf).flatten() {
        let mut at = places.get(&leaf).copied();
        while let Some(place) = at.filter(|place| !shown.contains(place)) {
            shown.insert(place);
            at = parent(place);
        }
    }
    shown
}

/// Who wrote a message, for the reader.
pub(super) fn author(message: &Message) -> &str {
    match message.role {
        Role::User => "You",
        Role::System => "System",
        Role::Assistant => message.model.as_deref().unwrap_or("Reply"),
    }
}

/// A time as it is read: `2026-11-23 18:05 UTC`.
pub(super) fn when(millis: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(millis);
    at.map_or_else(|_| String::new(), |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

/// The title on one line.
pub(super) fn title(page: &Page<'_>) -> String {
    let title = page.session.title.as_deref().unwrap_or("Chat");
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is said of a message besides its author and time.
pub(super) fn remarks(shown: &Shown<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some((number, of)) = shown.version {
        remarks.push(format!("version {number} of {of}"));
    }
    if let Some(after) = shown.jump {
        let words: String = after.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words: String = words.chars().take(60).collect();
        remarks.push(format!("after “{words}”"));
    }
    match shown.message.status {
        crate::Status::Complete => {}
        crate::Status::Stopped => remarks.push("stopped".to_owned()),
        crate::Status::Interrupted => remarks.push("interrupted".to_owned()),
        crate::Status::Failed => remarks.push("failed".to_owned()),
    }
    remarks
}
