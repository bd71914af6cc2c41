use sqlx::Row;

use crate::{Millis, Result, Store};

/// The models that a provider told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptList {
    /// The provider.
    pub provider: String,
    /// When it told.
    pub fetched_at: Millis,
    /// What it told: JSON of whoever reads providers.
    pub models: String,
}

impl Store {
    /// Every list that is kept, by provider.
    pub async fn model_lists(&self) -> Result<Vec<KeptList>> {
        self.read(async |database| {
            let all = "select provider, fetched_at, models from model_list order by provider";
            let rows = sqlx::query(all).fetch_all(database).await?;
            let read = |row: &sqlx::sqlite::SqliteRow| {
                Ok(KeptList {
                    provider: row.try_get("provider")?,
                    fetched_at: Millis(row.try_get("fetched_at")?),
                    models: row.try_get("models")?,
                })
            };
            rows.iter().map(read).collect()
        })
        .await
    }

    /// Keeps a list in place of the one before it.
    pub async fn keep_model_list(&self, list: &KeptList) -> Result<()> {
        self.write(async |database| {
            sqlx::query(
                "insert into model_list (provider, fetched_at, models) values (?, ?, ?)
                on conflict (provider) do update
                set fetched_at = excluded.fetched_at, models = excluded.models",
            )
            .bind(&list.provider)
            .bind(list.fetched_at.0)
            .bind(&list.models)
            .execute(database)
            .await?;
            Ok(())
        })
        .await
    }
}
