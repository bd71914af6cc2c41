//! Commands from standard input, read on a thread of its own so that a ping or a stop is heard
//! while an engine works.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use model::voice_worker::{Command, Report, from_body};
use model::worker::Frames;
use model::{ErrorKind, Hearing, Speaking};

use crate::leave::leave;
use crate::log;
use crate::outbox::Outbox;
use crate::sound::Sound;

/// A model to be loaded.
#[derive(Debug)]
pub(crate) enum Load {
    /// One that writes down what is said.
    Recogniser { path: String, threads: u32 },
    /// One that speaks.
    Synthesiser { path: String, voices: String, threads: u32 },
}

/// A request. It is to be given up when its stop flag is set; the report of its end is its
/// worker's.
#[derive(Debug)]
pub(crate) struct Job {
    /// The request's number.
    pub id: u64,
    /// Set when it is to be given up.
    pub stop: Arc<AtomicBool>,
    /// What is to be done.
    pub task: Task,
}

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Task {
    /// Write down what is said.
    Hear { options: Hearing, sound: Arc<Sound> },
    /// Say something.
    #[expect(dead_code, reason = "read by the synthesiser, which is to come")]
    Speak { text: String, voice: Speaking },
}

/// What is to be done, in order.
#[derive(Default)]
pub(crate) struct Inbox {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Default)]
struct State {
    load: Option<Load>,
    loaded: bool,
    waiting: VecDeque<Job>,
    running: Option<Handle>,
}

/// What can be done to the running job.
struct Handle {
    id: u64,
    stop: Arc<AtomicBool>,
    sound: Option<Arc<Sound>>,
}

impl Inbox {
    /// Waits for the model to load.
    pub(crate) fn load(&self) -> Load {
        let mut state = self.lock();
        loop {
            if let Some(load) = state.load.take() {
                return load;
            }
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits for the next job. It is the running one until the next call.
    pub(crate) fn next(&self) -> Job {
        let mut state = self.lock();
        state.running = None;
        loop {
            if let Some(job) = state.waiting.pop_front() {
                state.running = Some(job.handle());
                return job;
            }
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Reads commands from `input` until it ends, and then ends the process, whatever it is doing.
    pub(crate) fn listen(&self, mut input: impl Read, outbox: &Outbox) -> ! {
        let mut frames = Frames::default();
        let mut bytes = vec![0; 64 << 10];
        loop {
            match input.read(&mut bytes) {
                Ok(0) => leave(0),
                Ok(count) => frames.push(&bytes[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    log::say(&format!("commands cannot be read: {error}"));
                    leave(2)
                }
            }
            loop {
                match frames.next::<Command>() {
                    Ok(Some((command, body))) => self.take(command, &body, outbox),
                    Ok(None) => break,
                    Err(error) => {
                        log::say(&format!("what was sent is not a command: {error}"));
                        leave(2)
                    }
                }
            }
        }
    }

    fn take(&self, command: Command, body: &[u8], outbox: &Outbox) {
        match command {
            Command::Ping => outbox.send(&Report::Pong),
            Command::LoadRecogniser { path, threads } => {
                self.begin(Load::Recogniser { path, threads });
            }
            Command::LoadSynthesiser { path, voices, threads } => {
                self.begin(Load::Synthesiser { path, voices, threads });
            }
            Command::Hear { id, options } => {
                self.queue(id, Task::Hear { options, sound: Arc::default() });
            }
            Command::Speak { id, text, voice } => self.queue(id, Task::Speak { text, voice }),
            Command::Sound { id } => match from_body(body) {
                Some(samples) => self.with_sound(id, |sound| sound.push(&samples)),
                None => {
                    log::say("a piece of sound is cut within a sample");
                    leave(2)
                }
            },
            Command::SoundEnd { id } => self.with_sound(id, Sound::end),
            Command::Stop { id } => self.stop(id, outbox),
        }
    }

    fn begin(&self, load: Load) {
        let mut state = self.lock();
        if state.loaded {
            log::say("a second model was to be loaded; that is another worker's job");
            return;
        }
        state.loaded = true;
        state.load = Some(load);
        self.news.notify_all();
    }

    fn queue(&self, id: u64, task: Task) {
        self.lock().waiting.push_back(Job { id, stop: Arc::default(), task });
        self.news.notify_all();
    }

    /// What comes for a request that has ended is for nobody.
    fn with_sound(&self, id: u64, act: impl FnOnce(&Sound)) {
        let state = self.lock();
        let running = state.running.iter().find(|job| job.id == id);
        let sound = match running {
            Some(job) => job.sound.clone(),
            None => state.waiting.iter().find(|job| job.id == id).and_then(Job::sound),
        };
        drop(state);
        if let Some(sound) = sound {
            act(&sound);
        }
    }

    fn stop(&self, id: u64, outbox: &Outbox) {
        let mut state = self.lock();
        if let Some(place) = state.waiting.iter().position(|job| job.id == id) {
            state.waiting.remove(place);
            drop(state);
            outbox.send(&Report::Stopped { id });
        } else if let Some(job) = state.running.iter().find(|job| job.id == id) {
            job.stop.store(true, Ordering::Relaxed);
            if let Some(sound) = &job.sound {
                sound.end();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    fn sound(&self) -> Option<Arc<Sound>> {
        match &self.task {
            Task::Hear { sound, .. } => Some(Arc::clone(sound)),
            Task::Speak { .. } => None,
        }
    }

    fn handle(&self) -> Handle {
        Handle { id: self.id, stop: Arc::clone(&self.stop), sound: self.sound() }
    }

    /// Whether it is to be given up.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Says that the loaded model cannot do it.
    pub(crate) fn refuse(&self, outbox: &Outbox) {
        outbox.send(&Report::Failed {
            id: self.id,
            kind: ErrorKind::InvalidRequest,
            message: "The model that is loaded does something else.".into(),
        });
    }
}
