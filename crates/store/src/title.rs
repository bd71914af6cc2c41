use crate::column::Numbered;
use crate::fold::fold;
use crate::index::index_title_of;
use crate::session::session_row;
use crate::{Error, Result, SessionId, SessionRow, Store, TitleSource};

impl Store {
    /// Gives a title that nobody asked for. Only where there is none, or only the first words of
    /// the prompt; otherwise nothing is changed, and nothing yielded.
    pub async fn give_title(
        &self,
        id: SessionId,
        title: &str,
        source: TitleSource,
    ) -> Result<Option<SessionRow>> {
        self.write(async |database| {
            // None, words.
            let given = sqlx::query(
                "update session set previous_title = title, previous_source = title_source,
                    title = ?, title_key = ?, title_source = ?
                where session_id = ? and deleted_at is null and title_source in (0, 1)",
            )
            .bind(title)
            .bind(fold(title))
            .bind(source.number())
            .bind(id.bytes())
            .execute(&mut *database)
            .await?;
            index_title_of(database, id).await?;
            let row = session_row(database, id).await?;
            Ok((given.rows_affected() > 0).then_some(row))
        })
        .await
    }

    /// Gives the title that the user wrote or asked for, whatever it was before.
    pub async fn rename(
        &self,
        id: SessionId,
        title: &str,
        source: TitleSource,
    ) -> Result<SessionRow> {
        self.write(async |database| {
            sqlx::query(
                "update session set previous_title = title, previous_source = title_source,
                    title = ?, title_key = ?, title_source = ?
                where session_id = ? and deleted_at is null",
            )
            .bind(title)
            .bind(fold(title))
            .bind(source.number())
            .bind(id.bytes())
            .execute(&mut *database)
            .await?;
            index_title_of(database, id).await?;
            session_row(database, id).await
        })
        .await
    }

    /// Brings back the title from before the last change, once. Not found if there is none.
    pub async fn undo_title(&self, id: SessionId) -> Result<SessionRow> {
        self.write(async |database| {
            let previous: Option<Option<String>> = sqlx::query_scalar(
                "update session set title = previous_title, title_source = previous_source,
                    previous_title = null, previous_source = null
                where session_id = ? and deleted_at is null and previous_source is not null
                returning title",
            )
            .bind(id.bytes())
            .fetch_optional(&mut *database)
            .await?;
            let previous = previous.ok_or(Error::NotFound("earlier title"))?;
            sqlx::query("update session set title_key = ? where session_id = ?")
                .bind(previous.as_deref().map(fold))
                .bind(id.bytes())
                .execute(&mut *database)
                .await?;
            index_title_of(database, id).await?;
            session_row(database, id).await
        })
        .await
    }
}
