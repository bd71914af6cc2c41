//! What messages and titles are found by: written in the transaction that writes them, and for what
//! was there before, piece by piece.

use lookup::{indexed, language, romanised_index};
use serde::Serialize;
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::{Result, Store};

/// As much of an attached text is found by as this, in bytes.
const ATTACHED: i64 = 262_144;

/// How far the index has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
pub struct IndexProgress {
    /// About how many messages can be found.
    pub done: i64,
    /// About how many there are.
    pub of: i64,
}

impl IndexProgress {
    /// Whether everything can be found.
    pub fn is_whole(self) -> bool {
        self.done >= self.of
    }
}

impl Store {
    /// How far the index has come. It reckons by keys, and reads nothing else.
    pub async fn index_progress(&self) -> Result<IndexProgress> {
        self.read(async |database| progress(database).await).await
    }

    /// Takes the newest `most` messages into the index that are not in it yet, then titles.
    ///
    /// Killed at any moment it goes on from there: what is taken in and how far that is are written
    /// in one transaction.
    pub async fn fill_index(&self, most: u32) -> Result<IndexProgress> {
        self.write(async |database| {
            let (message, session): (i64, i64) =
                sqlx::query_as("select message_key, session_key from search_state")
                    .fetch_one(&mut *database)
                    .await?;
            let keys = "select message_key from message where message_key < ?
                order by message_key desc limit ?";
            let keys: Vec<i64> =
                sqlx::query_scalar(keys).bind(message).bind(most).fetch_all(&mut *database).await?;
            for key in &keys {
                index_message(database, *key).await?;
            }
            let full = keys.len() >= most as usize;
            let message = if full { keys.last().copied().unwrap_or_default() } else { 0 };
            let session = match full {
                true => session,
                false => fill_titles(database, session, most).await?,
            };
            sqlx::query("update search_state set message_key = ?, session_key = ?")
                .bind(message)
                .bind(session)
                .execute(&mut *database)
                .await?;
            progress(database).await
        })
        .await
    }
}

async fn progress(database: &mut SqliteConnection) -> Result<IndexProgress> {
    let (message, session, messages): (i64, i64, i64) = sqlx::query_as(
        "select message_key, session_key, (select ifnull(max(message_key), 0) from message)
        from search_state",
    )
    .fetch_one(database)
    .await?;
    if message <= 1 && session <= 1 {
        return Ok(IndexProgress { done: messages, of: messages });
    }
    let of = messages.max(1);
    Ok(IndexProgress { done: (messages + 1 - message).clamp(0, of - 1), of })
}

async fn fill_titles(database: &mut SqliteConnection, before: i64, most: u32) -> Result<i64> {
    let keys = "select session_key from session where session_key < ?
        order by session_key desc limit ?";
    let keys: Vec<i64> =
        sqlx::query_scalar(keys).bind(before).bind(most).fetch_all(&mut *database).await?;
    for key in &keys {
        index_title(database, *key).await?;
    }
    let full = keys.len() >= most as usize;
    Ok(if full { keys.last().copied().unwrap_or_default() } else { 0 })
}

/// Begins the index anew where it was made by another way of cutting words.
pub(crate) async fn renew(database: &mut SqliteConnection) -> sqlx::Result<()> {
    let version: i64 =
        sqlx::query_scalar("select version from search_state").fetch_one(&mut *database).await?;
    if version == lookup::VERSION {
        return Ok(());
    }
    for step in [
        "begin immediate",
        "insert into message_words (message_words) values ('delete-all')",
        "insert into session_words (session_words) values ('delete-all')",
    ] {
        sqlx::query(step).execute(&mut *database).await?;
    }
    sqlx::query(
        "update search_state set version = ?,
            message_key = (select ifnull(max(message_key), 0) + 1 from message),
            session_key = (select ifnull(max(session_key), 0) + 1 from session)",
    )
    .bind(lookup::VERSION)
    .execute(&mut *database)
    .await?;
    sqlx::query("commit").execute(database).await?;
    Ok(())
}

