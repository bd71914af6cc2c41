//! Ctrl-C: ends the command in front, then lets every guard clean up behind itself.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::failure::{Failure, Result, While};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static IN_FRONT: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// The exit code of a command that was interrupted.
pub(crate) const EXIT_CODE: u8 = 130;

/// Listens for the signals that end a program. The first one ends the commands in front, so that
/// the main thread goes on, sees [`check`] fail and drops its guards; the second ends us at once.
pub(crate) fn listen() -> Result<()> {
    let mut signals =
        signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]).during("signals")?;
    std::thread::spawn(move || {
        for _ in signals.forever() {
            if INTERRUPTED.swap(true, Ordering::SeqCst) {
                std::process::exit(i32::from(EXIT_CODE));
            }
            for &pid in IN_FRONT.lock().iter().flat_map(|pids| pids.iter()) {
                // It may have ended by itself.
                let _ = kill_process(pid, Signal::TERM);
            }
        }
    });
    Ok(())
}

/// Fails once the person has asked us to stop.
pub(crate) fn check() -> Result<()> {
    if happened() { Err(Failure::new("interrupted")) } else { Ok(()) }
}

/// Whether the person has asked us to stop.
pub(crate) fn happened() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Keeps a process among those that an interrupt ends, while this value lives.
#[derive(Debug)]
pub(crate) struct InFront(Pid);

impl InFront {
    /// Registers a running child of ours.
    pub(crate) fn new(pid: Pid) -> Self {
        if let Ok(mut pids) = IN_FRONT.lock() {
            pids.push(pid);
        }
        InFront(pid)
    }
}

impl Drop for InFront {
    fn drop(&mut self) {
        if let Ok(mut pids) = IN_FRONT.lock() {
            pids.retain(|pid| *pid != self.0);
        }
    }
}
