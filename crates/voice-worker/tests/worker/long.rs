//! Hours are heard with the memory of minutes.

use crate::desk::TINY;
use crate::driver::Worker;
use crate::sounds::{SECOND, TWO_CITIES, said, word_errors};

/// So much more memory may be needed for a longer sound, in bytes: what is written down, and what
/// the engine takes now and then. Ten minutes of sound are 40 MB.
const LITTLE: u64 = 16 << 20;

#[test]
fn a_long_reading_needs_no_more_memory_than_a_short_one() {
    let (sound, pause) = (said("two_cities.wav"), vec![0.0; 60 * SECOND]);
    let once: Vec<f32> = [sound, pause].concat();
    let seconds = |times: usize| times * once.len() / SECOND;
    let piece = |second: usize| -> Vec<f32> {
        (second * SECOND..(second + 1) * SECOND).map(|at| once[at % once.len()]).collect()
    };
    let mut worker = Worker::with(TINY);
    worker.hear(1, seconds(2), piece);
    let short = worker.most_memory();
    let transcript = worker.hear(2, seconds(6), piece);
    let long = worker.most_memory();
    assert!(long < short + LITTLE, "{short} became {long}");
    let wrong = word_errors(&[TWO_CITIES; 6].join(" "), &transcript.text);
    assert!(wrong <= 0.05, "{wrong}: {}", transcript.text);
    let last = transcript.segments.last().unwrap().end_ms as usize / 1000;
    // The last reading ends a minute before the end.
    assert!(last.abs_diff(seconds(6) - 63) <= 4, "the times go on to the end: {last} s");
}

#[test]
fn half_an_hour_of_silence_is_nothing_and_costs_nothing() {
    let mut worker = Worker::with(TINY);
    worker.hear(1, 60, |_| vec![0.0; SECOND]);
    let short = worker.most_memory();
    let transcript = worker.hear(2, 1800, |_| vec![0.0; SECOND]);
    assert_eq!(transcript.text, "");
    assert!(worker.most_memory() < short + LITTLE, "{short} became {}", worker.most_memory());
}
