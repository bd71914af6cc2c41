use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{ModelId, Origin, Result};

/// Something that speaks.
///
/// Nothing is sent until the stream is polled; dropping it cancels.
pub trait Synthesizer: Send + Sync {
    /// The speech as it is made: `Started Samples* Finished`, or it ends early with one `Err`. A
    /// stream that ends without `Finished` was truncated.
    fn stream(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechEvent>>;
}

/// What is to be said, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct SpeechRequest {
    /// The synthesiser that is asked.
    pub model: ModelId,
    /// What is said: words to be spoken, no markup.
    pub text: String,
    /// How to say it.
    pub voice: Speaking,
    /// Whose request it is: for the record of what left the machine, never sent.
    #[serde(skip)]
    pub origin: Origin,
}

/// How something is said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Speaking {
    /// The synthesiser's own name for the voice. Empty: its first.
    pub name: String,
    /// The language of the text, as its primary tag (BCP 47: `hi`, `en`). `None`: the voice's own.
    pub language: Option<String>,
    /// How fast: 1 is the voice's own pace, 2 twice as fast.
    pub speed: f32,
}

impl Default for Speaking {
    fn default() -> Self {
        Self { name: String::new(), language: None, speed: 1.0 }
    }
}

/// What arrives while something speaks.
#[derive(Clone, Debug, PartialEq)]
pub enum SpeechEvent {
    /// The first samples are being made.
    Started {
        /// Samples a second.
        rate: u32,
    },
    /// A piece of the speech: mono, from −1 to 1.
    Samples(Vec<f32>),
    /// It was all said.
    Finished,
}
