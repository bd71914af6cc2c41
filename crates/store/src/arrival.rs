use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::sqlite::SqliteConnection;

use crate::path::place;
use crate::{MessageId, Result, Store, column, leb};

/// How much of a reply had arrived at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Arrival {
    /// Milliseconds since it was asked for.
    pub ms: u32,
    /// Characters of reasoning and text by then.
    pub chars: u32,
}

impl Store {
    /// How a reply arrived, oldest first; empty where that was not kept.
    pub async fn arrivals(&self, reply: MessageId) -> Result<Vec<Arrival>> {
        self.read(async |database| {
            let key = place(database, reply).await?.message;
            let pairs: Option<Vec<u8>> =
                sqlx::query_scalar("select pairs from arrival where message_key = ?")
                    .bind(key)
                    .fetch_optional(database)
                    .await?;
            unpacked(&pairs.unwrap_or_default())
        })
        .await
    }
}

/// Arrivals out of their pairs.
pub(crate) fn unpacked(pairs: &[u8]) -> Result<Vec<Arrival>> {
    let unreadable = || column::unreadable("pairs");
    let numbers = leb::all(pairs).ok_or_else(unreadable)?;
    let mut at = Arrival { ms: 0, chars: 0 };
    let mut add = |pair: &[u64]| {
        let [ms, chars] = pair else { return None };
        at.ms = at.ms.checked_add(u32::try_from(*ms).ok()?)?;
        at.chars = at.chars.checked_add(u32::try_from(*chars).ok()?)?;
        Some(at)
    };
    numbers.chunks(2).map(|pair| add(pair).ok_or_else(unreadable)).collect()
}

/// Keeps how a reply arrived, in place of what was kept before.
pub(crate) async fn keep_arrivals(
    database: &mut SqliteConnection,
    reply: MessageId,
    arrivals: &[Arrival],
) -> Result<()> {
    let mut pairs = Vec::new();
    let mut last = Arrival { ms: 0, chars: 0 };
    for &at in arrivals {
        leb::put(&mut pairs, u64::from(at.ms.saturating_sub(last.ms)));
        leb::put(&mut pairs, u64::from(at.chars.saturating_sub(last.chars)));
        last = at;
    }
    sqlx::query(
        "insert into arrival (message_key, pairs)
        select message_key, ? from message where message_id = ?
        on conflict (message_key) do update set pairs = excluded.pairs",
    )
    .bind(pairs)
    .bind(reply.bytes())
    .execute(database)
    .await?;
    Ok(())
}
