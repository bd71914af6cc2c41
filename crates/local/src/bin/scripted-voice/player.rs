//! Plays a rule and listens meanwhile.

use std::collections::VecDeque;
use std::f32::consts::TAU;
use std::io::{Write, stdout};
use std::path::Path;
use std::process::{ExitCode, abort};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use model::voice_worker::{Command, Report, from_body, to_body};
use model::worker::encode;
use model::{ErrorKind, HEARING_RATE, Hearing, Segment, Speaking, Transcript};

use crate::script::{Hear, Loading, Script, Speak, Then};

/// What is not louder is silence (−60 dB).
const SILENCE: f32 = 0.001;

/// A worker's life.
pub(crate) struct Player {
    script: Script,
    commands: Receiver<(Command, Vec<u8>)>,
    waiting: VecDeque<Job>,
    running: Option<u64>,
    stopped: bool,
    /// How many requests it has heard.
    turns: usize,
    rate: u32,
}

enum Job {
    Hear { id: u64, options: Hearing, sound: Sound },
    Speak { id: u64, text: String, voice: Speaking },
}

/// What was said so far.
#[derive(Clone, Copy, Default)]
struct Sound {
    samples: u64,
    loudest: f32,
    ended: bool,
}

impl Job {
    fn id(&self) -> u64 {
        match self {
            Job::Hear { id, .. } | Job::Speak { id, .. } => *id,
        }
    }
}

impl Player {
    /// One that follows `script` and listens to `commands`.
    pub(crate) fn new(script: Script, commands: Receiver<(Command, Vec<u8>)>) -> Self {
        let rate = script.load.rate;
        Self {
            script,
            commands,
            waiting: VecDeque::new(),
            running: None,
            stopped: false,
            turns: 0,
            rate,
        }
    }

    /// Plays until the process ends.
    pub(crate) fn play(mut self) -> ExitCode {
        loop {
            let Some(job) = self.waiting.front() else {
                self.listen(None);
                continue;
            };
            let id = job.id();
            (self.running, self.stopped) = (Some(id), false);
            let ended = match job {
                Job::Hear { options, .. } => {
                    let options = options.clone();
                    self.hear(id, &options)
                }
                Job::Speak { text, voice, .. } => {
                    let (text, voice) = (text.clone(), voice.clone());
                    self.speak(id, &text, &voice)
                }
            };
            report(&if self.stopped { Report::Stopped { id } } else { ended });
            self.waiting.pop_front();
            self.running = None;
        }
    }

    fn hear(&mut self, id: u64, options: &Hearing) -> Report {
        let rule = match self.script.hearing(options) {
            Ok(rule) => rule,
            Err(message) => return failed(id, None, Some(message)),
        };
        let turn = self.turns;
        self.turns += 1;
        let mut told = (0, 0);
        loop {
            let sound = self.sound();
            let ms = sound.samples * 1000 / u64::from(HEARING_RATE);
            if told.0 != sound.samples {
                told.0 = sound.samples;
                report(&Report::Taken { id, samples: sound.samples });
            }
            let text = if sound.loudest > SILENCE { rule.text(turn, ms) } else { String::new() };
            let words: Vec<&str> = text.split_whitespace().collect();
            let known = words.len().min((ms / rule.word_ms.max(1)) as usize);
            if options.partials && known > told.1 && !sound.ended {
                told.1 = known;
                let (committed, tentative) = words[..known].split_at(known.saturating_sub(2));
                let (committed, tentative) = (committed.join(" "), tentative.join(" "));
                report(&Report::Partial { id, committed, tentative });
            }
            let over = rule.after_ms.is_some_and(|after| ms >= after) || sound.ended;
            if self.stopped {
                return Report::Stopped { id };
            }
            if !over {
                self.listen(None);
                continue;
            }
            self.pass(rule.wait_ms as f64);
            return match rule.then {
                Then::Finish => self.heard(id, &rule, text, ms),
                other => self.end(id, other, rule.kind, rule.message),
            };
        }
    }

    /// The answer, once all was said.
    fn heard(&mut self, id: u64, rule: &Hear, text: String, ms: u64) -> Report {
        while !self.sound().ended && !self.stopped {
            self.listen(None);
        }
        let end_ms = u32::try_from(ms).unwrap_or(u32::MAX);
        let segments = match text.is_empty() {
            true => Vec::new(),
            false => vec![Segment { text: text.clone(), start_ms: 0, end_ms }],
        };
        let language = (!text.is_empty()).then(|| rule.heard_as.clone());
        Report::Heard { id, transcript: Transcript { text, language, segments } }
    }

    fn speak(&mut self, id: u64, text: &str, voice: &Speaking) -> Report {
        let Speak {
            letter_ms, pitch, piece_ms, wait_ms, pace, after_ms, then, kind, message, ..
        } = match self.script.speech(text) {
            Ok(rule) => rule,
            Err(message) => return failed(id, None, Some(message)),
        };
        let said = text.split("#script ").next().unwrap_or_default();
        let length = said.chars().count() as f64 * letter_ms as f64;
        let mut left = length / f64::from(voice.speed.max(0.1));
        left = after_ms.map_or(left, |after| left.min(after as f64));
        let pitch = voice.name.parse().unwrap_or(pitch);
        self.pass(wait_ms as f64);
        let mut at = 0;
        while left > 0.0 && !self.stopped {
            let ms = left.min(piece_ms.max(1) as f64);
            let count = (ms * f64::from(self.rate) / 1000.0).round() as usize;
            let tone = |sample| 0.3 * (TAU * pitch * sample as f32 / self.rate as f32).sin();
            let samples: Vec<f32> = (at..at + count).map(tone).collect();
            write(&Report::Samples { id }, &to_body(&samples));
            (at, left) = (at + count, left - ms);
            self.pass(ms * pace);
        }
        match then {
            Then::Finish => Report::Spoken { id },
            other => self.end(id, other, kind, message),
        }
    }

