//! The remote providers of this app: the catalogue's rows with what the user changed, the user's
//! own, their keys, and what they last told of their models.

mod card;
mod choice;
mod entry;
mod keys;
#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock};

pub(crate) use card::{
    ModelChoice, ProviderCard, ProviderDraft, ProviderList, TestProblem, TestResult, Unavailable,
};
pub(crate) use choice::choices;
use engine::Known;
use entry::{Entry, Kept, KeptRow, find, new_id, place};
use keychain::Zeroizing;
pub(crate) use keys::{KeepKey, KeyRing, KeyState};
use model::{BoxFuture, ChatModel, Fetch, FetchRequest, Fetched, ModelId};
use providers::{Http, Key, Offline, PROXY_PASSWORD, Proxy, Remote, Row};
use store::{KeptList, Millis, Store};
use tokio::sync::{Mutex, watch};

use crate::error::{Code, Problem, Result};

/// All providers, as they are now.
pub(crate) struct Providers {
    store: Store,
    keys: Arc<KeyRing>,
    http: Http,
    entries: RwLock<Vec<Entry>>,
    reading: Mutex<()>,
    changed: watch::Sender<()>,
}

impl Providers {
    /// The providers that `store` keeps, reached through `http`.
    pub(crate) async fn open(store: Store, keys: Arc<KeyRing>, http: Http) -> Result<Self> {
        let (changed, _) = watch::channel(());
        let providers = Self {
            store,
            keys,
            http,
            entries: RwLock::default(),
            reading: Mutex::default(),
            changed,
        };
        providers.read_again().await?;
        Ok(providers)
    }

    /// The keys.
    pub(crate) fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// The switch that ends everything.
    pub(crate) fn offline(&self) -> &Offline {
        self.http.offline()
    }

    /// Told whenever a provider, a list or a key changes.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Says that something changed that is not kept here: a mark, the switch.
    pub(crate) fn tell(&self) {
        self.changed.send_replace(());
    }

    /// Who answers for a provider, if it is there and can be asked.
    pub(crate) fn answering(&self, provider: &str) -> Option<Arc<dyn ChatModel>> {
        self.with(|entries| {
            let entry = find(entries, provider).filter(|entry| !entry.removed)?;
            Some(entry.remote.clone() as Arc<dyn ChatModel>)
        })
    }

    /// What is known of a remote model.
    pub(crate) fn known(&self, model: &ModelId) -> Known {
        self.with(|entries| {
            let Some(entry) = find(entries, model.provider()) else { return Known::default() };
            let facts = entry.model(model).map(|one| &one.facts);
            Known {
                price: facts.and_then(|facts| facts.price.clone()),
                vision: facts.and_then(|facts| facts.vision),
                files: facts.and_then(|facts| facts.files),
                continues: entry.row.dialect.goes_on(model.name(), &entry.row.quirks),
                ..Known::default()
            }
        })
    }

    /// What a remote model and its provider are called.
    pub(crate) fn called(&self, model: &ModelId) -> Vec<String> {
        self.with(|entries| {
            let Some(entry) = find(entries, model.provider()) else { return Vec::new() };
            let title = entry.model(model).map(|one| one.title.clone());
            title.into_iter().chain([entry.row.title.clone()]).collect()
        })
    }

    /// All providers, in the user's order.
    pub(crate) async fn list(&self) -> ProviderList {
        self.keys.look_again();
        let mut cards: Vec<ProviderCard> = Vec::new();
        let ids = self
            .with(|entries| entries.iter().map(|entry| entry.row.id.clone()).collect::<Vec<_>>());
        for id in ids {
            cards.extend(self.card(&id).await.ok());
        }
        ProviderList { providers: cards, no_keychain: self.keys.no_keychain().await }
    }

