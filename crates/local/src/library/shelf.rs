use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{Error, ErrorKind, ModelId};
use tokio::sync::watch;

use super::catalogue::Entry;
use super::holding::{Holding, Kind};
use super::index::{Added, Checked, Index, Source, Stamp};
use super::part::{self, blocking};
use super::{LibraryError, LibraryErrorKind, ModelCard, ModelFile, ModelState, Places, check};

/// What the library holds, and what it remembers.
pub(super) struct Shelf {
    places: Places,
    held: Mutex<Held>,
    changes: watch::Sender<u64>,
    /// Held while the index is written, so that an older one never follows a newer one.
    writing: tokio::sync::Mutex<()>,
}

struct Held {
    holdings: Vec<Holding>,
    index: Index,
}

impl Shelf {
    /// Looks at what is there.
    pub(super) async fn open(
        places: Places,
        catalogue: &'static [Entry],
    ) -> Result<Self, LibraryError> {
        let looked = places.clone();
        let held = blocking(move || {
            let index = Index::load(&looked.own);
            let mut holdings = Holding::all(catalogue, &index);
            holdings.iter_mut().for_each(|holding| holding.look(&looked, &index));
            Ok(Held { holdings, index })
        });
        let held = Mutex::new(held.await.map_err(check::lost)?);
        let (changes, _) = watch::channel(0);
        Ok(Self { places, held, changes, writing: tokio::sync::Mutex::new(()) })
    }

    pub(super) fn places(&self) -> &Places {
        &self.places
    }

    pub(super) fn cards(&self) -> Vec<ModelCard> {
        self.held().holdings.iter().map(Holding::card).collect()
    }

    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(super) fn ids(&self) -> Vec<ModelId> {
        self.held().holdings.iter().map(|holding| holding.id.clone()).collect()
    }

    /// The model `id`, as it is now.
    pub(super) fn holding(&self, id: &ModelId) -> Result<Holding, LibraryError> {
        let held = self.held();
        held.holdings.iter().find(|holding| holding.id == *id).cloned().ok_or_else(|| {
            LibraryError::new(LibraryErrorKind::NotFound, format!("There is no model {id}."))
        })
    }

    /// The model whose file is, or would be, at `path`.
    pub(super) fn lying_at(&self, path: &Path) -> Option<ModelId> {
        let held = self.held();
        let lies = |holding: &&Holding| match &holding.kind {
            Kind::Added(Source::File { path: own }) => own == path,
            _ => holding.found.as_ref().is_some_and(|found| found.path == path),
        };
        held.holdings.iter().find(lies).map(|holding| holding.id.clone())
    }

    /// The model whose file must have this SHA-256.
    pub(super) fn summed(&self, sha256: &str) -> Option<ModelId> {
        let held = self.held();
        let same = |holding: &&Holding| holding.sha256() == Some(sha256);
        held.holdings.iter().find(same).map(|holding| holding.id.clone())
    }

    /// Adds a model under a free name like `name`; not without remembering it.
    pub(super) async fn add(
        &self,
        name: &str,
        added: impl FnOnce(ModelId, String) -> Added,
    ) -> Result<ModelId, LibraryError> {
        let holding = {
            let mut held = self.held();
            let name = held.free_name(name);
            let added = added(ModelId::new(ModelId::LOCAL, &name), format!("{name}.gguf"));
            let holding = Holding::added(&added);
            held.index.added.push(added);
            held.holdings.push(holding.clone());
            holding
        };
        if let Err(error) = self.save().await {
            self.held().forget(&holding.id);
            return Err(error);
        }
        self.look(&holding.id).await;
        Ok(holding.id)
    }

    /// Forgets an added model.
    pub(super) async fn forget(&self, id: &ModelId) -> Result<(), LibraryError> {
        self.held().forget(id);
        self.changed();
        self.save().await
    }

    /// Looks at the disk again and says so on the card if anything is other than it was.
    pub(super) async fn look(&self, id: &ModelId) {
        let (Ok(mut holding), places) = (self.holding(id), self.places.clone()) else { return };
        let index = self.held().index.clone();
        let looked = blocking(move || {
            holding.look(&places, &index);
            Ok(holding)
        });
        match looked.await {
            Ok(holding) => self.update(id, |held| *held = holding),
            Err(error) => tracing::warn!(%error, "a model was not looked at"),
        }
    }

    /// Changes what is held of `id`.
    pub(super) fn update(&self, id: &ModelId, change: impl FnOnce(&mut Holding)) {
        if let Some(holding) = self.held().holdings.iter_mut().find(|held| held.id == *id) {
            change(holding);
        }
        self.changed();
    }

