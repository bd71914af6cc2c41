//! Waiting for something that cannot be waited for otherwise, with a limit.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Result};
use crate::interrupt;

const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Looks every 20 ms until `look` finds something; gives up after `limit` or when interrupted.
pub fn wait_for<T>(
    what: &str,
    limit: Duration,
    mut look: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        interrupt::check()?;
        if let Some(found) = look()? {
            return Ok(found);
        }
        if start.elapsed() > limit {
            return Err(Failure::new(format!("waited {} s for {what}", limit.as_secs())));
        }
        pause(LOOK_AGAIN);
    }
}

/// Lets the processor go for a moment between two looks.
pub fn pause(length: Duration) {
    std::thread::park_timeout(length);
}
