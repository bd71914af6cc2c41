//! Sounds to listen to: what people have said, and what nobody has.

use std::f32::consts::TAU;
use std::path::{Path, PathBuf};

/// Samples of a second.
pub(crate) const SECOND: usize = 16_000;

/// What is read in `two_cities.wav`, 44 seconds: the first sentence of A Tale of Two Cities.
pub(crate) const TWO_CITIES: &str = "It was the best of times, it was the worst of times, it was \
    the age of wisdom, it was the age of foolishness, it was the epoch of belief, it was the epoch \
    of incredulity, it was the season of light, it was the season of darkness, it was the spring \
    of hope, it was the winter of despair, we had everything before us, we had nothing before us, \
    we were all going direct to heaven, we were all going direct the other way. In short, the \
    period was so far like the present period that some of its noisiest authorities insisted on \
    its being received, for good or for evil, in the superlative degree of comparison only.";

/// What is read in `beckett.wav`, 10 seconds.
pub(crate) const BECKETT: &str =
    "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better.";

/// A file that set-up brings: `folder` is `models` or `samples`.
pub(crate) fn brought(folder: &str, name: &str) -> PathBuf {
    let given = std::env::var_os(format!("ANTIPHON_{}", folder.to_uppercase())).map(PathBuf::from);
    let program = Path::new(env!("CARGO_BIN_EXE_antiphon-voice-worker"));
    let beside = program.ancestors().map(|above| above.join(folder));
    given
        .into_iter()
        .chain(beside)
        .map(|folder| folder.join(name))
        .find(|file| file.exists())
        .unwrap_or_else(|| panic!("{name} is missing: run `cargo xtask setup`, and the tests once"))
}

/// A recording of somebody, at 16,000 samples a second.
pub(crate) fn said(name: &str) -> Vec<f32> {
    let bytes = std::fs::read(brought("samples", name)).unwrap();
    let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!((&bytes[..4], &bytes[8..12]), (&b"RIFF"[..], &b"WAVE"[..]), "{name} is a WAV");
    let (mut at, mut rate, mut data) = (12, 0, &[][..]);
    while at + 8 <= bytes.len() {
        let size = number(at + 4) as usize;
        match &bytes[at..at + 4] {
            b"fmt " => rate = number(at + 12) as usize,
            b"data" => data = &bytes[at + 8..(at + 8 + size).min(bytes.len())],
            _ => {}
        }
        at += 8 + size + size % 2;
    }
    let samples = data.as_chunks::<2>().0.iter().map(|&two| f32::from(i16::from_le_bytes(two)));
    fewer(&samples.map(|sample| sample / 32768.0).collect::<Vec<_>>(), rate / SECOND)
}

/// One of `ratio` samples, without what is too high for so few: a windowed sinc.
fn fewer(samples: &[f32], ratio: usize) -> Vec<f32> {
    if ratio == 1 {
        return samples.to_vec();
    }
    let half = 24 * ratio as isize;
    let taps: Vec<f32> = (-half..=half)
        .map(|tap| {
            let x = tap as f32 / ratio as f32 * 0.9 * TAU / 2.0;
            let sinc = if tap == 0 { 1.0 } else { x.sin() / x };
            let window = 0.5 + 0.5 * (TAU / 2.0 * tap as f32 / half as f32).cos();
            sinc * window
        })
        .collect();
    let whole: f32 = taps.iter().sum();
    (0..samples.len() / ratio)
        .map(|at| {
            let middle = (at * ratio) as isize;
            let around = (-half..=half).zip(&taps).filter_map(|(tap, weight)| {
                Some(samples.get(usize::try_from(middle + tap).ok()?)? * weight)
            });
            around.sum::<f32>() / whole
        })
        .collect()
}

/// Numbers from −1 to 1 that look random and are the same each time.
pub(crate) fn noise(count: usize) -> impl Iterator<Item = f32> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1 << 23) as f32 - 1.0
    })
    .take(count)
}

/// Noise whose loudness falls as pitch rises, as of wind or a street.
pub(crate) fn rumble(count: usize) -> Vec<f32> {
    let mut level = 0.0;
    let mut next = |step: f32| {
        level = 0.99 * level + 0.02 * step;
        level
    };
    noise(count).map(&mut next).collect()
}

/// A melody over a bass and a drum.
pub(crate) fn music(seconds: usize) -> Vec<f32> {
    const SCALE: [i32; 8] = [0, 2, 4, 5, 7, 9, 11, 12];
    let mut sound = vec![0.0; seconds * SECOND];
    let hits: Vec<f32> = noise(2000).collect();
    let mut draw = noise(8 * seconds);
    for beat in 0..4 * (seconds - 1) {
        let begin = beat * SECOND / 4;
        let place = (draw.next().unwrap_or(0.0).abs() * 7.9) as usize;
        let pitch = 261.6 * 2f32.powf(SCALE[place] as f32 / 12.0);
        let mut strike = |pitch: f32, loud: f32| {
            for at in 0..SECOND {
                let time = at as f32 / SECOND as f32;
                let tone: f32 =
                    (1..6).map(|k| (TAU * pitch * k as f32 * time).sin() / k as f32).sum();
                sound[begin + at] += loud * tone * (-3.0 * time).exp();
            }
        };
        strike(pitch, 0.08);
        if beat % 4 == 0 {
            strike(pitch / 4.0, 0.12);
            for (at, hit) in hits.iter().enumerate() {
                sound[begin + at] += 0.12 * hit * (-(at as f32) / 300.0).exp();
            }
        }
    }
    sound
}

/// The part of the words of `said` that `heard` has wrong, left out or added.
pub(crate) fn word_errors(said: &str, heard: &str) -> f32 {
    let words = |text: &str| -> Vec<String> {
        let letters = text.to_lowercase().replace(|letter: char| !letter.is_alphanumeric(), " ");
        letters.split_whitespace().map(str::to_owned).collect()
    };
    let (said, heard) = (words(said), words(heard));
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (place, word) in said.iter().enumerate() {
        let mut before = row[0];
        row[0] = place + 1;
        for (at, other) in heard.iter().enumerate() {
            let replaced = before + usize::from(word != other);
            before = row[at + 1];
            row[at + 1] = replaced.min(before + 1).min(row[at] + 1);
        }
    }
    row[heard.len()] as f32 / said.len() as f32
}

#[test]
fn word_errors_are_counted() {
    assert!(word_errors("one two three four", "One, two three — four.").abs() < 0.001);
    assert!((word_errors("one two three four", "one too three") - 0.5).abs() < 0.001);
    assert!((word_errors("one", "one and a half") - 3.0).abs() < 0.001);
}
