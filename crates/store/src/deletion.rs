use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteConnection;

use crate::path::place;
use crate::standing::{stand, stand_by_keys};
use crate::{Error, MessageId, Millis, Result, Standing, Store};

/// A standing by the keys of its rows.
#[derive(Serialize, Deserialize)]
struct Kept {
    leaf: Option<i64>,
    lanes: Vec<(u32, Option<i64>)>,
}

impl Store {
    /// Deletes a message and all that follows it, until that is undone, and reads the session
    /// elsewhere. Yields how many messages went.
    pub async fn delete_message(
        &self,
        id: MessageId,
        standing: &Standing,
        at: Millis,
    ) -> Result<u64> {
        self.write(async |database| {
            let place = place(database, id).await?;
            let before = kept(database, place.session).await?;
            let gone = sqlx::query(
                "with recursive down (message_key) as (
                    select ?1
                    union all
                    select m.message_key from down join message m
                    on m.parent_key = down.message_key where m.deleted_at is null
                )
                update message set deleted_at = ?2, deletion_key = ?1
                where message_key in (select message_key from down)",
            )
            .bind(place.message)
            .bind(at.0)
            .execute(&mut *database)
            .await?;
            sqlx::query(
                "insert into deletion (message_key, standing) values (?, ?)
                on conflict (message_key) do update set standing = excluded.standing",
            )
            .bind(place.message)
            .bind(serde_json::to_string(&before).map_err(|error| Error::Value(error.to_string()))?)
            .execute(&mut *database)
            .await?;
            stand(database, place.session, standing).await?;
            Ok(gone.rows_affected())
        })
        .await
    }

    /// Brings back exactly what the deletion of this message took, and where the session was read.
    /// Not found if it was not deleted itself, or what it follows was deleted since.
    pub async fn restore_message(&self, id: MessageId) -> Result<()> {
        self.write(async |database| {
            let row: Option<(i64, i64, String)> = sqlx::query_as(
                "select m.message_key, m.session_key, d.standing
                from message m join deletion d on d.message_key = m.message_key
                join session s on s.session_key = m.session_key
                left join message p on p.message_key = m.parent_key
                where m.message_id = ? and m.deletion_key = m.message_key
                and p.deleted_at is null and s.deleted_at is null",
            )
            .bind(id.bytes())
            .fetch_optional(&mut *database)
            .await?;
            let (message, session, standing) = row.ok_or(Error::NotFound("message"))?;
            sqlx::query(
                "update message set deleted_at = null, deletion_key = null
                where session_key = ? and deletion_key = ?",
            )
            .bind(session)
            .bind(message)
            .execute(&mut *database)
            .await?;
            sqlx::query("delete from deletion where message_key = ?")
                .bind(message)
                .execute(&mut *database)
                .await?;
            let kept: Kept =
                serde_json::from_str(&standing).map_err(|error| Error::Value(error.to_string()))?;
            stand_by_keys(database, session, kept.leaf, &kept.lanes).await
        })
        .await
    }
}

async fn kept(database: &mut SqliteConnection, session: i64) -> Result<Kept> {
    let leaf = sqlx::query_scalar("select leaf_key from session where session_key = ?")
        .bind(session)
        .fetch_one(&mut *database)
        .await?;
    let lanes = sqlx::query_as("select lane, leaf_key from lane where session_key = ?")
        .bind(session)
        .fetch_all(database)
        .await?;
    Ok(Kept { leaf, lanes })
}
