//! What the app and a worker program say to each other.
//!
//! A frame is `header length: u32 LE`, `body length: u32 LE`, a JSON header of that length and raw
//! bytes of that length. The app writes [`Command`]s to the worker's standard input and reads
//! [`Report`]s from its standard output. A worker ends when its standard input ends.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{ErrorKind, FinishReason, Message, Parameters, Usage};

/// The longest header or body that a frame may announce, in bytes.
pub const FRAME_LIMIT: u32 = 64 << 20;

/// What the app tells a chat worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Load a model file. Answered by [`Report::Loaded`] or [`Report::LoadFailed`]; the first
    /// command of a worker's life, and only once.
    Load {
        /// The GGUF file.
        path: String,
        /// Tokens of context wanted; the model's own limit holds as well.
        context: u32,
        /// Processor threads.
        threads: u32,
    },
    /// Answer a path. Requests are answered one at a time, in order.
    Generate {
        /// The request's number, chosen by the app, in all its reports.
        id: u64,
        /// The path; a last message of the assistant is continued.
        messages: Vec<Message>,
        /// How to answer. `system_prompt` is ignored: it is part of the messages by now.
        parameters: Parameters,
    },
    /// Stop a request, running or waiting. Answered by [`Report::Stopped`] if it had not ended.
    Stop {
        /// The request's number.
        id: u64,
    },
    /// Answered at once by [`Report::Pong`], also in the middle of a reply.
    Ping,
}

/// What a chat worker tells the app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum Report {
    /// The model is ready.
    Loaded {
        /// The model's name as its file states it.
        name: String,
        /// Tokens of context that a path and its reply may have.
        context: u32,
    },
    /// The model could not be loaded; the worker ends.
    LoadFailed {
        /// What the app may branch on.
        kind: ErrorKind,
        /// For the reader.
        message: String,
    },
    /// The request has begun.
    Started {
        /// The request's number.
        id: u64,
        /// How many of the oldest messages did not fit and were left out.
        left_out: u32,
    },
    /// A piece of the reply: whole characters only.
    Text {
        /// The request's number.
        id: u64,
        /// The piece.
        text: String,
    },
    /// The reply ended.
    Finished {
        /// The request's number.
        id: u64,
        /// Why.
        reason: FinishReason,
        /// Tokens read and written.
        usage: Usage,
    },
    /// The request was stopped.
    Stopped {
        /// The request's number.
        id: u64,
        /// Tokens read and written until then.
        usage: Usage,
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

/// One frame with `header` and `body`.
pub fn encode<T: Serialize>(header: &T, body: &[u8]) -> serde_json::Result<Vec<u8>> {
    let header = serde_json::to_vec(header)?;
    let mut frame = Vec::with_capacity(8 + header.len() + body.len());
    frame.extend_from_slice(&(header.len() as u32).to_le_bytes());
    frame.extend_from_slice(&(body.len() as u32).to_le_bytes());
    frame.extend_from_slice(&header);
    frame.extend_from_slice(body);
    Ok(frame)
}

/// Why bytes are not a frame.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// A length over [`FRAME_LIMIT`]: the other side is not a worker, or has lost its place.
    #[error("a frame announces {0} bytes")]
    TooLong(u32),
    /// The header is not the JSON that was expected.
    #[error("a frame's header cannot be read: {0}")]
    Header(#[from] serde_json::Error),
}

/// Bytes in, frames out, wherever the pipe cuts them.
#[derive(Debug, Default)]
pub struct Frames {
    bytes: Vec<u8>,
    read: usize,
}

impl Frames {
    /// Adds what arrived.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.read > 0 && self.read * 2 >= self.bytes.len() {
            self.bytes.drain(..self.read);
            self.read = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole frame, if it has arrived.
    #[expect(clippy::should_implement_trait, reason = "what a frame holds is the caller's choice")]
    pub fn next<T: DeserializeOwned>(&mut self) -> Result<Option<(T, Vec<u8>)>, FrameError> {
        let rest = &self.bytes[self.read..];
        let (Some(head), Some(body)) = (length(rest, 0), length(rest, 4)) else { return Ok(None) };
        if let Some(&long) = [head, body].iter().find(|&&length| length > FRAME_LIMIT) {
            return Err(FrameError::TooLong(long));
        }
        let (head, end) = (8 + head as usize, 8 + head as usize + body as usize);
        if rest.len() < end {
            return Ok(None);
        }
        let header = serde_json::from_slice(&rest[8..head])?;
        let body = rest[head..end].to_vec();
        self.read += end;
        Ok(Some((header, body)))
    }
}

fn length(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports() -> Vec<Report> {
        vec![
            Report::Pong,
            Report::Text { id: 7, text: "हिन्दी 漢字 🙂".into() },
            Report::Finished {
                id: 7,
                reason: FinishReason::End,
                usage: Usage {
                    prompt_tokens: 3,
                    cached_tokens: 1,
                    reply_tokens: 2,
                    ..Usage::default()
                },
            },
        ]
    }

    #[test]
    fn frames_are_the_same_wherever_the_pipe_cuts_them() {
        let bytes: Vec<u8> =
            reports().iter().flat_map(|report| encode(report, b"raw").unwrap()).collect();
        for cut in 0..=bytes.len() {
            let mut frames = Frames::default();
            let mut read = Vec::new();
            for part in [&bytes[..cut], &bytes[cut..]] {
                frames.push(part);
                while let Some((report, body)) = frames.next::<Report>().unwrap() {
                    assert_eq!(body, b"raw", "the body, cut at {cut}");
                    read.push(report);
                }
            }
            assert_eq!(read, reports(), "cut at {cut}");
        }
    }

    #[test]
    fn a_length_that_cannot_be_is_an_error_not_an_allocation() {
        let mut frames = Frames::default();
        frames.push(&[0xff; 8]);
        assert!(matches!(frames.next::<Report>(), Err(FrameError::TooLong(u32::MAX))));
    }

    #[test]
    fn a_foreign_header_is_an_error() {
        let mut frames = Frames::default();
        frames.push(&encode(&"hello", b"").unwrap());
        assert!(matches!(frames.next::<Report>(), Err(FrameError::Header(_))));
    }
}
