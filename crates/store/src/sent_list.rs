//! What left the machine, listed and summed.

use model::{ModelId, Purpose};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use uuid::Uuid;

use crate::sent::{sent_columns, sent_tables};
use crate::{Millis, Result, SentLine, SessionId, Store, column};

/// Which of what left the machine; what is `None` lets all through.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct SentFilter {
    /// Sent at this time or later.
    pub since: Option<Millis>,
    /// Sent before this time.
    pub until: Option<Millis>,
    /// To this provider.
    pub provider: Option<String>,
    /// To this model.
    pub model: Option<ModelId>,
    /// For this session.
    pub session: Option<SessionId>,
    /// For this reason.
    pub purpose: Option<Purpose>,
    /// Only what failed.
    pub failed: bool,
}

/// A part of a longer list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct SentPage {
    /// The requests, newest first.
    pub lines: Vec<SentLine>,
    /// Whether older ones follow.
    pub more: bool,
}

/// What several requests come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct SentSum {
    /// How many.
    pub count: u32,
    /// Of those, how many failed.
    pub failed: u32,
    /// The length of what was sent, in bytes.
    pub bytes_out: u64,
    /// The length of the answers, in bytes.
    pub bytes_in: u64,
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written.
    pub reply_tokens: u64,
    /// US dollars, of those whose cost is known.
    pub cost: f64,
    /// How many have used tokens at a cost that is unknown.
    pub unpriced: u32,
}

/// What requests come to, in all, by month and by provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct SentSums {
    /// In all.
    pub total: SentSum,
    /// By month, newest first.
    pub months: Vec<SentGroup>,
    /// By provider, the dearest first; where it went to none, the name is empty.
    pub providers: Vec<SentGroup>,
}

/// What the requests of one month, or to one provider, come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct SentGroup {
    /// The month, as `2026-11`, or the provider.
    pub name: String,
    /// What they come to.
    pub sum: SentSum,
}

/// The lines that ?1 to ?7 let through. Those of a session with a blind turn wait for its vote: whom
/// they went to would tell who answers.
macro_rules! let_through {
    () => {
        " where (?1 is null or l.at >= ?1) and (?2 is null or l.at < ?2)
            and (?3 is null or l.provider = ?3) and (?4 is null or n.name = ?4)
            and (?5 is null or s.session_id = ?5) and (?6 is null or l.purpose = ?6)
            and (?7 = 0 or l.failure_kind is not null)
            and not exists (select 1 from blind b
                where b.session_key = l.session_key and b.told_at is null)"
    };
}
macro_rules! sums {
    () => {
        "count(*) as count, count(l.failure_kind) as failed, total(l.bytes_out) as bytes_out,
            total(l.bytes_in) as bytes_in, total(l.prompt_tokens) as prompt_tokens,
            total(l.reply_tokens) as reply_tokens, total(l.cost) as cost,
            count(*) filter (where l.cost is null
                and l.prompt_tokens + l.reply_tokens > 0) as unpriced"
    };
}

impl Store {
    /// The requests that `filter` lets through, newest first: at most `limit`, and only those that
    /// come after the line `after` in that order.
    pub async fn sent(
        &self,
        filter: &SentFilter,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<SentPage> {
        self.read(async |database| {
            let rows = filter
                .bind(sqlx::query(concat!(
                    "select ",
                    sent_columns!(),
                    " from ",
                    sent_tables!(),
                    let_through!(),
                    " and (?8 is null or l.sent_key < (select sent_key from sent where sent_id = ?8))
                    order by l.sent_key desc limit ?9"
                )))?
                .bind(after.map(|id| id.as_bytes().to_vec()))
                .bind(i64::from(limit) + 1)
                .fetch_all(database)
                .await?;
            let limit = limit as usize;
            let lines = rows.iter().take(limit).map(SentLine::read).collect::<Result<_>>()?;
            Ok(SentPage { lines, more: rows.len() > limit })
        })
        .await
    }

    /// What the requests that `filter` lets through come to. Months begin at midnight in a place
    /// `utc_offset` minutes east of Greenwich.
    pub async fn sent_sums(&self, filter: &SentFilter, utc_offset: i32) -> Result<SentSums> {
        self.read(async |database| {
            let total = filter
                .bind(sqlx::query(concat!(
                    "select '' as name, ",
                    sums!(),
                    " from ",
                    sent_tables!(),
                    let_through!()
                )))?
                .fetch_one(&mut *database)
                .await?;
            let months = filter
                .bind(sqlx::query(concat!(
                    "select strftime('%Y-%m', l.at / 1000 + ?8 * 60, 'unixepoch') as name, ",
                    sums!(),
                    " from ",
                    sent_tables!(),
                    let_through!(),
                    " group by 1 order by 1 desc"
                )))?
                .bind(utc_offset)
                .fetch_all(&mut *database)
                .await?;
            let providers = filter
                .bind(sqlx::query(concat!(
                    "select ifnull(l.provider, '') as name, ",
                    sums!(),
                    " from ",
                    sent_tables!(),
                    let_through!(),
                    " group by 1 order by cost desc, count desc, name"
                )))?
                .fetch_all(&mut *database)
                .await?;
            Ok(SentSums {
                total: SentSum::read(&total)?,
                months: months.iter().map(SentGroup::read).collect::<Result<_>>()?,
                providers: providers.iter().map(SentGroup::read).collect::<Result<_>>()?,
            })
        })
        .await
    }
}

type Query<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

impl SentFilter {
    /// The values of `let_through!`.
    fn bind<'q>(&self, query: Query<'q>) -> Result<Query<'q>> {
        let purpose = self.purpose.map(|purpose| column::name(&purpose, "purpose")).transpose()?;
        Ok(query
            .bind(self.since.map(|at| at.0))
            .bind(self.until.map(|at| at.0))
            .bind(self.provider.clone())
            .bind(self.model.as_ref().map(|model| model.as_str().to_owned()))
            .bind(self.session.map(|session| session.bytes().to_vec()))
            .bind(purpose)
            .bind(self.failed))
    }
}

impl SentGroup {
    fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self { name: row.try_get("name")?, sum: SentSum::read(row)? })
    }
}

impl SentSum {
    fn read(row: &SqliteRow) -> Result<Self> {
        // `total` adds in floating point, which is exact for every length that can be sent.
        let whole = |column: &str| row.try_get::<f64, _>(column).map(|sum| sum as u64);
        Ok(Self {
            count: row.try_get("count")?,
            failed: row.try_get("failed")?,
            bytes_out: whole("bytes_out")?,
            bytes_in: whole("bytes_in")?,
            prompt_tokens: whole("prompt_tokens")?,
            reply_tokens: whole("reply_tokens")?,
            cost: row.try_get("cost")?,
            unpriced: row.try_get("unpriced")?,
        })
    }
}
