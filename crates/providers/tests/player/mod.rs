//! Plays recorded answers to the decoders.

pub(crate) mod asking;
pub(crate) mod cuts;
pub(crate) mod outcome;
pub(crate) mod pieces;
mod recording;

use model::{ChatEvent, Error, ErrorKind};
use providers::dialect::Dialect;
pub(crate) use recording::{Recording, recordings};
use serde::Serialize;

/// What a decoder made of an answer: adjacent pieces of text are one event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Played {
    /// What it told.
    pub(crate) events: Vec<ChatEvent>,
    /// How it failed, if it did.
    pub(crate) error: Option<Failure>,
}

/// Why a recording is not as it should be, in words.
pub(crate) struct Wrong(String);

/// What a check of a recording says.
pub(crate) type Checked = Result<(), Wrong>;

impl<T: Into<String>> From<T> for Wrong {
    fn from(words: T) -> Self {
        Self(words.into())
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An error as a recording expects it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub(crate) struct Failure {
    /// What the app may branch on.
    pub(crate) kind: ErrorKind,
    /// The other side's own words.
    pub(crate) message: String,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { kind: error.kind, message: error.message }
    }
}

/// Feeds `pieces` one after the other, then the end.
pub(crate) fn play<'a>(dialect: Dialect, pieces: impl IntoIterator<Item = &'a [u8]>) -> Played {
    let mut decoder = dialect.decoder();
    let mut events = Vec::new();
    let fed = pieces.into_iter().try_for_each(|piece| decoder.feed(piece, &mut events));
    let ended = fed.and_then(|()| decoder.end(&mut events));
    Played { events: merged(events), error: ended.err().map(Failure::from) }
}

/// `events` with adjacent pieces of text, and of reasoning, joined.
fn merged(events: Vec<ChatEvent>) -> Vec<ChatEvent> {
    let mut joined: Vec<ChatEvent> = Vec::new();
    for event in events {
        match (joined.last_mut(), event) {
            (Some(ChatEvent::Text { text }), ChatEvent::Text { text: more })
            | (Some(ChatEvent::Reasoning { text }), ChatEvent::Reasoning { text: more }) => {
                text.push_str(&more);
            }
            (_, event) => joined.push(event),
        }
    }
    joined
}

/// `value` as a reader of a failed test wants it.
pub(crate) fn shown(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}
