//! Drives the real worker program without the app's side of it.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command as Program, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use model::voice_worker::{Command, Report, SOUND_AHEAD, to_body};
use model::worker::{Frames, encode};
use model::{Hearing, Transcript};

use crate::sounds::brought;

/// Long enough for a slow machine under load; reached only when something is broken.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running worker.
pub(crate) struct Worker {
    child: Child,
    stdin: Option<ChildStdin>,
    reports: Receiver<Report>,
}

impl Worker {
    /// One that has loaded nothing.
    pub(crate) fn start() -> Self {
        let mut child = Program::new(env!("CARGO_BIN_EXE_antiphon-voice-worker"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdin, mut stdout) = (child.stdin.take(), child.stdout.take().unwrap());
        let (send, reports) = channel();
        thread::spawn(move || {
            let (mut frames, mut bytes) = (Frames::default(), [0; 4096]);
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                frames.push(&bytes[..count]);
                while let Some((report, _)) = frames.next().unwrap() {
                    if send.send(report).is_err() {
                        return;
                    }
                }
            }
        });
        Self { child, stdin, reports }
    }

    /// One that has loaded the recogniser called `model`.
    pub(crate) fn with(model: &str) -> Self {
        let mut worker = Self::start();
        worker.load(&brought("models", model).to_string_lossy());
        let Report::Loaded { rate, .. } = worker.report() else { panic!("it is not loaded") };
        assert_eq!(rate, 16_000);
        worker
    }

    pub(crate) fn load(&mut self, path: &str) {
        self.send(&Command::LoadRecogniser { path: path.into(), threads: 1 });
    }

    pub(crate) fn send(&mut self, command: &Command) {
        self.send_with(command, &[]);
    }

    pub(crate) fn send_with(&mut self, command: &Command, body: &[u8]) {
        let stdin = self.stdin.as_mut().expect("its input is open");
        stdin.write_all(&encode(command, body).unwrap()).unwrap();
    }

    pub(crate) fn report(&self) -> Report {
        self.reports.recv_timeout(PATIENCE).expect("it says nothing")
    }

    /// Has it hear `seconds` pieces of a second, each made when it is sent.
    pub(crate) fn hear(
        &mut self,
        id: u64,
        seconds: usize,
        mut piece: impl FnMut(usize) -> Vec<f32>,
    ) -> Transcript {
        self.send(&Command::Hear { id, options: Hearing::default() });
        let (mut sent, mut taken, mut said) = (0, 0, 0);
        loop {
            while said < seconds && sent - taken < SOUND_AHEAD {
                let samples = piece(said);
                self.send_with(&Command::Sound { id }, &to_body(&samples));
                sent += samples.len() as u64;
                said += 1;
                if said == seconds {
                    self.send(&Command::SoundEnd { id });
                }
            }
            match self.report() {
                Report::Taken { samples, .. } => taken = samples,
                Report::Heard { transcript, .. } => {
                    assert_eq!(taken, sent, "all was taken up");
                    return transcript;
                }
                other => panic!("{other:?}"),
            }
        }
    }

    /// The most memory that it ever had, in bytes.
    pub(crate) fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() * 1024
    }

    /// Closes its input and waits for its end.
    pub(crate) fn end(mut self) -> ExitStatus {
        self.stdin = None;
        self.wait()
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
