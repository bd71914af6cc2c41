//! What left the machine: written by the one writer, together with the replies.

use model::{ErrorKind, ModelId, Purpose, Usage};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use uuid::Uuid;

use crate::column::{self, Numbered};
use crate::once::name_key;
use crate::{Millis, Result, SessionId};

/// One request that left the machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct SentLine {
    /// Its id, UUIDv7.
    pub id: Uuid,
    /// When it was sent.
    pub at: Millis,
    /// When it ended; `None` while it is under way, or where the app ended before it.
    pub ended_at: Option<Millis>,
    /// How far it is.
    pub state: SentState,
    /// The host and, where it is not the usual one, the port.
    pub host: String,
    /// Why it was sent.
    pub purpose: Purpose,
    /// The provider, where it went to one.
    pub provider: Option<String>,
    /// The model that was asked, if it was one.
    pub model: Option<ModelId>,
    /// The session that it belongs to, unless that was deleted.
    pub session: Option<SessionId>,
    /// The length of what was sent, in bytes.
    pub bytes_out: u64,
    /// The length of the answer, in bytes.
    pub bytes_in: u64,
    /// The status of HTTP, where there was an answer.
    pub status: Option<u16>,
    /// Why it failed, if it did.
    pub failure: Option<ErrorKind>,
    /// Tokens read and written, where the provider said so.
    pub usage: Option<Usage>,
    /// US dollars; `None`: unknown.
    pub cost: Option<f64>,
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SentState {
    /// It has not ended.
    UnderWay,
    /// It came to its end, well or not.
    Ended,
    /// It was stopped by the user, or by the end of the app.
    GivenUp,
}

impl Numbered for SentState {
    const ALL: &[Self] = &[Self::UnderWay, Self::Ended, Self::GivenUp];

    fn number(self) -> i64 {
        match self {
            Self::UnderWay => 0,
            Self::Ended => 1,
            Self::GivenUp => 2,
        }
    }
}

/// The columns that [`SentLine::read`] reads, and the tables they stand in.
macro_rules! sent_columns {
    () => {
        "l.sent_id, l.at, l.ended_at, l.state, l.host, l.purpose, l.provider, n.name as model,
            s.session_id, l.bytes_out, l.bytes_in, l.status, l.failure_kind, l.prompt_tokens,
            l.cached_tokens, l.cache_written_tokens, l.reply_tokens, l.reasoning_tokens, l.cost"
    };
}
macro_rules! sent_tables {
    () => {
        "sent l
        left join model_name n on n.model_name_key = l.model_key
        left join session s on s.session_key = l.session_key and s.deleted_at is null"
    };
}
pub(crate) use {sent_columns, sent_tables};

impl SentLine {
    /// A row of `sent_columns!`.
    pub(crate) fn read(row: &SqliteRow) -> Result<Self> {
        let whole = |column: &str| {
            row.try_get::<i64, _>(column).map(|number| u64::try_from(number).unwrap_or_default())
        };
        let failure: Option<&str> = row.try_get("failure_kind")?;
        let state = column::one_of(row, "state")?;
        Ok(Self {
            id: column::own_id(row, "sent_id")?,
            at: Millis(row.try_get("at")?),
            ended_at: row.try_get::<Option<i64>, _>("ended_at")?.map(Millis),
            state: state.ok_or_else(|| column::unreadable("state"))?,
            host: row.try_get("host")?,
            purpose: column::named(row.try_get("purpose")?, "purpose")?,
            provider: row.try_get("provider")?,
            model: row.try_get::<Option<String>, _>("model")?.map(ModelId::from),
            session: column::id(row, "session_id")?.map(SessionId),
            bytes_out: whole("bytes_out")?,
            bytes_in: whole("bytes_in")?,
            status: row.try_get("status")?,
            failure: failure.map(|kind| column::named(kind, "failure_kind")).transpose()?,
            usage: column::usage(row)?,
            cost: row.try_get("cost")?,
        })
    }
}

/// Writes a line as it is by now: anew, or over what was known of it.
pub(crate) async fn write(database: &mut SqliteConnection, line: &SentLine) -> Result<()> {
    let model = name_key(database, line.model.as_ref().map(ModelId::as_str)).await?;
    let failure = line.failure.map(|kind| column::name(&kind, "failure_kind")).transpose()?;
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let usage = line.usage.as_ref();
    sqlx::query(
        "insert into sent (
            sent_id, at, ended_at, state, host, purpose, provider, model_key, session_key,
            bytes_out, bytes_in, status, failure_kind, prompt_tokens, cached_tokens,
            cache_written_tokens, reply_tokens, reasoning_tokens, cost
        ) values (?, ?, ?, ?, ?, ?, ?, ?, (select session_key from session where session_id = ?),
            ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (sent_id) do update set
            ended_at = excluded.ended_at, state = excluded.state, bytes_in = excluded.bytes_in,
            status = excluded.status, failure_kind = excluded.failure_kind,
            prompt_tokens = excluded.prompt_tokens, cached_tokens = excluded.cached_tokens,
            cache_written_tokens = excluded.cache_written_tokens,
            reply_tokens = excluded.reply_tokens, reasoning_tokens = excluded.reasoning_tokens,
            cost = excluded.cost",
    )
    .bind(&line.id.as_bytes()[..])
    .bind(line.at.0)
    .bind(line.ended_at.map(|at| at.0))
    .bind(line.state.number())
    .bind(&line.host)
    .bind(column::name(&line.purpose, "purpose")?)
    .bind(&line.provider)
    .bind(model)
    .bind(line.session.as_ref().map(SessionId::bytes))
    .bind(whole(line.bytes_out))
    .bind(whole(line.bytes_in))
    .bind(line.status)
    .bind(failure)
    .bind(usage.map(|usage| usage.prompt_tokens))
    .bind(usage.map(|usage| usage.cached_tokens))
    .bind(usage.map(|usage| usage.cache_written_tokens))
    .bind(usage.map(|usage| usage.reply_tokens))
    .bind(usage.map(|usage| usage.reasoning_tokens))
    .bind(line.cost)
    .execute(database)
    .await?;
    Ok(())
}

/// What a crash left under way will not end any more.
pub(crate) async fn give_up(database: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::query("update sent set state = 2 where state = 0").execute(database).await?;
    Ok(())
}
