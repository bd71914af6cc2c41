//! Writing sessions that come from elsewhere.

use std::collections::HashMap;

use model::ModelId;
use serde::Serialize;
use specta::Type;
use sqlx::sqlite::SqliteConnection;
use uuid::Uuid;

use crate::arrival::keep_arrivals;
use crate::carried::keep_carried;
use crate::column::{self, Numbered};
use crate::fold::fold;
use crate::lane::replace_lanes;
use crate::merge::keep_sources;
use crate::request::keep_request;
use crate::standing::stand_by_keys;
use crate::turn::insert_message;
use crate::whole::WholeMessage;
use crate::{Error, Result, Store, Whole, vote};

/// What became of what was brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct Came {
    /// Sessions that were not there.
    pub new_sessions: u32,
    /// Sessions that were there and have grown.
    pub grown_sessions: u32,
    /// Sessions that were there with all that was brought.
    pub known_sessions: u32,
    /// Messages that were not there.
    pub new_messages: u32,
    /// Messages that were there, or follow one that was deleted here: left as they are.
    pub known_messages: u32,
    /// Votes that were not there.
    pub new_votes: u32,
}

impl Came {
    /// Adds what came in another go.
    pub fn add(&mut self, other: &Self) {
        self.new_sessions += other.new_sessions;
        self.grown_sessions += other.grown_sessions;
        self.known_sessions += other.known_sessions;
        self.new_messages += other.new_messages;
        self.known_messages += other.known_messages;
        self.new_votes += other.new_votes;
    }
}

impl Store {
    /// Writes sessions that come from elsewhere, in one transaction: each is there with all that
    /// belongs to it, or none of them is.
    ///
    /// Sessions, messages and votes are known by their ids. What is there is left as it is, and only
    /// what is new is added, so bringing the same again changes nothing. A session that was deleted
    /// comes back; messages that were deleted here stay so, with what follows them.
    pub async fn bring_sessions(&self, sessions: &[Whole]) -> Result<Came> {
        self.write(async |database| {
            let mut came = Came::default();
            for session in sessions {
                came.add(&bring(database, session).await?);
            }
            Ok(came)
        })
        .await
    }
}

async fn bring(database: &mut SqliteConnection, whole: &Whole) -> Result<Came> {
    let mut came = Came::default();
    let known: Option<(i64, Option<i64>)> =
        sqlx::query_as("select session_key, deleted_at from session where session_id = ?")
            .bind(whole.session.id.bytes())
            .fetch_optional(&mut *database)
            .await?;
    let (session, is_new) = match known {
        Some((session, _)) => (session, false),
        None => (begin(database, whole).await?, true),
    };
    let deleted = known.is_some_and(|(_, deleted)| deleted.is_some());
    if deleted {
        sqlx::query("update session set deleted_at = null where session_key = ?")
            .bind(session)
            .execute(&mut *database)
            .await?;
    }
    let mut there = Keys::of(database, session, is_new).await?;
    for one in &whole.messages {
        if there.all.contains_key(&one.message.id.0) || !there.can_follow(one) {
            came.known_messages += 1;
            continue;
        }
        // An id that another session has is not this one's to take.
        if !is_new_id(database, one.message.id.0).await? {
            came.known_messages += 1;
            continue;
        }
        let key = add(database, session, one, &there).await?;
        there.all.insert(one.message.id.0, Some(key));
        came.new_messages += 1;
    }
    came.new_votes = more(database, session, whole, is_new.then_some(&there)).await?;
    let grown = came.new_messages > 0 || came.new_votes > 0;
    match (is_new || deleted, grown) {
        (true, _) => came.new_sessions = 1,
        (false, true) => came.grown_sessions = 1,
        (false, false) => came.known_sessions = 1,
    }
    if is_new || grown {
        lead_on(database, session, whole, &there, is_new).await?;
    }
    Ok(came)
}

/// The messages that a session has: none as their key where they were deleted.
struct Keys {
    all: HashMap<Uuid, Option<i64>>,
}

impl Keys {
    async fn of(database: &mut SqliteConnection, session: i64, is_new: bool) -> Result<Self> {
        if is_new {
            return Ok(Self { all: HashMap::new() });
        }
        let rows: Vec<(Vec<u8>, i64, Option<i64>)> = sqlx::query_as(
            "select message_id, message_key, deleted_at from message where session_key = ?",
        )
        .bind(session)
        .fetch_all(database)
        .await?;
        let read = |(id, key, deleted): &(Vec<u8>, i64, Option<i64>)| {
            let id = Uuid::from_slice(id).map_err(|_| column::unreadable("message_id"))?;
            Ok((id, deleted.is_none().then_some(*key)))
        };
        Ok(Self { all: rows.iter().map(read).collect::<Result<_>>()? })
    }

    fn living(&self, id: Uuid) -> Option<i64> {
        self.all.get(&id).copied().flatten()
    }

    fn can_follow(&self, one: &WholeMessage) -> bool {
        one.message.parent.is_none_or(|parent| self.living(parent.0).is_some())
    }
}

