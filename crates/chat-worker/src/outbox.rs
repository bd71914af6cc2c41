//! Reports on standard output.

use std::io::{Stdout, Write, stdout};
use std::sync::{Mutex, PoisonError};

use model::worker::{Report, encode};

use crate::log;
use crate::native::leave;

/// Where reports go; any thread may send.
pub(crate) struct Outbox {
    stdout: Mutex<Stdout>,
}

impl Outbox {
    /// Standard output.
    pub(crate) fn new() -> Self {
        Self { stdout: Mutex::new(stdout()) }
    }

    /// Sends `report` at once. Where nobody reads any more, the process ends.
    pub(crate) fn send(&self, report: &Report) {
        let frame = match encode(report, &[]) {
            Ok(frame) => frame,
            Err(error) => {
                log::say(&format!("a report cannot be written: {error}"));
                leave(1)
            }
        };
        let mut stdout = self.stdout.lock().unwrap_or_else(PoisonError::into_inner);
        if stdout.write_all(&frame).and_then(|()| stdout.flush()).is_err() {
            leave(0)
        }
    }
}
