//! Plays a rule, piece by piece, and listens meanwhile.

use std::collections::VecDeque;
use std::io::{Write, stdout};
use std::path::Path;
use std::process::{ExitCode, abort};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use model::worker::{Command, Report, encode};
use model::{ErrorKind, FinishReason, Message, Parameters, Usage};

use crate::aside::Aside;
use crate::script::{Rule, Script, Then, prompt};

/// Reports are written together up to so many bytes while there is no pause between them.
const TOGETHER: usize = 16 << 10;

/// A worker's life.
pub(crate) struct Player {
    script: Script,
    commands: Receiver<Command>,
    waiting: VecDeque<(u64, Vec<Message>, Parameters)>,
    unsent: Vec<u8>,
    running: Option<u64>,
    /// Whether the running request is to be stopped.
    stopped: bool,
    aside: Aside,
}

impl Player {
    /// One that follows `script` and listens to `commands`.
    pub(crate) fn new(script: Script, commands: Receiver<Command>) -> Self {
        Self {
            script,
            commands,
            waiting: VecDeque::new(),
            unsent: Vec::new(),
            running: None,
            stopped: false,
            aside: Aside::default(),
        }
    }

    /// Plays until the process ends.
    pub(crate) fn play(mut self) -> ExitCode {
        loop {
            while let Some((id, messages, parameters)) = self.waiting.pop_front() {
                self.answer(id, &messages, &parameters);
                self.running = None;
            }
            self.listen_until(None);
        }
    }

    fn answer(&mut self, id: u64, messages: &[Message], parameters: &Parameters) {
        let rule = self.script.rule(prompt(messages), parameters);
        self.running = Some(id);
        self.stopped = false;
        self.listen_until(Some(Instant::now() + Duration::from_millis(rule.wait_ms)));
        self.report(&Report::Started { id, left_out: rule.left_out });
        let words: usize = messages.iter().map(|said| said.text.split_whitespace().count()).sum();
        let mut usage =
            Usage { prompt_tokens: u32::try_from(words).unwrap_or(u32::MAX), ..Usage::default() };
        let start = Instant::now();
        for (number, text) in rule.pieces(messages, parameters).into_iter().enumerate() {
            let due = Duration::from_millis(rule.delay_ms).saturating_mul(number as u32);
            self.listen_until(Some(start + due));
            if self.stopped {
                return self.report(&Report::Stopped { id, usage });
            }
            self.report(&Report::Text { id, text: rule.stamped(text) });
            usage.reply_tokens += 1;
        }
        self.end(id, &rule, usage);
    }

    fn end(&mut self, id: u64, rule: &Rule, usage: Usage) {
        let finished = |reason| Report::Finished { id, reason, usage };
        match rule.then {
            Then::Finish => self.report(&finished(FinishReason::End)),
            Then::Length => self.report(&finished(FinishReason::Length)),
            Then::Fail => {
                let kind = rule.kind.unwrap_or(ErrorKind::Server);
                let message = rule.message.clone();
                let message = message.unwrap_or_else(|| "as the script wants".to_owned());
                self.report(&Report::Failed { id, kind, message });
            }
            Then::Stall => {
                while !self.stopped {
                    self.listen_until(None);
                }
                self.report(&Report::Stopped { id, usage });
            }
            Then::Deaf => loop {
                self.listen_until(None);
            },
            Then::Die | Then::Killed | Then::Hang | Then::Garbage => self.misbehave(rule.then),
        }
    }

    fn misbehave(&mut self, how: Then) {
        self.flush();
        match how {
            Then::Die => {
                say("the script wants it to die");
                abort()
            }
            Then::Killed => {
                let id = std::process::id().to_string();
                let _ = std::process::Command::new("kill").args(["-9", &id]).status();
            }
            Then::Garbage => {
                self.unsent.extend_from_slice(&[b'?'; 64]);
                self.flush();
            }
            Then::Hang | Then::Stall | Then::Deaf | Then::Finish | Then::Length | Then::Fail => {}
        }
        // Only the end of standard input, seen by the other thread, ends this.
        loop {
            std::thread::park();
        }
    }

    /// Takes commands until `due`, or, without it, until one has come.
    fn listen_until(&mut self, due: Option<Instant>) {
        loop {
            let now = Instant::now();
            let wait = due.map_or(Duration::MAX, |due| due.saturating_duration_since(now));
            let command = if wait.is_zero() {
                self.commands.try_recv().ok()
            } else {
                self.flush();
                match self.commands.recv_timeout(wait.min(Duration::from_secs(3600))) {
                    Ok(command) => Some(command),
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => std::process::exit(0),
                }
            };
            let Some(command) = command else { return };
            self.take(command);
            if due.is_none() || self.stopped {
                return;
            }
        }
    }

    fn take(&mut self, command: Command) {
        match command {
            Command::Ping => self.report(&Report::Pong),
            Command::Generate { id, messages, parameters } => {
                let rule = self.script.rule(prompt(&messages), &parameters);
                if rule.aside {
                    self.aside.begin(id, rule, &messages, &parameters);
                } else {
                    self.waiting.push_back((id, messages, parameters));
                }
            }
            Command::Stop { id } if self.aside.stop(id) => {}
            Command::Stop { id } => {
                let waiting = self.waiting.len();
                self.waiting.retain(|job| job.0 != id);
                if self.waiting.len() < waiting {
                    self.report(&Report::Stopped { id, usage: Usage::default() });
                } else {
                    self.stopped |= self.running == Some(id);
                }
            }
            Command::Load { path, context, .. } => self.load(&path, context),
        }
    }

    fn load(&mut self, path: &str, context: u32) {
        if path.ends_with(".json") {
            match Script::read(Path::new(path)) {
                Ok(script) => self.script = script,
                Err(error) => say(&format!("the script cannot be used: {error}")),
            }
        }
        let load = self.script.load.clone();
        self.listen_until(Some(Instant::now() + Duration::from_millis(load.wait_ms)));
        match load.then {
            Then::Finish | Then::Length => {
                let stem = || Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
                let name = load.name.unwrap_or_else(|| stem().into_owned());
                self.report(&Report::Loaded { name, context: load.context.unwrap_or(context) });
            }
            Then::Fail => {
                let kind = load.kind.unwrap_or(ErrorKind::BadModelFile);
                let message = load.message.unwrap_or_else(|| "as the script wants".to_owned());
                self.report(&Report::LoadFailed { kind, message });
                self.flush();
                std::process::exit(1)
            }
            Then::Stall | Then::Deaf => loop {
                self.listen_until(None);
            },
            Then::Die | Then::Killed | Then::Hang | Then::Garbage => self.misbehave(load.then),
        }
    }

    fn report(&mut self, report: &Report) {
        match encode(report, &[]) {
            Ok(frame) => self.unsent.extend_from_slice(&frame),
            Err(error) => say(&format!("a report cannot be written: {error}")),
        }
        if self.unsent.len() >= TOGETHER {
            self.flush();
        }
    }

    fn flush(&mut self) {
        write(&self.unsent);
        self.unsent.clear();
    }
}

/// Writes whole frames; ends the process when nobody reads them.
pub(crate) fn write(frames: &[u8]) {
    let mut stdout = stdout().lock();
    if stdout.write_all(frames).and_then(|()| stdout.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Writes a line to standard error.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
