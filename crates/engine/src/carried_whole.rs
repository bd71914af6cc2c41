//! A session as the store has it, and as it stands in a file.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use carry::{Attached, Lost, Set};
use model::{ErrorKind, ModelId, Role};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{
    Arrival, BlindTurn, Candidate, Cost, Failure, Kind, Lane, Message, MessageId, Millis, Rating,
    Session, SessionId, Status, TitleSource, TurnId, Versions, Vote, Whole, WholeMessage,
};
use uuid::Uuid;

/// A session for a file.
pub(crate) fn carried(whole: Whole) -> carry::Session {
    let Whole { session, lanes, blind, votes, messages } = whole;
    let there: HashSet<Uuid> = messages.iter().map(|one| one.message.id.0).collect();
    let here = |id: MessageId| there.contains(&id.0).then_some(id.0);
    let source = match session.title_source {
        TitleSource::None => None,
        TitleSource::Words => Some("words"),
        TitleSource::Model => Some("model"),
        TitleSource::User => Some("user"),
    };
    carry::Session {
        id: session.id.0,
        title: session.title,
        title_source: source.map(str::to_owned),
        parameters: Set(session.parameters),
        model: session.model.map(|model| model.to_string()),
        leaf: session.leaf.and_then(here),
        draft: session.draft,
        created_at: session.created_at.0,
        updated_at: session.updated_at.0,
        folder: Vec::new(),
        tags: Vec::new(),
        lanes: lanes
            .into_iter()
            .map(|lane| carry::Lane {
                lane: lane.lane,
                model: lane.model.to_string(),
                parameters: Set(lane.parameters),
                leaf: lane.leaf.and_then(here),
            })
            .collect(),
        blind: blind
            .into_iter()
            .map(|blind| carry::Blind {
                turn: blind.turn.0,
                pool: blind.pool.iter().map(ToString::to_string).collect(),
                told_at: blind.told_at.map(|at| at.0),
                even_pace: blind.even_pace,
            })
            .collect(),
        votes: votes.into_iter().map(|(vote, undone)| carried_vote(vote, undone, &here)).collect(),
        messages: messages.into_iter().map(|one| carried_message(one, &here)).collect(),
    }
}

fn carried_vote(
    vote: Vote,
    undone_at: Option<Millis>,
    here: &impl Fn(MessageId) -> Option<Uuid>,
) -> carry::Vote {
    carry::Vote {
        id: vote.id,
        turn: vote.turn.0,
        at: vote.at.0,
        kind: name(&vote.kind),
        language: vote.language,
        blind: vote.blind,
        reason: vote.reason,
        tags: vote.tags,
        voter: vote.voter,
        undone_at: undone_at.map(|at| at.0),
        candidates: vote
            .candidates
            .into_iter()
            .map(|one| carry::Candidate {
                model: one.model.to_string(),
                message: one.message.and_then(here),
                best: one.best,
            })
            .collect(),
    }
}

fn carried_message(one: WholeMessage, here: &impl Fn(MessageId) -> Option<Uuid>) -> carry::Message {
    let WholeMessage { message, read_at, copied_at, rated_at, carried, request, arrivals } = one;
    let rated_at = rated_at.unwrap_or(message.created_at).0;
    carry::Message {
        id: message.id.0,
        parent: message.parent.and_then(here),
        turn: message.turn.0,
        lane: message.lane,
        role: message.role,
        status: match message.status {
            Status::Complete => carry::Status::Complete,
            // As the next start would find it.
            Status::Streaming | Status::Interrupted => carry::Status::Interrupted,
            Status::Stopped => carry::Status::Stopped,
            Status::Failed => carry::Status::Failed,
        },
        created_at: message.created_at.0,
        read_at: read_at.map(|at| at.0),
        copied_at: copied_at.map(|at| at.0),
        edited: message.edited,
        model: message.model.map(|model| model.to_string()),
        served: message.served,
        parameters: message.parameters.map(Set),
        usage: message.usage,
        cost: message.cost.map(|cost| carry::Cost { usd: cost.usd, as_of: cost.as_of }),
        timings: message.timings,
        finish: message.finish,
        left_out: message.left_out,
        failure: message.failure.map(|failure| carry::Failure {
            kind: name(&failure.kind),
            message: failure.message,
            retry_at: failure.retry_at.map(|at| at.0),
        }),
        merged: message.merged.into_iter().filter_map(here).collect(),
        attachments: message
            .attachments
            .into_iter()
            .map(|one| Attached {
                name: one.name,
                media_type: one.media_type,
                size: one.size,
                sha256: one.sha256,
            })
            .collect(),
        rating: message.rating.map(|rating| carry::Rating {
            stars: rating.stars,
            comment: rating.comment,
            at: rated_at,
        }),
        carried,
        request: request.map(|body| match String::from_utf8(body.into()) {
            Ok(text) => carry::Bytes::Text(text),
            Err(bytes) => carry::Bytes::Base64(BASE64.encode(bytes.as_bytes())),
        }),
        arrivals: arrivals.into_iter().map(|at| (at.ms, at.chars)).collect(),
        reasoning: message.reasoning,
        text: message.text,
    }
}

