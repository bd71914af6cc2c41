//! The session that the window follows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use engine::{Update, Watch};
use tokio::sync::{Mutex, watch};

/// A session that is followed until this is dropped. The page asks for what changed, once a frame,
/// when it has drawn what it had: a page that has no time is sent nothing.
pub(crate) struct Followed {
    /// Tells a page that follows something else by now from the one that follows this.
    pub(crate) number: u32,
    watch: Arc<Mutex<Watch>>,
    alive: watch::Sender<()>,
}

impl Followed {
    pub(crate) fn new(watch: Watch) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        Self {
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
            watch: Arc::new(Mutex::new(watch)),
            alive: watch::Sender::new(()),
        }
    }

    /// Waits for what changed since the last time; `None` once this is dropped.
    pub(crate) fn next(&self) -> impl Future<Output = Option<Vec<Update>>> + Send + use<> {
        let (watch, mut alive) = (self.watch.clone(), self.alive.subscribe());
        async move {
            tokio::select! {
                _ = alive.changed() => None,
                updates = async { watch.lock().await.next().await } => Some(updates),
            }
        }
    }
}
