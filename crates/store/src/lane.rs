use model::{ModelId, Parameters};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::standing::key_of;
use crate::turn::session_key;
use crate::{MessageId, Result, SessionId, Store, column};

/// One model's own thread through a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Lane {
    /// Its number within the session; its replies bear it.
    pub lane: u32,
    /// Who answers in it.
    pub model: ModelId,
    /// How, where the lane says so.
    pub parameters: Parameters,
    /// The end of its path; none before its first prompt.
    pub leaf: Option<MessageId>,
}

impl Store {
    /// The lanes that are on the session's screen, in order. None: it is a chat.
    pub async fn lanes(&self, session: SessionId) -> Result<Vec<Lane>> {
        self.read(async |database| {
            let rows = sqlx::query(
                "select l.lane, l.model, l.parameters, m.message_id as leaf_id
                from session s join lane l on l.session_key = s.session_key
                left join message m on m.message_key = l.leaf_key
                    and m.session_key = s.session_key and m.deleted_at is null
                where s.session_id = ? and s.deleted_at is null order by l.position",
            )
            .bind(session.bytes())
            .fetch_all(database)
            .await?;
            let read = |row| {
                Ok(Lane {
                    lane: column::count(row, "lane")?.unwrap_or_default(),
                    model: ModelId::from(row.try_get::<String, _>("model")?),
                    parameters: column::parameters(row, "parameters")?.unwrap_or_default(),
                    leaf: column::id(row, "leaf_id")?.map(MessageId),
                })
            };
            rows.iter().map(read).collect()
        })
        .await
    }

    /// Sets the lanes of the session's screen, in order. None makes it a chat.
    pub async fn set_lanes(&self, session: SessionId, lanes: &[Lane]) -> Result<()> {
        self.write(async |database| {
            let session = session_key(database, session).await?;
            replace_lanes(database, session, lanes).await
        })
        .await
    }

    /// A number that no lane of the session has had yet.
    pub async fn new_lane(&self, session: SessionId) -> Result<u32> {
        self.read(async |database| {
            let row = sqlx::query(
                "select max(
                    ifnull((select max(m.lane) + 1 from message m
                        where m.session_key = s.session_key), 0),
                    ifnull((select max(l.lane) + 1 from lane l
                        where l.session_key = s.session_key), 0)
                ) as lane from session s where s.session_id = ?",
            )
            .bind(session.bytes())
            .fetch_optional(database)
            .await?;
            let lane = row.map(|row| column::count(&row, "lane")).transpose()?;
            Ok(lane.flatten().unwrap_or_default())
        })
        .await
    }
}

pub(crate) async fn replace_lanes(
    database: &mut SqliteConnection,
    session: i64,
    lanes: &[Lane],
) -> Result<()> {
    sqlx::query("delete from lane where session_key = ?")
        .bind(session)
        .execute(&mut *database)
        .await?;
    for (position, lane) in lanes.iter().enumerate() {
        let leaf = key_of(database, session, lane.leaf).await?;
        sqlx::query(
            "insert into lane (session_key, lane, position, model, parameters, leaf_key)
            values (?, ?, ?, ?, ?, ?)",
        )
        .bind(session)
        .bind(lane.lane)
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .bind(lane.model.as_str())
        .bind(column::json_or_null(&lane.parameters)?)
        .bind(leaf)
        .execute(&mut *database)
        .await?;
    }
    Ok(())
}
