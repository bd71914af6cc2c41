//! Messages that were found, with the part that shows why.

use lookup::{Needles, snippet};
use model::{ModelId, Role};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Row};

use super::plan::{HIDDEN, Plan};
use super::scan::Scan;
use super::{Hit, HitPlace};
use crate::index::attached_files;
use crate::{MessageId, Millis, Result, column};

/// Whether who wrote a message is not told yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    Yes,
    No,
}

/// A message that was found, and what of it matches.
pub(super) struct Source {
    pub(super) session: i64,
    pub(super) id: MessageId,
    pub(super) role: Role,
    pub(super) lane: u32,
    pub(super) model: Option<ModelId>,
    pub(super) created_at: Millis,
    pub(super) version: u32,
    pub(super) versions: u32,
    pub(super) place: HitPlace,
    /// The text that matches, as it may be shown.
    pub(super) source: String,
}

/// So many different words of a message are lit.
const LIT: usize = 24;

/// The messages of these keys, in their order.
pub(super) async fn read_hits(
    database: &mut SqliteConnection,
    scan: &Scan<'_>,
    keys: &[i64],
) -> Result<Vec<Source>> {
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        let sql = format!(
            "select m.message_key, m.session_key, m.message_id, m.role, m.lane, m.created_at,
                n.name as model, m.text, m.reasoning, {HIDDEN} as hidden,
                (select count(*) from message v where v.parent_key is m.parent_key
                    and v.session_key = m.session_key and v.role = m.role
                    and (v.role <> 2 or v.lane = m.lane) and v.deleted_at is null) as versions,
                (select count(*) from message v where v.parent_key is m.parent_key
                    and v.session_key = m.session_key and v.role = m.role
                    and (v.role <> 2 or v.lane = m.lane) and v.deleted_at is null
                    and v.message_key <= m.message_key) as version,
                exists (select 1 from attachment t where t.message_key = m.message_key) as attached
            from message m left join model_name n on n.model_name_key = m.model_key
            where m.message_key = ?"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(key).fetch_optional(&mut *database).await?;
        if let Some(row) = row {
            found.push(read(database, scan, &row).await?);
        }
    }
    Ok(found)
}

async fn read(database: &mut SqliteConnection, scan: &Scan<'_>, row: &SqliteRow) -> Result<Source> {
    let hidden = if row.try_get("hidden")? { Hidden::Yes } else { Hidden::No };
    let (key, session) = (row.try_get("message_key")?, row.try_get("session_key")?);
    let text = scan.shown(database, session, row.try_get("text")?, hidden).await?;
    let model: Option<String> = row.try_get("model")?;
    let mut source = Source {
        session,
        id: MessageId(column::own_id(row, "message_id")?),
        role: column::one_of(row, "role")?.ok_or_else(|| column::unreadable("role"))?,
        lane: column::count(row, "lane")?.unwrap_or_default(),
        model: model.filter(|_| hidden == Hidden::No).map(ModelId::from),
        created_at: Millis(row.try_get("created_at")?),
        version: column::count(row, "version")?.unwrap_or_default(),
        versions: column::count(row, "versions")?.unwrap_or_default(),
        place: HitPlace::Text,
        source: text,
    };
    if hidden == Hidden::Yes {
        return Ok(source);
    }
    let needles = &scan.plan.needles;
    let attached: bool = row.try_get("attached")?;
    if attached && !is_found(needles, &source.source) {
        for (name, text) in attached_files(database, key).await? {
            let whole = format!("{name}\n{text}");
            if is_found(needles, &whole) {
                source.source = if is_found(needles, &text) { text } else { whole };
                source.place = HitPlace::Attachment { name };
                return Ok(source);
            }
        }
    }
    let reasoning: Option<String> = row.try_get("reasoning")?;
    if let Some(reasoning) = reasoning.filter(|_| scan.plan.reasoning)
        && !is_found(needles, &source.source)
        && is_found(needles, &reasoning)
    {
        source.source = reasoning;
        source.place = HitPlace::Reasoning;
    }
    Ok(source)
}

fn is_found(needles: &Needles, text: &str) -> bool {
    needles.0.is_empty() || needles.found(text).contains(&true)
}

/// A hit as it is shown.
pub(super) fn shown(source: Source, plan: &Plan) -> Hit {
    let Source { id, role, lane, model, created_at, version, versions, place, source, .. } = source;
    Hit {
        message: id,
        role,
        lane,
        model,
        created_at,
        version,
        versions,
        place,
        snippet: snippet(&source, &plan.needles),
        words: words_in(&source, &plan.needles),
    }
}

/// What of a text matches, as it is written there, each once.
pub(super) fn words_in(text: &str, needles: &Needles) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for range in needles.ranges(text) {
        let word = &text[range];
        if !found.iter().any(|one| one == word) {
            found.push(word.to_owned());
        }
        if found.len() == LIT {
            break;
        }
    }
    found
}
