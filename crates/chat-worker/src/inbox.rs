//! Commands from standard input, read on a thread of its own so that a ping or a stop is heard in
//! the middle of a reply.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use model::worker::{Command, Frames, Report};
use model::{Message, Parameters, Usage};

use crate::log;
use crate::native::leave;
use crate::outbox::Outbox;

/// A model to be loaded.
#[derive(Debug)]
pub(crate) struct Load {
    /// The GGUF file.
    pub path: String,
    /// Tokens of context wanted.
    pub context: u32,
    /// Processor threads, unless a request wants others.
    pub threads: u32,
}

/// A path to be answered.
#[derive(Debug)]
pub(crate) struct Job {
    /// The request's number.
    pub id: u64,
    /// The path.
    pub messages: Vec<Message>,
    /// How to answer.
    pub parameters: Parameters,
}

/// What is to be done.
pub(crate) struct Inbox {
    state: Mutex<State>,
    news: Condvar,
    stop: Arc<AtomicBool>,
}

#[derive(Default)]
struct State {
    load: Option<Load>,
    loaded: bool,
    waiting: VecDeque<Job>,
    running: Option<u64>,
}

impl Inbox {
    /// An empty inbox that raises `stop` when the running job is to be given up.
    pub(crate) fn new(stop: Arc<AtomicBool>) -> Self {
        Self { state: Mutex::default(), news: Condvar::new(), stop }
    }

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

    /// Waits for the next job. It is the running one, and the stop flag is its own, until the next
    /// call.
    pub(crate) fn next(&self) -> Job {
        let mut state = self.lock();
        state.running = None;
        loop {
            if let Some(job) = state.waiting.pop_front() {
                state.running = Some(job.id);
                self.stop.store(false, Ordering::Relaxed);
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
                    Ok(Some((command, _))) => self.take(command, outbox),
                    Ok(None) => break,
                    Err(error) => {
                        log::say(&format!("what was sent is not a command: {error}"));
                        leave(2)
                    }
                }
            }
        }
    }

    fn take(&self, command: Command, outbox: &Outbox) {
        match command {
            Command::Ping => outbox.send(&Report::Pong),
            Command::Load { path, context, threads } => {
                let mut state = self.lock();
                if state.loaded {
                    log::say("a second model was to be loaded; that is another worker's job");
                    return;
                }
                state.loaded = true;
                state.load = Some(Load { path, context, threads });
                self.news.notify_all();
            }
            Command::Generate { id, messages, parameters } => {
                self.lock().waiting.push_back(Job { id, messages, parameters });
                self.news.notify_all();
            }
            Command::Stop { id } => {
                let mut state = self.lock();
                let waiting = state.waiting.iter().position(|job| job.id == id);
                if let Some(place) = waiting {
                    state.waiting.remove(place);
                    drop(state);
                    outbox.send(&Report::Stopped { id, usage: Usage::default() });
                } else if state.running == Some(id) {
                    self.stop.store(true, Ordering::Relaxed);
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
