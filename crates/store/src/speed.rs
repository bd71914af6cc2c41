use std::collections::BTreeMap;

use model::ModelId;
use sqlx::Row;

use crate::{Result, Store};

/// How many of a model's newest replies are looked at.
const REPLIES: usize = 10;

impl Store {
    /// How fast each model wrote lately, in tokens per second after the first: the median of its
    /// last 10 replies among the newest 2,000 messages.
    pub async fn speeds(&self) -> Result<Vec<(ModelId, f32)>> {
        self.read(async |database| {
            let rows = sqlx::query(
                "select n.name, m.reply_tokens, m.total_ms - m.first_token_ms as writing_ms
                from message m join model_name n on n.model_name_key = m.model_key
                where m.message_key > (select max(message_key) from message) - 2000
                and m.reply_tokens > 0 and m.total_ms > m.first_token_ms
                order by m.message_key desc",
            )
            .fetch_all(database)
            .await?;
            let mut speeds: BTreeMap<ModelId, Vec<f32>> = BTreeMap::new();
            for row in rows {
                let of_model = speeds.entry(row.try_get::<String, _>("name")?.into()).or_default();
                if of_model.len() < REPLIES {
                    let tokens = row.try_get::<i64, _>("reply_tokens")? as f32;
                    of_model.push(tokens * 1000.0 / row.try_get::<i64, _>("writing_ms")? as f32);
                }
            }
            Ok(speeds.into_iter().map(|(model, speeds)| (model, median(speeds))).collect())
        })
        .await
    }
}

/// The middle value, or the mean of the middle two; of at least one value.
fn median(mut values: Vec<f32>) -> f32 {
    values.sort_by(f32::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        0 => (values[middle - 1] + values[middle]) / 2.0,
        _ => values[middle],
    }
}
