//! Where a phrase starts and ends, told from the likelihood of speech in each frame.

use std::collections::VecDeque;
use std::time::Duration;

use crate::RATE;

/// Samples of a frame, of which the detector tells the likelihood of speech: 32 ms.
pub(crate) const FRAME: usize = 512;

/// Kept from before the first speech, so that no first word is lost: 500 ms.
pub(crate) const BEFORE: usize = RATE as usize / 2;

/// Kept after the last speech, so that no last word is lost: 300 ms.
pub(crate) const AFTER: usize = RATE as usize * 3 / 10;

/// From this likelihood on a frame may begin a phrase.
const BEGINS: f32 = 0.5;

/// Below this likelihood a frame is not part of a phrase that has begun.
const LASTS: f32 = 0.35;

/// Frames of speech in a row that make a phrase; one alone is a click.
const ENOUGH: usize = 3;

/// What happens in the stream of frames.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Turn {
    /// A phrase begins; its first samples follow.
    Started,
    /// Samples of the phrase, without a gap to those before.
    Samples(Vec<f32>),
    /// The phrase is over and complete.
    Ended,
}

/// Cuts a stream of frames into phrases.
#[derive(Debug)]
pub(crate) struct Phrases {
    pause: usize,
    before: VecDeque<f32>,
    run: usize,
    speaking: bool,
    // Since the last speech: how much, and what of it has not been told.
    silent: usize,
    held: Vec<f32>,
}

impl Phrases {
    /// Ends a phrase after `pause` without speech, which is at least the kept tail.
    pub(crate) fn new(pause: Duration) -> Self {
        let pause = (pause.as_secs_f64() * f64::from(RATE)) as usize;
        Phrases {
            pause: pause.max(AFTER),
            before: VecDeque::with_capacity(BEFORE + ENOUGH * FRAME),
            run: 0,
            speaking: false,
            silent: 0,
            held: Vec::new(),
        }
    }

    /// Takes the next frame.
    pub(crate) fn feed(&mut self, frame: &[f32], likelihood: f32, out: &mut Vec<Turn>) {
        if self.speaking {
            self.within(frame, likelihood, out)
        } else {
            self.without(frame, likelihood, out)
        }
    }

    /// Ends the stream: a phrase that is open is complete.
    pub(crate) fn finish(&mut self, out: &mut Vec<Turn>) {
        if self.speaking {
            self.end(out);
        }
    }

    fn without(&mut self, frame: &[f32], likelihood: f32, out: &mut Vec<Turn>) {
        self.run = if likelihood >= BEGINS { self.run + 1 } else { 0 };
        self.before.extend(frame);
        let kept = BEFORE + self.run * FRAME;
        let surplus = self.before.len().saturating_sub(kept);
        self.before.drain(..surplus);
        if self.run >= ENOUGH {
            self.speaking = true;
            self.run = 0;
            self.silent = 0;
            out.push(Turn::Started);
            out.push(Turn::Samples(self.before.drain(..).collect()));
        }
    }

    fn within(&mut self, frame: &[f32], likelihood: f32, out: &mut Vec<Turn>) {
        self.held.extend_from_slice(frame);
        if likelihood >= LASTS {
            self.silent = 0;
            out.push(Turn::Samples(std::mem::take(&mut self.held)));
            return;
        }
        self.silent += frame.len();
        if self.silent >= self.pause {
            self.end(out);
        }
    }

    /// Gives the tail, and keeps the rest: it may be the start of the next phrase.
    fn end(&mut self, out: &mut Vec<Turn>) {
        let tail = self.held.len().min(AFTER);
        if tail > 0 {
            out.push(Turn::Samples(self.held[..tail].to_vec()));
        }
        self.before.extend(self.held.drain(..).skip(tail));
        self.speaking = false;
        out.push(Turn::Ended);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(likelihoods: &[f32], pause: u64) -> Vec<Vec<f32>> {
        let mut phrases = Phrases::new(Duration::from_millis(pause));
        let mut turns = Vec::new();
        for (at, &likelihood) in likelihoods.iter().enumerate() {
            // Each sample tells its own place.
            let frame: Vec<f32> = (0..FRAME).map(|of| (at * FRAME + of) as f32).collect();
            phrases.feed(&frame, likelihood, &mut turns);
        }
        phrases.finish(&mut turns);
        let mut found: Vec<Vec<f32>> = Vec::new();
        for turn in turns {
            match turn {
                Turn::Started => found.push(Vec::new()),
                Turn::Samples(samples) => found.last_mut().unwrap().extend(samples),
                Turn::Ended => {}
            }
        }
        found
    }

    #[test]
    fn two_hundred_starts_and_ends_keep_all_that_was_said() {
        for case in 0..200usize {
            let (first, length) = (20 + case % 37, 3 + case % 53);
            let mut likelihoods = vec![0.01; first];
            likelihoods.extend(vec![0.9; length]);
            likelihoods.extend(vec![0.02; 60]);
            let found = phrases(&likelihoods, 700);
            assert_eq!(found.len(), 1, "case {case}: one phrase");
            let said = &found[0];
            let (start, end) = (first * FRAME, (first + length) * FRAME);
            assert_eq!(said[0], (start - BEFORE) as f32, "case {case}: half a second before");
            assert_eq!(said[said.len() - 1], (end + AFTER - 1) as f32, "case {case}: a tail");
            assert!(said.windows(2).all(|pair| pair[1] - pair[0] == 1.0), "case {case}: no gap");
        }
    }

    #[test]
    fn the_pause_decides_whether_it_is_one_phrase_or_two() {
        let mut likelihoods = vec![0.9; 20];
        likelihoods.extend(vec![0.0; 25]);
        likelihoods.extend(vec![0.9; 20]);
        likelihoods.extend(vec![0.0; 60]);
        assert_eq!(phrases(&likelihoods, 500).len(), 2, "800 ms are longer than the pause");
        let one = phrases(&likelihoods, 1_500);
        assert_eq!(one.len(), 1, "800 ms are shorter than the pause");
        assert_eq!(one[0].len(), 65 * FRAME + AFTER, "what was not said between is kept");
    }

    #[test]
    fn two_phrases_never_share_a_sample() {
        let mut likelihoods = vec![0.9; 20];
        likelihoods.extend(vec![0.0; 23]);
        likelihoods.extend(vec![0.9; 20]);
        let found = phrases(&likelihoods, 700);
        assert!(found[1][0] > found[0][found[0].len() - 1], "each sample once");
    }

    #[test]
    fn clicks_and_silence_make_no_phrase() {
        assert!(phrases(&vec![0.1; 500], 500).is_empty());
        let clicks: Vec<f32> = (0..500).map(|at| if at % 3 == 0 { 0.9 } else { 0.1 }).collect();
        assert!(phrases(&clicks, 500).is_empty());
    }
}
