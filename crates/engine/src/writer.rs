//! The one writer of live replies: everything that moved, in one transaction, now and then.

use std::sync::Arc;
use std::time::Duration;

use store::{SentLine, Store};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use crate::live::{Live, Unwritten};
use crate::models::Models;
use crate::record::Record;
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
    /// What `record` notes is written with the replies, at the prices that `models` knows.
    pub(crate) fn start(
        store: Store,
        live: Arc<Live>,
        record: Record,
        models: Arc<Models>,
    ) -> Self {
        let (moved, hurry) = (record.moved(), Arc::new(Notify::new()));
        let (done, rounds) = watch::channel(0);
        let wakes = (moved.clone(), hurry.clone());
        let desk = Desk { store, live, record, models };
        let task = tokio::spawn(run(desk, wakes, done));
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

/// What is written, and where.
struct Desk {
    store: Store,
    live: Arc<Live>,
    record: Record,
    models: Arc<Models>,
}

async fn run(desk: Desk, (moved, hurry): (Arc<Notify>, Arc<Notify>), done: watch::Sender<u64>) {
    let mut next = Instant::now();
    let mut failing = false;
    loop {
        moved.notified().await;
        tokio::select! {
            () = sleep_until(next) => {}
            () = hurry.notified() => {}
        }
        next = Instant::now() + INTERVAL;
        let written = desk.write().await;
        if let Err(error) = &written {
            tracing::warn!(%error, "replies are not saved for now");
            moved.notify_one();
        }
        if failing != written.is_err() {
            failing = written.is_err();
            let problem = written.err().map(Arc::new);
            desk.live.tell_all(Change::Storage { problem });
        }
        done.send_modify(|rounds| *rounds += 1);
    }
}

impl Desk {
    async fn write(&self) -> store::Result<()> {
        let unwritten = self.live.unwritten();
        let mut sent = self.record.unwritten();
        if unwritten.checkpoints.is_empty() && unwritten.endings.is_empty() && sent.is_empty() {
            return Ok(());
        }
        for line in &mut sent {
            line.cost = self.cost(line);
        }
        let Unwritten { checkpoints, endings } = &unwritten;
        let written = self.store.save_with(checkpoints, endings, &sent).await;
        match &written {
            Ok(()) => {
                self.live.written(&unwritten);
                self.record.written(sent.len());
            }
            Err(_) => self.live.give_back(unwritten),
        }
        written
    }

    fn cost(&self, line: &SentLine) -> Option<f64> {
        let price = self.models.known(line.model.as_ref()?).price?;
        line.usage.as_ref().map(|usage| price.cost(usage))
    }
}
