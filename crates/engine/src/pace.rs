//! One pace for all lanes of a blind turn: how fast each is written would tell who writes it. Pure,
//! and without a clock.
//!
//! Whenever every lane that is still being written has something that is not shown yet, all lanes
//! are shown as many characters more as the one of them that has least. A lane that has ended is
//! shown as one that is being written until the others have passed its end; a failure is told then,
//! too. When the last one ends, all is told.
//!
//! So all lanes wait for one that stalls: until it goes on, fails by its model's own time limit, or
//! is stopped. One that the user stops holds nobody back; it is told as stopped with what is shown
//! of it, and the rest of what had arrived is told with the end of all.

use std::collections::HashMap;

use store::{Message, MessageId, SessionId, Status, TurnId};

use crate::watch::Update;

/// The turns that keep a pace.
#[derive(Default)]
pub(crate) struct Paces(HashMap<TurnId, Pace>);

/// What may be told now in a session.
pub(crate) type Told = (SessionId, Vec<Update>);

struct Pace {
    session: SessionId,
    lanes: Vec<Lane>,
}

struct Lane {
    id: MessageId,
    /// All that arrived.
    text: String,
    /// The bytes of it that are shown.
    shown: usize,
    /// The characters of it that are not.
    rest: usize,
    /// How it ended, which is not told yet.
    end: Option<Message>,
    /// By the user, who was told so.
    stopped: bool,
}

impl Paces {
    /// From now on these replies of one turn keep a pace, with those that do already. They are given
    /// as they may be shown; what stands there from before is shown.
    pub(crate) fn keep(&mut self, replies: Vec<Message>) {
        for reply in replies {
            let fresh = || Pace { session: reply.session, lanes: Vec::new() };
            let pace = self.0.entry(reply.turn).or_insert_with(fresh);
            let known = pace.lanes.iter().position(|lane| lane.id == reply.id);
            // One that was stopped and goes on is shown from where it stood.
            let shown = known.map(|place| pace.lanes.remove(place).shown);
            let shown = shown.filter(|shown| reply.text.is_char_boundary(*shown));
            let shown = shown.unwrap_or(reply.text.len());
            pace.lanes.push(Lane {
                id: reply.id,
                rest: reply.text[shown..].chars().count(),
                text: reply.text,
                shown,
                end: None,
                stopped: false,
            });
        }
    }

    /// Text arrived for a reply; none if it keeps no pace.
    pub(crate) fn grow(&mut self, id: MessageId, text: &str) -> Option<Told> {
        self.advance(id, |lane| {
            lane.text.push_str(text);
            lane.rest += text.chars().count();
            None
        })
    }

    /// A reply has ended like this, as it may be shown.
    pub(crate) fn end(&mut self, id: MessageId, end: Message) -> Option<Told> {
        self.advance(id, |lane| {
            if end.text.is_char_boundary(lane.shown) && end.text.len() >= lane.shown {
                lane.text.clone_from(&end.text);
                lane.rest = lane.text[lane.shown..].chars().count();
            }
            lane.stopped = end.status == Status::Stopped;
            lane.end = Some(end);
            lane.stopped.then(|| lane.shown_end()).flatten()
        })
    }

    /// The user stops a reply that has ended and is shown as being written; none if it is not.
    pub(crate) fn stop(&mut self, id: MessageId) -> Option<Told> {
        self.is_held(id).then_some(())?;
        self.advance(id, |lane| {
            lane.stopped = true;
            lane.shown_end()
        })
    }

    /// A reply is there no more: nobody waits for it, and nothing is told of it.
    pub(crate) fn leave(&mut self, id: MessageId) -> Option<Told> {
        let pace = self.0.values_mut().find(|pace| pace.lanes.iter().any(|lane| lane.id == id))?;
        pace.lanes.retain(|lane| lane.id != id);
        let told = (pace.session, pace.advance());
        self.0.retain(|_, pace| !pace.lanes.is_empty());
        Some(told)
    }

    /// Nothing of a turn is held back any more; what was of the lanes that are still being written
    /// is given as it may be shown by `now`.
    pub(crate) fn release(
        &mut self,
        turn: TurnId,
        now: impl Fn(MessageId) -> Option<Message>,
    ) -> Option<Told> {
        let pace = self.0.remove(&turn)?;
        let lanes = pace.lanes.into_iter();
        let told = lanes.filter_map(|lane| lane.end.or_else(|| now(lane.id)));
        Some((pace.session, told.map(|message| Update::Message { message }).collect()))
    }

    /// Leaves of a message only what may be shown of it now. Says whether it keeps a pace.
    pub(crate) fn clip(&self, message: &mut Message) -> bool {
        let Some(lane) = self.lane(message.id) else { return false };
        lane.clip(message);
        true
    }

    /// Whether a reply has ended and is still shown as being written.
    pub(crate) fn is_held(&self, id: MessageId) -> bool {
        self.lane(id).is_some_and(|lane| lane.end.is_some() && !lane.stopped)
    }

    /// The replies of a session that have ended and of which not all is told, as they are shown.
    pub(crate) fn held(&self, session: SessionId) -> Vec<Message> {
        let paces = self.0.values().filter(|pace| pace.session == session);
        paces.flat_map(|pace| &pace.lanes).filter_map(Lane::shown_end).collect()
    }

    fn lane(&self, id: MessageId) -> Option<&Lane> {
        self.0.values().flat_map(|pace| &pace.lanes).find(|lane| lane.id == id)
    }

    /// Changes a lane, tells what that gives, and goes on as far as all can.
    fn advance(
        &mut self,
        id: MessageId,
        change: impl FnOnce(&mut Lane) -> Option<Message>,
    ) -> Option<Told> {
        for pace in self.0.values_mut() {
            let Some(lane) = pace.lanes.iter_mut().find(|lane| lane.id == id) else { continue };
            let told = change(lane).map(|message| Update::Message { message });
            let told = (pace.session, told.into_iter().chain(pace.advance()).collect());
            self.0.retain(|_, pace| !pace.lanes.is_empty());
            return Some(told);
        }
        None
    }
}

impl Pace {
    fn advance(&mut self) -> Vec<Update> {
        let written = self.lanes.iter().filter(|lane| lane.end.is_none());
        let Some(step) = written.map(|lane| lane.rest).min() else {
            let ends = self.lanes.drain(..).filter_map(|lane| lane.end);
            return ends.map(|message| Update::Message { message }).collect();
        };
        let mut told = Vec::new();
        self.lanes.retain_mut(|lane| {
            if step == 0 || lane.stopped {
                return true;
            }
            if lane.rest < step
                && let Some(message) = lane.end.take()
            {
                told.push(Update::Message { message });
                return false;
            }
            let (id, text) = (lane.id, lane.show(step));
            told.push(Update::Delta { id, text, reasoning: String::new() });
            true
        });
        told
    }
}

impl Lane {
    /// Shows so many characters more, and tells them.
    fn show(&mut self, characters: usize) -> String {
        let rest = &self.text[self.shown..];
        let end = rest.char_indices().nth(characters).map_or(rest.len(), |(at, _)| at);
        let text = rest[..end].to_owned();
        self.shown += end;
        self.rest -= characters;
        text
    }

    fn clip(&self, message: &mut Message) {
        message.text = self.text[..self.shown].to_owned();
        message.status = if self.stopped { Status::Stopped } else { Status::Streaming };
        (message.finish, message.failure) = (None, None);
    }

    fn shown_end(&self) -> Option<Message> {
        let mut end = self.end.clone()?;
        self.clip(&mut end);
        Some(end)
    }
}
