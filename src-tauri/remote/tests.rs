//! Providers, keys and the switch "offline" through the whole core, against a server on loopback.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use engine::Ask;
use keychain::Keychain;
use local::Places;
use model::ModelId;
use providers::dialect::Dialect;
use providers::{Keys as _, catalogue};
use stage::loopback::{Asked, Loopback};
use store::{SentFilter, Status, Store};
use tempfile::TempDir;
use tracing_subscriber::fmt::MakeWriter;

use super::*;
use crate::core::{Core, Ingredients, now};
use crate::settings::Settings;

const CANARY: &str = "sk-canary-5f0c1d9e7b3a4f2a";

struct Desk {
    core: Core,
    folder: TempDir,
    server: Loopback,
}

impl Desk {
    async fn new(answer: impl Fn(&Asked) -> (u16, String) + Send + Sync + 'static) -> Self {
        let answer = move |asked: &Asked| {
            let (status, body) = answer(asked);
            let kind =
                if body.starts_with("data:") { "text/event-stream" } else { "application/json" };
            (status, kind, body)
        };
        let server = Loopback::start(answer).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let core = core(folder.path()).await;
        Self { core, folder, server }
    }

    fn draft(&self) -> ProviderDraft {
        ProviderDraft {
            title: "My server".into(),
            dialect: Dialect::OpenaiChat,
            base: format!("{}/v1/", self.server.address()),
            plain_http: false,
            api_version: None,
            headers: BTreeMap::new(),
            patience: providers::Patience::default(),
            keyless: false,
            local: true,
        }
    }

    /// A provider of the user's own at the loopback, with a key.
    async fn with_provider(self) -> Self {
        let providers = &self.core.providers;
        assert_eq!(providers.add(self.draft()).await.unwrap(), "my-server");
        let pasted = format!(" \"{CANARY}\"\r\n");
        let state = providers.set_key("my-server", pasted, KeepKey::Keychain).await.unwrap();
        assert_eq!(state, KeyState::Keychain { ends_in: Some("4f2a".into()) });
        self
    }

    async fn ask(&self) -> Status {
        let ask = Ask {
            session: None,
            parent: None,
            text: "Hello".into(),
            attachments: Vec::new(),
            recordings: Vec::new(),
            model: ModelId::new("my-server", "m-1"),
            parameters: None,
        };
        let asked = self.core.engine.ask(ask).await.unwrap();
        self.core.engine.idle().await;
        self.core.engine.flush().await;
        let reply = asked.messages.last().unwrap().id;
        self.core.engine.store().message(reply).await.unwrap().status
    }
}

async fn core(folder: &Path) -> Core {
    let store = Store::open(folder, now()).await.unwrap().store;
    Core::new(Ingredients {
        store,
        models: Places { shipped: Vec::new(), own: folder.join("models") },
        chat_worker: folder.join("no-worker"),
        keys: KeyRing::new(Keychain::session(), |_| None),
        settings: Settings::default(),
        titles_by_cloud: Arc::new(AtomicBool::new(true)),
    })
    .await
    .unwrap()
}

