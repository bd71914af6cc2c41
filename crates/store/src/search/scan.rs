//! Walking through hits, newest first, as far as a page needs.

use std::collections::HashSet;

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Row};

use super::hit::{Hidden, read_hits, shown};
use super::plan::{HIDDEN, Plan};
use super::{FoundSession, SHOWN, Veil, pool};
use crate::index::session_token;
use crate::{Millis, Result, SessionId, column};

/// So many rows are walked through at a time.
const STEP: u32 = 400;
/// So many rows are walked through for one page; it may then hold less than it could.
const MOST: u32 = 8_000;
/// With so many hits or fewer in all, they are weighed.
pub(super) const FEW: u32 = 60;
/// So many hits of a session are counted.
const COUNTED: u32 = 200;

pub(super) struct Scan<'a> {
    pub(super) plan: &'a Plan,
    pub(super) veil: Veil<'a>,
}

/// A row that was walked through.
struct Walked {
    message: i64,
    session: i64,
    fits: bool,
}

/// A session with hits.
pub(super) struct Group {
    pub(super) session: i64,
    /// Its hits, newest first: some of them.
    pub(super) keys: Vec<i64>,
    pub(super) count: u32,
    pub(super) more: bool,
}

/// The hits of one session.
pub(super) struct Within {
    /// Newest first.
    pub(super) keys: Vec<i64>,
    pub(super) more: bool,
}

