//! Whether the file can be trusted, and what happens to one that cannot.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::error::Fault;
use crate::{Millis, schema};

/// What stands beside the database if its last user closed it well.
const CLEAN: &str = "antiphon.clean";

/// What a look at the file, before anything is written, says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Health {
    /// It can be used, or is yet to be made.
    Good,
    /// A newer version of the app wrote it.
    Newer,
    /// It is not a database, or pages of it are wrong.
    Damaged,
}

/// Looks at the file without changing it: its length, its schema's version and, unless it was
/// closed well, every page.
pub(crate) async fn examine(file: &Path, clean: bool) -> sqlx::Result<Health> {
    match fs::metadata(file) {
        Ok(metadata) if metadata.len() > 0 => {}
        Ok(_) => return Ok(Health::Good),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Health::Good),
        Err(error) => return Err(error.into()),
    }
    let logged = fs::metadata(beside(file, "-wal")).is_ok_and(|log| log.len() > 0);
    if !logged && is_cut(file)? {
        return Ok(Health::Damaged);
    }
    // With no log there is nothing to recover, and `immutable` leaves no file beside it.
    let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(!logged);
    let health = match options.connect().await {
        Ok(mut database) => {
            let health = look(&mut database, clean).await;
            database.close().await?;
            health
        }
        Err(error) => Err(error),
    };
    match health {
        Err(error) if Fault::of(&error) == Fault::Damaged => Ok(Health::Damaged),
        health => health,
    }
}

async fn look(database: &mut SqliteConnection, clean: bool) -> sqlx::Result<Health> {
    if schema::is_newer(database).await? {
        return Ok(Health::Newer);
    }
    if !clean {
        let words: String =
            sqlx::query_scalar("pragma quick_check(1)").fetch_one(&mut *database).await?;
        if words != "ok" {
            return Ok(Health::Damaged);
        }
    }
    Ok(Health::Good)
}

/// Whether the file is shorter than its header says. Only asked where no log stands beside it.
///
/// The format: <https://www.sqlite.org/fileformat2.html#the_database_header>.
fn is_cut(file: &Path) -> io::Result<bool> {
    let mut header = Vec::with_capacity(100);
    let mut file = File::open(file)?;
    let length = file.metadata()?.len();
    file.by_ref().take(100).read_to_end(&mut header)?;
    let number = |at: usize, bytes: usize| {
        header.get(at..at + bytes)?.iter().copied().map(u64::from).reduce(|n, b| n << 8 | b)
    };
    let (Some(page), Some(pages)) = (number(16, 2), number(28, 4)) else { return Ok(true) };
    // 65,536 does not fit its two bytes and is written as 1.
    let page = if page == 1 { 65_536 } else { page };
    Ok(length < page * pages)
}

/// Renames a damaged database and what belongs to it; yields the new name of the file.
pub(crate) fn set_aside(file: &Path, now: Millis) -> io::Result<PathBuf> {
    let mut stamp = now.0;
    let aside = loop {
        let aside = file.with_file_name(format!("antiphon.damaged-{stamp}.sqlite"));
        if !aside.exists() {
            break aside;
        }
        stamp += 1;
    };
    // The log first: without it the file could be taken for a whole one.
    for suffix in ["-wal", "-shm", ""] {
        match fs::rename(beside(file, suffix), beside(&aside, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}

/// Says that the database in `folder` was closed well. If it cannot be said, the next start takes
/// longer.
pub(crate) fn mark_clean(folder: &Path) {
    let _ = File::create(folder.join(CLEAN)).and_then(|mark| mark.sync_all());
}

/// Whether the database in `folder` was closed well.
pub(crate) fn is_clean(folder: &Path) -> bool {
    folder.join(CLEAN).exists()
}

/// From now on the database in `folder` counts as open.
pub(crate) fn unmark_clean(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(CLEAN)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