async fn is_new_id(database: &mut SqliteConnection, id: Uuid) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from message where message_id = ?")
        .bind(id.as_bytes().as_slice())
        .fetch_optional(database)
        .await?;
    Ok(found.is_none())
}

async fn begin(database: &mut SqliteConnection, whole: &Whole) -> Result<i64> {
    let session = &whole.session;
    let written = sqlx::query(
        "insert into session (session_id, title, title_key, title_source, parameters, model, draft,
            created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(session.id.bytes())
    .bind(&session.title)
    .bind(session.title.as_deref().map(fold))
    .bind(session.title_source.number())
    .bind(column::json_or_null(&session.parameters)?)
    .bind(session.model.as_ref().map(ModelId::as_str))
    .bind(column::text_or_null(&session.draft))
    .bind(session.created_at.0)
    .bind(session.updated_at.0)
    .execute(database)
    .await?;
    Ok(written.last_insert_rowid())
}

/// Writes a message with all that is kept apart from it.
async fn add(
    database: &mut SqliteConnection,
    session: i64,
    one: &WholeMessage,
    there: &Keys,
) -> Result<i64> {
    // What it was made of may have been deleted, here or before it was carried out.
    let mut message = one.message.clone();
    message.merged.retain(|source| there.living(source.0).is_some());
    let sources = std::mem::take(&mut message.merged);
    let key = insert_message(database, session, &message).await?;
    keep_sources(database, key, &sources).await?;
    sqlx::query("update message set read_at = ?, copied_at = ? where message_key = ?")
        .bind(one.read_at.map(|at| at.0))
        .bind(one.copied_at.map(|at| at.0))
        .bind(key)
        .execute(&mut *database)
        .await?;
    if let Some(rating) = &message.rating {
        sqlx::query("insert into rating (message_key, stars, comment, at) values (?, ?, ?, ?)")
            .bind(key)
            .bind(rating.stars)
            .bind(column::text_or_null(&rating.comment))
            .bind(one.rated_at.unwrap_or(message.created_at).0)
            .execute(&mut *database)
            .await?;
    }
    if let Some(carried) = &one.carried {
        keep_carried(database, message.id, carried).await?;
    }
    if let Some(body) = &one.request {
        keep_request(database, message.id, body).await?;
    }
    if !one.arrivals.is_empty() {
        keep_arrivals(database, message.id, &one.arrivals).await?;
    }
    Ok(key)
}

/// Blind turns, votes and, where the session was begun with these messages, its lanes; yields how
/// many votes were new.
async fn more(
    database: &mut SqliteConnection,
    session: i64,
    whole: &Whole,
    begun: Option<&Keys>,
) -> Result<u32> {
    for blind in &whole.blind {
        let pool =
            serde_json::to_string(&blind.pool).map_err(|error| Error::Value(error.to_string()))?;
        sqlx::query(
            "insert into blind (turn_id, session_key, pool, told_at, even_pace)
            values (?, ?, ?, ?, ?) on conflict do nothing",
        )
        .bind(blind.turn.bytes())
        .bind(session)
        .bind(pool)
        .bind(blind.told_at.map(|at| at.0))
        .bind(blind.even_pace)
        .execute(&mut *database)
        .await?;
    }
    if let Some(there) = begun {
        let mut lanes = whole.lanes.clone();
        for lane in &mut lanes {
            lane.leaf = lane.leaf.filter(|leaf| there.living(leaf.0).is_some());
        }
        replace_lanes(database, session, &lanes).await?;
    }
    let mut new = 0;
    for (one, undone_at) in &whole.votes {
        new += u32::from(vote::bring(database, one, *undone_at).await?);
    }
    Ok(new)
}

/// Where the session is read from now on: as it was carried out where it is new, and further down
/// the same branch where it has grown.
async fn lead_on(
    database: &mut SqliteConnection,
    session: i64,
    whole: &Whole,
    there: &Keys,
    is_new: bool,
) -> Result<()> {
    sqlx::query("update session set updated_at = max(updated_at, ?) where session_key = ?")
        .bind(whole.session.updated_at.0)
        .bind(session)
        .execute(&mut *database)
        .await?;
    let Some(leaf) = whole.session.leaf.and_then(|leaf| there.living(leaf.0)) else {
        return Ok(());
    };
    let follows: Option<i64> = sqlx::query_scalar(
        "with recursive up (message_key, parent_key) as (
            select message_key, parent_key from message where message_key = ?1
            union all
            select m.message_key, m.parent_key
            from up join message m on m.message_key = up.parent_key
        )
        select 1 from up join session s on s.session_key = ?2
        where s.leaf_key is null or s.leaf_key = up.message_key limit 1",
    )
    .bind(leaf)
    .bind(session)
    .fetch_optional(&mut *database)
    .await?;
    if is_new || follows.is_some() {
        stand_by_keys(database, session, Some(leaf), &[]).await?;
    }
    Ok(())
}
