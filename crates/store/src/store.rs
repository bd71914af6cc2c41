use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};

use crate::{Error, Result, health};

/// The database. Cheap to clone.
///
/// One connection writes, a few read. A call whose future is dropped writes nothing.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    writer: SqlitePool,
    readers: SqlitePool,
    folder: PathBuf,
    /// Held until the store is closed or dropped: no other process opens it meanwhile.
    lock: File,
    /// Damage was met: the next start must look at every page.
    damaged: AtomicBool,
}

impl Store {
    pub(crate) fn new(writer: SqlitePool, readers: SqlitePool, folder: &Path, lock: File) -> Self {
        let folder = folder.to_owned();
        let damaged = AtomicBool::new(false);
        Self { inner: Arc::new(Inner { writer, readers, folder, lock, damaged }) }
    }

    /// Ends cleanly: the log is folded into the file, and the next start need not check it.
    ///
    /// Every clone of the store ends with it.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.writer.close().await;
        if !self.inner.damaged.load(Ordering::Relaxed) {
            health::mark_clean(&self.inner.folder);
        }
        // Unlocked here because a clone may live on. If it fails, dropping the file does it.
        let _ = self.inner.lock.unlock();
    }

    /// Reads, at one point in time for each statement.
    pub(crate) async fn read<T>(
        &self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T>,
    ) -> Result<T> {
        let read = async {
            let mut connection = self.inner.readers.acquire().await?;
            work(&mut connection).await
        };
        self.heed(read.await)
    }

    /// Writes, all or nothing.
    pub(crate) async fn write<T>(
        &self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T>,
    ) -> Result<T> {
        let write = async {
            let mut connection = self.inner.writer.acquire().await?;
            begin(&mut connection).await?;
            let outcome = match work(&mut connection).await {
                Ok(done) => commit(&mut connection).await.map(|()| done),
                Err(error) => Err(error),
            };
            if outcome.is_err() {
                // SQLite may have rolled back by itself, and then says that there is nothing to do.
                let _ = roll_back(&mut connection).await;
            }
            outcome
        };
        self.heed(write.await)
    }

    fn heed<T>(&self, outcome: Result<T>) -> Result<T> {
        if matches!(outcome, Err(Error::Damaged(_))) {
            self.inner.damaged.store(true, Ordering::Relaxed);
        }
        outcome
    }
}

// Not sqlx's own transactions: they count how deep they are, and lose count when a full disk makes
// SQLite roll back by itself. From then on they only set savepoints inside a transaction that never
// ends, so that every write seems to succeed and none is kept.

async fn begin(connection: &mut SqliteConnection) -> Result<()> {
    let Err(refused) = sqlx::query("begin immediate").execute(&mut *connection).await else {
        return Ok(());
    };
    // A call that was dropped half-way may have left its transaction open.
    if roll_back(connection).await.is_err() {
        return Err(refused.into());
    }
    sqlx::query("begin immediate").execute(connection).await?;
    Ok(())
}

async fn commit(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::query("commit").execute(connection).await?;
    Ok(())
}

async fn roll_back(connection: &mut SqliteConnection) -> Result<()> {
    sqlx::query("rollback").execute(connection).await?;
    Ok(())
}

/// The connection that writes: one, so that nothing waits for a lock.
pub(crate) async fn writer(file: &Path) -> sqlx::Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .foreign_keys(true)
        // Twice SQLite's: with messages of a few hundred bytes, less is left empty in each. In bytes.
        .page_size(8192)
        .journal_mode(SqliteJournalMode::Wal)
        // With few commits a second it costs no more than `normal`, and loses nothing.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "memory")
        // After a burst of writes the log shrinks again; in bytes.
        .pragma("journal_size_limit", "8388608");
    pool(1).connect_with(options).await
}

/// The connections that read, opened when they are first needed.
pub(crate) fn readers(file: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("temp_store", "memory");
    pool(3).connect_lazy_with(options)
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Millis, SessionFilter};

    fn can_be_spawned(_: impl Send) {}

    #[tokio::test]
    async fn a_store_is_used_from_any_thread_and_ends_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Millis(1)).await.unwrap().store;
        can_be_spawned(store.begin_turns(&[]));
        can_be_spawned(store.sessions(&SessionFilter::default()));
        store.close().await;
        let page = store.sessions(&SessionFilter::default()).await;
        assert!(matches!(page, Err(Error::Sqlite(sqlx::Error::PoolClosed))), "{page:?}");
    }
}
