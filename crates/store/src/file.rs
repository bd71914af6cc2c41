use sqlx::sqlite::SqliteConnection;

use crate::{Attached, Error, Result, Store};

impl Store {
    /// Keeps the bytes of a file that is about to be attached. The same bytes are kept once.
    pub async fn keep_file(&self, file: &Attached, data: &[u8]) -> Result<()> {
        self.write(async |database| {
            sqlx::query(
                "insert into file (sha256, media_type, size, data) values (unhex(?), ?, ?, ?)
                on conflict (sha256) do nothing",
            )
            .bind(&file.sha256)
            .bind(&file.media_type)
            .bind(file.size)
            .bind(data)
            .execute(database)
            .await?;
            Ok(())
        })
        .await
    }

    /// What is kept under this SHA-256, apart from its name, which each attachment has its own of.
    pub async fn kept_file(&self, sha256: &str, name: &str) -> Result<Attached> {
        self.read(async |database| {
            let (media_type, size) =
                sqlx::query_as("select media_type, size from file where sha256 = unhex(?)")
                    .bind(sha256)
                    .fetch_optional(database)
                    .await?
                    .ok_or(Error::NotFound("attached file"))?;
            Ok(Attached { name: name.to_owned(), media_type, size, sha256: sha256.to_lowercase() })
        })
        .await
    }

    /// The bytes that are kept under this SHA-256.
    pub async fn file(&self, sha256: &str) -> Result<Vec<u8>> {
        self.read(async |database| {
            sqlx::query_scalar("select data from file where sha256 = unhex(?)")
                .bind(sha256)
                .fetch_optional(database)
                .await?
                .ok_or(Error::NotFound("attached file"))
        })
        .await
    }
}

/// Removes the files that belong to no message: attached once, never sent.
pub(crate) async fn remove_unsent(database: &mut SqliteConnection) -> sqlx::Result<()> {
    let unsent = "delete from file where file_key not in (select file_key from attachment)";
    sqlx::query(unsent).execute(database).await?;
    Ok(())
}
