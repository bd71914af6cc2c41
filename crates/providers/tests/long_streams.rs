//! What `cargo xtask bench providers` decodes is a real answer, and both sides read the same of it.

#[path = "../benches/wire/long.rs"]
mod long;
#[path = "../benches/wire/plain.rs"]
mod plain;

use std::collections::BTreeMap;

use long::{RECORDINGS, Recording};
use model::ChatEvent;
use plain::Piece;

/// Enough to repeat every recording many times.
const LENGTH: usize = 64 << 10;

/// The reasoning and the answer, and whether there was an end.
fn decoded(recording: &Recording, bytes: &[u8]) -> model::Result<(String, String, bool)> {
    let mut events = Vec::new();
    let mut decoder = recording.dialect.decoder();
    for piece in bytes.chunks(1460) {
        decoder.feed(piece, &mut events)?;
    }
    decoder.end(&mut events)?;
    let (mut reasoning, mut answer) = (String::new(), String::new());
    for event in &events {
        match event {
            ChatEvent::Reasoning { text } => reasoning += text,
            ChatEvent::Text { text } => answer += text,
            _ => {}
        }
    }
    Ok((reasoning, answer, matches!(events.last(), Some(ChatEvent::Finished { .. }))))
}

#[test]
fn a_recording_made_long_is_still_a_whole_reply() {
    for recording in &RECORDINGS {
        let short = decoded(recording, &recording.long(1).unwrap()).unwrap();
        let long = recording.long(LENGTH).unwrap();
        assert!(long.len() >= LENGTH, "{}: {} bytes", recording.folder, long.len());
        let long = decoded(recording, &long).unwrap();
        assert!(long.2, "{}: it ends", recording.folder);
        assert!(long.1.len() > 20 * short.1.len(), "{}: the answer is long", recording.folder);
        let reasons = recording.folder.ends_with("reasoning");
        assert_eq!(!long.0.is_empty(), reasons, "{}: reasoning", recording.folder);
    }
}

#[test]
fn the_plain_way_reads_the_same_words() {
    for recording in &RECORDINGS {
        let bytes = recording.long(LENGTH).unwrap();
        let (mut reasoning, mut answer) = (String::new(), String::new());
        let read = plain::read(recording.dialect, &bytes, 1460, |piece| match piece {
            Piece::Reasoning(text) => reasoning += text,
            Piece::Text(text) => answer += text,
        });
        read.unwrap();
        let ours = decoded(recording, &bytes).unwrap();
        assert_eq!((reasoning, answer, true), ours, "{}", recording.folder);
    }
}

#[test]
fn every_dialect_is_measured() {
    let mut known = BTreeMap::new();
    for recording in &RECORDINGS {
        *known.entry(format!("{:?}", recording.dialect)).or_insert(0) += 1;
    }
    assert_eq!(known.len(), 5, "{known:?}");
}
