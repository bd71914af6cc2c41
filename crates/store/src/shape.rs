use model::{ModelId, Role};
use serde::Serialize;
use specta::Type;
use sqlx::Row;

use crate::{MessageId, Result, SessionId, Status, Store, TurnId, column};

/// How much of a message its [`Node`] tells, in characters.
const LABEL: u32 = 120;

/// A message as it stands in its session's tree, without its text.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Node {
    /// Its id.
    pub id: MessageId,
    /// The message it follows.
    pub parent: Option<MessageId>,
    /// Its turn.
    pub turn: TurnId,
    /// Its lane.
    pub lane: u32,
    /// Who wrote it.
    pub role: Role,
    /// How far it is.
    pub status: Status,
    /// A person changed its text.
    pub edited: bool,
    /// Who wrote it is not told before the vote.
    pub blind: bool,
    /// Who was asked.
    pub model: Option<ModelId>,
    /// How its text begins.
    pub label: String,
    /// Higher than that of every other version that was read before it. None: never read.
    #[serde(skip)]
    pub read_at: Option<i64>,
}

impl Store {
    /// The tree of a session, each message after the one that it follows; deleted ones are left out.
    pub async fn shape(&self, session: SessionId) -> Result<Vec<Node>> {
        self.read(async |database| {
            let rows = sqlx::query(
                "with recursive down (message_key, parent_id, depth) as (
                    select m.message_key, null, 0
                    from session s join message m on m.session_key = s.session_key
                    where s.session_id = ?1 and s.deleted_at is null and m.parent_key is null
                    and m.deleted_at is null
                    union all
                    select m.message_key, p.message_id, depth + 1
                    from down join message p on p.message_key = down.message_key
                    join message m on m.parent_key = down.message_key
                    where m.deleted_at is null
                )
                select m.message_id, down.parent_id, m.turn_id, m.lane, m.role, m.status, m.edited,
                    n.name as model, substr(m.text, 1, ?2) as label, m.read_at,
                    exists (select 1 from blind b
                        where b.turn_id = m.turn_id and b.told_at is null) as blind
                from down join message m on m.message_key = down.message_key
                left join model_name n on n.model_name_key = m.model_key
                order by depth, m.message_key",
            )
            .bind(session.bytes())
            .bind(LABEL)
            .fetch_all(database)
            .await?;
            let read = |row| {
                Ok(Node {
                    id: MessageId(column::own_id(row, "message_id")?),
                    parent: column::id(row, "parent_id")?.map(MessageId),
                    turn: TurnId(column::own_id(row, "turn_id")?),
                    lane: column::count(row, "lane")?.unwrap_or_default(),
                    role: column::one_of(row, "role")?.ok_or_else(|| column::unreadable("role"))?,
                    status: column::one_of(row, "status")?
                        .ok_or_else(|| column::unreadable("status"))?,
                    edited: row.try_get("edited")?,
                    blind: row.try_get("blind")?,
                    model: row.try_get::<Option<String>, _>("model")?.map(ModelId::from),
                    label: row.try_get("label")?,
                    read_at: row.try_get("read_at")?,
                })
            };
            rows.iter().map(read).collect()
        })
        .await
    }
}
