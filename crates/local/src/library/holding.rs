use std::path::{Path, PathBuf};

use model::{ModelId, Parameters};

use super::catalogue::Entry;
use super::gguf::{self, Gguf, GgufError};
use super::index::{Added, Index, Source, Stamp};
use super::part;
use super::{LibraryError, LibraryErrorKind, ModelCard, ModelProblem, ModelState, Origin, Places};

/// One model of the library: where it comes from, and what was found of it.
#[derive(Clone, Debug)]
pub(super) struct Holding {
    pub(super) id: ModelId,
    pub(super) kind: Kind,
    pub(super) found: Option<Found>,
    pub(super) state: ModelState,
    /// The length of a foreign file, once its server has told it.
    pub(super) told: Option<u64>,
}

/// Where a model comes from.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// The app's own list.
    Listed(&'static Entry),
    /// The user.
    Added(Source),
}

/// A file that is what it should be, as far as its header and its length tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) stamp: Stamp,
    pub(super) gguf: Gguf,
    pub(super) shipped: bool,
    pub(super) checked: bool,
}

/// What must be fetched for a model, and where it goes.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) address: String,
    pub(super) sha256: String,
    pub(super) size: Option<u64>,
    pub(super) target: PathBuf,
}

impl Holding {
    /// All models: those of the list, then those that were added.
    pub(super) fn all(catalogue: &'static [Entry], index: &Index) -> Vec<Holding> {
        let listed = catalogue.iter().map(|entry| Holding::new(entry.id(), Kind::Listed(entry)));
        listed.chain(index.added.iter().map(Holding::added)).collect()
    }

    /// A model that the user added.
    pub(super) fn added(added: &Added) -> Holding {
        Holding::new(added.id.clone(), Kind::Added(added.from.clone()))
    }

    fn new(id: ModelId, kind: Kind) -> Holding {
        Holding { id, kind, found: None, state: ModelState::Available, told: None }
    }

    /// What is to be fetched; `None` for a file of the user's.
    pub(super) fn order(&self, places: &Places) -> Option<Order> {
        match &self.kind {
            Kind::Listed(entry) => Some(Order {
                address: entry.address.clone(),
                sha256: entry.sha256.clone(),
                size: Some(entry.size),
                target: places.own.join(&entry.file),
            }),
            Kind::Added(Source::Address { address, sha256, file }) => Some(Order {
                address: address.clone(),
                sha256: sha256.clone(),
                size: None,
                target: places.own.join(file),
            }),
            Kind::Added(Source::File { .. }) => None,
        }
    }

    /// The SHA-256 that the file must have, where it is known.
    pub(super) fn sha256(&self) -> Option<&str> {
        match &self.kind {
            Kind::Listed(entry) => Some(&entry.sha256),
            Kind::Added(Source::Address { sha256, .. }) => Some(sha256),
            Kind::Added(Source::File { .. }) => None,
        }
    }

    /// Its name for the reader.
    pub(super) fn name(&self) -> String {
        match (&self.kind, &self.found) {
            (Kind::Listed(entry), _) => entry.title.clone(),
            (Kind::Added(_), Some(Found { gguf: Gguf { name: Some(name), .. }, .. })) => {
                name.clone()
            }
            (Kind::Added(Source::File { path }), _) => stem(path),
            (Kind::Added(Source::Address { file, .. }), _) => stem(Path::new(file)),
        }
    }

    /// Looks at the disk and says what is there. Blocking.
    pub(super) fn look(&mut self, places: &Places, index: &Index) {
        let mut problem = None;
        self.found = None;
        for (path, shipped) in self.candidates(places) {
            match self.examine(&path, shipped, index) {
                Ok(found) => {
                    self.found = Some(found);
                    self.state = ModelState::Ready;
                    return;
                }
                Err(error) if error.kind == LibraryErrorKind::NotFound => {}
                Err(error) => problem = problem.or(Some(ModelProblem::from(&error))),
            }
        }
        let kept = self.order(places).and_then(|order| part::kept(&order));
        self.state = match (kept, problem) {
            (Some((received, total)), _) => ModelState::Paused { received, total, problem: None },
            (None, Some(problem)) => ModelState::Damaged { problem },
            (None, None) => match &self.kind {
                Kind::Added(Source::File { path }) => ModelState::Missing { problem: gone(path) },
                Kind::Listed(_) | Kind::Added(Source::Address { .. }) => ModelState::Available,
            },
        };
    }

    fn candidates(&self, places: &Places) -> Vec<(PathBuf, bool)> {
        match &self.kind {
            Kind::Listed(entry) => {
                let shipped = places.shipped.iter().map(|folder| (folder.join(&entry.file), true));
                shipped.chain([(places.own.join(&entry.file), false)]).collect()
            }
            Kind::Added(Source::File { path }) => vec![(path.clone(), false)],
            Kind::Added(Source::Address { file, .. }) => vec![(places.own.join(file), false)],
        }
    }

