use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;

use crate::{Result, SessionId, Store};

/// What a session's replies cost, on every branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Spent {
    /// US dollars, of those replies whose cost is known.
    pub usd: f64,
    /// How many replies of remote models have a cost that is unknown.
    pub unknown: u32,
}

impl Store {
    /// What a session's replies cost by now. Models of the provider `free` cost nothing.
    pub async fn spent(&self, session: SessionId, free: &str) -> Result<Spent> {
        self.read(async |database| {
            let row = sqlx::query(
                "with recursive down (message_key) as (
                    select m.message_key
                    from session s join message m on m.session_key = s.session_key
                    where s.session_id = ?1 and m.parent_key is null
                    union all
                    select m.message_key from down join message m on m.parent_key = down.message_key
                )
                select total(m.cost) as usd, count(*) filter (
                    where m.cost is null and m.status <> 1
                    and (m.prompt_tokens > 0 or m.text <> '')
                    and substr(n.name, 1, length(?2) + 1) <> ?2 || '/'
                ) as unknown
                from down join message m on m.message_key = down.message_key
                join model_name n on n.model_name_key = m.model_key",
            )
            .bind(session.bytes())
            .bind(free)
            .fetch_one(database)
            .await?;
            Ok(Spent { usd: row.try_get("usd")?, unknown: row.try_get("unknown")? })
        })
        .await
    }
}
