mod downloads;
mod faults;
mod files;
mod full_disk;
#[expect(dead_code, reason = "the tests of providers use more of it")]
#[path = "../../../../providers/src/tests/loopback.rs"]
mod loopback;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use model::ModelId;
use providers::{Http, Limits};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::time::timeout;

use super::catalogue::{Entry, Made};
use super::download::Patience;
use super::gguf::recogniser;
use super::gguf::testing::Draft;
use super::part::hex;
use super::{Library, LibraryError, ModelCard, ModelKind, ModelState, Places, Setup};

const TAG: &str = "\"one\"";

/// Folders of a test, and libraries in them.
struct Desk {
    folder: TempDir,
    own: PathBuf,
    shipped: PathBuf,
    catalogue: &'static [Entry],
    http: Http,
}

impl Desk {
    fn new() -> Self {
        let idle = Duration::from_millis(500);
        let limits = Limits { idle, ..Limits::default() };
        Self::with(Http::new(providers::Setup { limits, ..Default::default() }))
    }

    fn with(http: Http) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (own, shipped) = (folder.path().join("own"), folder.path().join("shipped"));
        fs::create_dir(&shipped).unwrap();
        Self { folder, own, shipped, catalogue: &[], http }
    }

    /// With one listed model, `local/listed`, whose file is `bytes`.
    fn listing(mut self, address: &str, bytes: &[u8]) -> Self {
        let entry = Entry {
            name: "listed".into(),
            title: "Listed".into(),
            summary: "For tests.".into(),
            recommended: true,
            licence: "MIT".into(),
            file: "listed.gguf".into(),
            address: address.into(),
            size: bytes.len() as u64,
            sha256: sum(bytes),
            architecture: "llama".into(),
            parameters: "1K".into(),
            quantisation: "Q8_0".into(),
            context: Some(2048),
            kind: ModelKind::Chat,
            english: false,
            made: None,
            defaults: model::Parameters { top_p: Some(0.5), ..Default::default() },
        };
        self.catalogue = vec![entry].leak();
        self
    }

    async fn open(&self) -> Arc<Library> {
        self.open_with(Patience { retries: 2, wait: Duration::from_millis(1) }).await
    }

    async fn open_with(&self, patience: Patience) -> Arc<Library> {
        let places = Places { shipped: vec![self.shipped.clone()], own: self.own.clone() };
        let setup = Setup { catalogue: self.catalogue, patience };
        Library::open_with(places, Arc::new(self.http.clone()), setup).await.unwrap()
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// What is in the library's own folder, by name.
    fn kept(&self) -> Vec<String> {
        let Ok(files) = fs::read_dir(&self.own) else { return vec![] };
        let name = |file: fs::DirEntry| file.file_name().into_string().unwrap();
        let mut names: Vec<_> = files.map(|file| name(file.unwrap())).collect();
        names.sort();
        names.retain(|name| name != "models.json");
        names
    }
}

fn sum(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A model of at least `weights` bytes.
fn model_file(weights: usize) -> Vec<u8> {
    Draft::model(weights).bytes()
}

fn listed() -> ModelId {
    ModelId::new("local", "listed")
}

fn card(library: &Library, id: &ModelId) -> ModelCard {
    library.cards().into_iter().find(|card| card.id == *id).expect("the model is in the library")
}

/// The card, as soon as it is as wanted.
async fn until(library: &Library, id: &ModelId, wanted: impl Fn(&ModelState) -> bool) -> ModelCard {
    let mut changes = library.changes();
    let found = timeout(Duration::from_secs(30), async {
        loop {
            changes.mark_unchanged();
            let card = card(library, id);
            if wanted(&card.state) {
                return card;
            }
            changes.changed().await.unwrap();
        }
    });
    match found.await {
        Ok(card) => card,
        Err(_) => panic!("it stays {:?}", card(library, id).state),
    }
}

/// The card, as soon as nothing is being done for the model.
async fn settled(library: &Library, id: &ModelId) -> ModelCard {
    let busy = |state: &ModelState| {
        matches!(state, ModelState::Downloading { .. } | ModelState::Verifying { .. })
    };
    until(library, id, |state| !busy(state)).await
}

/// Adds the file at the server's `/model.gguf` and waits for the end.
async fn fetch(library: &Library, server: &str, bytes: &[u8]) -> (ModelId, ModelCard) {
    let id = library.add_address(&format!("{server}/model.gguf"), &sum(bytes)).await.unwrap();
    let card = settled(library, &id).await;
    (id, card)
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}

fn message(result: Result<impl Sized, LibraryError>) -> String {
    result.err().expect("it must be refused").message
}
