//! Finding messages and sessions by what they say.
//!
//! The index yields hits newest first; of a bounded number of them the sessions of a page are made.
//! Where all hits are few they are weighed, and the best come first. Nothing here reads more the
//! more there is to be found.

mod expression;
mod hit;
mod plan;
mod scan;
mod titles;
mod weigh;

use std::collections::BTreeSet;

use lookup::{Lit, Query, Snippet};
use model::{ModelId, Role};
use serde::Serialize;
use specta::Type;
use sqlx::sqlite::SqliteConnection;

use crate::turn::session_key;
use crate::{Error, MessageId, Millis, Result, SessionId, Store};
use hit::{read_hits, words_in};
use plan::Plan;
use scan::Scan;

/// What is looked for, and which part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What is looked for.
    pub query: Query,
    /// Minutes east of UTC: where days begin.
    pub utc_offset: i32,
    /// Where the part before ended ([`Found::next`]); none: from the newest on.
    pub after: Option<i64>,
    /// At most so many sessions.
    pub limit: u32,
}

/// What hides, in the text of a blind turn's reply, the models that it may be of.
pub type Veil<'a> = &'a (dyn Fn(&BTreeSet<ModelId>, &str) -> String + Sync);

/// A part of what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Found {
    /// The sessions, each with its newest or best hits.
    pub sessions: Vec<FoundSession>,
    /// Their order.
    pub order: FoundOrder,
    /// Where the next part begins; none: this was all.
    pub next: Option<i64>,
}

/// How sessions are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FoundOrder {
    /// Those with the newest hits first.
    Newest,
    /// Those that fit best first.
    Best,
}

/// A session in which something was found.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct FoundSession {
    /// Its id.
    pub session: SessionId,
    /// Its title, once it has one.
    pub title: Option<String>,
    /// What matches in the title.
    pub title_marks: Vec<Lit>,
    /// When it was last written to.
    pub updated_at: Millis,
    /// It lies in the bin.
    pub deleted: bool,
    /// Some of the hits; none where only the title matches.
    pub hits: Vec<Hit>,
    /// How many hits it has.
    pub count: u32,
    /// It has more than `count`: they were not all counted.
    pub more: bool,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Hit {
    /// The message.
    pub message: MessageId,
    /// Who wrote it.
    pub role: Role,
    /// Its lane; 0 in a chat.
    pub lane: u32,
    /// The model that was asked; none for a prompt, or while it is not told.
    pub model: Option<ModelId>,
    /// When it was begun.
    pub created_at: Millis,
    /// Its place among the versions at its fork, from 1.
    pub version: u32,
    /// How many versions there are.
    pub versions: u32,
    /// What of it matches.
    pub place: HitPlace,
    /// The part of it that matches.
    pub snippet: Snippet,
    /// What matches, as it is written in the message, each once: to be lit there.
    pub words: Vec<String>,
}

/// What of a message matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum HitPlace {
    /// What it says.
    Text,
    /// The model's reasoning.
    Reasoning,
    /// A file that is attached to it.
    Attachment {
        /// The file's name.
        name: String,
    },
}

/// Where something stands in one session.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct InSession {
    /// The messages that match, oldest first.
    pub hits: Vec<SessionHit>,
    /// There are more.
    pub more: bool,
}

/// A message that matches in the session that is read.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct SessionHit {
    /// The message.
    pub message: MessageId,
    /// What matches in it, as it is written there, each once.
    pub words: Vec<String>,
}

/// So many hits of each session are shown.
const SHOWN: usize = 3;
/// So many hits of one session are walked through.
const WALKED: u32 = 300;

impl Store {
    /// What `search` asks for, grouped by session.
    pub async fn search(&self, search: &Search, veil: Veil<'_>) -> Result<Found> {
        self.read(async |database| {
            let Some(plan) = Plan::new(database, search).await? else {
                let order = FoundOrder::Newest;
                return Ok(Found { sessions: Vec::new(), order, next: None });
            };
            let scan = Scan { plan: &plan, veil };
            let first = search.after.is_none();
            if first && let Some(all) = scan.few(database).await? {
                return weigh::best(database, &scan, &all).await;
            }
            let (groups, next) = scan.page(database, search.after, search.limit).await?;
            let mut sessions = Vec::new();
            if first {
                sessions = titles::titled(database, &plan).await?;
            }
            for group in groups {
                let found = group.read(database, &scan).await?;
                match sessions.iter_mut().find(|titled| titled.session == found.session) {
                    Some(titled) => *titled = found,
                    None => sessions.push(found),
                }
            }
            Ok(Found { sessions, order: FoundOrder::Newest, next })
        })
        .await
    }

    /// Where in one session something stands, on all its branches.
    pub async fn find_in_session(
        &self,
        session: SessionId,
        search: &Search,
        veil: Veil<'_>,
    ) -> Result<InSession> {
        self.read(async |database| {
            let key = session_key(database, session).await?;
            let none = InSession { hits: Vec::new(), more: false };
            let Some(plan) = Plan::new(database, search).await? else { return Ok(none) };
            let scan = Scan { plan: &plan, veil };
            let within = scan.within(database, key, WALKED).await?;
            let keys: Vec<i64> = within.keys.iter().rev().copied().collect();
            let texts = read_hits(database, &scan, &keys).await?;
            let hits = texts.into_iter().map(|hit| {
                let words = words_in(&hit.source, &plan.needles);
                SessionHit { message: hit.id, words }
            });
            Ok(InSession { hits: hits.collect(), more: within.more })
        })
        .await
    }
}

/// The models that a blind turn of this session may be of.
async fn pool(database: &mut SqliteConnection, session: i64) -> Result<BTreeSet<ModelId>> {
    let names: Vec<String> = sqlx::query_scalar(
        "select distinct p.value from blind b, json_each(b.pool) p
        where b.session_key = ? and b.told_at is null",
    )
    .bind(session)
    .fetch_all(database)
    .await
    .map_err(Error::from)?;
    Ok(names.into_iter().map(ModelId::from).collect())
}