    fn examine(&self, path: &Path, shipped: bool, index: &Index) -> Result<Found, LibraryError> {
        let (stamp, gguf) = examine(path)?;
        let listed = match &self.kind {
            Kind::Listed(entry) => Some(*entry),
            Kind::Added(_) => None,
        };
        let made = listed.and_then(|entry| entry.made.as_ref()).filter(|_| shipped);
        let size = made.map(|made| made.size).or(listed.map(|entry| entry.size));
        if let Some(size) = size.filter(|&size| size != stamp.size) {
            return Err(LibraryError::new(
                LibraryErrorKind::WrongSum,
                format!("{} has {} bytes instead of {size}.", path.display(), stamp.size),
            ));
        }
        let expected = made.map(|made| made.sha256.as_str()).or(self.sha256());
        let sum = index.sum(path, stamp);
        if let (Some(expected), Some(sum)) = (expected, sum)
            && expected != sum
        {
            return Err(wrong_sum(path, expected, sum));
        }
        Ok(Found { path: path.to_owned(), stamp, gguf, shipped, checked: sum.is_some() })
    }

    /// The model as the reader sees it.
    pub(super) fn card(&self) -> ModelCard {
        let found = self.found.as_ref();
        let gguf = found.map(|found| &found.gguf);
        let listed = match &self.kind {
            Kind::Listed(entry) => Some(*entry),
            Kind::Added(_) => None,
        };
        ModelCard {
            id: self.id.clone(),
            kind: gguf.map(|gguf| gguf.kind).or(listed.map(|entry| entry.kind)).unwrap_or_default(),
            name: self.name(),
            languages: gguf
                .map(|gguf| gguf.languages.clone())
                .or_else(|| Some(listed?.languages()))
                .unwrap_or_default(),
            summary: listed.map(|entry| entry.summary.clone()).unwrap_or_default(),
            licence: listed.map(|entry| entry.licence.clone()).or_else(|| gguf?.licence.clone()),
            size: found
                .map(|found| found.stamp.size)
                .or(listed.map(|entry| entry.size))
                .or(self.told),
            context: gguf.and_then(|gguf| gguf.context).or(listed.and_then(|entry| entry.context)),
            architecture: gguf
                .map(|gguf| gguf.architecture.clone())
                .or_else(|| Some(listed?.architecture.clone())),
            parameters: listed
                .map(|entry| entry.parameters.clone())
                .or_else(|| Some(gguf?.parameters.clone())),
            quantisation: listed
                .map(|entry| entry.quantisation.clone())
                .or_else(|| gguf?.quantisation.clone()),
            origin: match &self.kind {
                Kind::Listed(_) if self.shipped() => Origin::Shipped,
                Kind::Listed(_) => Origin::Downloaded,
                Kind::Added(Source::File { path }) => Origin::File { path: path.clone() },
                Kind::Added(Source::Address { address, .. }) => {
                    Origin::Address { address: address.clone() }
                }
            },
            path: found.map(|found| found.path.clone()),
            state: self.state.clone(),
            checked: found.is_some_and(|found| found.checked),
            defaults: self.kind.defaults(),
            recommended: listed.is_some_and(|entry| entry.recommended),
            can_delete: self.can_delete(),
            can_download: matches!(
                self.state,
                ModelState::Available | ModelState::Paused { .. } | ModelState::Damaged { .. }
            ) && !matches!(self.kind, Kind::Added(Source::File { .. })),
        }
    }

    /// Its file came with the app.
    pub(super) fn shipped(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.shipped)
    }

    /// Its file is here and nobody has read it whole.
    pub(super) fn unchecked(&self) -> bool {
        self.found.as_ref().is_some_and(|found| !found.checked)
    }

    fn can_delete(&self) -> bool {
        match &self.kind {
            Kind::Added(_) => true,
            Kind::Listed(_) => match &self.state {
                ModelState::Ready | ModelState::Verifying { .. } => !self.shipped(),
                ModelState::Damaged { .. } | ModelState::Paused { .. } => true,
                ModelState::Available
                | ModelState::Downloading { .. }
                | ModelState::Missing { .. } => false,
            },
        }
    }
}

impl Kind {
    /// How the model answers best.
    pub(super) fn defaults(&self) -> Parameters {
        match self {
            Kind::Listed(entry) => entry.defaults.clone(),
            Kind::Added(_) => Parameters::default(),
        }
    }
}

/// What the file at `path` is. Blocking.
pub(super) fn examine(path: &Path) -> Result<(Stamp, Gguf), LibraryError> {
    let unreadable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            LibraryError::new(LibraryErrorKind::NotFound, gone(path).message)
        }
        _ => LibraryError::io(
            LibraryErrorKind::BadFile,
            format!("{} cannot be read", path.display()),
            error,
        ),
    };
    let stamp = Stamp::of(path).map_err(unreadable)?;
    match gguf::read_file(path) {
        Ok(gguf) => Ok((stamp, gguf)),
        Err(GgufError::Io(error)) => Err(unreadable(error)),
        Err(error) => Err(LibraryError::new(
            LibraryErrorKind::BadFile,
            format!("{} cannot be used: {error}.", path.display()),
        )),
    }
}

/// The error of a file whose SHA-256 is another.
pub(super) fn wrong_sum(path: &Path, expected: &str, found: &str) -> LibraryError {
    LibraryError::new(
        LibraryErrorKind::WrongSum,
        format!(
            "{} is not the file it should be: its SHA-256 is {found}, expected {expected}.",
            path.display()
        ),
    )
}

fn gone(path: &Path) -> ModelProblem {
    ModelProblem {
        kind: LibraryErrorKind::NotFound,
        message: format!("The file is no longer at {}.", path.display()),
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
