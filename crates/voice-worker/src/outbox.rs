//! Reports on standard output.

use std::io::{Stdout, Write, stdout};
use std::sync::{Mutex, PoisonError};

use model::voice_worker::{Report, to_body};
use model::worker::encode;

use crate::leave::leave;
use crate::log;

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
        self.write(report, &[]);
    }

    /// Sends a piece of the speech of request `id`.
    #[expect(dead_code, reason = "called by the synthesiser, which is to come")]
    pub(crate) fn samples(&self, id: u64, samples: &[f32]) {
        self.write(&Report::Samples { id }, &to_body(samples));
    }

    fn write(&self, report: &Report, body: &[u8]) {
        let frame = match encode(report, body) {
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