impl Scan<'_> {
    /// All hits where they are few, newest first, by message and session; none where they are many,
    /// or it would take long to tell.
    pub(super) async fn few(
        &self,
        database: &mut SqliteConnection,
    ) -> Result<Option<Vec<(i64, i64)>>> {
        let rows = self.rows(database, None, i64::MAX, FEW + 1).await?;
        if rows.len() > FEW as usize {
            return Ok(None);
        }
        let fit = rows.into_iter().filter(|row| row.fits);
        Ok(Some(fit.map(|row| (row.message, row.session)).collect()))
    }

    /// The sessions of a page, and where the next begins.
    pub(super) async fn page(
        &self,
        database: &mut SqliteConnection,
        after: Option<i64>,
        limit: u32,
    ) -> Result<(Vec<Group>, Option<i64>)> {
        let begun = after.unwrap_or(i64::MAX);
        let (mut groups, mut seen) = (Vec::new(), HashSet::new());
        let (mut before, mut walked, mut step) = (begun, 0, limit.max(1));
        loop {
            let rows = self.rows(database, None, before, step).await?;
            let last = rows.len() < step as usize;
            for row in rows {
                before = row.message;
                if !row.fits || !seen.insert(row.session) {
                    continue;
                }
                let group = self.group(database, row.session).await?;
                // What an earlier page has shown is not shown again.
                if group.keys.first().is_some_and(|newest| *newest < begun) {
                    groups.push(group);
                }
                if groups.len() >= limit as usize {
                    return Ok((groups, Some(before)));
                }
            }
            walked += step;
            if last {
                return Ok((groups, None));
            }
            if walked >= MOST {
                return Ok((groups, Some(before)));
            }
            step = (step * 2).min(STEP);
        }
    }

    /// The hits of one session: the newest of them, and how many there are.
    pub(super) async fn group(
        &self,
        database: &mut SqliteConnection,
        session: i64,
    ) -> Result<Group> {
        let Within { mut keys, more } = self.within(database, session, COUNTED).await?;
        let count = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        keys.truncate(SHOWN);
        Ok(Group { session, keys, count, more })
    }

    /// The newest `most` hits of one session.
    pub(super) async fn within(
        &self,
        database: &mut SqliteConnection,
        session: i64,
        most: u32,
    ) -> Result<Within> {
        let rows = self.rows(database, Some(session), i64::MAX, most + 1).await?;
        let more = rows.len() > most as usize;
        let keys = rows.into_iter().take(most as usize).filter(|row| row.fits);
        Ok(Within { keys: keys.map(|row| row.message).collect(), more })
    }

    /// The newest rows before a key that the index names, or all where it is asked nothing.
    async fn rows(
        &self,
        database: &mut SqliteConnection,
        session: Option<i64>,
        before: i64,
        limit: u32,
    ) -> Result<Vec<Walked>> {
        let (condition, bound) = &self.plan.condition;
        let within = session.map(|key| format!("session : \"{}\"", session_token(key)));
        let words = match (&within, &self.plan.words) {
            (Some(within), Some(words)) => Some(format!("({within}) AND {words}")),
            (Some(one), None) | (None, Some(one)) => Some(one.clone()),
            (None, None) => None,
        };
        let named = match words {
            Some(_) => {
                "select rowid as message_key from message_words
                where message_words match ? and rowid < ? order by rowid desc limit ?"
            }
            None => {
                "select message_key from message where message_key < ?
                order by message_key desc limit ?"
            }
        };
        let sql = format!(
            "select m.message_key, m.session_key, ({condition}) as fits, {HIDDEN} as hidden
            from ({named}) w
            cross join message m on m.message_key = w.message_key
            cross join session s on s.session_key = m.session_key
            order by m.message_key desc"
        );
        // The condition's values stand before those of what names the rows.
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in bound {
            query = value.bind(query);
        }
        if let Some(words) = &words {
            query = query.bind(words);
        }
        let rows = query.bind(before).bind(limit).fetch_all(&mut *database).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            found.push(self.row(database, row).await?);
        }
        Ok(found)
    }

    /// A row; one whose model is not told is found only by what may be shown of it.
    async fn row(&self, database: &mut SqliteConnection, row: &SqliteRow) -> Result<Walked> {
        let (message, session) = (row.try_get("message_key")?, row.try_get("session_key")?);
        let mut fits: bool = row.try_get::<Option<bool>, _>("fits")?.unwrap_or_default();
        if fits && row.try_get("hidden")? {
            let text: String = sqlx::query_scalar("select text from message where message_key = ?")
                .bind(message)
                .fetch_one(&mut *database)
                .await?;
            let text = (self.veil)(&pool(database, session).await?, &text);
            fits = self.plan.fits(&text);
        }
        Ok(Walked { message, session, fits })
    }

    /// The text as it may be shown.
    pub(super) async fn shown(
        &self,
        database: &mut SqliteConnection,
        session: i64,
        text: String,
        hidden: Hidden,
    ) -> Result<String> {
        match hidden {
            Hidden::No => Ok(text),
            Hidden::Yes => Ok((self.veil)(&pool(database, session).await?, &text)),
        }
    }
}

impl Group {
    /// The session as it is shown, with its hits.
    pub(super) async fn read(
        &self,
        database: &mut SqliteConnection,
        scan: &Scan<'_>,
    ) -> Result<FoundSession> {
        let hits = read_hits(database, scan, &self.keys).await?;
        let hits = hits.into_iter().map(|hit| shown(hit, scan.plan)).collect();
        let mut found = session(database, self.session, scan.plan).await?;
        (found.hits, found.count, found.more) = (hits, self.count, self.more);
        Ok(found)
    }
}

/// A session without its hits.
pub(super) async fn session(
    database: &mut SqliteConnection,
    key: i64,
    plan: &Plan,
) -> Result<FoundSession> {
    let row = sqlx::query(
        "select session_id, title, updated_at, deleted_at from session where session_key = ?",
    )
    .bind(key)
    .fetch_one(database)
    .await?;
    let title: Option<String> = row.try_get("title")?;
    let title_marks = title.as_deref().map(|title| plan.needles.marks(title)).unwrap_or_default();
    Ok(FoundSession {
        session: SessionId(column::own_id(&row, "session_id")?),
        title,
        title_marks,
        updated_at: Millis(row.try_get("updated_at")?),
        deleted: row.try_get::<Option<i64>, _>("deleted_at")?.is_some(),
        hits: Vec::new(),
        count: 0,
        more: false,
    })
}
