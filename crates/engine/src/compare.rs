//! Several models at once: lanes, each with a history of its own, and one prompt for all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use model::{ModelId, Parameters, Role};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{
    Attached, Lane, Message, MessageId, NewBlind, NewSession, NewTurn, RecordingId, SessionId,
    VoteFilter,
};

use crate::session::{OpenSession, row};
use crate::shape::Shape;
use crate::{Engine, Error, Result, ranked};

/// The most lanes on one screen.
pub const MOST_LANES: usize = 8;

/// A lane as the user wants it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Seat {
    /// A lane that is there; none begins one.
    pub lane: Option<u32>,
    /// Who answers in it.
    pub model: ModelId,
    /// How, where the lane says so.
    pub parameters: Parameters,
}

/// A prompt for several models.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Compare {
    /// `None` begins a session.
    pub session: Option<SessionId>,
    /// All lanes of the screen, in order; lanes that are not among them leave it.
    pub seats: Vec<Seat>,
    /// The places of the seats that are asked; none at all: every one.
    pub only: Vec<u32>,
    /// The prompt.
    pub text: String,
    /// Files that were attached before (see [`Engine::attach`]).
    pub attachments: Vec<Attached>,
    /// The recordings that it was spoken in, if it was.
    pub recordings: Vec<RecordingId>,
    /// A prompt that this takes the place of: each lane goes on from where its own prompt of that
    /// turn stands.
    pub replaces: Option<MessageId>,
    /// How models answer in a session that begins.
    pub parameters: Option<Parameters>,
    /// The models are drawn and not told before the vote, and the seats are not heeded. While a
    /// blind turn is open, its lanes go on whatever this says.
    pub blind: Option<Blind>,
}

/// A blind turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Blind {
    /// Whom it may ask.
    pub pool: Vec<ModelId>,
    /// How many it asks.
    pub models: u32,
    /// All lanes are shown at one pace: how fast one is written would tell who writes it.
    pub even_pace: bool,
}

impl Engine {
    /// Writes the prompt and a reply for each lane in one transaction, then begins all of them
    /// together. Lanes whose paths end in the same message share the prompt.
    pub async fn compare(self: &Arc<Self>, ask: Compare) -> Result<OpenSession> {
        if ask.text.trim().is_empty() && ask.attachments.is_empty() {
            return Err(Error::EmptyPrompt);
        }
        let attachments = self.attachments(&ask.attachments).await?;
        let recordings = self.recordings(&ask.recordings).await?;
        let begins = ask.session.is_none().then(|| NewSession {
            id: self.clock.session(),
            parameters: ask.parameters.clone().unwrap_or_default(),
        });
        let (id, own) = match (&begins, ask.session) {
            (Some(new), _) => (new.id, new.parameters.clone()),
            (None, Some(id)) => (id, self.store.session(id).await?.parameters),
            (None, None) => return Err(Error::NotAllowed("a session is missing")),
        };
        let known = begins.is_none().then_some(id);
        let open = match known {
            Some(id) => !self.store.blind_turns(id).await?.is_empty(),
            None => false,
        };
        let mut lanes = match (&ask.blind, open, known) {
            (_, true, Some(id)) => self.store.lanes(id).await?,
            (Some(blind), ..) => self.drawn(known, blind).await?,
            _ => self.seated(known, &ask.seats).await?,
        };
        let blind = match (&ask.blind, open) {
            (_, true) => Some(NewBlind {
                pool: self.store.blind_pool(id).await?.into_iter().collect(),
                even_pace: self.store.even_pace(id).await?,
            }),
            (Some(blind), false) => {
                Some(NewBlind { pool: blind.pool.clone(), even_pace: blind.even_pace })
            }
            (None, false) => None,
        };
        let parents = self.parents(id, &lanes, &ask).await?;
        for (place, parent) in &parents {
            self.has_ended(*parent)?;
            self.can_answer(&lanes[*place].model, *parent, &attachments).await?;
        }
        self.cancel_titles();
        let mut prompts: BTreeMap<Option<MessageId>, Message> = BTreeMap::new();
        let (blank, mut replies) = (self.new_prompt(id), Vec::new());
        for (place, parent) in parents {
            let lane = &mut lanes[place];
            let prompt = prompts.entry(parent).or_insert_with(|| Message {
                id: self.clock.message(),
                parent,
                lane: lane.lane,
                text: ask.text.clone(),
                attachments: attachments.clone(),
                recordings: recordings.clone(),
                blind: blind.is_some(),
                ..blank.clone()
            });
            let reply = self.lane_reply(prompt, lane, &own).await?;
            lane.leaf = Some(reply.id);
            replies.push(reply);
        }
        let first = begins.is_some().then(|| prompts.values().next().cloned()).flatten();
        let prompts = prompts.into_values().collect();
        let turn = NewTurn { begins, prompts, replies, lanes: Some(lanes), blind };
        self.begin(turn, None).await?;
        if let Some(prompt) = first {
            self.named_after(&prompt).await;
        }
        self.told(row(&self.store.session(id).await?));
        self.open(id).await
    }