    fn end(
        &mut self,
        id: u64,
        then: Then,
        kind: Option<ErrorKind>,
        message: Option<String>,
    ) -> Report {
        match then {
            Then::Finish | Then::Fail => failed(id, kind, message),
            Then::Stall => {
                while !self.stopped {
                    self.listen(None);
                }
                Report::Stopped { id }
            }
            Then::Deaf => loop {
                self.listen(None);
            },
            Then::Die | Then::Killed | Then::Hang | Then::Garbage => misbehave(then),
        }
    }

    /// What was said to the running request so far.
    fn sound(&self) -> Sound {
        match self.waiting.front() {
            Some(Job::Hear { sound, .. }) => *sound,
            Some(Job::Speak { .. }) | None => Sound::default(),
        }
    }

    /// Listens for so many milliseconds, or until it is stopped.
    fn pass(&mut self, ms: f64) {
        let due = Instant::now() + Duration::from_secs_f64(ms / 1000.0);
        while !self.stopped && Instant::now() < due {
            self.listen(Some(due));
        }
        while let Ok((command, body)) = self.commands.try_recv() {
            self.take(command, &body);
        }
    }

    /// Takes a command, which is waited for until `due`.
    fn listen(&mut self, due: Option<Instant>) {
        let hour = Duration::from_secs(3600);
        let wait = due.map_or(hour, |due| due.saturating_duration_since(Instant::now()));
        match self.commands.recv_timeout(wait) {
            Ok((command, body)) => self.take(command, &body),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => std::process::exit(0),
        }
    }

    fn take(&mut self, command: Command, body: &[u8]) {
        match command {
            Command::Ping => report(&Report::Pong),
            Command::LoadRecogniser { path, .. } => self.load(&path, true),
            Command::LoadSynthesiser { path, .. } => self.load(&path, false),
            Command::Hear { id, options } => {
                self.waiting.push_back(Job::Hear { id, options, sound: Sound::default() });
            }
            Command::Speak { id, text, voice } => {
                self.waiting.push_back(Job::Speak { id, text, voice });
            }
            Command::Sound { id } => {
                let samples = from_body(body).unwrap_or_default();
                let loudest = samples.iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
                self.with_sound(id, |sound| {
                    sound.samples += samples.len() as u64;
                    sound.loudest = sound.loudest.max(loudest);
                });
            }
            Command::SoundEnd { id } => self.with_sound(id, |sound| sound.ended = true),
            Command::Stop { id } if self.running == Some(id) => self.stopped = true,
            Command::Stop { id } => {
                let waiting = self.waiting.len();
                self.waiting.retain(|job| job.id() != id);
                if self.waiting.len() < waiting {
                    report(&Report::Stopped { id });
                }
            }
        }
    }

    fn with_sound(&mut self, wanted: u64, change: impl FnOnce(&mut Sound)) {
        let sound = self.waiting.iter_mut().find_map(|job| match job {
            Job::Hear { id, sound, .. } if *id == wanted => Some(sound),
            Job::Hear { .. } | Job::Speak { .. } => None,
        });
        if let Some(sound) = sound {
            change(sound);
        }
    }

    fn load(&mut self, path: &str, hears: bool) {
        if path.ends_with(".json") {
            match Script::read(Path::new(path)) {
                Ok(script) => self.script = script,
                Err(error) => say(&format!("the script cannot be used: {error}")),
            }
        }
        let Loading { wait_ms, name, languages, voices, rate, then, kind, message } =
            self.script.load.clone();
        self.rate = rate;
        self.pass(wait_ms as f64);
        match then {
            Then::Finish => {
                let stem = || Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
                report(&Report::Loaded {
                    name: name.unwrap_or_else(|| stem().into_owned()),
                    languages,
                    voices: if hears { Vec::new() } else { voices },
                    rate: if hears { HEARING_RATE } else { rate },
                });
            }
            Then::Fail => {
                let kind = kind.unwrap_or(ErrorKind::BadModelFile);
                let message = message.unwrap_or_else(|| "as the script wants".to_owned());
                report(&Report::LoadFailed { kind, message });
                std::process::exit(1)
            }
            Then::Stall | Then::Deaf => loop {
                self.listen(None);
            },
            Then::Die | Then::Killed | Then::Hang | Then::Garbage => misbehave(then),
        }
    }
}

fn failed(id: u64, kind: Option<ErrorKind>, message: Option<String>) -> Report {
    let message = message.unwrap_or_else(|| "as the script wants".to_owned());
    Report::Failed { id, kind: kind.unwrap_or(ErrorKind::Server), message }
}

fn misbehave(how: Then) -> ! {
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
            let mut stdout = stdout().lock();
            let _ = stdout.write_all(&[b'?'; 64]).and_then(|()| stdout.flush());
        }
        Then::Hang | Then::Stall | Then::Deaf | Then::Finish | Then::Fail => {}
    }
    // Only the end of standard input, seen by the other thread, ends this.
    loop {
        std::thread::park();
    }
}

fn report(report: &Report) {
    write(report, &[]);
}

/// Writes a frame; ends the process when nobody reads it.
fn write(report: &Report, body: &[u8]) {
    let Ok(frame) = encode(report, body) else { return say("a report cannot be written") };
    let mut stdout = stdout().lock();
    if stdout.write_all(&frame).and_then(|()| stdout.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Writes a line to standard error.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
