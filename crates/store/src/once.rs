//! What many replies share stands in a table of its own, once.

use model::Parameters;
use sqlx::sqlite::SqliteConnection;

use crate::{Result, column};

/// The key of these parameters, which are written once however many replies share them.
pub(crate) async fn parameters_key(
    database: &mut SqliteConnection,
    parameters: Option<&Parameters>,
) -> Result<Option<i64>> {
    let Some(parameters) = parameters else { return Ok(None) };
    let json = column::json(parameters)?;
    let known = sqlx::query_scalar("select parameters_key from parameters where json = ?")
        .bind(&json)
        .fetch_optional(&mut *database)
        .await?;
    if known.is_some() {
        return Ok(known);
    }
    let written = sqlx::query("insert into parameters (json) values (?)");
    Ok(Some(written.bind(&json).execute(database).await?.last_insert_rowid()))
}

/// The key of a model's name, which is written once however many replies bear it.
pub(crate) async fn name_key(
    database: &mut SqliteConnection,
    name: Option<&str>,
) -> Result<Option<i64>> {
    let Some(name) = name else { return Ok(None) };
    let known = sqlx::query_scalar("select model_name_key from model_name where name = ?")
        .bind(name)
        .fetch_optional(&mut *database)
        .await?;
    if known.is_some() {
        return Ok(known);
    }
    let written = sqlx::query("insert into model_name (name) values (?)");
    Ok(Some(written.bind(name).execute(database).await?.last_insert_rowid()))
}
