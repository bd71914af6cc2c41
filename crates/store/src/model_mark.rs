use std::collections::BTreeMap;

use model::ModelId;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::{Millis, Result, Store};

/// What the user thinks of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Mark {
    /// It comes first where models are chosen.
    pub favourite: bool,
    /// It is not offered.
    pub hidden: bool,
}

/// What is kept of a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// What the user thinks of it.
    pub mark: Mark,
    /// When it was last asked; `None`: never.
    pub used_at: Option<Millis>,
}

impl Store {
    /// The models that were marked or asked.
    pub async fn marks(&self) -> Result<BTreeMap<ModelId, Marked>> {
        self.read(async |database| {
            let rows = sqlx::query("select model, favourite, hidden, used_at from model_mark")
                .fetch_all(database)
                .await?;
            let read = |row: &sqlx::sqlite::SqliteRow| {
                let mark =
                    Mark { favourite: row.try_get("favourite")?, hidden: row.try_get("hidden")? };
                let used_at = row.try_get::<Option<i64>, _>("used_at")?.map(Millis);
                Ok((row.try_get::<String, _>("model")?.into(), Marked { mark, used_at }))
            };
            rows.iter().map(read).collect()
        })
        .await
    }

    /// Sets what the user thinks of a model.
    pub async fn mark_model(&self, model: &ModelId, mark: Mark) -> Result<()> {
        self.write(async |database| {
            sqlx::query(
                "insert into model_mark (model, favourite, hidden) values (?, ?, ?)
                on conflict (model) do update
                set favourite = excluded.favourite, hidden = excluded.hidden",
            )
            .bind(model.as_str())
            .bind(mark.favourite)
            .bind(mark.hidden)
            .execute(database)
            .await?;
            Ok(())
        })
        .await
    }
}

/// Notes that a model was asked.
pub(crate) async fn used(
    database: &mut SqliteConnection,
    model: &ModelId,
    at: Millis,
) -> Result<()> {
    sqlx::query(
        "insert into model_mark (model, used_at) values (?, ?)
        on conflict (model) do update set used_at = max(ifnull(used_at, 0), excluded.used_at)",
    )
    .bind(model.as_str())
    .bind(at.0)
    .execute(database)
    .await?;
    Ok(())
}
