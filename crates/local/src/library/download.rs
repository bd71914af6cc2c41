use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use model::{ErrorKind, Fetch, FetchRequest, Fetched};
use tokio::sync::watch;

use super::holding::{Order, wrong_sum};
use super::part::Part;
use super::words::bytes;
use super::{LibraryError, LibraryErrorKind};

/// How much arrives before it is written, in bytes.
const WRITE: usize = 256 << 10;
/// So much must have arrived for a failure to count as the first again, in bytes.
const PROGRESS: u64 = 1 << 20;
/// The longest delay that a server is granted before the next try.
const DELAY: Duration = Duration::from_secs(120);

/// How often, and after what waits, a broken download is tried again by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Tries after the first, as long as next to nothing arrives.
    pub(super) retries: u32,
    /// The first wait; each further one is twice as long.
    pub(super) wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { retries: 5, wait: Duration::from_secs(1) }
    }
}

/// What the reader wants of a running task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Go on.
    Run,
    /// Stop, and keep what is here.
    Pause,
    /// Stop, and remove what is here.
    Cancel,
}

/// How a download ended.
#[derive(Debug)]
pub(super) enum End {
    /// The file is whole, right, and has its name.
    Whole,
    /// The reader wished so.
    Stopped,
    /// It could not go on. What is here is kept, unless it was wrong.
    Failed(LibraryError),
}

/// Bytes that are here, and their number in all where it is known.
pub(super) type Progress = (u64, Option<u64>);

/// One download: what is wanted, from whom, and who is told how it goes.
pub(super) struct Download {
    pub(super) order: Order,
    pub(super) fetch: Arc<dyn Fetch>,
    pub(super) patience: Patience,
    pub(super) wish: watch::Receiver<Wish>,
    /// Told how far it is, at every piece.
    pub(super) progress: watch::Sender<Progress>,
}

/// Why a try ended before the file was whole.
enum Cut {
    Wish,
    /// Trying again may help, but not before the server's own delay.
    Broken(LibraryError, Option<Duration>),
    /// Trying again will not help.
    Final(LibraryError),
}

impl Download {
    /// Fetches the file, going on with what is kept of it.
    pub(super) async fn run(self) -> End {
        let part = match Part::open(&self.order).await {
            Ok(part) => part,
            Err(error) => return End::Failed(self.disk(error, 0, None)),
        };
        let cut = match self.fetch_all(&part).await {
            Ok(()) => match self.finish(&part).await {
                Ok(()) => return End::Whole,
                Err(error) => Cut::Final(error),
            },
            Err(cut) => cut,
        };
        let cancelled = *self.wish.borrow() == Wish::Cancel;
        let kept = if cancelled { part.discard().await } else { part.settle().await };
        if let Err(error) = kept {
            tracing::warn!(%error, "a stopped download's part");
        }
        match cut {
            Cut::Wish => End::Stopped,
            Cut::Broken(error, _) | Cut::Final(error) => End::Failed(error),
        }
    }

    async fn fetch_all(&self, part: &Part) -> Result<(), Cut> {
        while part.catch_up().await.map_err(|error| self.disk_cut(error, part))? {
            self.tell(part.length(), self.order.size.or(part.known().1));
            if *self.wish.borrow() != Wish::Run {
                return Err(Cut::Wish);
            }
        }
        let (mut failures, mut mark) = (0, part.length());
        loop {
            match self.attempt(part).await {
                Err(Cut::Broken(error, delay)) => {
                    if part.length() >= mark + PROGRESS {
                        (failures, mark) = (0, part.length());
                    }
                    if failures >= self.patience.retries {
                        return Err(Cut::Final(error));
                    }
                    tracing::info!(%error, failures, "a download broke and is tried again");
                    let wait = self.patience.wait * 2u32.pow(failures.min(6));
                    let wait = wait.max(delay.unwrap_or_default().min(DELAY));
                    failures += 1;
                    self.or_wish(tokio::time::sleep(wait)).await?;
                }
                ended => return ended,
            }
        }
    }

    /// One connection, from the first missing byte until all is here.
    async fn attempt(&self, part: &Part) -> Result<(), Cut> {
        let here = part.length();
        if let Some(size) = self.order.size {
            if here == size {
                return Ok(());
            }
            self.check_space(size.saturating_sub(here)).await?;
        }
        let (validator, known) = part.known();
        let address = self.order.address.clone();
        let request = FetchRequest { address, from: here, validator };
        let fetch = self.fetch.fetch(request);
        let fetched = self.or_wish(fetch).await?.map_err(network)?;
        self.check_length(fetched.total)?;
        if fetched.from == 0 && here > 0 {
            part.restart().await.map_err(|error| self.disk_cut(error, part))?;
        } else if fetched.from != here {
            return Err(Cut::Final(LibraryError::new(
                LibraryErrorKind::Refused,
                format!("The server began at byte {} instead of {here}.", fetched.from),
            )));
        } else if here > 0 && known.is_some() && fetched.total.is_some() && known != fetched.total {
            part.restart().await.map_err(|error| self.disk_cut(error, part))?;
            return Err(broken("The file at this address has changed."));
        }
        let total = self.order.size.or(fetched.total);
        part.know(fetched.validator.clone(), total)
            .await
            .map_err(|error| self.disk_cut(error, part))?;
        if let Some(total) = total {
            self.check_space(total.saturating_sub(part.length())).await?;
        }
        self.receive(part, fetched, total).await
    }

