use std::fmt;

use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{ModelId, Origin, Result};

/// Samples a second of everything that is listened to.
pub const HEARING_RATE: u32 = 16_000;

/// Something that writes down what is said.
///
/// Nothing is sent until the stream is polled; dropping it cancels.
pub trait Transcriber: Send + Sync {
    /// What is heard: `Partial* Finished`, or it ends early with one `Err`. A stream that ends
    /// without `Finished` was truncated.
    fn stream(&self, request: TranscriptionRequest) -> BoxStream<'static, Result<TranscriptEvent>>;
}

/// What is to be written down, and how.
pub struct TranscriptionRequest {
    /// The recogniser that is asked.
    pub model: ModelId,
    /// What was said, in pieces of any length: mono, [`HEARING_RATE`] samples a second, from −1 to
    /// 1. It may still be being said: its end is the end of it.
    pub audio: BoxStream<'static, Vec<f32>>,
    /// How to hear it.
    pub options: Hearing,
    /// Whose request it is: for the record of what left the machine, never sent.
    pub origin: Origin,
}

impl fmt::Debug for TranscriptionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, options, origin, audio: _ } = self;
        f.debug_struct("TranscriptionRequest")
            .field("model", model)
            .field("options", options)
            .field("origin", origin)
            .finish_non_exhaustive()
    }
}

/// How to hear what is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct Hearing {
    /// The language that is spoken, as its primary tag (BCP 47: `hi`, `en`). `None`: found out.
    pub language: Option<String>,
    /// Write it down in English whatever is spoken.
    pub translate: bool,
    /// Names and terms that are likely to be said.
    pub terms: Vec<String>,
    /// Tell what is heard while it is still being said, where the recogniser can.
    pub partials: bool,
}

/// What arrives while a recogniser listens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TranscriptEvent {
    /// What was heard so far, in the place of what was told before.
    Partial {
        /// What will not change any more.
        committed: String,
        /// What may still change, and follows it.
        tentative: String,
    },
    /// All of it.
    Finished {
        /// The transcript.
        transcript: Transcript,
    },
}

/// What was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Transcript {
    /// The text, without white space around it. Empty where nothing was said.
    pub text: String,
    /// The language that was spoken, as its primary tag, where the recogniser tells.
    #[serde(default)]
    pub language: Option<String>,
    /// Its parts with their times, in order, where the recogniser tells.
    #[serde(default)]
    pub segments: Vec<Segment>,
}

/// A part of a transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Segment {
    /// Its text.
    pub text: String,
    /// When it begins, in milliseconds from the first sample.
    pub start_ms: u32,
    /// When it ends, in milliseconds from the first sample.
    pub end_ms: u32,
}
