//! What has to hold for a decoder whatever bytes it is fed, however they are cut.

use model::{ChatEvent, Error};
use providers::dialect::Dialect;
use providers::sse::Reader;

/// Decodes `bytes` whole and in pieces: neither panics, both say the same, and the events stand in
/// the order that every answer keeps.
pub fn decode(dialect: Dialect, bytes: &[u8]) {
    let (whole, error) = decoded(dialect, [bytes].into_iter());
    let (parts, other) = decoded(dialect, Pieces::of(bytes));
    assert_eq!(whole, parts, "the same events");
    assert_eq!(error, other, "the same error");
    let started = whole.iter().filter(|event| matches!(event, ChatEvent::Started { .. })).count();
    let first = matches!(whole.first(), None | Some(ChatEvent::Started { .. }));
    assert!(first && started <= 1, "an answer starts once, and first");
    let finished = whole.iter().position(|event| matches!(event, ChatEvent::Finished { .. }));
    assert_eq!(finished.is_some(), error.is_none(), "it finishes or fails");
    assert!(finished.is_none_or(|at| at + 1 == whole.len()), "nothing comes after the finish");
}

/// Reads `bytes` as an event stream whole and in pieces: both say the same.
pub fn read(bytes: &[u8]) {
    assert_eq!(events([bytes].into_iter()), events(Pieces::of(bytes)));
}

fn decoded<'a>(
    dialect: Dialect,
    mut pieces: impl Iterator<Item = &'a [u8]>,
) -> (Vec<ChatEvent>, Option<Error>) {
    let (mut decoder, mut events) = (dialect.decoder(), Vec::new());
    let fed = pieces.try_for_each(|piece| decoder.feed(piece, &mut events));
    let ended = fed.and_then(|()| decoder.end(&mut events));
    (merged(events), ended.err())
}

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

type Told = (Vec<(Vec<u8>, Vec<u8>)>, Option<Vec<u8>>, Option<Error>);

fn events<'a>(mut pieces: impl Iterator<Item = &'a [u8]>) -> Told {
    let (mut reader, mut found) = (Reader::default(), Vec::new());
    let read = pieces.try_for_each(|piece| {
        reader.feed(piece, |event| {
            found.push((event.name.to_vec(), event.data.to_vec()));
            Ok(())
        })
    });
    (found, reader.stray(), read.err())
}

/// Cuts that depend on all of the bytes, so that a recorded answer is an input as it stands.
struct Pieces<'a> {
    rest: &'a [u8],
    state: u64,
}

impl<'a> Pieces<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        // FNV-1a.
        let state = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { rest: bytes, state }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        // Marsaglia's xorshift; half of the pieces are of a few bytes, the others of up to 255.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let size = match self.state & 1 {
            0 => 1 + (self.state >> 8) as usize % 4,
            _ => 1 + (self.state >> 8) as usize % 255,
        };
        let (piece, rest) = self.rest.split_at(size.min(self.rest.len()));
        self.rest = rest;
        Some(piece)
    }
}
