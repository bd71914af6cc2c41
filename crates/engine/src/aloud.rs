//! A reply read aloud: sentence by sentence, also while it is being written, the next ones made
//! while one is heard.

mod made;
mod reader;
mod source;

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use model::{BoxStream, ModelId, Speaking};
use prose::Manner;
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{Failure, MessageId};
use tokio::sync::{mpsc, watch};

use self::reader::Reader;
use self::source::Source;
use crate::{Engine, Error, Result};

/// Where speech goes: a loudspeaker, which plays pieces in the order in which they begin.
pub trait Mouth: Send + Sync {
    /// A piece begins: samples that are pushed from here on belong to it.
    fn begin(&self, piece: u64);
    /// Samples of the piece that began last: mono, from −1 to 1, `rate` a second.
    fn push(&self, samples: &[f32], rate: u32);
    /// The piece that began last is whole; silence follows it.
    fn end(&self, silence: Duration);
    /// Holds what is played where it is, until [`Mouth::resume`].
    fn pause(&self);
    /// Goes on after [`Mouth::pause`].
    fn resume(&self);
    /// Silence at once: what was not heard yet is dropped. Yields the piece that was being heard,
    /// and how much of it was.
    fn stop(&self) -> Option<(u64, Duration)>;
    /// What is heard from now on, and what goes wrong with it.
    fn events(&self) -> BoxStream<'static, MouthEvent>;
}

/// What a loudspeaker tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MouthEvent {
    /// The first sample of a piece is heard.
    Began {
        /// The piece.
        piece: u64,
    },
    /// A piece was heard to its end.
    Ended {
        /// The piece.
        piece: u64,
    },
    /// Nothing can be heard any more; what was not heard yet is lost.
    Lost {
        /// Why, for the reader.
        message: String,
    },
}

/// What is to be read aloud, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadAloud {
    /// The message.
    pub message: MessageId,
    /// Where to begin, in UTF-16 units of its text: with the sentence that stands there.
    pub from: u32,
    /// Who speaks.
    pub model: ModelId,
    /// With which voice.
    pub voice: Speaking,
    /// How text is put into words.
    pub manner: Manner,
}

/// How far the reading aloud is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AloudState {
    /// Nothing is heard yet, or the next sentence is still being made.
    Preparing,
    /// A sentence is heard.
    Speaking,
    /// It is held.
    Paused,
    /// It has ended, or was stopped.
    Ended,
}

/// What can be told of the reading aloud at any time.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Aloud {
    /// The message.
    pub message: MessageId,
    /// How far it is.
    pub state: AloudState,
    /// The sentence that is heard or comes next: where it stands in the message's text, in UTF-16
    /// units.
    pub at: Option<(u32, u32)>,
    /// What a reader sees of it, for captions.
    pub shown: String,
    /// How many sentences could not be spoken, and were left out.
    pub skipped: u32,
    /// Why the last of them could not.
    pub failure: Option<Failure>,
    /// The loudspeaker cannot be heard any more, and why.
    pub lost: Option<String>,
    /// Up to where the text was really heard, in UTF-16 units.
    pub heard: u32,
}

/// What the listener wants.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(tag = "order", rename_all = "snake_case")]
pub enum AloudOrder {
    /// Hold it.
    Pause,
    /// Go on.
    Resume,
    /// So many sentences on, or back.
    Step {
        /// How many: 1 is the next sentence, −1 the one before.
        sentences: i32,
    },
    /// Go on with the sentence that stands there.
    From {
        /// In UTF-16 units of the text.
        at: u32,
    },
    /// Speak faster or slower, from the sentence that is heard.
    Speed {
        /// 1 is the voice's own pace.
        speed: f32,
    },
    /// End it.
    Stop,
}

/// A reading aloud. Dropping it silences it.
pub struct Reading {
    orders: mpsc::UnboundedSender<AloudOrder>,
    told: watch::Receiver<Aloud>,
    task: tokio::task::AbortHandle,
    mouth: Arc<dyn Mouth>,
}

impl Reading {
    /// Tells it what the listener wants. Nothing happens once it has ended.
    pub fn order(&self, order: AloudOrder) {
        // A reading that has ended takes no orders.
        let _ = self.orders.send(order);
    }

    /// How it stands, now and whenever that changes.
    pub fn told(&self) -> watch::Receiver<Aloud> {
        self.told.clone()
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.task.abort();
        if self.told.borrow().state != AloudState::Ended {
            self.mouth.stop();
        }
    }
}

impl Engine {
    /// Reads a message aloud, and on while it is being written. A blind reply is read as it is
    /// shown.
    pub async fn read_aloud(&self, read: ReadAloud, mouth: Arc<dyn Mouth>) -> Result<Reading> {
        let voice = (self.models.speech)(read.model.provider());
        let voice = voice.ok_or_else(|| Error::NoModel(read.model.to_string()))?;
        let (source, session) = Source::open(self, read.message).await?;
        let (orders, ordered) = mpsc::unbounded_channel();
        let aloud = Aloud {
            message: read.message,
            state: AloudState::Preparing,
            at: None,
            shown: String::new(),
            skipped: 0,
            failure: None,
            lost: None,
            heard: read.from,
        };
        let (tell, told) = watch::channel(aloud);
        let reader = Reader::new(read, session, voice, mouth.clone(), tell);
        let task = tokio::spawn(reader.run(source, ordered)).abort_handle();
        Ok(Reading { orders, told, task, mouth })
    }
}

/// A range as it goes over the wire.
fn wire(range: &Range<usize>) -> (u32, u32) {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    (narrow(range.start), narrow(range.end))
}
