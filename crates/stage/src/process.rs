//! Starting programs: in front, to be waited for, or behind, to be ended by a guard.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

use crate::failure::{Failure, Result, While};
use crate::interrupt::{self, InFront};

const TIME_TO_END: Duration = Duration::from_secs(3);

/// Runs a command to its end with our terminal, and fails if it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let name = name_of(command);
    let status = status(command)?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{name} failed: {status}"))) }
}

/// Runs a command to its end with our terminal. An interrupt ends it, and is an error.
pub fn status(command: &mut Command) -> Result<ExitStatus> {
    let mut child = spawn(command)?;
    let _in_front = InFront::one(pid_of(&child));
    let status = child.wait().during(name_of(command))?;
    interrupt::check()?;
    Ok(status)
}

/// Runs a command and returns what it printed; fails with its own last words.
pub fn output(command: &mut Command) -> Result<String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = spawn(command)?;
    let _in_front = InFront::one(pid_of(&child));
    let output = child.wait_with_output().during(name_of(command))?;
    interrupt::check()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let words = String::from_utf8_lossy(&output.stderr);
    let words = words.trim_end();
    Err(Failure::new(format!("{} failed ({}): {words}", name_of(command), output.status)))
}

/// Runs a command to its end and hands over each line that it prints, as it prints it.
pub fn each_line(command: &mut Command, mut read: impl FnMut(&str)) -> Result<()> {
    let name = name_of(command);
    let mut child = spawn(command.stdout(Stdio::piped()))?;
    let _in_front = InFront::one(pid_of(&child));
    for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines) {
        read(&line.during(format!("reading what {name} prints"))?);
    }
    let status = child.wait().during(&name)?;
    interrupt::check()?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("{name} failed: {status}"))) }
}

/// Whether a command runs and ends well, whatever it prints.
pub fn works(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Whether a program of this name is in one of the folders of `PATH`.
pub fn exists(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Starts a command; a missing program is told by its name.
pub fn spawn(command: &mut Command) -> Result<Child> {
    command.spawn().during(format!("cannot start {}", name_of(command)))
}

/// The pid of a child that has not been waited for.
pub fn pid_of(child: &Child) -> Pid {
    Pid::from_child(child)
}

fn name_of(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy();
    // What these do is said by their words, up to the first option.
    if name == "cargo" || name == "npm" {
        let words = command.get_args().map(|word| word.to_string_lossy());
        let words: Vec<_> = words.take_while(|word| !word.starts_with('-')).collect();
        return format!("{name} {}", words.join(" "));
    }
    name.into_owned()
}

/// A command bound to our own life by the kernel, so that nothing survives even our own kill.
pub fn bound(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", "--"]).arg(program);
    command
}

/// A process behind us. Dropping it ends it: politely, then by force.
#[derive(Debug)]
pub struct Owned {
    child: Child,
    name: String,
}

impl Owned {
    /// Starts a command in a process group of its own, so that a Ctrl-C at the terminal leaves it
    /// to us. Its standard input is closed unless the command says otherwise.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        let child = spawn(command.process_group(0))?;
        Ok(Owned { child, name: name.into() })
    }

    /// The process itself, for its pipes.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Its pid.
    pub fn pid(&self) -> Pid {
        pid_of(&self.child)
    }

    /// Fails if it has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        match self.child.try_wait() {
            Ok(Some(status)) => Err(Failure::new(format!("{} ended early: {status}", self.name))),
            _ => Ok(()),
        }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            end(&[self.pid()], TIME_TO_END);
        }
        // It is dead by now; this only takes it out of the process table.
        drop(self.child.wait());
    }
}

/// Waits until processes have ended by themselves, then ends those that have not.
pub fn end_after(pids: &[Pid], time: Duration) {
    let start = Instant::now();
    for &pid in pids {
        if let Ok(handle) = pidfd_open(pid, PidfdFlags::empty()) {
            ended_within(&handle, time.saturating_sub(start.elapsed()));
        }
    }
    end(pids, TIME_TO_END);
}

/// Ends processes: asks all, waits for them together, then kills those that are left.
pub fn end(pids: &[Pid], time: Duration) {
    let watched: Vec<(Pid, OwnedFd)> = pids
        .iter()
        .filter_map(|&pid| Some((pid, pidfd_open(pid, PidfdFlags::empty()).ok()?)))
        .collect();
    for (pid, _) in &watched {
        let _ = kill_process(*pid, Signal::TERM);
    }
    let start = Instant::now();
    for (pid, handle) in &watched {
        if !ended_within(handle, time.saturating_sub(start.elapsed())) {
            let _ = kill_process(*pid, Signal::KILL);
            ended_within(handle, TIME_TO_END);
        }
    }
}

/// Whether a process ends by itself within this time, or has ended.
pub fn ends_within(pid: Pid, time: Duration) -> bool {
    pidfd_open(pid, PidfdFlags::empty()).map_or(true, |handle| ended_within(&handle, time))
}

fn ended_within(handle: &OwnedFd, time: Duration) -> bool {
    let limit = Timespec::try_from(time).ok();
    poll(&mut [PollFd::new(handle, PollFlags::IN)], limit.as_ref()).is_ok_and(|ready| ready > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_ends_even_a_process_that_does_not_want_to() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' TERM; echo ready; while :; do read line; done"]);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut owned = Owned::start("sh", &mut shell).unwrap();
        let mut said = String::new();
        let output = owned.child().stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut said).unwrap();
        let handle = pidfd_open(owned.pid(), PidfdFlags::empty()).unwrap();
        end(&[owned.pid()], Duration::from_millis(10));
        assert!(ended_within(&handle, Duration::ZERO), "killed after it ignored the request");
    }

    #[test]
    fn a_failed_command_is_told_with_its_own_words() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo no such moon >&2; exit 3"]);
        let told = output(&mut shell).unwrap_err().to_string();
        assert!(told.contains("no such moon") && told.contains("3"), "{told}");
    }

    #[test]
    fn a_missing_program_is_told_by_its_name() {
        let told = run(&mut Command::new("no-such-program")).unwrap_err().to_string();
        assert!(told.contains("no-such-program"), "{told}");
    }
}
