//! What the app and the voice worker say to each other, in the frames of [`crate::worker`].
//!
//! A worker holds one model: a recogniser or a synthesiser. Samples are the body of a frame: `f32`,
//! little-endian, mono, from −1 to 1.

use serde::{Deserialize, Serialize};

use crate::{ErrorKind, Hearing, Speaking, Transcript};

/// So many samples may be on their way to a worker, or wait there: 30 seconds.
pub const SOUND_AHEAD: u64 = 30 * crate::HEARING_RATE as u64;

/// What the app tells a voice worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Load a recogniser. Answered by [`Report::Loaded`] or [`Report::LoadFailed`]; one of the two
    /// `Load` commands is the first of a worker's life, and the only one.
    LoadRecogniser {
        /// The model's file.
        path: String,
        /// Processor threads.
        threads: u32,
    },
    /// Load a synthesiser.
    LoadSynthesiser {
        /// The model's file.
        path: String,
        /// The folder of its voices, or the file that describes its one voice.
        voices: String,
        /// Processor threads.
        threads: u32,
    },
    /// Write down what is said from now on. One request at a time, in order.
    Hear {
        /// The request's number, chosen by the app, in all its reports.
        id: u64,
        /// How to hear it.
        options: Hearing,
    },
    /// More of what is said, [`crate::HEARING_RATE`] samples a second, in the frame's body. The app
    /// sends at most [`SOUND_AHEAD`] samples more than [`Report::Taken`] has told of, so that
    /// neither side ever holds a long recording whole.
    Sound {
        /// The request's number.
        id: u64,
    },
    /// All was said. Answered by [`Report::Heard`].
    SoundEnd {
        /// The request's number.
        id: u64,
    },
    /// Say something. One request at a time, in order; the next may wait while one is spoken.
    Speak {
        /// The request's number, chosen by the app, in all its reports.
        id: u64,
        /// What is said.
        text: String,
        /// How to say it.
        voice: Speaking,
    },
    /// Stop a request, running or waiting. Answered by [`Report::Stopped`] if it had not ended.
    Stop {
        /// The request's number.
        id: u64,
    },
    /// Answered at once by [`Report::Pong`], also while it works.
    Ping,
}

/// What a voice worker tells the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum Report {
    /// The model is ready.
    Loaded {
        /// The model's name as its file states it.
        name: String,
        /// The languages that it hears or speaks, as primary tags (BCP 47).
        languages: Vec<String>,
        /// The names of its voices; none of a recogniser.
        voices: Vec<String>,
        /// Samples a second that it takes or makes.
        rate: u32,
    },
    /// The model could not be loaded; the worker ends.
    LoadFailed {
        /// What the app may branch on.
        kind: ErrorKind,
        /// For the reader.
        message: String,
    },
    /// The worker has taken up what was sent of a `Hear`.
    Taken {
        /// The request's number.
        id: u64,
        /// How many samples, from the first.
        samples: u64,
    },
    /// What was heard so far, in the place of what was told before.
    Partial {
        /// The request's number.
        id: u64,
        /// What will not change any more.
        committed: String,
        /// What may still change.
        tentative: String,
    },
    /// All that was heard: the end of a `Hear`.
    Heard {
        /// The request's number.
        id: u64,
        /// The transcript.
        transcript: Transcript,
    },
    /// A piece of speech, in the frame's body.
    Samples {
        /// The request's number.
        id: u64,
    },
    /// It was all said: the end of a `Speak`.
    Spoken {
        /// The request's number.
        id: u64,
    },
    /// The request was stopped.
    Stopped {
        /// The request's number.
        id: u64,
    },
    /// The request failed; the worker goes on.
    Failed {
        /// The request's number.
        id: u64,
        /// What the app may branch on.
        kind: ErrorKind,
        /// For the reader.
        message: String,
    },
    /// The worker is alive.
    Pong,
}

/// Samples as the body of a frame.
pub fn to_body(samples: &[f32]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

/// The samples of a frame's body; `None` where it is cut within one.
pub fn from_body(body: &[u8]) -> Option<Vec<f32>> {
    let (samples, rest) = body.as_chunks::<4>();
    rest.is_empty().then(|| samples.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_survive_a_frame() {
        let samples = [0.0, -1.0, 0.25, f32::MIN_POSITIVE];
        assert_eq!(from_body(&to_body(&samples)).unwrap(), samples);
        assert!(from_body(&[]).unwrap().is_empty());
    }

    #[test]
    fn a_body_that_is_cut_within_a_sample_is_refused() {
        assert_eq!(from_body(&to_body(&[1.0])[..3]), None);
    }
}
