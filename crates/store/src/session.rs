use model::{ModelId, Parameters};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::{Error, MessageId, Millis, Result, SessionId, Store, column};

/// One conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Its title, once it has one.
    pub title: Option<String>,
    /// Where the title comes from.
    pub title_source: TitleSource,
    /// What every model is told first, and how it answers, where the session says so.
    pub parameters: Parameters,
    /// The model asked last.
    pub model: Option<ModelId>,
    /// The last message of the branch that was read last.
    pub leaf: Option<MessageId>,
    /// What stands in the composer, unsent.
    pub draft: String,
    /// When it was begun.
    pub created_at: Millis,
    /// When it was last written to.
    pub updated_at: Millis,
}

/// Who gave a session its title. A later source never overwrites the user's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TitleSource {
    /// No title yet.
    None,
    /// The first words of the first prompt.
    Words,
    /// A model.
    Model,
    /// The user.
    User,
}

/// A session as the sidebar shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// Its title, once it has one.
    pub title: Option<String>,
    /// When it was last written to.
    pub updated_at: Millis,
}

/// Which sessions to list, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct SessionFilter {
    /// Only those whose title contains this, in any case and any script; empty for all.
    pub text: String,
    /// Only those older than this one, by time and id: where the page before ended.
    pub before: Option<SessionRow>,
    /// At most this many.
    pub limit: u32,
}

/// A part of a longer list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Page {
    /// The sessions, newest first.
    pub sessions: Vec<SessionRow>,
    /// Whether older ones follow.
    pub more: bool,
}

/// A session about to be begun.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// Parameters given before the first prompt.
    pub parameters: Parameters,
}

impl Store {
    /// One session. Not found if it was deleted.
    pub async fn session(&self, id: SessionId) -> Result<Session> {
        self.read(async |database| {
            let row = sqlx::query(
                "select s.session_id, s.title, s.title_source, s.parameters, s.model,
                    l.message_id as leaf_id, s.draft, s.created_at, s.updated_at
                from session s left join message l on l.message_key = s.leaf_key
                    and l.session_key = s.session_key and l.deleted_at is null
                where s.session_id = ? and s.deleted_at is null",
            )
            .bind(id.bytes())
            .fetch_optional(database)
            .await?
            .ok_or(Error::NotFound("session"))?;
            Session::read(&row)
        })
        .await
    }

    /// Deletes a session, until it is restored.
    pub async fn delete_session(&self, id: SessionId, at: Millis) -> Result<()> {
        self.write(async |database| {
            let deleted = sqlx::query(
                "update session set deleted_at = ? where session_id = ? and deleted_at is null",
            );
            found(deleted.bind(at.0).bind(id.bytes()).execute(database).await?.rows_affected())
        })
        .await
    }

    /// Brings a deleted session back.
    pub async fn restore_session(&self, id: SessionId) -> Result<SessionRow> {
        self.write(async |database| {
            sqlx::query("update session set deleted_at = null where session_id = ?")
                .bind(id.bytes())
                .execute(&mut *database)
                .await?;
            session_row(database, id).await
        })
        .await
    }

    /// Keeps what stands in the composer, unsent.
    pub async fn set_draft(&self, id: SessionId, draft: &str) -> Result<()> {
        self.write(async |database| {
            let kept = sqlx::query(
                "update session set draft = ? where session_id = ? and deleted_at is null",
            )
            .bind(column::text_or_null(draft));
            found(kept.bind(id.bytes()).execute(database).await?.rows_affected())
        })
        .await
    }

    /// Sets how the session's replies are to be answered, from the next one on.
    pub async fn set_session_parameters(
        &self,
        id: SessionId,
        parameters: &Parameters,
    ) -> Result<()> {
        self.write(async |database| {
            let set = sqlx::query(
                "update session set parameters = ? where session_id = ? and deleted_at is null",
            )
            .bind(column::json_or_null(parameters)?);
            found(set.bind(id.bytes()).execute(database).await?.rows_affected())
        })
        .await
    }

    /// Sets the model that the session asks next.
    pub async fn set_session_model(&self, id: SessionId, model: &ModelId) -> Result<()> {
        self.write(async |database| {
            let set = sqlx::query(
                "update session set model = ? where session_id = ? and deleted_at is null",
            )
            .bind(model.as_str());
            found(set.bind(id.bytes()).execute(database).await?.rows_affected())
        })
        .await
    }
}

/// A session as the sidebar shows it, unless it was deleted.
pub(crate) async fn session_row(
    database: &mut SqliteConnection,
    id: SessionId,
) -> Result<SessionRow> {
    let row = sqlx::query(
        "select session_id, title, updated_at from session
        where session_id = ? and deleted_at is null",
    )
    .bind(id.bytes())
    .fetch_optional(database)
    .await?
    .ok_or(Error::NotFound("session"))?;
    SessionRow::read(&row)
}

/// An error if no row was changed.
fn found(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::NotFound("session")) } else { Ok(()) }
}

impl Session {
    fn read(row: &SqliteRow) -> Result<Self> {
        let source = column::one_of(row, "title_source")?;
        Ok(Self {
            id: SessionId(column::own_id(row, "session_id")?),
            title: row.try_get("title")?,
            title_source: source.ok_or_else(|| column::unreadable("title_source"))?,
            parameters: column::parameters(row, "parameters")?.unwrap_or_default(),
            model: row.try_get::<Option<String>, _>("model")?.map(ModelId::from),
            leaf: column::id(row, "leaf_id")?.map(MessageId),
            draft: row.try_get::<Option<String>, _>("draft")?.unwrap_or_default(),
            created_at: Millis(row.try_get("created_at")?),
            updated_at: Millis(row.try_get("updated_at")?),
        })
    }
}

impl SessionRow {
    pub(crate) fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self {
            id: SessionId(column::own_id(row, "session_id")?),
            title: row.try_get("title")?,
            updated_at: Millis(row.try_get("updated_at")?),
        })
    }
}
