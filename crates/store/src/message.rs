use bytes::Bytes;
use model::{ErrorKind, FinishReason, ModelId, Parameters, Role, Timings, Usage};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::{
    Arrival, Attached, Error, Lane, MessageId, Millis, NewSession, Recording, Result, SessionId,
    Store, TurnId, column,
};

/// A node of a session's tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The session it belongs to.
    pub session: SessionId,
    /// The message it answers or follows; none at the root.
    pub parent: Option<MessageId>,
    /// The turn it belongs to.
    pub turn: TurnId,
    /// Its lane in a comparison; 0 in a chat.
    pub lane: u32,
    /// Who wrote it.
    pub role: Role,
    /// How far it is.
    pub status: Status,
    /// Its text so far.
    pub text: String,
    /// The files that are shown with a prompt.
    pub attachments: Vec<Attached>,
    /// How a prompt was said, where it was spoken.
    pub recordings: Vec<Recording>,
    /// The model's reasoning so far.
    pub reasoning: String,
    /// The model that was asked; none for a prompt.
    pub model: Option<ModelId>,
    /// The model that really served it, in the provider's words.
    pub served: Option<String>,
    /// What the model was told about how to answer.
    pub parameters: Option<Parameters>,
    /// Tokens read and written.
    pub usage: Option<Usage>,
    /// What it cost; `None`: unknown, or nothing that anyone bills.
    pub cost: Option<Cost>,
    /// When its parts arrived.
    pub timings: Option<Timings>,
    /// Why the model stopped.
    pub finish: Option<FinishReason>,
    /// How many of the path's oldest messages did not fit the model's context.
    pub left_out: u32,
    /// Why it failed or was interrupted.
    pub failure: Option<Failure>,
    /// When it was begun.
    pub created_at: Millis,
    /// A person changed its text: a version of its own.
    pub edited: bool,
    /// Its turn is blind: who wrote it is not told before the vote.
    pub blind: bool,
    /// The replies that a prompt asks to be made into one.
    pub merged: Vec<MessageId>,
    /// What the user thinks of it.
    pub rating: Option<Rating>,
    /// Its place among the versions at this fork.
    pub versions: Versions,
}

/// What the user thinks of one reply by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Rating {
    /// 1 to 5.
    pub stars: Option<u8>,
    /// In the user's words; empty: none.
    pub comment: String,
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is whole. Prompts always are.
    Complete,
    /// It is being written.
    Streaming,
    /// The user stopped it.
    Stopped,
    /// The app or the worker ended while it was written.
    Interrupted,
    /// The model failed.
    Failed,
}

/// Why a reply failed or was interrupted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Failure {
    /// What the app may branch on.
    pub kind: ErrorKind,
    /// For the reader.
    pub message: String,
    /// When the provider lets itself be asked again, where it says so.
    pub retry_at: Option<Millis>,
}

/// What a reply cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Cost {
    /// US dollars.
    pub usd: f64,
    /// The day of the price that it was reckoned with, as `2026-11-22`.
    pub as_of: String,
}

/// A message's place among its siblings: the versions at one fork.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Versions {
    /// The siblings, oldest first, itself among them.
    pub siblings: Vec<MessageId>,
}

/// A stretch of one branch, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Path {
    /// The messages.
    pub messages: Vec<Message>,
    /// Whether older ones come before them.
    pub older: bool,
}

/// Prompts with their replies, about to be written in one transaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewTurn {
    /// The session to begin with it, if it is the first turn.
    pub begins: Option<NewSession>,
    /// The prompts, one for each path that is gone on with; none when replies are added to a prompt
    /// that is there (regenerate).
    pub prompts: Vec<Message>,
    /// The replies; those that are to be answered are `Streaming`.
    pub replies: Vec<Message>,
    /// The lanes from now on, where the turn changes them.
    pub lanes: Option<Vec<Lane>>,
    /// Who answers is not told before the vote.
    pub blind: Option<NewBlind>,
}

/// What a blind turn begins with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewBlind {
    /// All who may have been asked.
    pub pool: Vec<ModelId>,
    /// No reply may be shown faster than another.
    pub even_pace: bool,
}

