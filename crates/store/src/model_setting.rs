use model::{ModelId, Parameters};

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
