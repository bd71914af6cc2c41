use std::collections::BTreeMap;

use model::{ModelId, Parameters};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::{Result, Store, column};

impl Store {
    /// How the user wants `model` to answer; nothing set where nothing was said.
    pub async fn model_parameters(&self, model: &ModelId) -> Result<Parameters> {
        self.read(async |database| {
            let row = sqlx::query("select parameters from model_setting where model = ?")
                .bind(model.as_str())
                .fetch_optional(database)
                .await?;
            let parameters = row.as_ref().map(|row| column::parameters(row, "parameters"));
            Ok(parameters.transpose()?.flatten().unwrap_or_default())
        })
        .await
    }

    /// How the user wants every model to answer that something was said of.
    pub async fn all_model_parameters(&self) -> Result<BTreeMap<ModelId, Parameters>> {
        self.read(async |database| {
            let rows = sqlx::query("select model, parameters from model_setting")
                .fetch_all(database)
                .await?;
            let read = |row: &SqliteRow| {
                let parameters = column::parameters(row, "parameters")?.unwrap_or_default();
                Ok((row.try_get::<String, _>("model")?.into(), parameters))
            };
            rows.iter().map(read).collect()
        })
        .await
    }

    /// Sets how `model` is to answer wherever a session does not say.
    pub async fn set_model_parameters(
        &self,
        model: &ModelId,
        parameters: &Parameters,
    ) -> Result<()> {
        self.write(async |database| {
            sqlx::query(
                "insert into model_setting (model, parameters) values (?, ?)
                on conflict (model) do update set parameters = excluded.parameters",
            )
            .bind(model.as_str())
            .bind(column::json(parameters)?)
            .execute(database)
            .await?;
            Ok(())
        })
        .await
    }
}