    /// Writes what arrives; also what arrived before a failure.
    async fn receive(
        &self,
        part: &Part,
        mut fetched: Fetched,
        total: Option<u64>,
    ) -> Result<(), Cut> {
        let mut waiting = Vec::with_capacity(WRITE);
        loop {
            let here = part.length() + waiting.len() as u64;
            self.tell(here, total);
            if total.is_some_and(|total| here > total) {
                part.restart().await.map_err(|error| self.disk_cut(error, part))?;
                return Err(Cut::Final(LibraryError::new(
                    LibraryErrorKind::Refused,
                    "The server sent more bytes than it announced.",
                )));
            }
            let whole = total == Some(here);
            let next = if whole { Ok(None) } else { self.or_wish(fetched.bytes.next()).await };
            let ended = match next {
                Ok(Some(Ok(bytes))) => {
                    waiting.extend_from_slice(&bytes);
                    None
                }
                Ok(Some(Err(error))) => Some(Err(network(error))),
                Ok(None) if total.is_some_and(|total| here < total) => {
                    Some(Err(broken("The connection ended before the file was whole.")))
                }
                Ok(None) => Some(Ok(())),
                Err(cut) => Some(Err(cut)),
            };
            if ended.is_some() || waiting.len() >= WRITE {
                let piece = std::mem::replace(&mut waiting, Vec::with_capacity(WRITE));
                part.append(piece).await.map_err(|error| self.disk_cut(error, part))?;
            }
            if let Some(ended) = ended {
                return ended;
            }
        }
    }

    /// Checks what arrived and gives it its name; removes it when it is wrong.
    async fn finish(&self, part: &Part) -> Result<(), LibraryError> {
        let found = part.sum();
        let wrong = if found != self.order.sha256 {
            Some(wrong_sum(Path::new(&self.order.address), &self.order.sha256, &found))
        } else {
            let examined = part.examine().await.map_err(|error| self.disk(error, 0, None))?;
            examined.err().map(|error| {
                let message = format!("The downloaded file cannot be used: {error}.");
                LibraryError::new(LibraryErrorKind::BadFile, message)
            })
        };
        let done = match &wrong {
            Some(_) => part.discard().await,
            None => part.finish().await,
        };
        done.map_err(|error| self.disk(error, part.length(), Some(part.length())))?;
        wrong.map_or(Ok(()), Err)
    }

    fn tell(&self, here: u64, total: Option<u64>) {
        self.progress.send_replace((here, total));
    }

    fn check_length(&self, told: Option<u64>) -> Result<(), Cut> {
        match (self.order.size, told) {
            (Some(expected), Some(told)) if expected != told => Err(Cut::Final(LibraryError::new(
                LibraryErrorKind::Refused,
                format!("The server has another file: {told} bytes instead of {expected}."),
            ))),
            _ => Ok(()),
        }
    }

    /// Refuses to begin what the disk has no room for.
    async fn check_space(&self, missing: u64) -> Result<(), Cut> {
        let folder = self.order.target.parent().map(Path::to_owned).unwrap_or_default();
        // A system that cannot say how much is free lets us try.
        let free = super::part::blocking(move || fs4::available_space(folder)).await;
        match free {
            Ok(free) if free < missing => Err(Cut::Final(LibraryError::new(
                LibraryErrorKind::NoSpace,
                format!(
                    "The disk has no room for this model: {} more are needed and {} are free.",
                    bytes(missing),
                    bytes(free)
                ),
            ))),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// What `work` yields, unless the reader wishes to stop first.
    async fn or_wish<T>(&self, work: impl Future<Output = T>) -> Result<T, Cut> {
        let mut wish = self.wish.clone();
        tokio::select! {
            biased;
            // Without anyone left to wish, the task is about to be dropped.
            _ = wish.wait_for(|&wish| wish != Wish::Run) => Err(Cut::Wish),
            done = work => Ok(done),
        }
    }

    fn disk_cut(&self, error: io::Error, part: &Part) -> Cut {
        let total = self.order.size.or(part.known().1);
        Cut::Final(self.disk(error, part.length(), total))
    }

    /// The error of a disk that does not take the file.
    fn disk(&self, error: io::Error, here: u64, total: Option<u64>) -> LibraryError {
        if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            let needed = match total {
                Some(total) => format!("{} more are needed", bytes(total.saturating_sub(here))),
                None => "more room is needed".into(),
            };
            return LibraryError::new(
                LibraryErrorKind::NoSpace,
                format!("The disk is full: {} are here, {needed}.", bytes(here)),
            );
        }
        let folder = self.order.target.parent().unwrap_or(Path::new("")).display();
        LibraryError::io(
            LibraryErrorKind::CannotWrite,
            format!("The model cannot be stored in {folder}"),
            error,
        )
    }
}

fn broken(message: &str) -> Cut {
    Cut::Broken(LibraryError::new(LibraryErrorKind::Network, message), None)
}

/// Whether trying again may help.
fn network(error: model::Error) -> Cut {
    let (kind, again) = match (error.kind, error.status) {
        (ErrorKind::Network | ErrorKind::Truncated, _)
        | (ErrorKind::Server, Some(408 | 425 | 429 | 500..)) => (LibraryErrorKind::Network, true),
        (ErrorKind::InvalidRequest, _) => (LibraryErrorKind::BadAddress, false),
        _ => (LibraryErrorKind::Refused, false),
    };
    let after = error.retry_after;
    let error = LibraryError::new(kind, error.message);
    if again { Cut::Broken(error, after) } else { Cut::Final(error) }
}
