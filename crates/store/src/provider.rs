use crate::{Result, Store};
use sqlx::Row;

/// What the user made, or changed, of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptProvider {
    /// What stands before the slash of its models' ids.
    pub provider: String,
    /// Its place in the user's order; `None`: where the app puts it.
    pub position: Option<u32>,
    /// The user does not want to see it.
    pub removed: bool,
    /// JSON of whoever reads providers; `None` where nothing was changed. Never a key.
    pub settings: Option<String>,
}

impl Store {
    /// The providers that the user made, changed, ordered or removed; those with a place first.
    pub async fn providers(&self) -> Result<Vec<KeptProvider>> {
        self.read(async |database| {
            let rows = sqlx::query(
                "select provider, position, removed, settings from provider
                order by position is null, position, provider",
            )
            .fetch_all(database)
            .await?;
            let read = |row: &sqlx::sqlite::SqliteRow| {
                Ok(KeptProvider {
                    provider: row.try_get("provider")?,
                    position: crate::column::count(row, "position")?,
                    removed: row.try_get("removed")?,
                    settings: row.try_get("settings")?,
                })
            };
            rows.iter().map(read).collect()
        })
        .await
    }

    /// Keeps what the user made of a provider; its place stays as it is.
    pub async fn keep_provider(&self, provider: &str, settings: Option<&str>) -> Result<()> {
        self.write(async |database| {
            sqlx::query(
                "insert into provider (provider, settings) values (?, ?)
                on conflict (provider) do update set settings = excluded.settings, removed = 0",
            )
            .bind(provider)
            .bind(settings)
            .execute(database)
            .await?;
            Ok(())
        })
        .await
    }

    /// Takes a provider that comes with the app out of sight, or back into it.
    pub async fn set_provider_removed(&self, provider: &str, removed: bool) -> Result<()> {
        self.write(async |database| {
            sqlx::query(
                "insert into provider (provider, removed) values (?, ?)
                on conflict (provider) do update set removed = excluded.removed",
            )
            .bind(provider)
            .bind(removed)
            .execute(database)
            .await?;
            Ok(())
        })
        .await
    }

    /// Forgets a provider that the user made, with the list of its models.
    pub async fn forget_provider(&self, provider: &str) -> Result<()> {
        self.write(async |database| {
            for sql in [
                "delete from provider where provider = ?",
                "delete from model_list where provider = ?",
            ] {
                sqlx::query(sql).bind(provider).execute(&mut *database).await?;
            }
            Ok(())
        })
        .await
    }

    /// Puts providers into this order. Those that it does not name come after them.
    pub async fn order_providers(&self, providers: &[String]) -> Result<()> {
        self.write(async |database| {
            sqlx::query("update provider set position = null").execute(&mut *database).await?;
            for (position, provider) in (0_i64..).zip(providers) {
                sqlx::query(
                    "insert into provider (provider, position) values (?, ?)
                    on conflict (provider) do update set position = excluded.position",
                )
                .bind(provider)
                .bind(position)
                .execute(&mut *database)
                .await?;
            }
            Ok(())
        })
        .await
    }
}
