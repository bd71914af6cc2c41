//! Votes on the replies of a turn, and the ranking that follows from them.

use std::collections::HashSet;
use std::io::Cursor;

use model::{ModelId, Role};
use ranking::{Outcome, Places};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{Candidate, Kind, Message, MessageId, SessionId, Status, TurnId, Vote, VoteFilter};

use crate::session::OpenSession;
use crate::shape::Shape;
use crate::{Engine, Error, Result};

/// What a person thinks of the replies of one turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Opinion {
    /// The replies, in the order shown.
    pub replies: Vec<MessageId>,
    /// Those of them that are best: one, several (a tie), or none (all are bad).
    pub best: Vec<MessageId>,
    /// Why, in the user's words; empty: none.
    pub reason: String,
    /// The user's tags.
    pub tags: Vec<String>,
}

/// A format in which votes are carried elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum VoteFormat {
    /// Comma-separated values.
    Csv,
    /// JSON Lines.
    Jsonl,
    /// Apache Parquet.
    Parquet,
}

/// What became of a file of votes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct Brought {
    /// Votes that are new.
    pub new: u32,
    /// Votes that were known already, or stood there twice.
    pub known: u32,
    /// Rows that are no votes.
    pub bad: u32,
    /// What is wrong with the first of them.
    pub problems: Vec<String>,
}

impl Engine {
    /// Casts a vote on a turn, in the place of any before, and tells the names of a blind one. Models
    /// that are drawn for the next turn go on from the best.
    pub async fn vote(&self, opinion: Opinion) -> Result<OpenSession> {
        let mut replies = Vec::new();
        for id in &opinion.replies {
            self.has_ended(Some(*id))?;
            replies.push(self.whole_reply(*id).await?);
        }
        let (Some(first), 2..=8) = (replies.first(), replies.len()) else {
            return Err(Error::NotAllowed("a vote is on two to eight replies"));
        };
        let (session, turn) = (first.session, first.turn);
        if replies.iter().any(|reply| reply.turn != turn || reply.session != session) {
            return Err(Error::NotAllowed("a vote is on replies of one turn"));
        }
        if opinion.best.iter().any(|best| !opinion.replies.contains(best)) {
            return Err(Error::NotAllowed("the best is not among the replies"));
        }
        let prompt = first.parent.ok_or(Error::NotAllowed("the reply has no prompt"))?;
        let prompt = self.store.message(prompt).await?;
        let hidden = self.store.blind_turns(session).await?.contains(&turn);
        let blind = match self.store.first_blind_choice(session, turn).await? {
            // Decided before the names were told: also where it was taken back, and said again.
            Some(first) => first == opinion.best.iter().copied().collect(),
            None => hidden,
        };
        let candidates = replies.iter().map(|reply| {
            let model = reply.model.clone();
            let model = model.ok_or(Error::NotAllowed("a reply names no model"))?;
            let best = opinion.best.contains(&reply.id);
            Ok(Candidate { model, message: Some(reply.id), best })
        });
        let vote = Vote {
            id: self.clock.id(),
            turn,
            session: Some(session),
            at: self.clock.now(),
            kind: Kind::Chat,
            language: lookup::language(&prompt.text).or_else(|| {
                // A short prompt tells little; its replies are mostly in its language.
                let texts = replies.iter().map(|reply| reply.text.as_str());
                lookup::language(
                    &std::iter::once(prompt.text.as_str())
                        .chain(texts)
                        .collect::<Vec<_>>()
                        .join(" "),
                )
            }),
            blind,
            reason: opinion.reason.trim().to_owned(),
            tags: opinion.tags,
            voter: String::new(),
            candidates: candidates.collect::<Result<_>>()?,
        };
        self.store.cast(&vote).await?;
        if hidden {
            self.store.tell_names(turn, vote.at).await?;
        }
        self.open(session).await
    }

    /// Where models that are drawn go on: from the best of the turn that the lanes end with, where
    /// that was voted on, else from where the session is read.
    pub(crate) async fn best_or_last(&self, session: SessionId) -> Result<Option<MessageId>> {
        let shape = Shape::new(self.store.shape(session).await?);
        let lanes = self.store.lanes(session).await?;
        let ends = lanes.iter().filter_map(|lane| shape.get(lane.leaf?));
        let turns: HashSet<TurnId> = ends.map(|node| node.turn).collect();
        let votes = VoteFilter { session: Some(session), ..VoteFilter::default() };
        let votes = self.store.votes(&votes).await?;
        let last = votes.into_iter().rev().find(|vote| turns.contains(&vote.turn));
        let candidates = last.into_iter().flat_map(|vote| vote.candidates);
        let mut best = candidates.filter(|one| one.best).filter_map(|one| one.message);
        let best = best.find(|best| shape.get(*best).is_some());
        Ok(best.or(self.store.session(session).await?.leaf))
    }

    /// Takes a vote back, and hides again what it told: until a prompt has followed.
    pub async fn take_back_vote(&self, session: SessionId, turn: TurnId) -> Result<OpenSession> {
        let shape = Shape::new(self.store.shape(session).await?);
        if shape.is_followed(turn) {
            return Err(Error::NotAllowed("the session has gone on since the vote"));
        }
        self.store.take_back(turn, self.clock.now()).await?;
        self.store.hide_names(turn).await?;
        self.open(session).await
    }

