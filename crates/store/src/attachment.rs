use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::{Error, Result, column};

/// A file that belongs to a prompt; its bytes stand apart (see [`crate::Store::file`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Attached {
    /// The name that it had when it was attached.
    pub name: String,
    /// What its bytes are, such as `image/png`.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u32,
    /// The SHA-256 of its bytes, in hexadecimal: what it is asked for by.
    pub sha256: String,
}

impl Attached {
    /// The column `attachments` of `message_columns!`.
    pub(crate) fn read_all(row: &SqliteRow) -> Result<Vec<Self>> {
        let json: &str = row.try_get("attachments")?;
        serde_json::from_str(json).map_err(|_| column::unreadable("attachments"))
    }
}

/// Writes which files belong to a message. Not found if one of them is not kept.
pub(crate) async fn attach(
    database: &mut SqliteConnection,
    message: i64,
    attached: &[Attached],
) -> Result<()> {
    for (position, one) in attached.iter().enumerate() {
        let written = sqlx::query(
            "insert into attachment (message_key, position, file_key, name)
            select ?, ?, file_key, ? from file where sha256 = unhex(?)",
        )
        .bind(message)
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .bind(&one.name)
        .bind(&one.sha256)
        .execute(&mut *database)
        .await?;
        if written.rows_affected() == 0 {
            return Err(Error::NotFound("attached file"));
        }
    }
    Ok(())
}
