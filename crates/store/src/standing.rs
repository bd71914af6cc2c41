use sqlx::sqlite::SqliteConnection;

use crate::path::place;
use crate::turn::session_key;
use crate::{Error, MessageId, Millis, Result, SessionId, Store};

/// Where a session is read: the ends of its branches on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The end of the branch that is read as a chat. None: nothing is left of it.
    pub leaf: Option<MessageId>,
    /// The end of each lane's path, by its number.
    pub lanes: Vec<(u32, Option<MessageId>)>,
}

impl Store {
    /// Reads the session elsewhere from now on, and makes these the versions read last at their
    /// forks.
    pub async fn stand(
        &self,
        session: SessionId,
        standing: &Standing,
        read: &[MessageId],
        at: Millis,
    ) -> Result<()> {
        self.write(async |database| {
            let session = session_key(database, session).await?;
            for message in read {
                let place = place(database, *message).await?;
                let next = read_next(database, place.parent, session, at).await?;
                sqlx::query("update message set read_at = ? where message_key = ?")
                    .bind(next)
                    .bind(place.message)
                    .execute(&mut *database)
                    .await?;
            }
            stand(database, session, standing).await
        })
        .await
    }
}

pub(crate) async fn stand(
    database: &mut SqliteConnection,
    session: i64,
    standing: &Standing,
) -> Result<()> {
    let leaf = key_of(database, session, standing.leaf).await?;
    let mut lanes = Vec::new();
    for (lane, leaf) in &standing.lanes {
        lanes.push((*lane, key_of(database, session, *leaf).await?));
    }
    stand_by_keys(database, session, leaf, &lanes).await
}

/// The same by the keys of rows; for one that was deleted since, the nearest before it that was not.
pub(crate) async fn stand_by_keys(
    database: &mut SqliteConnection,
    session: i64,
    leaf: Option<i64>,
    lanes: &[(u32, Option<i64>)],
) -> Result<()> {
    let leaf = living(database, leaf).await?;
    sqlx::query("update session set leaf_key = ? where session_key = ?")
        .bind(leaf)
        .bind(session)
        .execute(&mut *database)
        .await?;
    for (lane, leaf) in lanes {
        let leaf = living(database, *leaf).await?;
        sqlx::query("update lane set leaf_key = ? where session_key = ? and lane = ?")
            .bind(leaf)
            .bind(session)
            .bind(lane)
            .execute(&mut *database)
            .await?;
    }
    Ok(())
}

async fn living(database: &mut SqliteConnection, message: Option<i64>) -> Result<Option<i64>> {
    let Some(message) = message else { return Ok(None) };
    let found = sqlx::query_scalar(
        "with recursive up (message_key, parent_key, deleted_at) as (
            select message_key, parent_key, deleted_at from message where message_key = ?
            union all
            select m.message_key, m.parent_key, m.deleted_at
            from up join message m on m.message_key = up.parent_key
            where up.deleted_at is not null
        )
        select message_key from up where deleted_at is null",
    );
    Ok(found.bind(message).fetch_optional(database).await?)
}

/// The time that makes a message the one read last of those that follow `parent`, however little has
/// passed since another was.
pub(crate) async fn read_next(
    database: &mut SqliteConnection,
    parent: Option<i64>,
    session: i64,
    at: Millis,
) -> Result<i64> {
    let last: Option<i64> = sqlx::query_scalar(
        "select max(read_at) from message where parent_key is ? and session_key = ?",
    )
    .bind(parent)
    .bind(session)
    .fetch_one(database)
    .await?;
    Ok(last.map_or(at.0, |last| at.0.max(last.saturating_add(1))))
}

/// The key of a message of this session that was not deleted.
pub(crate) async fn key_of(
    database: &mut SqliteConnection,
    session: i64,
    message: Option<MessageId>,
) -> Result<Option<i64>> {
    let Some(message) = message else { return Ok(None) };
    let key = sqlx::query_scalar(
        "select message_key from message
        where message_id = ? and session_key = ? and deleted_at is null",
    )
    .bind(message.bytes())
    .bind(session)
    .fetch_optional(database)
    .await?;
    key.ok_or(Error::NotFound("message")).map(Some)
}
