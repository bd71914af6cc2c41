//! Ctrl-C: ends the command in front, then lets every guard clean up behind itself.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::failure::{Failure, Result, While};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static IN_FRONT: Mutex<Vec<Command>> = Mutex::new(Vec::new());

/// The exit code of a command that was interrupted.
pub const EXIT_CODE: u8 = 130;

/// Listens for the signals that end a program. The first one ends the commands in front, so that
/// the main thread goes on, sees [`check`] fail and drops its guards; the second ends us at once.
pub fn listen() -> Result<()> {
    let mut signals =
        signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]).during("signals")?;
    std::thread::spawn(move || {
        for _ in signals.forever() {
            if INTERRUPTED.swap(true, Ordering::SeqCst) {
                std::process::exit(i32::from(EXIT_CODE));
            }
            for &command in IN_FRONT.lock().iter().flat_map(|commands| commands.iter()) {
                // It may have ended by itself.
                let _ = match command {
                    Command::One(pid) => kill_process(pid, Signal::TERM),
                    Command::Group(pid) => kill_process_group(pid, Signal::TERM),
                };
            }
        }
    });
    Ok(())
}

/// Fails once the person has asked us to stop.
pub fn check() -> Result<()> {
    if happened() { Err(Failure::new("interrupted")) } else { Ok(()) }
}

/// Whether the person has asked us to stop.
pub fn happened() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// What an interrupt ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    /// A process, which may share our group and our terminal.
    One(Pid),
    /// A process that leads a group of its own, with all of that group.
    Group(Pid),
}

/// Keeps a command among those that an interrupt ends, while this value lives.
#[derive(Debug)]
pub struct InFront(Command);

impl InFront {
    /// Registers a running child of ours.
    pub fn one(pid: Pid) -> Self {
        Self::add(Command::One(pid))
    }

    /// Registers a running child of ours that leads a group, for programs that are started by way
    /// of others.
    pub fn group(pid: Pid) -> Self {
        Self::add(Command::Group(pid))
    }

    fn add(command: Command) -> Self {
        if let Ok(mut commands) = IN_FRONT.lock() {
            commands.push(command);
        }
        InFront(command)
    }
}

impl Drop for InFront {
    fn drop(&mut self) {
        if let Ok(mut commands) = IN_FRONT.lock() {
            commands.retain(|command| *command != self.0);
        }
    }
}