/// What of an open reply has arrived by now.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The reply.
    pub id: MessageId,
    /// Its whole text so far.
    pub text: String,
    /// Its whole reasoning so far.
    pub reasoning: String,
    /// How many messages were left out.
    pub left_out: u32,
    /// What the model was sent, byte for byte, where that is not written yet.
    pub request: Option<Bytes>,
}

/// How a reply ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// What arrived.
    pub arrived: Checkpoint,
    /// Any status but `Streaming`.
    pub status: Status,
    /// The model that served it.
    pub served: Option<String>,
    /// Tokens read and written.
    pub usage: Option<Usage>,
    /// What it cost.
    pub cost: Option<Cost>,
    /// What the model wants back with it: JSON that only the provider's dialect understands.
    pub carried: Option<String>,
    /// When its parts arrived.
    pub timings: Option<Timings>,
    /// How its text arrived.
    pub arrivals: Vec<Arrival>,
    /// Why the model stopped.
    pub finish: Option<FinishReason>,
    /// Why it failed or was interrupted.
    pub failure: Option<Failure>,
    /// When.
    pub at: Millis,
}

/// The columns that [`Message::read`] reads, and the tables they stand in: `m` is the message.
macro_rules! message_columns {
    () => {
        "m.message_key, m.message_id, s.session_id, m.parent_key, p.message_id as parent_id,
            m.turn_id, m.lane, m.role, m.status, m.created_at, n.name as model, w.name as served, a.json,
            m.prompt_tokens, m.cached_tokens, m.cache_written_tokens, m.reply_tokens,
            m.reasoning_tokens, m.cost, m.price_as_of, m.first_token_ms, m.total_ms, m.finish,
            m.left_out, m.failure_kind, m.failure, m.failure_retry_at, m.reasoning, m.text,
            (select json_group_array(json_object('name', t.name, 'media_type', f.media_type,
                'size', f.size, 'sha256', lower(hex(f.sha256))) order by t.position)
                from attachment t join file f on f.file_key = t.file_key
                where t.message_key = m.message_key) as attachments,
            (select json_group_array(json_object('id', lower(hex(c.recording_id)),
                'made_at', c.made_at, 'duration_ms', c.duration_ms, 'model', h.name,
                'language', c.language, 'text', c.text, 'media_type', c.media_type,
                'size', c.size, 'kept', json(iif(c.sound is null, 'false', 'true')))
                order by d.position)
                from said d join recording c on c.recording_key = d.recording_key
                left join model_name h on h.model_name_key = c.model_key
                where d.message_key = m.message_key) as recordings,
            m.edited,
            exists (select 1 from blind b where b.turn_id = m.turn_id and b.told_at is null)
                as blind,
            (select group_concat(hex(o.message_id), '' order by g.position)
                from merge_source g join message o on o.message_key = g.source_key
                where g.message_key = m.message_key) as merged,
            (select json_object('stars', r.stars, 'comment', ifnull(r.comment, ''))
                from rating r where r.message_key = m.message_key) as rating"
    };
}
macro_rules! message_tables {
    () => {
        "message m
        join session s on s.session_key = m.session_key
        left join message p on p.message_key = m.parent_key
        left join model_name n on n.model_name_key = m.model_key
        left join model_name w on w.model_name_key = m.served_key
        left join parameters a on a.parameters_key = m.parameters_key"
    };
}
/// The versions at the fork where `m` stands, oldest first, as hexadecimal digits.
macro_rules! message_siblings {
    () => {
        "(select group_concat(hex(v.message_id), '' order by v.message_key) from message v
            where v.parent_key is m.parent_key and v.session_key = m.session_key
            and v.role = m.role and (v.role <> 2 or v.lane = m.lane)
            and v.deleted_at is null) as siblings"
    };
}
pub(crate) use {message_columns, message_siblings, message_tables};

impl Store {
    /// One message. Not found if it or its session was deleted.
    pub async fn message(&self, id: MessageId) -> Result<Message> {
        self.read(async |database| {
            let row = sqlx::query(concat!(
                "select ",
                message_columns!(),
                ", ",
                message_siblings!(),
                " from ",
                message_tables!(),
                " where m.message_id = ? and m.deleted_at is null and s.deleted_at is null"
            ))
            .bind(id.bytes())
            .fetch_optional(database)
            .await?
            .ok_or(Error::NotFound("message"))?;
            Ok(Message { versions: Versions::read(&row)?, ..Message::read(&row)? })
        })
        .await
    }
}