/// A list of models to whoever has the key; and to everyone else the key that they came with.
fn list(asked: &Asked) -> (u16, String) {
    let given = asked.headers.lines().find(|line| line.to_lowercase().starts_with("authorization"));
    match asked.headers.contains(CANARY) && !asked.line.contains("/chat/") {
        true => (200, r#"{"object":"list","data":[{"id":"m-1","object":"model"}]}"#.into()),
        false => (
            401,
            format!(
                r#"{{"error":{{"message":"Not with {}","code":"x"}}}}"#,
                given.unwrap_or("none")
            ),
        ),
    }
}

/// Whether any file below `folder` holds `text`.
fn holds(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, text);
        }
        let bytes = fs::read(&path).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_key_goes_to_its_provider_and_nowhere_else() {
    let log = Log::default();
    let told = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .finish();
    let _told = tracing::subscriber::set_default(told);
    let desk = Desk::new(list).await.with_provider().await;
    let providers = &desk.core.providers;
    let mut told = String::new();
    let mut tell = |what: String| told.push_str(&what);
    tell(format!("{:?}", providers.refresh("my-server", now()).await));
    tell(format!("{:?}", providers.test("my-server", None).await));
    tell(format!("{:?}", providers.test("my-server", Some("sk-wrong-00000000000".into())).await));
    tell(format!("{:?}", desk.ask().await));
    tell(format!(
        "{:?}",
        providers.set_key("my-server", "two words".into(), KeepKey::Session).await
    ));
    tell(format!(
        "{:?}",
        providers.add(ProviderDraft { base: CANARY.into(), ..desk.draft() }).await.is_err()
    ));
    tell(serde_json::to_string(&providers.list().await).unwrap());
    tell(serde_json::to_string(&choices(&desk.core).await).unwrap());
    let left = desk.core.engine.what_left(&SentFilter::default(), None, 99).await.unwrap();
    tell(serde_json::to_string(&left).unwrap());
    let session = desk.core.engine.store().newest_session().await.unwrap().unwrap();
    tell(serde_json::to_string(&desk.core.engine.open(session).await.unwrap()).unwrap());

    let asked = desk.server.asked();
    assert!(asked.iter().any(|one| one.headers.contains(CANARY)), "the provider was given the key");
    assert!(asked.iter().all(|one| !one.line.contains(CANARY)), "but not in an address");
    assert!(
        left.lines.iter().any(|line| line.provider.as_deref() == Some("my-server")),
        "recorded"
    );
    desk.core.engine.close().await;
    assert!(told.contains("4f2a"), "the window is told how it ends");
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(!logged.is_empty(), "there is a log to search");
    for (place, text) in [("the window", &told), ("the log", &logged)] {
        assert!(!text.contains(CANARY), "{place} holds the key");
        assert!(!text.contains("sk-wrong-00000000000"), "{place} holds a key that was tried");
    }
    assert!(!holds(desk.folder.path(), CANARY), "the data folder holds the key");
    assert!(holds(desk.folder.path(), "my-server"), "though it was searched");
}

#[tokio::test]
async fn offline_no_remote_feature_makes_a_connection() {
    let desk = Desk::new(list).await.with_provider().await;
    let providers = &desk.core.providers;
    providers.offline().switch(true);
    assert_ne!(desk.ask().await, Status::Complete, "a reply");
    let session = desk.core.engine.store().newest_session().await.unwrap().unwrap();
    let open = desk.core.engine.open(session).await.unwrap();
    let reply = open.path.messages.last().unwrap().id;
    desk.core.engine.regenerate(reply, engine::Again::default()).await.unwrap();
    desk.core.engine.idle().await;
    // The first words are its title, as nobody could be asked for one.
    desk.core.engine.suggest_title(session, None).await.unwrap();
    assert!(providers.refresh("my-server", now()).await.is_err(), "a list of models");
    assert!(!providers.test("my-server", None).await.unwrap().reachable, "a test");
    let sum = "0".repeat(64);
    let file = format!("{}/model.gguf", desk.server.address());
    if let Ok(model) = desk.core.library.add_address(&file, &sum).await {
        let mut changes = desk.core.library.changes();
        while let Some(card) = desk.core.library.cards().into_iter().find(|card| card.id == model)
            && matches!(card.state, local::ModelState::Downloading { .. })
        {
            changes.changed().await.unwrap();
        }
    }
    assert_eq!(desk.server.connections(), 0, "nothing was reached");
    let left = desk.core.engine.what_left(&SentFilter::default(), None, 9).await.unwrap();
    assert_eq!(left.lines, [], "nothing left");
    for choice in choices(&desk.core).await.iter().filter(|one| one.provider == "my-server") {
        assert_eq!(choice.unavailable, Some(Unavailable::Offline));
    }
    providers.offline().switch(false);
    providers.refresh("my-server", now()).await.unwrap();
    assert!(desk.server.connections() > 0, "the server was there all the time");
}

