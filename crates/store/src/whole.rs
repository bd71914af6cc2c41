//! Sessions whole, with all that belongs to them: what is carried out, and brought in.

use bytes::Bytes;
use model::ModelId;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::message::{message_columns, message_tables};
use crate::{
    Arrival, Attached, Error, Lane, Message, Millis, Result, Session, SessionId, Store, TurnId,
    Vote, arrival, column, request,
};

/// A session with all that belongs to it; what was deleted is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// The session itself.
    pub session: Session,
    /// The lanes on its screen, in order.
    pub lanes: Vec<Lane>,
    /// Its blind turns, told or not.
    pub blind: Vec<BlindTurn>,
    /// All votes on its turns, oldest first, with when they were undone.
    pub votes: Vec<(Vote, Option<Millis>)>,
    /// Its messages, each after the one it follows, in the order they were written.
    pub messages: Vec<WholeMessage>,
}

/// A turn that was asked blindly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlindTurn {
    /// The turn.
    pub turn: TurnId,
    /// All who may have been asked.
    pub pool: Vec<ModelId>,
    /// When the names were told.
    pub told_at: Option<Millis>,
    /// No reply was shown faster than another.
    pub even_pace: bool,
}

/// A message with all that is kept apart from it.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeMessage {
    /// The message; its versions are left out.
    pub message: Message,
    /// When it was last the version read at its fork.
    pub read_at: Option<Millis>,
    /// When it was copied.
    pub copied_at: Option<Millis>,
    /// When it was rated.
    pub rated_at: Option<Millis>,
    /// What its model wants back with it.
    pub carried: Option<String>,
    /// What its model was sent.
    pub request: Option<Bytes>,
    /// How it arrived.
    pub arrivals: Vec<Arrival>,
}

impl Store {
    /// All sessions that were not deleted, by when they were begun; of those named, where some are.
    pub async fn session_ids(&self, named: Option<&[SessionId]>) -> Result<Vec<SessionId>> {
        let all = self
            .read(async |database| {
                let rows = sqlx::query(
                    "select session_id from session where deleted_at is null
                    order by created_at, session_id",
                )
                .fetch_all(database)
                .await?;
                let id = |row: &SqliteRow| column::own_id(row, "session_id").map(SessionId);
                rows.iter().map(id).collect::<Result<Vec<_>>>()
            })
            .await?;
        let Some(named) = named else { return Ok(all) };
        let named: std::collections::HashSet<&SessionId> = named.iter().collect();
        Ok(all.into_iter().filter(|id| named.contains(id)).collect())
    }

    /// The files attached to messages of a session, each once.
    pub async fn session_files(&self, session: SessionId) -> Result<Vec<Attached>> {
        self.read(async |database| {
            let rows = sqlx::query(
                "select distinct t.name, f.media_type, f.size, lower(hex(f.sha256)) as sha256
                from session s join message m on m.session_key = s.session_key
                join attachment t on t.message_key = m.message_key
                join file f on f.file_key = t.file_key
                where s.session_id = ? and m.deleted_at is null order by sha256, t.name",
            )
            .bind(session.bytes())
            .fetch_all(database)
            .await?;
            let read = |row: &SqliteRow| {
                Ok(Attached {
                    name: row.try_get("name")?,
                    media_type: row.try_get("media_type")?,
                    size: column::count(row, "size")?.unwrap_or_default(),
                    sha256: row.try_get("sha256")?,
                })
            };
            rows.iter().map(read).collect()
        })
        .await
    }

    /// A session whole. Not found if it was deleted.
    pub async fn whole_session(&self, id: SessionId) -> Result<Whole> {
        let session = self.session(id).await?;
        let lanes = self.lanes(id).await?;
        let votes = self.all_votes(id).await?;
        let (blind, messages) = self
            .read(async |database| {
                let blind = blind_turns(database, id).await?;
                let rows = sqlx::query(concat!(
                    "select ",
                    message_columns!(),
                    ", m.read_at, m.copied_at,
                    (select r.at from rating r where r.message_key = m.message_key) as rated_at,
                    (select c.json from carried c where c.message_key = m.message_key) as carried,
                    (select q.pieces from request q where q.message_key = m.message_key) as pieces,
                    (select i.pairs from arrival i where i.message_key = m.message_key) as pairs
                    from ",
                    message_tables!(),
                    " where s.session_id = ? and m.deleted_at is null order by m.message_key"
                ))
                .bind(id.bytes())
                .fetch_all(&mut *database)
                .await?;
                let mut messages = Vec::with_capacity(rows.len());
                for row in &rows {
                    messages.push(read(database, row).await?);
                }
                Ok((blind, messages))
            })
            .await?;
        Ok(Whole { session, lanes, blind, votes, messages })
    }
}

async fn read(database: &mut SqliteConnection, row: &SqliteRow) -> Result<WholeMessage> {
    let time = |name| Ok::<_, Error>(row.try_get::<Option<i64>, _>(name)?.map(Millis));
    let request = match row.try_get::<Option<&[u8]>, _>("pieces")? {
        Some(pieces) => Some(request::joined(database, pieces).await?.into()),
        None => None,
    };
    let pairs: Option<&[u8]> = row.try_get("pairs")?;
    Ok(WholeMessage {
        message: Message::read(row)?,
        read_at: time("read_at")?,
        copied_at: time("copied_at")?,
        rated_at: time("rated_at")?,
        carried: row.try_get("carried")?,
        request,
        arrivals: arrival::unpacked(pairs.unwrap_or_default())?,
    })
}

async fn blind_turns(database: &mut SqliteConnection, id: SessionId) -> Result<Vec<BlindTurn>> {
    let rows = sqlx::query(
        "select b.turn_id, b.pool, b.told_at, b.even_pace
        from session s join blind b on b.session_key = s.session_key
        where s.session_id = ? order by b.turn_id",
    )
    .bind(id.bytes())
    .fetch_all(database)
    .await?;
    let read = |row: &SqliteRow| {
        let pool: &str = row.try_get("pool")?;
        Ok(BlindTurn {
            turn: TurnId(column::own_id(row, "turn_id")?),
            pool: serde_json::from_str(pool).map_err(|_| column::unreadable("pool"))?,
            told_at: row.try_get::<Option<i64>, _>("told_at")?.map(Millis),
            even_pace: row.try_get("even_pace")?,
        })
    };
    rows.iter().map(read).collect()
}