/// Makes a message found by what it says now. One that is still being written is left out.
pub(crate) async fn index_message(database: &mut SqliteConnection, key: i64) -> sqlx::Result<()> {
    let row = sqlx::query(
        "select text, ifnull(reasoning, '') as reasoning, session_key,
            exists (select 1 from attachment t where t.message_key = m.message_key) as attached
        from message m where message_key = ? and status <> 1",
    )
    .bind(key)
    .fetch_optional(&mut *database)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let attached = match row.try_get("attached")? {
        true => attached_text(database, key).await?,
        false => String::new(),
    };
    write(database, key, &row, &attached).await
}

async fn write(
    database: &mut SqliteConnection,
    key: i64,
    row: &SqliteRow,
    attached: &str,
) -> sqlx::Result<()> {
    let text: &str = row.try_get("text")?;
    let session: i64 = row.try_get("session_key")?;
    let mut roman = romanised_index(text);
    if !attached.is_empty() {
        roman.push(' ');
        roman.push_str(&romanised_index(attached));
    }
    sqlx::query(
        "replace into message_words (rowid, text, roman, attached, reasoning, language, session)
        values (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(key)
    .bind(indexed(text))
    .bind(roman)
    .bind(indexed(attached))
    .bind(indexed(row.try_get("reasoning")?))
    .bind(language(text).unwrap_or_default())
    .bind(session_token(session))
    .execute(database)
    .await?;
    Ok(())
}

/// A session as it stands in the column `session`.
pub(crate) fn session_token(session: i64) -> String {
    format!("s{session}")
}

/// The names of a message's files, and what text they hold, each on lines of its own.
pub(crate) async fn attached_text(
    database: &mut SqliteConnection,
    key: i64,
) -> sqlx::Result<String> {
    let files = attached_files(database, key).await?;
    let mut all = String::new();
    for (name, text) in files {
        all.push_str(&name);
        all.push('\n');
        all.push_str(&text);
        all.push('\n');
    }
    Ok(all)
}

/// The files of a message: their names, and their text where they are text.
pub(crate) async fn attached_files(
    database: &mut SqliteConnection,
    key: i64,
) -> sqlx::Result<Vec<(String, String)>> {
    let rows: Vec<(String, Option<Vec<u8>>)> = sqlx::query_as(
        "select t.name, case when f.media_type like 'text/%' or f.media_type like '%json'
            or f.media_type like '%xml' then substr(f.data, 1, ?2) end
        from attachment t join file f on f.file_key = t.file_key
        where t.message_key = ?1 order by t.position",
    )
    .bind(key)
    .bind(ATTACHED)
    .fetch_all(database)
    .await?;
    let text = |data: Option<Vec<u8>>| {
        data.map(|data| String::from_utf8_lossy(&data).into_owned()).unwrap_or_default()
    };
    Ok(rows.into_iter().map(|(name, data)| (name, text(data))).collect())
}

/// Makes a session found by its title as it is now.
pub(crate) async fn index_title(database: &mut SqliteConnection, session: i64) -> sqlx::Result<()> {
    let title: Option<Option<String>> =
        sqlx::query_scalar("select title from session where session_key = ?")
            .bind(session)
            .fetch_optional(&mut *database)
            .await?;
    let title = title.flatten().unwrap_or_default();
    sqlx::query("replace into session_words (rowid, title, roman) values (?, ?, ?)")
        .bind(session)
        .bind(indexed(&title))
        .bind(romanised_index(&title))
        .execute(database)
        .await?;
    Ok(())
}

/// The same by the session's id.
pub(crate) async fn index_title_of(
    database: &mut SqliteConnection,
    session: crate::SessionId,
) -> sqlx::Result<()> {
    let key: Option<i64> =
        sqlx::query_scalar("select session_key from session where session_id = ?")
            .bind(session.bytes())
            .fetch_optional(&mut *database)
            .await?;
    match key {
        Some(key) => index_title(database, key).await,
        None => Ok(()),
    }
}
