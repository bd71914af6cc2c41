use std::collections::BTreeSet;

use model::ModelId;
use sqlx::sqlite::SqliteConnection;

use crate::turn::session_key;
use crate::{Error, Millis, NewBlind, Result, SessionId, Store, TurnId};

impl Store {
    /// The blind turns of a session whose names were not told yet, oldest first.
    pub async fn blind_turns(&self, session: SessionId) -> Result<Vec<TurnId>> {
        self.read(async |database| {
            let ids: Vec<Vec<u8>> = sqlx::query_scalar(
                "select b.turn_id from session s join blind b on b.session_key = s.session_key
                where s.session_id = ? and b.told_at is null order by b.turn_id",
            )
            .bind(session.bytes())
            .fetch_all(database)
            .await?;
            let read = |id: &Vec<u8>| {
                let id = uuid::Uuid::from_slice(id);
                id.map(TurnId).map_err(|_| crate::column::unreadable("turn_id"))
            };
            ids.iter().map(read).collect()
        })
        .await
    }

    /// The models that may be asked in the blind turns of a session whose names were not told yet.
    pub async fn blind_pool(&self, session: SessionId) -> Result<BTreeSet<ModelId>> {
        self.read(async |database| {
            let names: Vec<String> = sqlx::query_scalar(
                "select distinct p.value
                from session s join blind b on b.session_key = s.session_key, json_each(b.pool) p
                where s.session_id = ? and b.told_at is null",
            )
            .bind(session.bytes())
            .fetch_all(database)
            .await?;
            Ok(names.into_iter().map(ModelId::from).collect())
        })
        .await
    }

    /// Whether no reply of a session's blind turns may be shown faster than another, while their
    /// names were not told yet.
    pub async fn even_pace(&self, session: SessionId) -> Result<bool> {
        self.read(async |database| {
            let found: Option<i64> = sqlx::query_scalar(
                "select 1 from session s join blind b on b.session_key = s.session_key
                where s.session_id = ? and b.told_at is null and b.even_pace = 1",
            )
            .bind(session.bytes())
            .fetch_optional(database)
            .await?;
            Ok(found.is_some())
        })
        .await
    }

    /// Tells the names of a blind turn.
    pub async fn tell_names(&self, turn: TurnId, at: Millis) -> Result<()> {
        self.write(async |database| {
            sqlx::query("update blind set told_at = ? where turn_id = ?")
                .bind(at.0)
                .bind(turn.bytes())
                .execute(database)
                .await?;
            Ok(())
        })
        .await
    }

    /// Hides the names of a blind turn again, if it was a vote of the user's that told them: by its
    /// time.
    pub async fn hide_names(&self, turn: TurnId) -> Result<()> {
        self.write(async |database| {
            sqlx::query(
                "update blind set told_at = null where turn_id = ? and told_at in (
                    select at from vote where turn_id = blind.turn_id and voter is null)",
            )
            .bind(turn.bytes())
            .execute(database)
            .await?;
            Ok(())
        })
        .await
    }

    /// Whether a turn was asked blindly, told or not.
    pub async fn was_blind(&self, session: SessionId, turn: TurnId) -> Result<bool> {
        self.read(async |database| {
            let session = session_key(database, session).await?;
            let found: Option<i64> =
                sqlx::query_scalar("select 1 from blind where turn_id = ? and session_key = ?")
                    .bind(turn.bytes())
                    .bind(session)
                    .fetch_optional(database)
                    .await?;
            Ok(found.is_some())
        })
        .await
    }
}

pub(crate) async fn begin_blind(
    database: &mut SqliteConnection,
    session: i64,
    turn: TurnId,
    blind: &NewBlind,
) -> Result<()> {
    let pool =
        serde_json::to_string(&blind.pool).map_err(|error| Error::Value(error.to_string()))?;
    let begun = "insert into blind (turn_id, session_key, pool, even_pace) values (?, ?, ?, ?)
        on conflict do nothing";
    sqlx::query(begun)
        .bind(turn.bytes())
        .bind(session)
        .bind(pool)
        .bind(blind.even_pace)
        .execute(database)
        .await?;
    Ok(())
}
