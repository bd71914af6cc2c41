//! What follows from votes: the ranking, and whom a blind turn asks.

use std::collections::{BTreeMap, BTreeSet};

use model::ModelId;
use ranking::{Counts, Fit, Meeting};
use serde::Serialize;
use specta::Type;
use store::{Vote, VoteFilter};

use crate::votes::{ballot, count};
use crate::{Engine, Error, Result};

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

impl Engine {
    /// The ranking by the votes that `filter` lets through.
    pub async fn ranking(&self, filter: &VoteFilter) -> Result<Ranking> {
        let votes = self.store.votes(filter).await?;
        let signs = self.store.signs().await?;
        let all = match *filter == VoteFilter::default() {
            true => votes.clone(),
            false => self.store.votes(&VoteFilter::default()).await?,
        };
        let distinct = |of: &dyn Fn(&Vote) -> Vec<String>| -> Vec<String> {
            let all: BTreeSet<_> = all.iter().flat_map(of).collect();
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
        let model = ModelId::from(one.name.clone());
        // What runs here costs nothing, whether or not its replies are still there.
        let free = (model.provider() == ModelId::LOCAL).then_some(0.0);
        RankingRow {
            model,
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
                .map(|sign| sign.usd / f64::from(sign.priced) * 1000.0)
                .or(free),
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