    /// Has further models answer a prompt that was asked before, each in a lane of its own. A chat
    /// becomes a comparison, of which it is the first lane.
    pub async fn fan_out(
        self: &Arc<Self>,
        prompt: MessageId,
        models: &[ModelId],
    ) -> Result<OpenSession> {
        let prompt = self.store.message(prompt).await?;
        if prompt.role != Role::User || models.is_empty() {
            return Err(Error::NotAllowed("only a prompt can be answered by further models"));
        }
        if prompt.blind {
            return Err(Error::NotAllowed("names are told after the vote"));
        }
        let session = self.store.session(prompt.session).await?;
        let mut lanes = self.store.lanes(session.id).await?;
        if lanes.is_empty() {
            let shape = Shape::new(self.store.shape(session.id).await?);
            let leaf = shape.down(Some(prompt.id), None);
            let last = shape.up(leaf).find_map(|node| Some((node.lane, node.model.clone()?)));
            lanes.extend(last.map(|(lane, model)| Lane {
                lane,
                model,
                parameters: Parameters::default(),
                leaf,
            }));
        }
        let mut number = self.free_lane(Some(session.id), &lanes).await?;
        let mut replies = Vec::new();
        for model in models {
            self.can_answer(model, Some(prompt.id), &[]).await?;
            let lane = Lane {
                lane: number,
                model: model.clone(),
                parameters: Parameters::default(),
                leaf: None,
            };
            number += 1;
            let reply = self.lane_reply(&prompt, &lane, &session.parameters).await?;
            lanes.push(Lane { leaf: Some(reply.id), ..lane });
            replies.push(reply);
        }
        if lanes.len() > MOST_LANES {
            return Err(Error::NotAllowed("no more than eight models can be compared"));
        }
        self.cancel_titles();
        let turn = NewTurn { replies, lanes: Some(lanes), ..NewTurn::default() };
        self.begin(turn, None).await?;
        self.told(row(&self.store.session(session.id).await?));
        self.open(session.id).await
    }

    /// Adds, removes, orders and changes lanes without asking anything. One that is new begins
    /// where the paths of all others part.
    pub async fn set_lanes(&self, session: SessionId, seats: &[Seat]) -> Result<OpenSession> {
        self.is_told(session).await?;
        let lanes = self.seated(Some(session), seats).await?;
        self.store.set_lanes(session, &lanes).await?;
        self.open(session).await
    }

    /// Goes on with one lane alone, as a chat; where nothing is left of it, with what there is.
    pub async fn make_trunk(&self, session: SessionId, lane: u32) -> Result<OpenSession> {
        self.is_told(session).await?;
        let lanes = self.store.lanes(session).await?;
        let lane = lanes.into_iter().find(|one| one.lane == lane);
        let lane = lane.ok_or(Error::NotAllowed("there is no such lane"))?;
        let standing = store::Standing { leaf: lane.leaf, lanes: Vec::new() };
        self.store.stand(session, &standing, &[], self.clock.now()).await?;
        self.store.set_session_model(session, &lane.model).await?;
        self.store.set_lanes(session, &[]).await?;
        // All that the lane said may have been deleted.
        self.read_somewhere(session, None).await?;
        self.open(session).await
    }

    /// Goes on with all lanes from this one answer.
    pub async fn gather(&self, reply: MessageId) -> Result<OpenSession> {
        self.has_ended(Some(reply))?;
        let reply = self.store.message(reply).await?;
        let mut lanes = self.store.lanes(reply.session).await?;
        if reply.role != Role::Assistant || lanes.is_empty() {
            return Err(Error::NotAllowed("lanes can only go on from an answer"));
        }
        for lane in &mut lanes {
            lane.leaf = Some(reply.id);
        }
        self.store.set_lanes(reply.session, &lanes).await?;
        self.open(reply.session).await
    }

    /// Stops every reply of a session that is being written.
    pub fn stop_all(&self, session: SessionId) {
        for reply in self.desk.live.of(session) {
            // It may have ended by itself meanwhile.
            let _ = self.stop(reply);
        }
    }

