use model::ModelId;
use sqlx::sqlite::SqliteConnection;

use crate::attachment::attach;
use crate::blind::begin_blind;
use crate::column::{self, Numbered};
use crate::index::index_message;
use crate::lane::replace_lanes;
use crate::merge::keep_sources;
use crate::model_mark::used;
use crate::once::{name_key, parameters_key};
use crate::recording::say;
use crate::standing::{key_of, read_next};
use crate::{Error, Failure, Message, Millis, NewSession, NewTurn, Result, SessionId, Store};

impl Store {
    /// Writes prompts and their replies, and makes the first of them the session's branch, in one
    /// transaction.
    ///
    /// Not found if the session, or the message they follow, is missing or was deleted.
    pub async fn begin_turn(&self, turn: &NewTurn, at: Millis) -> Result<()> {
        self.write(async |database| insert_turn(database, turn, at).await).await
    }

    /// Writes many turns in one transaction, each at its time: for bringing sessions in.
    pub async fn begin_turns(&self, turns: &[(NewTurn, Millis)]) -> Result<()> {
        self.write(async |database| {
            for (turn, at) in turns {
                insert_turn(database, turn, *at).await?;
            }
            Ok(())
        })
        .await
    }
}

async fn insert_turn(database: &mut SqliteConnection, turn: &NewTurn, at: Millis) -> Result<()> {
    let NewTurn { begins, prompts, replies, lanes, blind } = turn;
    let Some(first) = prompts.first().or(replies.first()) else { return Ok(()) };
    let session = match begins {
        Some(new) => insert_session(database, new, at).await?,
        None => session_key(database, first.session).await?,
    };
    // Who is asked blindly must not be told by the list of those asked last.
    let told =
        || replies.iter().filter(|_| blind.is_none()).filter_map(|reply| reply.model.as_ref());
    for model in told() {
        used(database, model, at).await?;
    }
    if let Some(blind) = blind {
        begin_blind(database, session, first.turn, blind).await?;
    }
    let mut leaf = None;
    for prompt in prompts {
        let prompt = insert_message(database, session, prompt).await?;
        leaf.get_or_insert(prompt);
    }
    for (number, reply) in replies.iter().enumerate() {
        let reply = insert_message(database, session, reply).await?;
        if number == 0 {
            leaf = Some(reply);
        }
    }
    sqlx::query(
        "update session set leaf_key = ?, updated_at = max(updated_at, ?), model = ifnull(?, model)
        where session_key = ?",
    )
    .bind(leaf)
    .bind(at.0)
    .bind(told().next().map(ModelId::as_str))
    .bind(session)
    .execute(&mut *database)
    .await?;
    match lanes {
        Some(lanes) => replace_lanes(database, session, lanes).await,
        None => Ok(()),
    }
}

async fn insert_session(
    database: &mut SqliteConnection,
    new: &NewSession,
    at: Millis,
) -> Result<i64> {
    let session = sqlx::query(
        "insert into session (session_id, parameters, created_at, updated_at)
        values (?1, ?2, ?3, ?3)",
    )
    .bind(new.id.bytes())
    .bind(column::json_or_null(&new.parameters)?)
    .bind(at.0)
    .execute(database)
    .await?;
    Ok(session.last_insert_rowid())
}

pub(crate) async fn session_key(database: &mut SqliteConnection, id: SessionId) -> Result<i64> {
    sqlx::query_scalar(
        "select session_key from session where session_id = ? and deleted_at is null",
    )
    .bind(id.bytes())
    .fetch_optional(database)
    .await?
    .ok_or(Error::NotFound("session"))
}

pub(crate) async fn insert_message(
    database: &mut SqliteConnection,
    session: i64,
    message: &Message,
) -> Result<i64> {
    let parent = key_of(database, session, message.parent).await?;
    let model = name_key(database, message.model.as_ref().map(ModelId::as_str)).await?;
    let served = name_key(database, message.served.as_deref()).await?;
    let parameters = parameters_key(database, message.parameters.as_ref()).await?;
    let row = sqlx::query(
        "insert into message (
            message_id, session_key, parent_key, turn_id, lane, role, status, created_at,
            model_key, served_key, parameters_key, prompt_tokens, cached_tokens,
            cache_written_tokens, reply_tokens, reasoning_tokens, cost, price_as_of,
            first_token_ms, total_ms, finish, left_out, failure_kind, failure, failure_retry_at,
            reasoning, text, edited, read_at
        ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(message.id.bytes())
    .bind(session)
    .bind(parent)
    .bind(message.turn.bytes())
    .bind(message.lane)
    .bind(message.role.number())
    .bind(message.status.number())
    .bind(message.created_at.0)
    .bind(model)
    .bind(served)
    .bind(parameters)
    .bind(message.usage.map(|usage| usage.prompt_tokens))
    .bind(message.usage.map(|usage| usage.cached_tokens))
    .bind(message.usage.map(|usage| usage.cache_written_tokens))
    .bind(message.usage.map(|usage| usage.reply_tokens))
    .bind(message.usage.map(|usage| usage.reasoning_tokens))
    .bind(message.cost.as_ref().map(|cost| cost.usd))
    .bind(message.cost.as_ref().map(|cost| &cost.as_of))
    .bind(message.timings.map(|timings| timings.first_token_ms))
    .bind(message.timings.map(|timings| timings.total_ms))
    .bind(message.finish.map(Numbered::number))
    .bind(message.left_out)
    .bind(message.failure.as_ref().map(Failure::kind_name).transpose()?)
    .bind(message.failure.as_ref().map(|failure| &failure.message))
    .bind(message.failure.as_ref().and_then(|failure| failure.retry_at).map(|at| at.0))
    .bind(column::text_or_null(&message.reasoning))
    .bind(&message.text)
    .bind(message.edited)
    .bind(read_next(database, parent, session, message.created_at).await?)
    .execute(&mut *database)
    .await?;
    let key = row.last_insert_rowid();
    attach(database, key, &message.attachments).await?;
    say(database, key, &message.recordings).await?;
    keep_sources(database, key, &message.merged).await?;
    index_message(database, key).await?;
    Ok(key)
}