#[tokio::test]
async fn a_key_stays_with_the_place_that_it_was_given_for() {
    let desk = Desk::new(list).await.with_provider().await;
    let providers = &desk.core.providers;
    let renamed = ProviderDraft { title: "Another name".into(), ..desk.draft() };
    providers.edit("my-server", renamed.clone()).await.unwrap();
    let card = providers.card("my-server").await.unwrap();
    assert!(matches!(card.key, KeyState::Keychain { .. }), "the same place");
    assert_eq!(card.draft.title, "Another name");
    assert!(!card.draft.base.ends_with('/'), "{}", card.draft.base);
    let elsewhere = ProviderDraft { base: "https://elsewhere.example/v1".into(), ..renamed };
    providers.edit("my-server", elsewhere).await.unwrap();
    assert_eq!(providers.card("my-server").await.unwrap().key, KeyState::Missing, "another place");
}

#[tokio::test]
async fn removing_a_provider_removes_its_key_and_one_of_the_apps_comes_back_without_it() {
    let desk = Desk::new(list).await.with_provider().await;
    let providers = &desk.core.providers;
    providers.remove("my-server").await.unwrap();
    assert!(providers.card("my-server").await.is_err(), "it is gone");
    assert!(providers.keys().key("my-server").await.unwrap().is_none(), "and so is its key");
    let ours = catalogue()[0].id.as_str();
    providers.set_key(ours, CANARY.into(), KeepKey::Keychain).await.unwrap();
    assert!(providers.answering(ours).is_some());
    providers.remove(ours).await.unwrap();
    assert!(providers.answering(ours).is_none(), "it is not asked any more");
    providers.restore(ours).await.unwrap();
    let card = providers.card(ours).await.unwrap();
    assert_eq!((card.removed, card.key), (false, KeyState::Missing));
}

#[tokio::test]
async fn what_the_user_made_of_providers_is_there_after_a_restart() {
    let desk = Desk::new(list).await.with_provider().await;
    let ours = catalogue()[0].clone();
    let providers = &desk.core.providers;
    let mut changed = ProviderDraft::of(&ours);
    changed.patience.idle_ms = Some(120_000);
    changed.headers.insert("x-team".into(), "blue".into());
    providers.edit(&ours.id, changed.clone()).await.unwrap();
    providers.order(&["my-server".into(), ours.id.clone()]).await.unwrap();
    desk.core.engine.close().await;

    let core = core(desk.folder.path()).await;
    let list = core.providers.list().await.providers;
    let [first, second, ..] = &list[..] else { panic!("two providers") };
    assert_eq!((first.id.as_str(), first.own), ("my-server", true), "the user's order");
    assert_eq!((&second.id, second.own, second.changed), (&ours.id, false, true));
    assert_eq!(second.draft, changed, "as it was changed");
    core.providers.reset(&ours.id).await.unwrap();
    let card = core.providers.card(&ours.id).await.unwrap();
    assert_eq!((card.changed, card.draft), (false, ProviderDraft::of(&ours)), "as it came");
}

#[tokio::test]
async fn two_providers_of_one_name_are_two() {
    let desk = Desk::new(list).await.with_provider().await;
    let providers = &desk.core.providers;
    assert_eq!(providers.add(desk.draft()).await.unwrap(), "my-server-2");
    let hindi = ProviderDraft { title: "मेरा".into(), ..desk.draft() };
    assert_eq!(providers.add(hindi).await.unwrap(), "provider", "no letter that an id can have");
    let local = ProviderDraft { title: "Local".into(), ..desk.draft() };
    assert_eq!(providers.add(local).await.unwrap(), "local-2", "`local` is the app's own");
}