    /// Remembers that the file at `path` was read whole, and had this sum.
    pub(super) async fn remember(&self, path: &Path, stamp: Stamp, sha256: String) {
        self.held().index.checked.insert(path.to_owned(), Checked { stamp, sha256 });
        if let Err(error) = self.save().await {
            tracing::warn!(%error, "a checked file is not remembered");
        }
    }

    /// Removes what is here in part of a model.
    pub(super) async fn remove_part(&self, holding: &Holding) -> Result<(), LibraryError> {
        let Some(order) = holding.order(&self.places) else { return Ok(()) };
        blocking(move || part::remove(&order.target)).await.map_err(cannot_delete)
    }

    /// Removes the library's own file of a model, whole or in part.
    pub(super) async fn remove_file(&self, holding: &Holding) -> Result<(), LibraryError> {
        let Some(order) = holding.order(&self.places) else { return Ok(()) };
        self.held().index.checked.remove(&order.target);
        let removed = blocking(move || {
            part::remove(&order.target)?;
            match std::fs::remove_file(&order.target) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                Ok(()) | Err(_) => Ok(()),
            }
        });
        removed.await.map_err(cannot_delete)
    }

    /// The file of a model that can be loaded.
    pub(super) fn file(&self, id: &ModelId) -> model::Result<ModelFile> {
        let missing = |message: String| Error::new(ErrorKind::ModelNotFound, message);
        let holding = self.holding(id).map_err(|error| missing(error.message))?;
        let holding = match &holding.found {
            Some(found) if Stamp::of(&found.path).ok() != Some(found.stamp) => {
                let (mut looked, index) = (holding.clone(), self.held().index.clone());
                looked.look(&self.places, &index);
                self.update(id, |held| *held = looked.clone());
                looked
            }
            _ => holding,
        };
        let name = holding.name();
        if let Some(found) = holding.found {
            let defaults = holding.kind.defaults();
            let (size, context) = (found.stamp.size, found.gguf.context);
            return Ok(ModelFile {
                id: id.clone(),
                name,
                path: found.path,
                size,
                context,
                defaults,
            });
        }
        Err(match holding.state {
            ModelState::Damaged { problem } => Error::new(ErrorKind::BadModelFile, problem.message),
            ModelState::Missing { problem } => missing(problem.message),
            ModelState::Downloading { .. } => missing(format!("{name} is still being downloaded.")),
            ModelState::Paused { .. } => missing(format!("The download of {name} is paused.")),
            ModelState::Available | ModelState::Ready | ModelState::Verifying { .. } => {
                missing(format!("{name} is not on this machine yet: download it first."))
            }
        })
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    async fn save(&self) -> Result<(), LibraryError> {
        let _turn = self.writing.lock().await;
        let (index, own) = (self.held().index.clone(), self.places.own.clone());
        blocking(move || index.save(&own)).await.map_err(|error| {
            let own = self.places.own.display();
            match error.kind() {
                io::ErrorKind::StorageFull => LibraryError::io(
                    LibraryErrorKind::NoSpace,
                    format!("The disk of {own} is full"),
                    error,
                ),
                _ => LibraryError::io(
                    LibraryErrorKind::CannotWrite,
                    format!("The folder for models, {own}, cannot be written"),
                    error,
                ),
            }
        })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Every change is whole before it can panic, so a poisoned lock guards sound data.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// `name`, or `name-2` and so on, that no model and no file of the list has.
    fn free_name(&self, name: &str) -> String {
        let taken = |name: &str| {
            self.holdings.iter().any(|holding| {
                let listed = match &holding.kind {
                    Kind::Listed(entry) => entry.file.strip_suffix(".gguf") == Some(name),
                    Kind::Added(_) => false,
                };
                listed || holding.id.name() == name
            })
        };
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| !taken(name)).unwrap_or_else(|| name.to_owned())
    }

    fn forget(&mut self, id: &ModelId) {
        for added in self.index.added.extract_if(.., |added| added.id == *id) {
            if let Source::File { path } = added.from {
                self.index.checked.remove(&path);
            }
        }
        self.holdings.retain(|holding| holding.id != *id);
    }
}

fn cannot_delete(error: io::Error) -> LibraryError {
    LibraryError::io(LibraryErrorKind::CannotWrite, "The model's file cannot be deleted", error)
}

/// A shelf that is shared with the tasks that work for it.
pub(super) type Shared = Arc<Shelf>;