    /// One provider as the window sees it.
    pub(crate) async fn card(&self, id: &str) -> Result<ProviderCard> {
        let keyless = self.row(id)?.keyless;
        let key = self.keys.state(id, keyless).await;
        self.with(|entries| {
            let entry = find(entries, id).ok_or_else(gone)?;
            let row = &entry.row;
            Ok(ProviderCard {
                id: row.id.clone(),
                draft: ProviderDraft::of(row),
                own: entry.own,
                changed: entry.changed,
                removed: entry.removed,
                problem: row.check().err().map(|error| error.message),
                base_example: row.base_example.clone(),
                key,
                key_variable: row.key_variable.clone(),
                key_page: row.key_page.clone(),
                data_use: row.data_use.clone(),
                models: u32::try_from(entry.models.len()).unwrap_or(u32::MAX),
                fetched_at: entry.fetched_at,
            })
        })
    }

    /// Adds a provider of the user's own; yields its id.
    pub(crate) async fn add(&self, draft: ProviderDraft) -> Result<String> {
        let taken = |id: &str| id == ModelId::LOCAL || self.row(id).is_ok();
        let id = new_id(&draft.title, taken);
        let row = draft.row(id.clone());
        row.check()?;
        self.keep(&id, &Kept::Row(row)).await?;
        Ok(id)
    }

    /// Changes a provider. A key belongs to the place that it was given for: where the address
    /// leads to another host, it is forgotten.
    pub(crate) async fn edit(&self, id: &str, draft: ProviderDraft) -> Result<()> {
        let before = self.row(id)?;
        let kept = match providers::row(id) {
            Some(row) => Kept::Amendment(draft.amendment(row)),
            None => {
                let mut row = draft.row(id.to_owned());
                row.models = before.models.clone();
                Kept::Row(row)
            }
        };
        let after = match &kept {
            Kept::Row(row) => row.clone(),
            Kept::Amendment(by) => providers::row(id).ok_or_else(gone)?.amended(by),
        };
        after.check()?;
        if !before.base.is_empty() && place(&before.base) != place(&after.base) {
            self.keys.forget(id).await?;
        }
        self.keep(id, &kept).await
    }

    /// Makes one of the app's own providers again as it came.
    pub(crate) async fn reset(&self, id: &str) -> Result<()> {
        let row = providers::row(id).ok_or_else(gone)?;
        if place(&self.row(id)?.base) != place(&row.base) {
            self.keys.forget(id).await?;
        }
        self.store.keep_provider(id, None).await?;
        self.read_again().await
    }

    /// Removes a provider with its key. One of the app's own can be brought back.
    pub(crate) async fn remove(&self, id: &str) -> Result<()> {
        self.row(id)?;
        self.keys.forget(id).await?;
        match providers::row(id) {
            Some(_) => self.store.set_provider_removed(id, true).await?,
            None => self.store.forget_provider(id).await?,
        }
        self.read_again().await
    }

    /// Brings one of the app's own providers back.
    pub(crate) async fn restore(&self, id: &str) -> Result<()> {
        providers::row(id).ok_or_else(gone)?;
        self.store.set_provider_removed(id, false).await?;
        self.read_again().await
    }

    /// Puts the providers into this order.
    pub(crate) async fn order(&self, ids: &[String]) -> Result<()> {
        self.store.order_providers(ids).await?;
        self.read_again().await
    }

    /// Keeps a provider's key, and says how it stands now.
    pub(crate) async fn set_key(&self, id: &str, text: String, keep: KeepKey) -> Result<KeyState> {
        let row = self.row(id)?;
        let key = parse(text)?;
        self.keys.set(id, &key, keep).await?;
        self.tell();
        Ok(self.keys.state(id, row.keyless).await)
    }

    /// Forgets a provider's key, and says how it stands now.
    pub(crate) async fn forget_key(&self, id: &str) -> Result<KeyState> {
        let row = self.row(id)?;
        self.keys.forget(id).await?;
        self.tell();
        Ok(self.keys.state(id, row.keyless).await)
    }

