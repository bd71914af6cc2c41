//! Votes on the replies of a turn, and the ranking that follows from them.

use std::collections::BTreeMap;
use std::io::Cursor;

use model::{ModelId, Role};
use ranking::{Counts, Fit, Meeting, Outcome, Places};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{
    Candidate, Kind, Message, MessageId, SessionId, Standing, Status, TurnId, Vote, VoteFilter,
};

use crate::session::OpenSession;
use crate::shape::Shape;
use crate::{Engine, Error, Result, language};

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

/// The models as the votes rank them.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Ranking {
    /// One line a model, the best first; those that no vote rates come last.
    pub rows: Vec<RankingRow>,
    /// How each did against each other: row by row, in the order of `rows`.
    pub matrix: Vec<RankingCell>,
    /// How many votes there are.
    pub votes: u32,
    /// Languages that votes of any filter have.
    pub languages: Vec<String>,
    /// Tags that votes of any filter have.
    pub tags: Vec<String>,
}

/// One line of the ranking.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct RankingRow {
    /// Whose.
    pub model: ModelId,
    /// Points on Elo's scale; none without a vote that rates it.
    pub rating: Option<Interval>,
    /// The ranks that it may have.
    pub ranks: Option<(u32, u32)>,
    /// Votes that rate it.
    pub votes: u32,
    /// Of these, where it was the best.
    pub wins: u32,
    /// Of these, where it was among several best.
    pub ties: u32,
    /// Of these, where it was not.
    pub losses: u32,
    /// Votes that found it and all others bad.
    pub all_bad: u32,
    /// What a thousand replies cost, in US dollars, by those whose cost is known.
    pub cost_per_1000: Option<f64>,
    /// What was done with its replies without a vote.
    pub signs: Option<PassiveSigns>,
}

/// A number and the interval that holds it with a probability of 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Type)]
pub struct Interval {
    /// The likeliest.
    pub points: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How often something was done with a model's replies without a vote: weak signs, never mixed into
/// a rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct PassiveSigns {
    /// Kept where there were several versions.
    pub kept: u32,
    /// Copied.
    pub copied: u32,
    /// Regenerated away.
    pub regenerated_away: u32,
    /// Gone on from.
    pub continued: u32,
}

