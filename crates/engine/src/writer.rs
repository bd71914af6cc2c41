//! The one writer of live replies: everything that moved, in one transaction, now and then.

use std::sync::Arc;
use std::time::Duration;

use store::Store;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use crate::live::Live;
use crate::watch::Change;

/// The least time from the start of one commit to the next, for any number of streams: never more
/// than five a second, and short enough that a kill at any moment costs less than 250 ms of a
/// stream, the commit's own time included.
pub const INTERVAL: Duration = Duration::from_millis(205);

/// Ends with the engine; what is unwritten then is written by [`Writer::flush`] before.
pub(crate) struct Writer {
    moved: Arc<Notify>,
    hurry: Arc<Notify>,
    rounds: watch::Receiver<u64>,
    task: JoinHandle<()>,
}

impl Writer {
    pub(crate) fn start(store: Store, live: Arc<Live>) -> Self {
        let (moved, hurry) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (done, rounds) = watch::channel(0);
        let wakes = (moved.clone(), hurry.clone());
        let task = tokio::spawn(run(store, live, wakes, done));
        Self { moved, hurry, rounds, task }
    }

    /// Something moved: it will be written within [`INTERVAL`].
    pub(crate) fn wake(&self) {
        self.moved.notify_one();
    }

    /// Waits until all that had moved by now was written, or could not be.
    pub(crate) async fn flush(&self) {
        let mut rounds = self.rounds.clone();
        // The round under way may have taken its rows before the last change: wait for the one after.
        let wanted = *rounds.borrow_and_update() + 2;
        while *rounds.borrow_and_update() < wanted {
            self.hurry.notify_one();
            self.wake();
            if rounds.changed().await.is_err() {
                return;
            }
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn run(
    store: Store,
    live: Arc<Live>,
    (moved, hurry): (Arc<Notify>, Arc<Notify>),
    done: watch::Sender<u64>,
) {
    let mut next = Instant::now();
    let mut failing = false;
    loop {
        moved.notified().await;
        tokio::select! {
            () = sleep_until(next) => {}
            () = hurry.notified() => {}
        }
        next = Instant::now() + INTERVAL;
        let written = write(&store, &live).await;
        if let Err(error) = &written {
            tracing::warn!(%error, "replies are not saved for now");
            moved.notify_one();
        }
        if failing != written.is_err() {
            failing = written.is_err();
            let problem = written.err().map(Arc::new);
            live.tell_all(Change::Storage { problem });
        }
        done.send_modify(|rounds| *rounds += 1);
    }
}

async fn write(store: &Store, live: &Live) -> store::Result<()> {
    let unwritten = live.unwritten();
    if unwritten.checkpoints.is_empty() && unwritten.endings.is_empty() {
        return Ok(());
    }
    let written = store.save(&unwritten.checkpoints, &unwritten.endings).await;
    match &written {
        Ok(()) => live.written(&unwritten),
        Err(_) => live.give_back(unwritten),
    }
    written
}