    /// A reply to `prompt` in a lane.
    async fn lane_reply(
        &self,
        prompt: &Message,
        lane: &Lane,
        session: &Parameters,
    ) -> Result<Message> {
        let own = lane.parameters.clone().or(session);
        let known = self.models.known(&lane.model);
        let parameters = self.parameters(&lane.model, own, known.defaults).await?;
        let reply = self.new_reply(prompt, lane.model.clone(), parameters);
        Ok(Message { lane: lane.lane, ..reply })
    }

    /// Lanes for models that are drawn: those of whom a vote tells most, on sides that tell nothing.
    /// They go on from the best of the turn before, where that was voted on, else from where the
    /// session is read.
    async fn drawn(&self, session: Option<SessionId>, blind: &Blind) -> Result<Vec<Lane>> {
        let votes = self.store.votes(&VoteFilter::default()).await?;
        let size = blind.models as usize;
        let drawn = ranked::drawn(&votes, &blind.pool, size, self.clock.id().as_u128() as u64)?;
        let leaf = match session {
            Some(id) => self.best_or_last(id).await?,
            None => None,
        };
        let mut number = match session {
            Some(id) => self.store.new_lane(id).await?,
            None => 0,
        };
        let lane = |model| {
            number += 1;
            Lane { lane: number - 1, model, parameters: Parameters::default(), leaf }
        };
        Ok(drawn.into_iter().map(lane).collect())
    }

    /// The lanes that the seats ask for: those that are there keep their paths.
    async fn seated(&self, session: Option<SessionId>, seats: &[Seat]) -> Result<Vec<Lane>> {
        if !(2..=MOST_LANES).contains(&seats.len()) {
            return Err(Error::NotAllowed("two to eight models can be compared"));
        }
        let there = match session {
            Some(id) => self.store.lanes(id).await?,
            None => Vec::new(),
        };
        let begin = match session {
            Some(id) if there.is_empty() => self.store.session(id).await?.leaf,
            Some(id) => {
                let shape = Shape::new(self.store.shape(id).await?);
                let leaves: Vec<_> = there.iter().map(|lane| lane.leaf).collect();
                let trunk = shape.trunk(&leaves);
                // A new lane goes on from a reply, and answers the next prompt itself.
                shape.up(trunk).find(|node| node.role == Role::Assistant).map(|node| node.id)
            }
            None => None,
        };
        let mut number = self.free_lane(session, &there).await?;
        let lane_of = |seat: &Seat| {
            let known = seat.lane.and_then(|lane| there.iter().find(|one| one.lane == lane));
            let (lane, leaf) = match known {
                Some(known) => (known.lane, known.leaf),
                None => {
                    number += 1;
                    (number - 1, begin)
                }
            };
            Lane { lane, leaf, model: seat.model.clone(), parameters: seat.parameters.clone() }
        };
        Ok(seats.iter().map(lane_of).collect())
    }

    async fn free_lane(&self, session: Option<SessionId>, lanes: &[Lane]) -> Result<u32> {
        let Some(id) = session else { return Ok(0) };
        let free = self.store.new_lane(id).await?;
        // The first lane of what was a chat goes on with the chat's own number.
        let chat = lanes.is_empty().then_some(0);
        Ok(chat.unwrap_or(free))
    }

    /// What the prompt follows in each lane that is asked, by the lane's place.
    async fn parents(
        &self,
        session: SessionId,
        lanes: &[Lane],
        ask: &Compare,
    ) -> Result<Vec<(usize, Option<MessageId>)>> {
        let asked = |place: &usize| {
            ask.only.is_empty() || ask.only.iter().any(|only| *only as usize == *place)
        };
        let places: Vec<usize> = (0..lanes.len()).filter(asked).collect();
        let shape = match ask.session {
            Some(_) => Shape::new(self.store.shape(session).await?),
            None => Shape::new(Vec::new()),
        };
        let Some(replaced) = ask.replaces else {
            // A lane may end in a prompt whose replies were deleted; the next stands beside it.
            let follow = |place: usize| {
                let mut up = shape.up(lanes[place].leaf);
                let reply = up.find(|node| node.role == Role::Assistant);
                (place, reply.map(|node| node.id))
            };
            return Ok(places.into_iter().map(follow).collect());
        };
        let turn = self.store.message(replaced).await?.turn;
        let beside = |place: usize| {
            let mut up = shape.up(lanes[place].leaf);
            let own = up.find(|node| node.role == Role::User && node.turn == turn)?;
            Some((place, own.parent))
        };
        let parents: Vec<_> = places.into_iter().filter_map(beside).collect();
        if parents.is_empty() {
            return Err(Error::NotAllowed("no lane reads this prompt"));
        }
        Ok(parents)
    }
}
