//! Drives the real worker program with a real, small model.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command as Program, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use model::worker::{Command, Frames, Report, encode};
use model::{ErrorKind, FinishReason, Message, Parameters, Role, Usage};

/// Long enough for a slow machine under load; reached only when something is broken.
const PATIENCE: Duration = Duration::from_secs(120);

/// The worker program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_antiphon-chat-worker");

/// The file of the small model.
pub(crate) fn small_model() -> PathBuf {
    const NAME: &str = "smollm2-135m-instruct-q4_1.gguf";
    let given = std::env::var_os("ANTIPHON_MODELS").map(PathBuf::from);
    let beside = Path::new(PROGRAM).ancestors().map(|folder| folder.join("models"));
    given
        .into_iter()
        .chain(beside)
        .map(|folder| folder.join(NAME))
        .find(|file| file.exists())
        .unwrap_or_else(|| panic!("{NAME} is missing: run `cargo xtask setup`"))
}

/// A running worker.
pub(crate) struct Worker {
    child: Child,
    stdin: Option<ChildStdin>,
    reports: Receiver<Report>,
    next: u64,
}

/// A whole reply.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) left_out: u32,
    pub(crate) pieces: Vec<String>,
    pub(crate) end: End,
}

/// How a reply ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum End {
    Finished(FinishReason, Usage),
    Stopped(Usage),
    Failed(ErrorKind, String),
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        self.pieces.concat()
    }

    pub(crate) fn usage(&self) -> Usage {
        match self.end {
            End::Finished(_, usage) | End::Stopped(usage) => usage,
            End::Failed(..) => panic!("{:?}", self.end),
        }
    }
}

impl Worker {
    /// One that has loaded the small model for `context` tokens.
    pub(crate) fn new(context: u32) -> Self {
        let mut worker = Self::start(&mut Program::new(PROGRAM));
        worker.load(&small_model(), context);
        match worker.report() {
            Report::Loaded { context: loaded, .. } => assert_eq!(loaded, context, "its context"),
            other => panic!("{other:?}"),
        }
        worker
    }

    /// One that has loaded nothing.
    pub(crate) fn start(program: &mut Program) -> Self {
        let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let stdin = child.stdin.take();
        let mut stdout = child.stdout.take().unwrap();
        let (send, reports) = channel();
        thread::spawn(move || {
            let mut frames = Frames::default();
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                frames.push(&bytes[..count]);
                while let Some((report, _)) = frames.next::<Report>().unwrap() {
                    if send.send(report).is_err() {
                        return;
                    }
                }
            }
        });
        Self { child, stdin, reports, next: 1 }
    }

    pub(crate) fn send(&mut self, command: &Command) {
        self.write(&encode(command, &[]).unwrap());
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.stdin.as_mut().unwrap().write_all(bytes).unwrap();
    }

    pub(crate) fn load(&mut self, path: &Path, context: u32) {
        let path = path.to_str().unwrap().to_owned();
        self.send(&Command::Load { path, context, threads: 1 });
    }

    pub(crate) fn report(&self) -> Report {
        self.reports.recv_timeout(PATIENCE).expect("a report")
    }

    /// Asks without waiting; gives the request's number.
    pub(crate) fn ask(&mut self, messages: &[Message], parameters: Parameters) -> u64 {
        let id = self.next;
        self.next += 1;
        self.send(&Command::Generate { id, messages: messages.to_vec(), parameters });
        id
    }

    pub(crate) fn answer(&mut self, messages: &[Message], parameters: Parameters) -> Reply {
        let id = self.ask(messages, parameters);
        self.rest(id)
    }

    /// What is still to come of a request's reply.
    pub(crate) fn rest(&self, wanted: u64) -> Reply {
        let (mut left_out, mut pieces) = (0, Vec::new());
        let end = loop {
            match self.report() {
                Report::Started { id, left_out: count } if id == wanted => left_out = count,
                Report::Text { id, text } if id == wanted => pieces.push(text),
                Report::Finished { id, reason, usage } if id == wanted => {
                    break End::Finished(reason, usage);
                }
                Report::Stopped { id, usage } if id == wanted => break End::Stopped(usage),
                Report::Failed { id, kind, message } if id == wanted => {
                    break End::Failed(kind, message);
                }
                Report::Pong => {}
                other => panic!("of request {wanted}, not {other:?}"),
            }
        };
        Reply { left_out, pieces, end }
    }

    /// Reads reports up to the first text of a request.
    pub(crate) fn first_text(&self) {
        while !matches!(self.report(), Report::Text { .. }) {}
    }

    /// Why the load failed.
    pub(crate) fn refusal(&self) -> (ErrorKind, String) {
        match self.report() {
            Report::LoadFailed { kind, message } => (kind, message),
            other => panic!("{other:?}"),
        }
    }

    /// Ends its standard input.
    pub(crate) fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// Waits for its end.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let start = Instant::now();
        // Its standard output ends when it does.
        while self.reports.recv_timeout(PATIENCE.saturating_sub(start.elapsed())).is_ok() {}
        assert!(start.elapsed() < PATIENCE, "it does not end");
        self.child.wait().unwrap()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn user(text: &str) -> Message {
    Message::new(Role::User, text)
}

pub(crate) fn system(text: &str) -> Message {
    Message::new(Role::System, text)
}

pub(crate) fn assistant(text: &str) -> Message {
    Message::new(Role::Assistant, text)
}

/// Always the likeliest token, `tokens` of them at most.
pub(crate) fn likeliest(tokens: u32) -> Parameters {
    Parameters { temperature: Some(0.0), max_tokens: Some(tokens), ..Parameters::default() }
}

/// Chance that begins with `seed`, `tokens` tokens at most.
pub(crate) fn chance(seed: u32, tokens: u32) -> Parameters {
    Parameters {
        temperature: Some(1.0),
        top_p: Some(0.95),
        max_tokens: Some(tokens),
        seed: Some(seed),
        ..Parameters::default()
    }
}
