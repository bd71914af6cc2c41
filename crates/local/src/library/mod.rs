//! Which embedded models there are, and their files.
//!
//! The models of the app's own list (`catalogue.toml`), files that the user added, used where they
//! lie, and files from addresses that the user gave. A file is looked at before it is offered: its
//! header says whether it is whole and what it is for, its SHA-256 whether it is the right one.

mod card;
mod catalogue;
mod check;
mod download;
mod error;
mod gguf;
mod holding;
mod index;
mod jobs;
mod part;
mod shelf;
mod sum;
#[cfg(test)]
mod tests;
mod words;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::{Fetch, ModelId};
use tokio::sync::watch;

pub use card::{ModelCard, ModelFile, ModelKind, ModelProblem, ModelState, Origin};
pub use error::{LibraryError, LibraryErrorKind};

use catalogue::{CATALOGUE, Entry};
use download::{Patience, Wish};
use holding::Kind;
use index::{Added, Source};
use jobs::Jobs;
use shelf::Shelf;

/// Where model files lie.
#[derive(Clone, Debug)]
pub struct Places {
    /// Folders with models that came with the app; only read.
    pub shipped: Vec<PathBuf>,
    /// The folder for downloads and for the list of added models; made when it is needed.
    pub own: PathBuf,
}

/// The models that run inside the app.
///
/// Dropping it stops its downloads; they go on from where they were when they are asked for again.
pub struct Library {
    shelf: Arc<Shelf>,
    jobs: Jobs,
}

/// What is the same for every library but those of tests.
struct Setup {
    catalogue: &'static [Entry],
    patience: Patience,
}

impl Default for Setup {
    fn default() -> Self {
        Self { catalogue: &CATALOGUE, patience: Patience::default() }
    }
}

impl Library {
    /// Looks at what is there. A missing or unwritable folder of its own is no error: the models
    /// that came with the app can be used, and adding one says why it cannot be.
    pub async fn open(places: Places, fetch: Arc<dyn Fetch>) -> Result<Arc<Self>, LibraryError> {
        Self::open_with(places, fetch, Setup::default()).await
    }

    async fn open_with(
        places: Places,
        fetch: Arc<dyn Fetch>,
        setup: Setup,
    ) -> Result<Arc<Self>, LibraryError> {
        let shelf = Arc::new(Shelf::open(places, setup.catalogue).await?);
        Ok(Arc::new(Self { shelf: shelf.clone(), jobs: Jobs::new(shelf, fetch, setup.patience) }))
    }

    /// All models: those of the list in its order, then those that were added.
    pub fn cards(&self) -> Vec<ModelCard> {
        self.shelf.cards()
    }

    /// Counts up at every change of a card; at most five times a second while bytes arrive.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shelf.changes()
    }

    /// The file of a model that can be loaded. It is looked at again: a file that has vanished or
    /// changed since is an error, and its card says so.
    pub fn file(&self, id: &ModelId) -> model::Result<ModelFile> {
        self.shelf.file(id)
    }

    /// Looks at all files again, to notice what was removed or came back outside the app.
    pub async fn look_again(&self) {
        for id in self.shelf.ids() {
            if !self.jobs.running(&id) {
                self.shelf.look(&id).await;
            }
        }
    }

    /// Adds a model file of the user's, used where it lies. A file that is here already is not added
    /// twice.
    pub async fn add_file(&self, path: &Path) -> Result<ModelId, LibraryError> {
        let path = check::file_path(path)?;
        if let Some(id) = self.shelf.lying_at(&path) {
            self.shelf.look(&id).await;
            return Ok(id);
        }
        let looked = path.clone();
        let examined = part::blocking(move || Ok(holding::examine(&looked))).await;
        examined.map_err(check::lost)?.map_err(|error| match error.kind {
            LibraryErrorKind::NotFound => {
                let message = format!("There is no file at {}.", path.display());
                LibraryError::new(LibraryErrorKind::NotFound, message)
            }
            _ => error,
        })?;
        let name = check::name(&path.to_string_lossy());
        self.shelf.add(&name, |id, _| Added { id, from: Source::File { path } }).await
    }

    /// Adds a model by the address of its file, which is https, or http to this machine, and
    /// the SHA-256 that the file must have; begins to download it.
    pub async fn add_address(&self, address: &str, sha256: &str) -> Result<ModelId, LibraryError> {
        let address = check::address(address)?;
        let sha256 = check::sha256(sha256)?;
        let id = match self.shelf.summed(&sha256) {
            Some(id) => id,
            None => {
                let name = check::name(&address);
                let added = |id: ModelId, file| Added {
                    id,
                    from: Source::Address { address, sha256, file },
                };
                self.shelf.add(&name, added).await?
            }
        };
        // A file that lies there already, from a list that was lost, is only used when it is the
        // right one.
        if self.shelf.holding(&id)?.unchecked() {
            self.jobs.verify(&id).await?;
        }
        self.download(&id).await?;
        Ok(id)
    }

    /// Begins to download a model, or goes on where it stopped; returns when it has begun. How it
    /// goes and ends is told by its card. Nothing happens when it is here or arriving already.
    pub async fn download(&self, id: &ModelId) -> Result<(), LibraryError> {
        self.jobs.download(id).await
    }

    /// Stops a download and keeps what is here, or stops reading a file for [`Library::verify`].
    /// Returns when it has stopped.
    pub async fn pause(&self, id: &ModelId) -> Result<(), LibraryError> {
        self.shelf.holding(id)?;
        self.jobs.stop(id, Wish::Pause).await;
        Ok(())
    }

    /// Stops a download and removes what is here of it, also of one that is paused. Returns when it
    /// is gone.
    pub async fn cancel(&self, id: &ModelId) -> Result<(), LibraryError> {
        let holding = self.shelf.holding(id)?;
        self.jobs.stop(id, Wish::Cancel).await;
        self.shelf.remove_part(&holding).await?;
        self.shelf.look(id).await;
        Ok(())
    }

    /// Reads the file whole and compares its SHA-256; returns when that is done. A wrong file
    /// becomes `Damaged`. The sum of a file of the user's, which nobody told, is remembered.
    pub async fn verify(&self, id: &ModelId) -> Result<(), LibraryError> {
        self.jobs.verify(id).await
    }

    /// Deletes a download, or forgets a file of the user's, which is never touched. A model that
    /// came with the app cannot be deleted.
    pub async fn delete(&self, id: &ModelId) -> Result<(), LibraryError> {
        let holding = self.shelf.holding(id)?;
        if matches!(holding.kind, Kind::Listed(_)) && holding.shipped() {
            return Err(LibraryError::new(
                LibraryErrorKind::NotAllowed,
                format!("{} came with the app and cannot be deleted.", holding.name()),
            ));
        }
        self.jobs.stop(id, Wish::Cancel).await;
        self.shelf.remove_file(&holding).await?;
        match holding.kind {
            Kind::Listed(_) => self.shelf.look(id).await,
            Kind::Added(_) => self.shelf.forget(id).await?,
        }
        Ok(())
    }
}
