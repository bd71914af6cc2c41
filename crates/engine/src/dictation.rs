//! Dictation: what a microphone or a sound file tells, written down phrase by phrase.

mod listener;
mod phrase;

use std::sync::Arc;
use std::time::Duration;

use model::{BoxStream, Hearing, ModelId};
use store::{Recording, SessionId};
use tokio::sync::{mpsc, watch};

use self::listener::Listener;
use crate::recordings::Sound;
use crate::{Engine, Error, Result};

/// Where sound comes from: an open microphone, or a file that is read. Dropping it closes it.
pub trait Ear: Send {
    /// What is heard, from the beginning; to be called once. Its end is the end of listening.
    fn events(&mut self) -> BoxStream<'static, EarEvent>;
    /// The last word may be finished; then the events end.
    fn finish(&self);
}

/// What is heard, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum EarEvent {
    /// The device is open.
    Opened,
    /// The loudness of the last moment: root mean square, 0 to 1.
    Level(f32),
    /// Somebody begins to speak.
    SpeechBegan,
    /// Samples: mono, [`model::HEARING_RATE`] a second, −1 to 1. Where phrases are told apart, only
    /// those of phrases.
    Samples(Vec<f32>),
    /// The speaker paused for as long as ends a phrase.
    SpeechEnded,
    /// The device is gone; another is used from here on.
    Moved {
        /// Its name for the reader.
        device: String,
    },
    /// Nothing can be heard any more.
    Lost {
        /// Why, for the reader.
        message: String,
    },
}

/// How what is said becomes what is kept. It may take its time: it is called where that holds
/// nobody up.
pub type Encode = Arc<dyn Fn(&[f32]) -> std::result::Result<Sound, String> + Send + Sync>;

/// How to listen.
pub struct Dictate {
    /// The session that it is for, if that has begun: for the record of what left the machine.
    pub session: Option<SessionId>,
    /// Who writes it down.
    pub model: ModelId,
    /// How.
    pub hearing: Hearing,
    /// Each phrase is written down by itself; otherwise all of it is one.
    pub by_phrase: bool,
    /// The source can wait: what is not heard yet is not read yet.
    pub patient: bool,
    /// Keeps the recordings, encoded so.
    pub keep: Option<Encode>,
}

/// How far dictation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DictationState {
    /// The device is being opened.
    Opening,
    /// It listens.
    Listening,
    /// It listens no longer; what was said is still being written down.
    Finishing,
    /// Nothing more will come.
    Ended,
}

/// What can be told of a dictation at any time.
#[derive(Clone, Debug, PartialEq)]
pub struct Dictated {
    /// How far it is.
    pub state: DictationState,
    /// The loudness of the last moment: root mean square, 0 to 1.
    pub level: f32,
    /// Somebody is speaking.
    pub speaking: bool,
    /// Of the phrase that is being written down: what will not change any more.
    pub committed: String,
    /// What may still change, and follows it.
    pub tentative: String,
    /// The phrases that are complete, oldest first. None is empty.
    pub phrases: Vec<String>,
    /// The language that was spoken last, as its primary tag, where the recogniser tells.
    pub language: Option<String>,
    /// What was kept of them.
    pub recordings: Vec<Recording>,
    /// The device that is used since the first was gone.
    pub moved: Option<String>,
    /// How much sound was taken in.
    pub heard: Duration,
    /// Why it ended early. What was heard until then is kept.
    pub failure: Option<DictationFailure>,
}

/// Why a dictation ended early.
#[derive(Clone, Debug, PartialEq)]
pub enum DictationFailure {
    /// The recogniser failed.
    Model(model::Error),
    /// The device is gone, or the file cannot be read on.
    Lost(String),
    /// What was said could not be kept, though it was written down.
    NotKept(String),
}

/// A dictation. Dropping it closes the device and drops what was not written down yet.
pub struct Dictation {
    finish: mpsc::UnboundedSender<()>,
    told: watch::Receiver<Dictated>,
    task: tokio::task::AbortHandle,
}

impl Dictation {
    /// Lets the last word be finished, and writes down what was said.
    pub fn finish(&self) {
        // One that has ended is finished.
        let _ended = self.finish.send(());
    }

    /// How it stands, now and whenever that changes.
    pub fn told(&self) -> watch::Receiver<Dictated> {
        self.told.clone()
    }
}

impl Drop for Dictation {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Engine {
    /// Writes down what `ear` hears. Where nobody spoke no recogniser is asked: what they invent on
    /// silence never reaches anyone.
    pub fn dictate(self: &Arc<Self>, how: Dictate, ear: Box<dyn Ear>) -> Result<Dictation> {
        let transcriber = (self.models.hearing)(how.model.provider());
        let transcriber = transcriber.ok_or_else(|| Error::NoModel(how.model.to_string()))?;
        let (finish, finished) = mpsc::unbounded_channel();
        let (tell, told) = watch::channel(Dictated::default());
        let listener = Listener::new(self.clone(), how, transcriber, tell);
        let task = tokio::spawn(listener.run(ear, finished)).abort_handle();
        Ok(Dictation { finish, told, task })
    }
}

impl Default for Dictated {
    fn default() -> Self {
        Self {
            state: DictationState::Opening,
            level: 0.0,
            speaking: false,
            committed: String::new(),
            tentative: String::new(),
            phrases: Vec::new(),
            language: None,
            recordings: Vec::new(),
            moved: None,
            heard: Duration::ZERO,
            failure: None,
        }
    }
}
