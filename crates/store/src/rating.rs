use model::ModelId;
use sqlx::Row;

use crate::path::place;
use crate::{MessageId, Millis, Rating, Result, Store, column};

/// What people did with a model's replies without being asked: weak signs of what they were worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Signs {
    /// Whose.
    pub model: ModelId,
    /// How many replies it wrote that came to their end.
    pub replies: u32,
    /// What they cost, of those whose cost is known, in US dollars.
    pub usd: f64,
    /// How many have a known cost.
    pub priced: u32,
    /// Read last where there was another version to read.
    pub kept: u32,
    /// Passed over where there was another version to read.
    pub passed_over: u32,
    /// Copied.
    pub copied: u32,
    /// Followed by another version, written later.
    pub regenerated: u32,
    /// Followed by a prompt.
    pub continued: u32,
}

impl Store {
    /// Keeps what the user thinks of a reply; nothing at all takes it back.
    pub async fn rate(&self, reply: MessageId, rating: &Rating, at: Millis) -> Result<()> {
        self.write(async |database| {
            let key = place(database, reply).await?.message;
            if *rating == Rating::default() {
                sqlx::query("delete from rating where message_key = ?")
                    .bind(key)
                    .execute(database)
                    .await?;
                return Ok(());
            }
            sqlx::query(
                "insert into rating (message_key, stars, comment, at) values (?, ?, ?, ?)
                on conflict (message_key) do update
                set stars = excluded.stars, comment = excluded.comment, at = excluded.at",
            )
            .bind(key)
            .bind(rating.stars)
            .bind(column::text_or_null(&rating.comment))
            .bind(at.0)
            .execute(database)
            .await?;
            Ok(())
        })
        .await
    }

    /// Notes that a reply was copied.
    pub async fn copied(&self, reply: MessageId, at: Millis) -> Result<()> {
        self.write(async |database| {
            let key = place(database, reply).await?.message;
            sqlx::query("update message set copied_at = ? where message_key = ?")
                .bind(at.0)
                .bind(key)
                .execute(database)
                .await?;
            Ok(())
        })
        .await
    }

    /// The signs of every model that has written a reply, of blind turns only once they are told.
    pub async fn signs(&self) -> Result<Vec<Signs>> {
        self.read(async |database| {
            let rows = sqlx::query(
                "with reply as (
                    select m.message_key, m.model_key, m.cost, m.copied_at,
                        count(*) over fork as versions,
                        row_number() over (fork order by m.read_at desc, m.message_key desc)
                            as read_rank,
                        row_number() over (fork order by m.message_key desc) as age
                    from message m join session s on s.session_key = m.session_key
                    where m.role = 2 and m.status = 0 and m.deleted_at is null
                    and s.deleted_at is null and not m.edited and not exists (
                        select 1 from blind b where b.turn_id = m.turn_id and b.told_at is null)
                    window fork as (partition by m.parent_key, m.lane)
                )
                select n.name as model, count(*) as replies, total(r.cost) as usd,
                    count(r.cost) as priced,
                    count(*) filter (where versions > 1 and read_rank = 1) as kept,
                    count(*) filter (where versions > 1 and read_rank > 1) as passed_over,
                    count(r.copied_at) as copied,
                    count(*) filter (where age > 1) as regenerated,
                    count(*) filter (where exists (select 1 from message c
                        where c.parent_key = r.message_key and c.deleted_at is null)) as continued
                from reply r join model_name n on n.model_name_key = r.model_key
                group by r.model_key order by n.name",
            )
            .fetch_all(database)
            .await?;
            let read = |row| {
                let count = |name| Ok::<_, crate::Error>(column::count(row, name)?.unwrap_or(0));
                Ok(Signs {
                    model: ModelId::from(row.try_get::<String, _>("model")?),
                    replies: count("replies")?,
                    usd: row.try_get("usd")?,
                    priced: count("priced")?,
                    kept: count("kept")?,
                    passed_over: count("passed_over")?,
                    copied: count("copied")?,
                    regenerated: count("regenerated")?,
                    continued: count("continued")?,
                })
            };
            rows.iter().map(read).collect()
        })
        .await
    }
}
