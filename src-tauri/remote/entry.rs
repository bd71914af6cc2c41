//! Providers as they are kept: the catalogue's rows with the user's changes, and the user's own.

use std::collections::HashMap;
use std::sync::Arc;

use model::ModelId;
use providers::{Amendment, Http, Keys, ModelList, Remote, RemoteModel, Row, catalogue};
use serde::{Deserialize, Serialize};
use store::{KeptProvider, Millis, Store};

use crate::error::Result;

/// What is kept of a provider.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kept {
    /// The user's own.
    Row(Row),
    /// What the user changed of one of the app's.
    Amendment(Amendment),
}

/// One provider, ready to be asked.
pub(super) struct Entry {
    pub(super) row: Row,
    pub(super) own: bool,
    pub(super) changed: bool,
    pub(super) removed: bool,
    pub(super) fetched_at: Option<Millis>,
    pub(super) models: Vec<RemoteModel>,
    pub(super) remote: Arc<Remote>,
}

/// One provider as it is kept.
pub(super) struct KeptRow {
    row: Row,
    own: bool,
    changed: bool,
    removed: bool,
    list: Option<(Millis, ModelList)>,
}

/// All providers that there are, in the user's order; those without a place come last, the
/// catalogue's before the user's own.
pub(super) async fn read(store: &Store) -> Result<Vec<KeptRow>> {
    let mut lists: HashMap<String, (Millis, ModelList)> = HashMap::new();
    for kept in store.model_lists().await? {
        // A list that an older version kept in another form is fetched again.
        if let Ok(list) = serde_json::from_str(&kept.models) {
            lists.insert(kept.provider, (kept.fetched_at, list));
        }
    }
    let mut kept: HashMap<String, KeptProvider> = HashMap::new();
    for one in store.providers().await? {
        kept.insert(one.provider.clone(), one);
    }
    let mut rows: Vec<(u32, KeptRow)> = Vec::new();
    for row in catalogue() {
        let of_user = kept.remove(&row.id).unwrap_or_default();
        let by = match settings(&of_user) {
            Some(Kept::Amendment(by)) => by,
            Some(Kept::Row(_)) | None => Amendment::default(),
        };
        let row = KeptRow {
            row: row.amended(&by),
            own: false,
            changed: by != Amendment::default(),
            removed: of_user.removed,
            list: lists.remove(&row.id),
        };
        rows.push((of_user.position.unwrap_or(u32::MAX), row));
    }
    let mut own: Vec<KeptProvider> = kept.into_values().collect();
    own.sort_by(|a, b| a.provider.cmp(&b.provider));
    for one in own {
        if let Some(Kept::Row(row)) = settings(&one) {
            let list = lists.remove(&row.id);
            let row = KeptRow { row, own: true, changed: false, removed: false, list };
            rows.push((one.position.unwrap_or(u32::MAX), row));
        }
    }
    rows.sort_by_key(|(position, _)| *position);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// What the user made of a provider, where this version can read it.
fn settings(kept: &KeptProvider) -> Option<Kept> {
    serde_json::from_str(kept.settings.as_deref()?).ok()
}

impl KeptRow {
    /// The variable of the environment that may hold its key: that of the catalogue's row, for the
    /// row's own address, or for one that only the user can know.
    pub(super) fn variable(&self) -> Option<(String, String)> {
        let came = providers::row(&self.row.id)?;
        let home = came.base.is_empty() || place(&came.base) == place(&self.row.base);
        let variable = came.key_variable.clone().filter(|_| home)?;
        Some((self.row.id.clone(), variable))
    }

    /// The provider, reached through `http` with one of `keys`.
    pub(super) fn entry(self, http: &Http, keys: Arc<dyn Keys>) -> Entry {
        let remote = Remote::new(self.row.clone(), http.clone(), keys);
        let (fetched_at, list) = self.list.unzip();
        let models = providers::models(&self.row, list.as_ref());
        let remote = match list {
            Some(list) => remote.knowing(list),
            None => remote,
        };
        Entry {
            row: self.row,
            own: self.own,
            changed: self.changed,
            removed: self.removed,
            fetched_at,
            models,
            remote: Arc::new(remote),
        }
    }
}

impl Entry {
    /// What is known of one of its models.
    pub(super) fn model(&self, id: &ModelId) -> Option<&RemoteModel> {
        self.models.iter().find(|one| one.id == *id)
    }
}

pub(super) fn find<'a>(entries: &'a [Entry], id: &str) -> Option<&'a Entry> {
    entries.iter().find(|entry| entry.row.id == id)
}

/// The part of an address that says who is asked: scheme, host and port.
pub(super) fn place(address: &str) -> String {
    let end = address.find("://").map_or(0, |at| at + 3);
    let host = address[end..].split(['/', '?', '#']).next().unwrap_or_default();
    format!("{}{}", &address[..end], host).to_lowercase()
}

/// An id that is made of the title's letters and is not taken.
pub(super) fn new_id(title: &str, taken: impl Fn(&str) -> bool) -> String {
    let letters = title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' });
    let words: String = letters.collect::<String>().to_lowercase();
    let id = words.split_whitespace().collect::<Vec<_>>().join("-");
    let id = if id.is_empty() { "provider".to_owned() } else { id };
    if !taken(&id) {
        return id;
    }
    let mut number = 2;
    while taken(&format!("{id}-{number}")) {
        number += 1;
    }
    format!("{id}-{number}")
}
