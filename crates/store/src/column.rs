//! Values as they stand in columns.

use model::{FinishReason, Parameters, Role, Usage};
use serde::Serialize;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::{Error, Result, Status, TitleSource};

/// The id in `column`; none where it is null.
pub(crate) fn id(row: &SqliteRow, column: &str) -> Result<Option<Uuid>> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    bytes.map(|bytes| Uuid::from_slice(bytes).map_err(|_| unreadable(column))).transpose()
}

/// The id in `column`, which is never null.
pub(crate) fn own_id(row: &SqliteRow, column: &str) -> Result<Uuid> {
    id(row, column)?.ok_or_else(|| unreadable(column))
}

/// The ids in `column`, written in hexadecimal one after the other.
pub(crate) fn ids(row: &SqliteRow, column: &str) -> Result<Vec<Uuid>> {
    let digits: Option<&str> = row.try_get(column)?;
    let digits = digits.unwrap_or_default().as_bytes().chunks(32);
    digits.map(|id| Uuid::try_parse_ascii(id).map_err(|_| unreadable(column))).collect()
}

/// The count in `column`; none where it is null.
pub(crate) fn count(row: &SqliteRow, column: &str) -> Result<Option<u32>> {
    let count: Option<i64> = row.try_get(column)?;
    count.map(|count| count.try_into().map_err(|_| unreadable(column))).transpose()
}

/// The one of `all` whose number (see [`Numbered`]) is in `column`; none where it is null.
pub(crate) fn one_of<T: Numbered>(row: &SqliteRow, column: &str) -> Result<Option<T>> {
    let number: Option<i64> = row.try_get(column)?;
    let found = |number| T::ALL.iter().copied().find(|one| one.number() == number);
    number.map(|number| found(number).ok_or_else(|| unreadable(column))).transpose()
}

/// The parameters in `column`; none where it is null.
pub(crate) fn parameters(row: &SqliteRow, column: &str) -> Result<Option<Parameters>> {
    let json: Option<&str> = row.try_get(column)?;
    json.map(|json| serde_json::from_str(json).map_err(|_| unreadable(column))).transpose()
}

/// Tokens read and written; none where the provider did not say.
pub(crate) fn usage(row: &SqliteRow) -> Result<Option<Usage>> {
    let Some(prompt_tokens) = count(row, "prompt_tokens")? else { return Ok(None) };
    Ok(Some(Usage {
        prompt_tokens,
        cached_tokens: count(row, "cached_tokens")?.unwrap_or_default(),
        cache_written_tokens: count(row, "cache_written_tokens")?.unwrap_or_default(),
        reply_tokens: count(row, "reply_tokens")?.unwrap_or_default(),
        reasoning_tokens: count(row, "reasoning_tokens")?.unwrap_or_default(),
    }))
}

/// The member of a set that `name` stands for on the wire.
pub(crate) fn named<T: DeserializeOwned>(name: &str, column: &str) -> Result<T> {
    let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    T::deserialize(name).map_err(|_| unreadable(column))
}

/// What `member` is called on the wire.
pub(crate) fn name(member: &impl Serialize, column: &str) -> Result<String> {
    match serde_json::to_value(member) {
        Ok(Value::String(name)) => Ok(name),
        _ => Err(unreadable(column)),
    }
}

/// Parameters as JSON, without those that are not set.
pub(crate) fn json(parameters: &Parameters) -> Result<String> {
    let mut json =
        serde_json::to_value(parameters).map_err(|error| Error::Value(error.to_string()))?;
    if let Value::Object(fields) = &mut json {
        fields.retain(|_, value| !value.is_null());
    }
    Ok(json.to_string())
}

/// As [`json`], but null where nothing is set.
pub(crate) fn json_or_null(parameters: &Parameters) -> Result<Option<String>> {
    (*parameters != Parameters::default()).then(|| json(parameters)).transpose()
}

/// Text, or null where there is none.
pub(crate) fn text_or_null(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

pub(crate) fn unreadable(column: &str) -> Error {
    Error::Value(column.to_owned())
}

/// A closed set whose members stand in the table as small numbers. They never change.
pub(crate) trait Numbered: Copy + 'static {
    /// Every member.
    const ALL: &[Self];
    /// The number that stands for it.
    fn number(self) -> i64;
}

impl Numbered for Role {
    const ALL: &[Self] = &[Self::System, Self::User, Self::Assistant];

    fn number(self) -> i64 {
        match self {
            Self::System => 0,
            Self::User => 1,
            Self::Assistant => 2,
        }
    }
}

impl Numbered for Status {
    const ALL: &[Self] =
        &[Self::Complete, Self::Streaming, Self::Stopped, Self::Interrupted, Self::Failed];

    fn number(self) -> i64 {
        match self {
            Self::Complete => 0,
            Self::Streaming => 1,
            Self::Stopped => 2,
            Self::Interrupted => 3,
            Self::Failed => 4,
        }
    }
}

impl Numbered for FinishReason {
    const ALL: &[Self] = &[Self::End, Self::Length, Self::Refusal, Self::Other];

    fn number(self) -> i64 {
        match self {
            Self::End => 0,
            Self::Length => 1,
            Self::Refusal => 2,
            Self::Other => 3,
        }
    }
}

impl Numbered for TitleSource {
    const ALL: &[Self] = &[Self::None, Self::Words, Self::Model, Self::User];

    fn number(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Words => 1,
            Self::Model => 2,
            Self::User => 3,
        }
    }
}
