//! How fast a stream becomes events, against `eventsource-stream` with typed JSON on the same
//! bytes, taken in turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use model::ChatEvent;
use providers::dialect::Dialect;

use crate::figure::{Figure, median, say};
use crate::long::{RECORDINGS, Recording};
use crate::plain::{self, Piece};
use crate::{Pace, Result};

/// The least bytes of a stream.
const LENGTH: usize = 4 << 20;
/// Bytes that arrive at once: what an Ethernet frame holds of TCP.
const PIECE: usize = 1460;
const ROUNDS: usize = 15;

pub(crate) fn measure(pace: Pace) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for recording in &RECORDINGS {
        figures.extend(one(recording, pace)?);
    }
    Ok(figures)
}

fn one(recording: &Recording, pace: Pace) -> Result<[Figure; 2]> {
    let Recording { dialect, folder } = *recording;
    let bytes = recording.long(LENGTH)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first round only warms up.
    for round in 0..=pace.rounds(ROUNDS) {
        // Whoever comes second may find the machine slower, or faster.
        let before = round.is_multiple_of(2).then(|| timed(|| read_plainly(dialect, &bytes)));
        let app = timed(|| read(dialect, &bytes))?;
        let plain = before.unwrap_or_else(|| timed(|| read_plainly(dialect, &bytes)))?;
        if app.0 != plain.0 {
            return Err(format!("{folder}: {} bytes of words, not {}", app.0, plain.0).into());
        }
        if round > 0 {
            ours.push(speed(bytes.len(), app.1));
            theirs.push(speed(bytes.len(), plain.1));
        }
    }
    let ratios: Vec<f64> = ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect();
    let (ours, theirs, ratio) = (median(&ours), median(&theirs), median(&ratios));
    say(format!("{folder}: {ours:.0} MB/s, plainly {theirs:.0} MB/s, {ratio:.2} times"));
    let speed = Figure::new(format!("decoding, {folder}"), ours, "MB/s").against(theirs);
    let than = match dialect {
        Dialect::Ollama => "serde_json on whole lines",
        _ => "eventsource-stream and serde_json",
    };
    let times = Figure::new(format!("… {folder}, against {than}"), ratio, "times");
    let times = if dialect == Dialect::Ollama { times } else { times.at_least(2.0) };
    Ok([speed, times])
}

/// How many bytes of words the decoder finds.
fn read(dialect: Dialect, bytes: &[u8]) -> Result<usize> {
    let (mut decoder, mut words, mut finished) = (dialect.decoder(), 0, false);
    let mut tell = |events: Vec<ChatEvent>| {
        for event in events {
            match black_box(event) {
                ChatEvent::Text { text } | ChatEvent::Reasoning { text } => words += text.len(),
                ChatEvent::Finished { .. } => finished = true,
                _ => {}
            }
        }
    };
    for piece in bytes.chunks(PIECE) {
        let mut events = Vec::new();
        decoder.feed(piece, &mut events)?;
        tell(events);
    }
    let mut events = Vec::new();
    decoder.end(&mut events)?;
    tell(events);
    if finished { Ok(words) } else { Err("the stream has no end".into()) }
}

fn read_plainly(dialect: Dialect, bytes: &[u8]) -> Result<usize> {
    let mut words = 0;
    plain::read(dialect, bytes, PIECE, |piece| match black_box(piece) {
        Piece::Text(text) | Piece::Reasoning(text) => words += text.len(),
    })?;
    Ok(words)
}

fn timed(work: impl FnOnce() -> Result<usize>) -> Result<(usize, Duration)> {
    let start = Instant::now();
    let words = work()?;
    Ok((words, start.elapsed()))
}

fn speed(bytes: usize, took: Duration) -> f64 {
    bytes as f64 / 1e6 / took.as_secs_f64()
}
