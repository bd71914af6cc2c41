use std::collections::HashMap;
use std::future::pending;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::{Fetch, ModelId};
use tokio::select;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::download::{Download, End, Patience, Wish};
use super::holding::Order;
use super::index::Stamp;
use super::shelf::Shared;
use super::sum::Summing;
use super::{LibraryError, LibraryErrorKind, ModelProblem, ModelState};

/// The shortest time between two changes of a card while bytes arrive.
const BEAT: Duration = Duration::from_millis(200);

/// The tasks that bring and check files, at most one a model. Dropping it ends them.
pub(super) struct Jobs {
    shelf: Shared,
    fetch: Arc<dyn Fetch>,
    patience: Patience,
    running: Mutex<HashMap<ModelId, Job>>,
}

struct Job {
    /// Closed when the task has ended.
    wish: Arc<watch::Sender<Wish>>,
    task: JoinHandle<()>,
}

impl Drop for Job {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Jobs {
    pub(super) fn new(shelf: Shared, fetch: Arc<dyn Fetch>, patience: Patience) -> Self {
        Self { shelf, fetch, patience, running: Mutex::default() }
    }

    /// Whether something is being done for the model.
    pub(super) fn running(&self, id: &ModelId) -> bool {
        self.lock().get(id).is_some_and(|job| !job.wish.is_closed())
    }

    /// Tells the model's task to stop, and waits until it has.
    pub(super) async fn stop(&self, id: &ModelId, wish: Wish) {
        let Some(sender) = self.lock().get(id).map(|job| job.wish.clone()) else { return };
        // Nobody listens any more when the task has ended by itself.
        let _ = sender.send(wish);
        sender.closed().await;
    }

    /// Begins to fetch a model's file, unless it is here or on its way.
    pub(super) async fn download(&self, id: &ModelId) -> Result<(), LibraryError> {
        let holding = self.shelf.holding(id)?;
        if holding.found.is_some() {
            return Ok(());
        }
        let Some(order) = holding.order(self.shelf.places()) else {
            return Err(LibraryError::new(
                LibraryErrorKind::NotAllowed,
                format!(
                    "{} is a file of yours: there is nowhere to fetch it from.",
                    holding.name()
                ),
            ));
        };
        let (received, total) = match &holding.state {
            ModelState::Paused { received, total, .. } => (*received, *total),
            _ => (0, order.size),
        };
        let (shelf, fetch, patience) = (self.shelf.clone(), self.fetch.clone(), self.patience);
        self.start(id, ModelState::Downloading { received, total }, move |id, wish| async move {
            let (progress, seen) = watch::channel((received, total));
            let download =
                Download { order: order.clone(), fetch, patience, wish: wish.clone(), progress };
            let tell = |(received, total)| {
                shelf.update(&id, |held| {
                    held.told = total;
                    held.state = ModelState::Downloading { received, total };
                });
            };
            let end = watched(download.run(), seen, tell).await;
            end_download(&shelf, &id, &order, end).await;
            drop(wish);
        });
        Ok(())
    }

    /// Reads a model's file whole, and waits until that is done.
    pub(super) async fn verify(&self, id: &ModelId) -> Result<(), LibraryError> {
        let holding = self.shelf.holding(id)?;
        let path = match (&holding.found, &holding.state) {
            (Some(found), _) => found.path.clone(),
            (None, ModelState::Damaged { .. } | ModelState::Missing { .. }) => {
                // What is wrong with it is known without reading it whole, unless it was replaced.
                self.shelf.look(id).await;
                return Ok(());
            }
            (None, _) => {
                return Err(LibraryError::new(
                    LibraryErrorKind::NotFound,
                    format!("{} is not on this machine.", holding.name()),
                ));
            }
        };
        let total = holding.found.map_or(0, |found| found.stamp.size);
        let shelf = self.shelf.clone();
        let first = ModelState::Verifying { done: 0, total };
        let sender = self.start(id, first, move |id, wish| async move {
            let (progress, seen) = watch::channel(0);
            let tell = |done| {
                shelf.update(&id, |held| held.state = ModelState::Verifying { done, total });
            };
            match watched(sum_file(path.clone(), &wish, progress), seen, tell).await {
                Ok(Some((stamp, sum))) => shelf.remember(&path, stamp, sum).await,
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "a model's file was not read whole"),
            }
            shelf.look(&id).await;
            drop(wish);
        });
        if let Some(sender) = sender {
            sender.closed().await;
        }
        Ok(())
    }

    /// Starts a task for the model; `None` when one is running already.
    fn start<F: Future<Output = ()> + Send + 'static>(
        &self,
        id: &ModelId,
        state: ModelState,
        work: impl FnOnce(ModelId, watch::Receiver<Wish>) -> F,
    ) -> Option<Arc<watch::Sender<Wish>>> {
        let mut running = self.lock();
        if running.get(id).is_some_and(|job| !job.wish.is_closed()) {
            return None;
        }
        self.shelf.update(id, |held| held.state = state);
        let (sender, receiver) = watch::channel(Wish::Run);
        let wish = Arc::new(sender);
        let task = tokio::spawn(work(id.clone(), receiver));
        running.insert(id.clone(), Job { wish: wish.clone(), task });
        Some(wish)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ModelId, Job>> {
        // The map is only read, or changed by one insertion.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says on the card how a download ended.
async fn end_download(shelf: &Shared, id: &ModelId, order: &Order, end: End) {
    if matches!(end, End::Whole) {
        match Stamp::of(&order.target) {
            Ok(stamp) => shelf.remember(&order.target, stamp, order.sha256.clone()).await,
            Err(error) => tracing::warn!(%error, "a file that has just arrived"),
        }
    }
    shelf.look(id).await;
    if let End::Failed(error) = end {
        let problem = Some(ModelProblem::from(&error));
        shelf.update(id, |held| {
            let (received, total) = match &held.state {
                ModelState::Paused { received, total, .. } => (*received, *total),
                _ => (0, order.size.or(held.told)),
            };
            held.state = ModelState::Paused { received, total, problem };
        });
    }
}

/// The SHA-256 of a file, and what the file was when it was read; `None` when it was stopped.
async fn sum_file(
    path: PathBuf,
    wish: &watch::Receiver<Wish>,
    progress: watch::Sender<u64>,
) -> std::io::Result<Option<(Stamp, String)>> {
    let (summing, stamp) = Summing::open(path).await?;
    let mut done = 0;
    while *wish.borrow() == Wish::Run {
        match summing.step().await? {
            0 => return Ok(Some((stamp, summing.sum()))),
            count => done += count,
        }
        progress.send_replace(done);
    }
    Ok(None)
}

/// What `work` yields; meanwhile its progress is told at once, and then at most every [`BEAT`].
async fn watched<P: Clone, T>(
    work: impl Future<Output = T>,
    mut progress: watch::Receiver<P>,
    mut tell: impl FnMut(P),
) -> T {
    let telling = async {
        while progress.changed().await.is_ok() {
            let now = progress.borrow_and_update().clone();
            tell(now);
            sleep(BEAT).await;
        }
        // Nothing more is told, but the work may still have its end to do.
        pending().await
    };
    select! {
        done = work => done,
        never = telling => never,
    }
}