    /// Tells the names of a blind turn without a vote.
    pub async fn reveal(&self, session: SessionId, turn: TurnId) -> Result<OpenSession> {
        self.store.tell_names(turn, self.clock.now()).await?;
        self.desk.live.release_pace(turn);
        self.open(session).await
    }

    /// All votes that `filter` lets through and that can be ranked, as a file.
    pub async fn export_votes(&self, filter: &VoteFilter, format: VoteFormat) -> Result<Vec<u8>> {
        let votes = self.store.votes(filter).await?;
        // A model that stood twice on one turn says nothing of who is better, here as elsewhere.
        let votes: Vec<_> = votes.iter().filter_map(|vote| portable(vote).ok()).collect();
        let mut file = Vec::new();
        match format {
            VoteFormat::Csv => ranking::write_csv(&votes, &mut file),
            VoteFormat::Jsonl => ranking::write_json_lines(&votes, &mut file),
            VoteFormat::Parquet => ranking::write_parquet(&votes, &mut file),
        }
        .map_err(|error| Error::Votes(error.to_string()))?;
        Ok(file)
    }

    /// Brings the votes of a file in; those that are known are left as they are.
    pub async fn import_votes(&self, file: Vec<u8>, format: VoteFormat) -> Result<Brought> {
        let read = match format {
            VoteFormat::Csv => ranking::read_csv(Cursor::new(file)),
            VoteFormat::Jsonl => ranking::read_json_lines(Cursor::new(file)),
            VoteFormat::Parquet => ranking::read_parquet(bytes::Bytes::from(file)),
        };
        let read = read.map_err(|error| Error::Votes(error.to_string()))?;
        let votes: Vec<_> = read.votes.iter().map(imported).collect();
        let new = self.store.bring_votes(&votes).await?;
        Ok(Brought {
            new: count(new),
            known: count(read.duplicates + (votes.len() as u64 - new)),
            bad: count(read.bad_rows),
            problems: read.bad.iter().take(5).map(ToString::to_string).collect(),
        })
    }

    async fn whole_reply(&self, id: MessageId) -> Result<Message> {
        self.flush().await;
        let reply = self.store.message(id).await?;
        match (reply.role, reply.status) {
            (Role::Assistant, Status::Streaming) => {
                Err(Error::NotAllowed("a reply is still being written"))
            }
            (Role::Assistant, _) => Ok(reply),
            _ => Err(Error::NotAllowed("a vote is on replies")),
        }
    }
}

pub(crate) fn count(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn outcome(vote: &Vote) -> Option<Outcome> {
    let best = vote.candidates.iter().enumerate().filter(|(_, candidate)| candidate.best);
    let best: Vec<usize> = best.map(|(place, _)| place).collect();
    match best[..] {
        [] => Some(Outcome::AllBad),
        [one] => Some(Outcome::Best(one)),
        _ => Places::of(best).map(Outcome::Tie),
    }
}

pub(crate) fn ballot(vote: &Vote) -> Result<ranking::Ballot> {
    let models = vote.candidates.iter().map(|candidate| candidate.model.to_string()).collect();
    let outcome = outcome(vote).ok_or(Error::NotAllowed("a vote is on two to eight replies"))?;
    ranking::Ballot::new(models, outcome).map_err(|error| Error::Votes(error.to_string()))
}

fn portable(vote: &Vote) -> Result<ranking::Vote> {
    Ok(ranking::Vote {
        id: vote.id,
        turn: vote.turn.0,
        voted_at: vote.at.0,
        voter: vote.voter.clone(),
        kind: match vote.kind {
            Kind::Chat => ranking::Kind::Chat,
            Kind::Transcription => ranking::Kind::Transcription,
            Kind::Speech => ranking::Kind::Speech,
        },
        language: vote.language.clone().unwrap_or_default(),
        tags: vote.tags.clone(),
        blind: vote.blind,
        ballot: ballot(vote)?,
        reason: vote.reason.clone(),
    })
}

fn imported(vote: &ranking::Vote) -> Vote {
    let best = vote.ballot.best();
    let candidates = vote.ballot.candidates().iter().enumerate();
    Vote {
        id: vote.id,
        turn: TurnId(vote.turn),
        session: None,
        at: store::Millis(vote.voted_at),
        kind: match vote.kind {
            ranking::Kind::Chat => Kind::Chat,
            ranking::Kind::Transcription => Kind::Transcription,
            ranking::Kind::Speech => Kind::Speech,
        },
        language: (!vote.language.is_empty()).then(|| vote.language.clone()),
        blind: vote.blind,
        reason: vote.reason.clone(),
        tags: vote.tags.clone(),
        voter: if vote.voter.is_empty() { "imported".into() } else { vote.voter.clone() },
        candidates: candidates
            .map(|(place, name)| Candidate {
                model: ModelId::from(name.clone()),
                message: None,
                best: best.contains(place),
            })
            .collect(),
    }
}