/// How one model did against another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Type)]
pub struct RankingCell {
    /// It was among the best and the other was not.
    pub wins: u32,
    /// Both were among the best.
    pub ties: u32,
    /// The other was among the best and it was not.
    pub losses: u32,
    /// The share that the ratings expect, a tie as half.
    pub expected: Option<f64>,
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
    /// Casts a vote on a turn, in the place of any before, and tells the names of a blind one. The
    /// session goes on from the best.
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
            language: language::of(&prompt.text).or_else(|| {
                // A short prompt tells little; its replies are mostly in its language.
                let texts = replies.iter().map(|reply| reply.text.as_str());
                language::of(
                    &std::iter::once(prompt.text.as_str())
                        .chain(texts)
                        .collect::<Vec<_>>()
                        .join(" "),
                )
            }),
            blind: self.store.was_blind(session, turn).await?,
            reason: opinion.reason.trim().to_owned(),
            tags: opinion.tags,
            voter: String::new(),
            candidates: candidates.collect::<Result<_>>()?,
        };
        self.store.cast(&vote).await?;
        if vote.blind {
            self.store.tell_names(turn, Some(vote.at)).await?;
        }
        if let Some(best) = opinion.best.first() {
            let standing = Standing { leaf: Some(*best), lanes: Vec::new() };
            self.store.stand(session, &standing, &[], vote.at).await?;
        }
        self.open(session).await
    }

    /// Takes a vote back, and hides the names of a blind turn again: until a prompt has followed.
    pub async fn take_back_vote(&self, session: SessionId, turn: TurnId) -> Result<OpenSession> {
        let shape = Shape::new(self.store.shape(session).await?);
        if shape.is_followed(turn) {
            return Err(Error::NotAllowed("the session has gone on since the vote"));
        }
        self.store.take_back(turn, self.clock.now()).await?;
        if self.store.was_blind(session, turn).await? {
            self.store.tell_names(turn, None).await?;
        }
        self.open(session).await
    }

    /// Tells the names of a blind turn without a vote.
    pub async fn reveal(&self, session: SessionId, turn: TurnId) -> Result<OpenSession> {
        self.store.tell_names(turn, Some(self.clock.now())).await?;
        self.open(session).await
    }

    /// The ranking by the votes that `filter` lets through.
    pub async fn ranking(&self, filter: &VoteFilter) -> Result<Ranking> {
        let votes = self.store.votes(filter).await?;
        let signs = self.store.signs().await?;
        let all = match *filter == VoteFilter::default() {
            true => votes.clone(),
            false => self.store.votes(&VoteFilter::default()).await?,
        };
        let distinct = |of: &dyn Fn(&Vote) -> Vec<String>| -> Vec<String> {
            let all: std::collections::BTreeSet<_> = all.iter().flat_map(of).collect();
            all.into_iter().collect()
        };
        let (languages, tags) = (
            distinct(&|vote| vote.language.clone().into_iter().collect()),
            distinct(&|vote| vote.tags.clone()),
        );
        let votes_count = count(votes.len() as u64);
        // Fitting may take seconds for a million votes: not on a thread that serves others.
        let ranked = tokio::task::spawn_blocking(move || ranked(&votes, &signs)).await;
        let (rows, matrix) =
            ranked.map_err(|_| Error::NotAllowed("the ranking could not be reckoned"))??;
        Ok(Ranking { rows, matrix, votes: votes_count, languages, tags })
    }

    /// All votes that `filter` lets through, as a file.
    pub async fn export_votes(&self, filter: &VoteFilter, format: VoteFormat) -> Result<Vec<u8>> {
        let votes = self.store.votes(filter).await?;
        let votes = votes.iter().map(portable).collect::<Result<Vec<_>>>()?;
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

/// Draws so many of the pool, each once, and on which side each stands.
pub(crate) fn drawn(
    votes: &[Vote],
    pool: &[ModelId],
    size: usize,
    seed: u64,
) -> Result<Vec<ModelId>> {
    let failed = |error: &dyn std::fmt::Display| Error::Votes(error.to_string());
    let ballots: Vec<_> = votes.iter().filter_map(|vote| ballot(vote).ok()).collect();
    let mut counts = Counts::of(&ballots).map_err(|error| failed(&error))?;
    let model = |model: &ModelId| counts.model(model.as_str()).map_err(|error| failed(&error));
    let pool = pool.iter().map(model).collect::<Result<Vec<_>>>()?;
    let fit = Fit::new(&counts).map_err(|error| failed(&error))?;
    let mut drawn = ranking::draw(&fit, &pool, size, seed).map_err(|error| failed(&error))?;
    ranking::shuffle(&mut drawn, seed.rotate_left(32));
    let name = |model: ranking::Model| ModelId::from(counts.names()[model.index()].clone());
    Ok(drawn.into_iter().map(name).collect())
}

fn count(number: u64) -> u32 {
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

fn ballot(vote: &Vote) -> Result<ranking::Ballot> {
    let models = vote.candidates.iter().map(|candidate| candidate.model.to_string()).collect();
    let outcome = outcome(vote).ok_or(Error::NotAllowed("a vote is on two to eight replies"))?;
    ranking::Ballot::new(models, outcome).map_err(|error| Error::Votes(error.to_string()))
}

fn ranked(votes: &[Vote], signs: &[store::Signs]) -> Result<(Vec<RankingRow>, Vec<RankingCell>)> {
    // A model that stood twice on one turn says nothing of who is better.
    let ballots: Vec<_> = votes.iter().filter_map(|vote| ballot(vote).ok()).collect();
    let failed = |error: &dyn std::fmt::Display| Error::Votes(error.to_string());
    let mut counts = Counts::of(&ballots).map_err(|error| failed(&error))?;
    for sign in signs {
        counts.model(sign.model.as_str()).map_err(|error| failed(&error))?;
    }
    let fit = Fit::new(&counts).map_err(|error| failed(&error))?;
    let meetings = Meeting::matrix(&counts);
    let signs: BTreeMap<&str, &store::Signs> =
        signs.iter().map(|one| (one.model.as_str(), one)).collect();
    let mut standings = fit.standings(&counts);
    standings.retain(|one| {
        let known = one.record.rated + one.record.all_bad > 0;
        known || signs.contains_key(one.name.as_str())
    });
    let mut cells = Vec::new();
    for row in &standings {
        for column in &standings {
            let met = meetings[row.model.index()][column.model.index()];
            let other = row.model.index() != column.model.index();
            cells.push(RankingCell {
                wins: count(met.wins),
                ties: count(met.ties),
                losses: count(met.losses),
                expected: fit.expected_share(row.model, column.model).filter(|_| other),
            });
        }
    }
    let rows = standings.iter().map(|one| {
        let sign = signs.get(one.name.as_str()).copied();
        let record = one.record;
        RankingRow {
            model: ModelId::from(one.name.clone()),
            rating: one.rating.map(|at| Interval { points: at.points, low: at.low, high: at.high }),
            ranks: one
                .ranks
                .as_ref()
                .map(|ranks| (count(*ranks.start() as u64), count(*ranks.end() as u64))),
            votes: count(record.rated),
            wins: count(record.best),
            ties: count(record.tied),
            losses: count(record.rated - record.best - record.tied),
            all_bad: count(record.all_bad),
            cost_per_1000: sign
                .filter(|sign| sign.priced > 0)
                .map(|sign| sign.usd / f64::from(sign.priced) * 1000.0),
            signs: sign.map(passive),
        }
    });
    Ok((rows.collect(), cells))
}

fn passive(signs: &store::Signs) -> PassiveSigns {
    PassiveSigns {
        kept: signs.kept,
        copied: signs.copied,
        regenerated_away: signs.regenerated,
        continued: signs.continued,
    }
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