impl Message {
    /// A message without a word, complete and at the root.
    pub fn new(
        id: MessageId,
        session: SessionId,
        turn: TurnId,
        role: Role,
        created_at: Millis,
    ) -> Self {
        Self {
            id,
            session,
            parent: None,
            turn,
            lane: 0,
            role,
            status: Status::Complete,
            text: String::new(),
            attachments: Vec::new(),
            recordings: Vec::new(),
            reasoning: String::new(),
            model: None,
            served: None,
            parameters: None,
            usage: None,
            cost: None,
            timings: None,
            finish: None,
            left_out: 0,
            failure: None,
            created_at,
            edited: false,
            blind: false,
            merged: Vec::new(),
            rating: None,
            versions: Versions::default(),
        }
    }

    /// A row of `message_columns!`; the versions are left out.
    pub(crate) fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self {
            id: MessageId(column::own_id(row, "message_id")?),
            session: SessionId(column::own_id(row, "session_id")?),
            parent: column::id(row, "parent_id")?.map(MessageId),
            turn: TurnId(column::own_id(row, "turn_id")?),
            lane: column::count(row, "lane")?.unwrap_or_default(),
            role: column::one_of(row, "role")?.ok_or_else(|| column::unreadable("role"))?,
            status: column::one_of(row, "status")?.ok_or_else(|| column::unreadable("status"))?,
            text: row.try_get("text")?,
            attachments: Attached::read_all(row)?,
            recordings: Recording::read_all(row)?,
            reasoning: row.try_get::<Option<String>, _>("reasoning")?.unwrap_or_default(),
            model: row.try_get::<Option<String>, _>("model")?.map(ModelId::from),
            served: row.try_get("served")?,
            parameters: column::parameters(row, "json")?,
            usage: column::usage(row)?,
            cost: Cost::read(row)?,
            timings: timings(row)?,
            finish: column::one_of(row, "finish")?,
            left_out: column::count(row, "left_out")?.unwrap_or_default(),
            failure: Failure::read(row)?,
            created_at: Millis(row.try_get("created_at")?),
            edited: row.try_get("edited")?,
            blind: row.try_get("blind")?,
            merged: column::ids(row, "merged")?.into_iter().map(MessageId).collect(),
            rating: rating(row)?,
            versions: Versions::default(),
        })
    }
}

impl Versions {
    /// The column of `message_siblings!`.
    pub(crate) fn read(row: &SqliteRow) -> Result<Self> {
        let siblings = column::ids(row, "siblings")?.into_iter().map(MessageId).collect();
        Ok(Self { siblings })
    }
}

impl Failure {
    fn read(row: &SqliteRow) -> Result<Option<Self>> {
        let kind: Option<&str> = row.try_get("failure_kind")?;
        let Some(kind) = kind else { return Ok(None) };
        Ok(Some(Self {
            kind: column::named(kind, "failure_kind")?,
            message: row.try_get("failure")?,
            retry_at: row.try_get::<Option<i64>, _>("failure_retry_at")?.map(Millis),
        }))
    }

    /// The kind as it stands in `failure_kind`: its name on the wire.
    pub(crate) fn kind_name(&self) -> Result<String> {
        column::name(&self.kind, "failure_kind")
    }
}

impl Cost {
    fn read(row: &SqliteRow) -> Result<Option<Self>> {
        let usd: Option<f64> = row.try_get("cost")?;
        let as_of: Option<String> = row.try_get("price_as_of")?;
        Ok(usd.map(|usd| Self { usd, as_of: as_of.unwrap_or_default() }))
    }
}

fn rating(row: &SqliteRow) -> Result<Option<Rating>> {
    let json: Option<&str> = row.try_get("rating")?;
    json.map(|json| serde_json::from_str(json).map_err(|_| column::unreadable("rating")))
        .transpose()
}

fn timings(row: &SqliteRow) -> Result<Option<Timings>> {
    let first = column::count(row, "first_token_ms")?;
    let total = column::count(row, "total_ms")?;
    Ok(first.map(|first_token_ms| Timings { first_token_ms, total_ms: total.unwrap_or_default() }))
}