/// A session for the store, and what of it could not be read: a file may hold anything.
pub(crate) fn from_carried(session: carry::Session) -> (Whole, Vec<(Lost, String)>) {
    let mut losses = Vec::new();
    let id = SessionId(session.id);
    let source = match session.title_source.as_deref() {
        _ if session.title.is_none() => TitleSource::None,
        Some("words") => TitleSource::Words,
        Some("model") => TitleSource::Model,
        _ => TitleSource::User,
    };
    let mut there = HashSet::new();
    let mut messages = Vec::with_capacity(session.messages.len());
    for one in session.messages {
        if !there.insert(one.id) {
            losses.push((Lost::DuplicateId, one.id.to_string()));
            continue;
        }
        let mut message = stored_message(one, id);
        if message.message.parent.is_some_and(|parent| !there.contains(&parent.0)) {
            losses.push((Lost::Orphan, message.message.id.to_string()));
            message.message.parent = None;
        }
        messages.push(message);
    }
    let whole = Whole {
        session: Session {
            id,
            title: session.title,
            title_source: source,
            parameters: session.parameters.0,
            model: session.model.map(ModelId::from),
            leaf: session.leaf.map(MessageId),
            draft: session.draft,
            created_at: Millis(session.created_at),
            updated_at: Millis(session.updated_at),
        },
        lanes: session
            .lanes
            .into_iter()
            .map(|lane| Lane {
                lane: lane.lane,
                model: ModelId::from(lane.model),
                parameters: lane.parameters.0,
                leaf: lane.leaf.map(MessageId),
            })
            .collect(),
        blind: session
            .blind
            .into_iter()
            .map(|blind| BlindTurn {
                turn: TurnId(blind.turn),
                pool: blind.pool.into_iter().map(ModelId::from).collect(),
                told_at: blind.told_at.map(Millis),
                even_pace: blind.even_pace,
            })
            .collect(),
        votes: session.votes.into_iter().map(|vote| stored_vote(vote, id)).collect(),
        messages,
    };
    (whole, losses)
}

fn stored_vote(vote: carry::Vote, session: SessionId) -> (Vote, Option<Millis>) {
    let undone_at = vote.undone_at.map(Millis);
    let vote = Vote {
        id: vote.id,
        turn: TurnId(vote.turn),
        session: Some(session),
        at: Millis(vote.at),
        kind: named(&vote.kind).unwrap_or(Kind::Chat),
        language: vote.language,
        blind: vote.blind,
        reason: vote.reason,
        tags: vote.tags,
        voter: vote.voter,
        candidates: vote
            .candidates
            .into_iter()
            .map(|one| Candidate {
                model: ModelId::from(one.model),
                message: one.message.map(MessageId),
                best: one.best,
            })
            .collect(),
    };
    (vote, undone_at)
}

fn stored_message(one: carry::Message, session: SessionId) -> WholeMessage {
    let rating = one.rating.as_ref();
    let rated_at = rating.map(|rating| Millis(rating.at));
    let message = Message {
        id: MessageId(one.id),
        session,
        parent: one.parent.map(MessageId),
        turn: TurnId(one.turn),
        lane: one.lane,
        role: one.role,
        status: match one.status {
            // A prompt is always whole.
            _ if one.role != Role::Assistant => Status::Complete,
            carry::Status::Complete => Status::Complete,
            carry::Status::Stopped => Status::Stopped,
            carry::Status::Interrupted => Status::Interrupted,
            carry::Status::Failed => Status::Failed,
        },
        text: one.text,
        attachments: one
            .attachments
            .into_iter()
            .map(|one| store::Attached {
                name: one.name,
                media_type: one.media_type,
                size: one.size,
                sha256: one.sha256,
            })
            .collect(),
        recordings: Vec::new(),
        reasoning: one.reasoning,
        model: one.model.map(ModelId::from),
        served: one.served,
        parameters: one.parameters.map(|set| set.0),
        usage: one.usage,
        cost: one.cost.map(|cost| Cost { usd: cost.usd, as_of: cost.as_of }),
        timings: one.timings,
        finish: one.finish,
        left_out: one.left_out,
        failure: one.failure.map(|failure| Failure {
            kind: named(&failure.kind).unwrap_or(ErrorKind::Server),
            message: failure.message,
            retry_at: failure.retry_at.map(Millis),
        }),
        created_at: Millis(one.created_at),
        edited: one.edited,
        blind: false,
        merged: one.merged.into_iter().map(MessageId).collect(),
        rating: one.rating.map(|rating| Rating {
            stars: rating.stars.filter(|stars| (1..=5).contains(stars)),
            comment: rating.comment,
        }),
        versions: Versions::default(),
    };
    WholeMessage {
        message,
        read_at: one.read_at.map(Millis),
        copied_at: one.copied_at.map(Millis),
        rated_at,
        carried: one.carried,
        request: one.request.and_then(|body| match body {
            carry::Bytes::Text(text) => Some(text.into()),
            carry::Bytes::Base64(text) => BASE64.decode(text).ok().map(Into::into),
        }),
        arrivals: one.arrivals.into_iter().map(|(ms, chars)| Arrival { ms, chars }).collect(),
    }
}

/// What a member of a closed set is called on the wire.
fn name(member: &impl Serialize) -> String {
    match serde_json::to_value(member) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

/// The member of a closed set that is called so.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(Value::String(name.to_owned())).ok()
}
