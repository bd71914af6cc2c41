use std::collections::BTreeMap;

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::path::place;
use crate::{MessageId, Result, Store, column};

impl Store {
    /// What the replies of the branch that ends at `leaf` are to be sent back with, by reply.
    pub async fn carried(&self, leaf: MessageId) -> Result<BTreeMap<MessageId, String>> {
        self.read(async |database| {
            let leaf = place(database, leaf).await?.message;
            let rows = sqlx::query(
                "with recursive up (message_key, parent_key) as (
                    select message_key, parent_key from message where message_key = ?
                    union all
                    select m.message_key, m.parent_key
                    from up join message m on m.message_key = up.parent_key
                )
                select m.message_id, c.json from up
                join carried c on c.message_key = up.message_key
                join message m on m.message_key = up.message_key",
            )
            .bind(leaf)
            .fetch_all(database)
            .await?;
            let read =
                |row| Ok((MessageId(column::own_id(row, "message_id")?), row.try_get("json")?));
            rows.iter().map(read).collect()
        })
        .await
    }
}

/// Keeps what `reply` is to be sent back with, in place of what was kept before.
pub(crate) async fn keep_carried(
    database: &mut SqliteConnection,
    reply: MessageId,
    json: &str,
) -> Result<()> {
    sqlx::query(
        "insert into carried (message_key, json)
        select message_key, ? from message where message_id = ?
        on conflict (message_key) do update set json = excluded.json",
    )
    .bind(json)
    .bind(reply.bytes())
    .execute(database)
    .await?;
    Ok(())
}
