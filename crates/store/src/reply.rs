use sqlx::sqlite::SqliteConnection;

use crate::arrival::keep_arrivals;
use crate::carried::keep_carried;
use crate::column::{self, Numbered};
use crate::index::index_message;
use crate::once::name_key;
use crate::path::place;
use crate::request::keep_request;
use crate::{
    Checkpoint, Ending, Error, Failure, Message, MessageId, Result, SentLine, Status, Store, sent,
};

impl Store {
    /// Writes what of open replies has arrived and how others ended, in one transaction. Replies
    /// that are not open, by now, are left as they are.
    pub async fn save(&self, arrived: &[Checkpoint], endings: &[Ending]) -> Result<()> {
        self.save_with(arrived, endings, &[]).await
    }

    /// As [`Store::save`], and what is known by now of requests that left the machine.
    pub async fn save_with(
        &self,
        arrived: &[Checkpoint],
        endings: &[Ending],
        sent: &[SentLine],
    ) -> Result<()> {
        self.write(async |database| {
            for line in sent {
                sent::write(database, line).await?;
            }
            for reply in arrived {
                update_text(database, reply).await?;
            }
            for ending in endings {
                update_end(database, ending).await?;
            }
            Ok(())
        })
        .await
    }

    /// Writes what of open replies has arrived.
    pub async fn checkpoint(&self, arrived: &[Checkpoint]) -> Result<()> {
        self.save(arrived, &[]).await
    }

    /// Writes how a reply ended, and what it says in the end.
    pub async fn end(&self, ending: &Ending) -> Result<()> {
        self.save(&[], std::slice::from_ref(ending)).await
    }

    /// Writes how several replies ended, in one transaction.
    pub async fn end_all(&self, endings: &[Ending]) -> Result<()> {
        self.save(&[], endings).await
    }

    /// Opens a reply again, to be continued from where it ended; yields it as it now is.
    ///
    /// [`Error::Whole`] if it had said all it had to say, or is open already.
    pub async fn reopen(&self, reply: MessageId) -> Result<Message> {
        self.write(async |database| {
            let place = place(database, reply).await?;
            // Assistant; stopped, interrupted, failed, or complete because of a limit.
            let opened = sqlx::query(
                "update message
                set status = 1, finish = null, failure_kind = null, failure = null,
                    failure_retry_at = null
                where message_key = ? and role = 2
                and (status in (2, 3, 4) or (status = 0 and finish = 1))",
            )
            .bind(place.message)
            .execute(database)
            .await?;
            if opened.rows_affected() == 0 { Err(Error::Whole) } else { Ok(()) }
        })
        .await?;
        self.message(reply).await
    }
}

async fn update_text(database: &mut SqliteConnection, reply: &Checkpoint) -> Result<()> {
    sqlx::query(
        "update message set text = ?, reasoning = ?, left_out = ?
        where message_id = ? and status = ?",
    )
    .bind(&reply.text)
    .bind(column::text_or_null(&reply.reasoning))
    .bind(reply.left_out)
    .bind(reply.id.bytes())
    .bind(Status::Streaming.number())
    .execute(&mut *database)
    .await?;
    match &reply.request {
        Some(body) => keep_request(database, reply.id, body).await,
        None => Ok(()),
    }
}

async fn update_end(database: &mut SqliteConnection, ending: &Ending) -> Result<()> {
    if ending.status == Status::Streaming {
        return Err(Error::Value("a reply that ended is not open".into()));
    }
    let Ending { arrived, usage, cost, timings, failure, .. } = ending;
    let served = name_key(database, ending.served.as_deref()).await?;
    let keys: Option<(i64, i64)> = sqlx::query_as(
        "update message set
            status = ?, text = ?, reasoning = ?, left_out = ?, served_key = ?,
            prompt_tokens = ?, cached_tokens = ?, cache_written_tokens = ?, reply_tokens = ?,
            reasoning_tokens = ?, cost = ?, price_as_of = ?, first_token_ms = ?, total_ms = ?,
            finish = ?, failure_kind = ?, failure = ?, failure_retry_at = ?
        where message_id = ? returning session_key, message_key",
    )
    .bind(ending.status.number())
    .bind(&arrived.text)
    .bind(column::text_or_null(&arrived.reasoning))
    .bind(arrived.left_out)
    .bind(served)
    .bind(usage.map(|usage| usage.prompt_tokens))
    .bind(usage.map(|usage| usage.cached_tokens))
    .bind(usage.map(|usage| usage.cache_written_tokens))
    .bind(usage.map(|usage| usage.reply_tokens))
    .bind(usage.map(|usage| usage.reasoning_tokens))
    .bind(cost.as_ref().map(|cost| cost.usd))
    .bind(cost.as_ref().map(|cost| &cost.as_of))
    .bind(timings.map(|timings| timings.first_token_ms))
    .bind(timings.map(|timings| timings.total_ms))
    .bind(ending.finish.map(Numbered::number))
    .bind(failure.as_ref().map(Failure::kind_name).transpose()?)
    .bind(failure.as_ref().map(|failure| &failure.message))
    .bind(failure.as_ref().and_then(|failure| failure.retry_at).map(|at| at.0))
    .bind(arrived.id.bytes())
    .fetch_optional(&mut *database)
    .await?;
    if let Some(carried) = &ending.carried {
        keep_carried(database, arrived.id, carried).await?;
    }
    if let Some(body) = &arrived.request {
        keep_request(database, arrived.id, body).await?;
    }
    if !ending.arrivals.is_empty() {
        keep_arrivals(database, arrived.id, &ending.arrivals).await?;
    }
    let (session, message) = keys.ok_or(Error::NotFound("message"))?;
    index_message(database, message).await?;
    sqlx::query("update session set updated_at = max(updated_at, ?) where session_key = ?")
        .bind(ending.at.0)
        .bind(session)
        .execute(database)
        .await?;
    Ok(())
}
