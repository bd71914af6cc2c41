use sqlx::sqlite::SqliteConnection;

use crate::{Error, MessageId, Result};

/// Writes which replies a prompt asks to be made into one. Not found if one of them is not there.
pub(crate) async fn keep_sources(
    database: &mut SqliteConnection,
    prompt: i64,
    sources: &[MessageId],
) -> Result<()> {
    for (position, source) in sources.iter().enumerate() {
        let written = sqlx::query(
            "insert into merge_source (message_key, position, source_key)
            select ?, ?, message_key from message where message_id = ? and deleted_at is null",
        )
        .bind(prompt)
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .bind(source.bytes())
        .execute(&mut *database)
        .await?;
        if written.rows_affected() == 0 {
            return Err(Error::NotFound("message"));
        }
    }
    Ok(())
}
