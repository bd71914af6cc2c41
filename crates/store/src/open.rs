use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnection;

use crate::error::Fault;
use crate::health::{self, Health};
use crate::{Millis, OpenError, Store, file, index, recording, schema, sent, store};

const FILE: &str = "antiphon.sqlite";
const LOCK: &str = "antiphon.lock";

/// A store that was opened, and what happened on the way.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Where a damaged database was set aside, if one was found and a new one begun.
    pub set_aside: Option<PathBuf>,
    /// How many replies had been left `Streaming` and are now `Interrupted`.
    pub interrupted: u64,
}

impl Store {
    /// Opens the store in `folder`, which is created if need be.
    ///
    /// The schema is brought up to date. A damaged database is set aside under a name with `now` in
    /// it and a new one is begun. Every page is checked only if the last user did not call
    /// [`Store::close`].
    pub async fn open(folder: &Path, now: Millis) -> Result<Opened, OpenError> {
        let file = folder.join(FILE);
        let fail = |error: sqlx::Error| refusal(error, folder, &file);
        let fail_io = |error: io::Error| refusal(sqlx::Error::Io(error), folder, &file);

        fs::create_dir_all(folder).map_err(fail_io)?;
        let lock = lock(folder).map_err(fail_io)?;
        let lock = lock.ok_or_else(|| OpenError::InUse { folder: folder.to_owned() })?;

        let clean = health::is_clean(folder);
        let mut set_aside = None;
        match health::examine(&file, clean).await.map_err(fail)? {
            Health::Good => {}
            Health::Newer => return Err(OpenError::Newer { path: file }),
            Health::Damaged => set_aside = Some(health::set_aside(&file, now).map_err(fail_io)?),
        }
        health::unmark_clean(folder).map_err(fail_io)?;
        let (writer, interrupted) = match begin(&file).await {
            Err(error) if Fault::of(&error) == Fault::Damaged && set_aside.is_none() => {
                set_aside = Some(health::set_aside(&file, now).map_err(fail_io)?);
                begin(&file).await
            }
            begun => begun,
        }
        .map_err(fail)?;
        let store = Store::new(writer, store::readers(&file), folder, lock);
        Ok(Opened { store, set_aside, interrupted })
    }
}

/// The writing connection, with the schema of this version and no reply left open.
async fn begin(file: &Path) -> sqlx::Result<(SqlitePool, u64)> {
    let pool = store::writer(file).await?;
    let begun = async {
        let mut database = pool.acquire().await?;
        schema::migrate(&mut database).await?;
        sent::give_up(&mut database).await?;
        file::remove_unsent(&mut database).await?;
        recording::remove_unsent(&mut database).await?;
        index::renew(&mut database).await?;
        interrupt(&mut database).await
    };
    match begun.await {
        Ok(interrupted) => Ok((pool, interrupted)),
        Err(error) => {
            pool.close().await;
            Err(error)
        }
    }
}

/// Ends the replies that a crash left open, and makes them found by what they had.
async fn interrupt(database: &mut SqliteConnection) -> sqlx::Result<u64> {
    let open: Vec<i64> = sqlx::query_scalar("select message_key from message where status = 1")
        .fetch_all(&mut *database)
        .await?;
    if open.is_empty() {
        return Ok(0);
    }
    sqlx::query("begin immediate").execute(&mut *database).await?;
    for key in &open {
        sqlx::query("update message set status = 3 where message_key = ?")
            .bind(key)
            .execute(&mut *database)
            .await?;
        index::index_message(database, *key).await?;
    }
    sqlx::query("commit").execute(database).await?;
    Ok(open.len() as u64)
}

/// The lock that keeps a second process out; none if there is one already.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn refusal(error: sqlx::Error, folder: &Path, file: &Path) -> OpenError {
    match Fault::of(&error) {
        Fault::Full => OpenError::Full { folder: folder.to_owned() },
        Fault::ReadOnly => {
            OpenError::ReadOnly { folder: folder.to_owned(), reason: error.to_string() }
        }
        Fault::Damaged | Fault::Other => OpenError::Other { path: file.to_owned(), source: error },
    }
}
