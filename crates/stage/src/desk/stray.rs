//! Processes that were started on the desk and left their parents: services that the bus woke up,
//! a browser engine whose application was killed. They carry the desk's mark in their environment.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, getpid};

use crate::proc;
use crate::process::end;

/// The variable that marks what runs on a desk.
pub(crate) const MARK: &str = "ANTIPHON_DESK";

const TIME_TO_END: Duration = Duration::from_secs(2);

/// Ends, when dropped, whatever still carries its mark, and nothing else.
#[derive(Debug)]
pub(crate) struct Strays {
    mark: String,
}

impl Strays {
    /// A mark that no other desk has: our pid and the time at which the mark was made.
    pub(crate) fn marked() -> Self {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default()
            .as_nanos();
        Strays { mark: format!("{}-{now}", getpid().as_raw_nonzero()) }
    }

    /// The value of [`MARK`].
    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    fn found(&self) -> Vec<Pid> {
        let wanted = format!("{MARK}={}", self.mark);
        proc::all().filter(|&pid| pid != getpid() && carries(pid, &wanted)).collect()
    }
}

/// Another person's process cannot be read, and cannot be ours.
fn carries(pid: Pid, wanted: &str) -> bool {
    fs::read(format!("/proc/{}/environ", pid.as_raw_nonzero())).is_ok_and(|environment| {
        environment.split(|&byte| byte == 0).any(|entry| entry == wanted.as_bytes())
    })
}

impl Drop for Strays {
    fn drop(&mut self) {
        // A stray that is being ended may start one more.
        for _ in 0..3 {
            let strays = self.found();
            if strays.is_empty() {
                return;
            }
            end(&strays, TIME_TO_END);
        }
    }
}
