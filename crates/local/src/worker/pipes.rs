//! A worker process and the three pipes to it.

use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::worker::{FrameError, Frames, encode};
use model::{Error, ErrorKind, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// How long a worker may take to end once its standard input has ended.
const PARTING: Duration = Duration::from_secs(2);

/// On Windows, a program without a window would be given one to write to.
#[cfg(windows)]
const NO_WINDOW: u32 = 0x0800_0000;

/// A running worker; dropped, it is killed.
pub(super) struct Pipes {
    child: Child,
    commands: mpsc::UnboundedSender<Vec<u8>>,
    stdout: ChildStdout,
    frames: Frames,
    words: Arc<Mutex<String>>,
    overhearing: JoinHandle<()>,
}

/// What comes out of a worker.
pub(super) enum Heard<R> {
    /// A report, and what came with it.
    Report(R, Vec<u8>),
    /// Its standard output has ended.
    End,
    /// What is no report.
    Garbage(FrameError),
}

impl Pipes {
    /// Starts `program`.
    pub(super) fn open(program: &Path) -> Result<Self> {
        let mut command = tokio::process::Command::new(program);
        #[cfg(windows)]
        command.creation_flags(NO_WINDOW);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // A failed assertion in native code must not start a debugger.
            .env("GGML_NO_BACKTRACE", "1")
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| unstartable(program, &error))?;
        let (Some(stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(unstartable(program, &io::ErrorKind::BrokenPipe.into()));
        };
        let (commands, queue) = mpsc::unbounded_channel();
        let words = Arc::default();
        tokio::spawn(write(stdin, queue));
        let overhearing = tokio::spawn(overhear(stderr, Arc::clone(&words)));
        Ok(Self { child, commands, stdout, frames: Frames::default(), words, overhearing })
    }

    /// Sends `command` with `body`; never waits, however full the pipe is. If the worker is gone,
    /// that shows when it is listened to.
    pub(super) fn send(&self, command: &impl Serialize, body: &[u8]) -> Result<()> {
        let frame = encode(command, body)
            .map_err(|error| Error::new(ErrorKind::InvalidRequest, error.to_string()))?;
        let _ = self.commands.send(frame);
        Ok(())
    }

    /// The next thing the worker says. Dropping the future loses nothing.
    pub(super) async fn listen<R: DeserializeOwned>(&mut self) -> Heard<R> {
        let mut bytes = [0; 16 << 10];
        loop {
            match self.frames.next::<R>() {
                Ok(Some((report, body))) => return Heard::Report(report, body),
                Ok(None) => {}
                Err(error) => return Heard::Garbage(error),
            }
            match self.stdout.read(&mut bytes).await {
                Ok(0) | Err(_) => return Heard::End,
                Ok(count) => self.frames.push(&bytes[..count]),
            }
        }
    }

    /// Lets the worker go: it is asked to end, and killed if it does not. How it ended is only
    /// known if it did so by itself.
    pub(super) async fn close(self) -> (Option<ExitStatus>, String) {
        let Self { mut child, commands, words, stdout, overhearing, .. } = self;
        drop(commands);
        drop(stdout);
        let status = match timeout(PARTING, child.wait()).await {
            Ok(status) => status.ok(),
            Err(_) => {
                let _ = child.kill().await;
                None
            }
        };
        // Standard error may be held open by what the worker has started.
        let _ = timeout(PARTING, overhearing).await;
        let words = words.lock().unwrap_or_else(PoisonError::into_inner).clone();
        (status, words)
    }

    /// Kills the worker and waits until it is gone.
    pub(super) async fn kill(mut self) {
        let _ = self.child.kill().await;
    }
}

/// Writes frames until there are no more senders; then the worker's standard input ends.
async fn write(mut stdin: ChildStdin, mut queue: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(frame) = queue.recv().await {
        if stdin.write_all(&frame).await.is_err() {
            return;
        }
    }
}

/// Notes what the worker says on standard error and keeps its last words.
async fn overhear(stderr: ChildStderr, words: Arc<Mutex<String>>) {
    let mut lines = BufReader::new(stderr).split(b'\n');
    while let Ok(Some(line)) = lines.next_segment().await {
        let line = String::from_utf8_lossy(&line).trim().to_owned();
        if line.is_empty() {
            continue;
        }
        tracing::debug!(target: "worker", "{line}");
        *words.lock().unwrap_or_else(PoisonError::into_inner) = line;
    }
}

fn unstartable(program: &Path, error: &io::Error) -> Error {
    let program = program.display();
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!(
            "The program that runs models inside the app is missing ({program}). \
             Install the app again."
        ),
        _ => format!(
            "The program that runs models inside the app cannot be started: {error} ({program})."
        ),
    };
    Error::new(ErrorKind::WorkerLost, message)
}
