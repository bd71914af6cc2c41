//! Sessions by their titles.

use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqliteConnection;

use super::FoundSession;
use super::plan::Plan;
use super::scan::session;
use crate::Result;

/// So many sessions are shown for their titles.
const MOST: u32 = 5;

/// The newest sessions whose titles have what is looked for.
pub(super) async fn titled(
    database: &mut SqliteConnection,
    plan: &Plan,
) -> Result<Vec<FoundSession>> {
    let Some(words) = &plan.titles else { return Ok(Vec::new()) };
    let living = if plan.bin { "is not null" } else { "is null" };
    let sql = format!(
        "select w.rowid from session_words w
        cross join session s on s.session_key = w.rowid
        where w.session_words match ? and s.deleted_at {living}
        order by w.rowid desc limit ?"
    );
    let keys: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(words)
        .bind(MOST)
        .fetch_all(&mut *database)
        .await?;
    let mut found = Vec::new();
    for key in keys {
        found.push(session(database, key, plan).await?);
    }
    Ok(found)
}