    /// Makes the cheapest real request; with `key`, as if that were the provider's.
    pub(crate) async fn test(&self, id: &str, key: Option<String>) -> Result<TestResult> {
        let key = key.map(parse).transpose()?;
        let found = self.remote(id)?.test(key).await;
        let problem = found.error;
        Ok(TestResult {
            reachable: found.reachable,
            key_accepted: found.key_accepted,
            models: found.models,
            problem: problem.map(|error| TestProblem { kind: error.kind, message: error.message }),
        })
    }

    /// Asks a provider for its models, and keeps what it tells; yields how many are known now.
    pub(crate) async fn refresh(&self, id: &str, at: Millis) -> Result<u32> {
        let list = self.remote(id)?.models().await?;
        let models = serde_json::to_string(&list).map_err(Problem::internal)?;
        let provider = id.to_owned();
        self.store.keep_model_list(&KeptList { provider, fetched_at: at, models }).await?;
        self.read_again().await?;
        Ok(self.card(id).await?.models)
    }

    /// Reaches other machines through `proxy` in the place of `before`; yields it without its
    /// password, which is kept in the keychain, or where there is none, until the app ends. It
    /// belongs to the address that it was given with: with another address it is forgotten.
    pub(crate) async fn set_proxy(&self, proxy: Proxy, before: &Proxy) -> Result<Proxy> {
        let (bare, password) = proxy.parted();
        if password.is_none() && bare == *before {
            return Ok(bare);
        }
        self.http.reach_through(proxy)?;
        match password {
            Some(password) => {
                let kept = self.keys.set(PROXY_PASSWORD, &password, KeepKey::Keychain).await;
                match kept {
                    Err(keychain::Error::Unavailable(_)) => {
                        self.keys.set(PROXY_PASSWORD, &password, KeepKey::Session).await?;
                    }
                    kept => kept?,
                }
            }
            None if matches!(before, Proxy::At { .. }) => self.keys.forget(PROXY_PASSWORD).await?,
            None => {}
        }
        Ok(bare)
    }

    fn with<T>(&self, read: impl FnOnce(&[Entry]) -> T) -> T {
        read(&self.entries.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn row(&self, id: &str) -> Result<Row> {
        self.with(|entries| find(entries, id).map(|entry| entry.row.clone())).ok_or_else(gone)
    }

    fn remote(&self, id: &str) -> Result<Arc<Remote>> {
        self.with(|entries| find(entries, id).map(|entry| entry.remote.clone())).ok_or_else(gone)
    }

    async fn keep(&self, id: &str, kept: &Kept) -> Result<()> {
        let settings = serde_json::to_string(kept).map_err(Problem::internal)?;
        self.store.keep_provider(id, Some(&settings)).await?;
        self.read_again().await
    }

    /// Reads all anew, one after the other: what is read last is newest.
    async fn read_again(&self) -> Result<()> {
        let _turn = self.reading.lock().await;
        let kept = entry::read(&self.store).await?;
        self.keys.set_variables(kept.iter().filter_map(KeptRow::variable).collect());
        let entries = kept.into_iter().map(|row| row.entry(&self.http, self.keys.clone()));
        let entries = entries.collect();
        *self.entries.write().unwrap_or_else(PoisonError::into_inner) = entries;
        self.tell();
        Ok(())
    }
}

/// Files come through the same door as replies.
impl Fetch for Providers {
    fn fetch(&self, request: FetchRequest) -> BoxFuture<'static, model::Result<Fetched>> {
        self.http.fetch(request)
    }
}

fn parse(text: String) -> Result<Key> {
    // What was typed is wiped with the key.
    let text = Zeroizing::new(text);
    Key::parse(&text).map_err(|bad| Problem::new(Code::BadKey, bad.to_string()))
}

fn gone() -> Problem {
    Problem::new(Code::NotFound, "that provider is not there any more")
}
