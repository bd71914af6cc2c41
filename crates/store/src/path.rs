use model::Role;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::message::{message_columns, message_siblings, message_tables};
use crate::{Error, Message, MessageId, Path, Result, SessionId, Store, Versions};

impl Store {
    /// The newest `limit` messages of the branch that ends at `leaf`; with `before`, a message of
    /// that branch, the newest of those that come before it.
    pub async fn path(
        &self,
        leaf: MessageId,
        before: Option<MessageId>,
        limit: u32,
    ) -> Result<Path> {
        self.read(async |database| {
            let end = place(database, before.unwrap_or(leaf)).await?;
            let end = if before.is_some() { end.parent } else { Some(end.message) };
            let rows = sqlx::query(concat!(
                "with recursive up (message_key, parent_key, height) as (
                    select message_key, parent_key, 1 from message where message_key = ?1
                    union all
                    select m.message_key, m.parent_key, height + 1
                    from up join message m on m.message_key = up.parent_key where height < ?2
                ) select ",
                message_columns!(),
                ", ",
                message_siblings!(),
                " from up join ",
                message_tables!(),
                " where m.message_key = up.message_key order by up.height desc"
            ))
            .bind(end)
            .bind(limit)
            .fetch_all(database)
            .await?;
            let older = match rows.first() {
                Some(oldest) => oldest.try_get::<Option<i64>, _>("parent_key")?.is_some(),
                None => end.is_some(),
            };
            let read = |row| Ok(Message { versions: Versions::read(row)?, ..Message::read(row)? });
            Ok(Path { messages: rows.iter().map(read).collect::<Result<_>>()?, older })
        })
        .await
    }

    /// The whole branch that ends at `leaf`, oldest first, without the versions: what a model reads.
    pub async fn full_path(&self, leaf: MessageId) -> Result<Vec<Message>> {
        self.read(async |database| {
            let leaf = place(database, leaf).await?.message;
            let rows = sqlx::query(concat!(
                "with recursive up (message_key, parent_key, height) as (
                    select message_key, parent_key, 1 from message where message_key = ?
                    union all
                    select m.message_key, m.parent_key, height + 1
                    from up join message m on m.message_key = up.parent_key
                ) select ",
                message_columns!(),
                " from up join ",
                message_tables!(),
                " where m.message_key = up.message_key order by up.height desc"
            ))
            .bind(leaf)
            .fetch_all(database)
            .await?;
            rows.iter().map(Message::read).collect()
        })
        .await
    }

    /// Whether the session has no more than one prompt, however many replies it has.
    pub async fn is_first_turn(&self, session: SessionId) -> Result<bool> {
        self.read(async |database| {
            let prompts: i64 = sqlx::query_scalar(
                "select count(*) from (
                    with recursive down (message_key, role) as (
                        select m.message_key, m.role
                        from session s join message m on m.session_key = s.session_key
                        where s.session_id = ? and m.parent_key is null
                        union all
                        select m.message_key, m.role
                        from down join message m on m.parent_key = down.message_key
                    ) select 1 from down where role = ? limit 2
                )",
            )
            .bind(session.bytes())
            .bind(crate::column::Numbered::number(Role::User))
            .fetch_one(database)
            .await?;
            Ok(prompts < 2)
        })
        .await
    }
}

impl Store {
    /// Whether anything was ever written after a message, deleted or not.
    pub async fn is_followed(&self, message: MessageId) -> Result<bool> {
        self.read(async |database| {
            let place = place(database, message).await?;
            let follows = "select 1 from message where parent_key = ? and session_key = ? limit 1";
            let found: Option<i64> = sqlx::query_scalar(follows)
                .bind(place.message)
                .bind(place.session)
                .fetch_optional(database)
                .await?;
            Ok(found.is_some())
        })
        .await
    }
}

/// Where a message stands, by the keys of its rows.
pub(crate) struct Place {
    pub(crate) message: i64,
    pub(crate) parent: Option<i64>,
    pub(crate) session: i64,
}

/// Finds a message that was not deleted, in a session that was not.
pub(crate) async fn place(database: &mut SqliteConnection, id: MessageId) -> Result<Place> {
    let row = sqlx::query(
        "select m.message_key, m.parent_key, m.session_key
        from message m join session s on s.session_key = m.session_key
        where m.message_id = ? and m.deleted_at is null and s.deleted_at is null",
    )
    .bind(id.bytes())
    .fetch_optional(database)
    .await?
    .ok_or(Error::NotFound("message"))?;
    Ok(Place {
        message: row.try_get("message_key")?,
        parent: row.try_get("parent_key")?,
        session: row.try_get("session_key")?,
    })
}
