//! The open end of what is being said: its samples, and where to cut them.

use std::ops::Range;

use super::levels::{FRAME, Levels};

/// Samples of a second.
pub(crate) const SECOND: usize = model::HEARING_RATE as usize;
/// No window is longer: a recogniser takes 30 seconds at a time, and a little is added at its end.
pub(crate) const LONGEST: usize = 28 * SECOND;
/// A pause that may be cut in.
const PAUSE: usize = 3 * SECOND / 10;
/// What is cut before this part of a window is too short to be understood well.
const EARLIEST: usize = 3;
/// What is kept before the first word.
const RUN_UP: usize = SECOND;

/// Samples that were not yet written down for good.
#[derive(Debug, Default)]
pub(crate) struct Window {
    samples: Vec<f32>,
    levels: Levels,
    /// Samples before it.
    before: u64,
}

impl Window {
    /// Adds what was said.
    pub(crate) fn push(&mut self, samples: &[f32]) {
        self.samples.extend_from_slice(samples);
        self.levels.follow(&self.samples);
    }

    /// Its samples.
    pub(crate) fn samples(&self) -> &[f32] {
        &self.samples
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.samples.len()
    }

    /// When its first sample was said, in milliseconds.
    pub(crate) fn start_ms(&self) -> u64 {
        self.before * 1000 / SECOND as u64
    }

    /// The samples during which something is said.
    pub(crate) fn voiced(&self) -> Vec<Range<usize>> {
        let samples = |frames: Range<usize>| frames.start * FRAME..frames.end * FRAME;
        self.levels.voiced().into_iter().map(samples).collect()
    }

    /// Forgets what is before `sample`, or a little less.
    pub(crate) fn forget(&mut self, sample: usize) {
        let frames = sample.min(self.samples.len()) / FRAME;
        self.levels.forget(frames);
        self.samples.drain(..frames * FRAME);
        self.before += (frames * FRAME) as u64;
    }

    /// Forgets the silence before the first word, once there is much of it.
    pub(crate) fn shed(&mut self) {
        let first = self.voiced().first().map_or(self.len(), |voice| voice.start);
        if first > 3 * RUN_UP {
            self.forget(first - RUN_UP);
        }
    }

    /// Where to cut a window that is full: in the last pause, else the longest, else where it is
    /// softest.
    pub(crate) fn cut(&self) -> usize {
        let voiced = self.voiced();
        let earliest = self.len() / EARLIEST;
        let pauses: Vec<Range<usize>> = voiced
            .windows(2)
            .map(|pair| pair[0].end..pair[1].start)
            .filter(|pause| pause.start >= earliest)
            .collect();
        let long = pauses.iter().rfind(|pause| pause.len() >= PAUSE);
        let longest = pauses.iter().max_by_key(|pause| pause.len());
        match long.or(longest) {
            Some(pause) => pause.start + pause.len() / 2,
            None => {
                let frames = earliest / FRAME..self.len() / FRAME;
                self.levels.softest(frames) * FRAME
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds of voice or silence, one after the other.
    fn window(seconds: &[(f32, bool)]) -> Window {
        let mut window = Window::default();
        for &(seconds, voice) in seconds {
            let level = if voice { 0.1 } else { 0.001 };
            let count = (seconds * SECOND as f32) as usize;
            let piece: Vec<f32> =
                (0..count).map(|n| if n % 2 == 0 { level } else { -level }).collect();
            window.push(&piece);
        }
        window
    }

    #[test]
    fn a_full_window_is_cut_in_its_last_pause() {
        let window = window(&[(12.0, true), (1.0, false), (6.0, true), (0.5, false), (8.5, true)]);
        let cut = window.cut();
        assert!((19 * SECOND..19 * SECOND + SECOND / 2).contains(&cut), "{cut}");
    }

    #[test]
    fn a_pause_too_early_is_not_cut_in() {
        let window = window(&[(4.0, true), (2.0, false), (14.0, true), (0.2, false), (7.8, true)]);
        let cut = window.cut();
        assert!((20 * SECOND..20 * SECOND + SECOND / 5).contains(&cut), "{cut}");
    }

    #[test]
    fn what_has_no_pause_is_cut_somewhere_in_its_later_part() {
        let cut = window(&[(1.0, false), (27.0, true)]).cut();
        assert!((LONGEST / EARLIEST - FRAME..LONGEST).contains(&cut), "{cut}");
    }

    #[test]
    fn long_silence_is_shed_and_time_goes_on() {
        let mut window = window(&[(20.0, false), (2.0, true)]);
        window.shed();
        assert!(window.len() <= 3 * SECOND + FRAME, "{} samples are left", window.len());
        assert_eq!(window.start_ms(), 19_000);
        let voiced = window.voiced();
        assert_eq!(voiced[0].start, SECOND, "the first word has a run-up");
    }

    #[test]
    fn silence_alone_is_never_much() {
        let mut window = Window::default();
        for _ in 0..100 {
            window.push(&[0.0; SECOND]);
            window.shed();
            assert!(window.len() <= 3 * SECOND);
        }
        assert_eq!(window.start_ms() + (window.len() * 1000 / SECOND) as u64, 100_000);
    }
}
