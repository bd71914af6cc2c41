//! Where something is said and where not, as far as loudness tells.
//!
//! What is as loud all the time (silence, a fan, hiss) is never taken for voice; what a voice is
//! and what music, the recogniser itself says (see [`super::belief`]).

use std::ops::Range;

/// Samples of a frame: 20 milliseconds.
pub(crate) const FRAME: usize = 320;

/// No voice is softer than this (−62 dB).
const SOFTEST: f32 = 0.0008;
/// A voice is so much louder than what is there without it (6 dB).
const ABOVE: f32 = 2.0;
/// Frames that are looked at together.
const TOGETHER: usize = 8;
/// So many of them are loud where something is said: a click is shorter.
const LOUD: usize = 4;
/// Fewer frames than this (a second) do not tell how loud the room is.
const ENOUGH: usize = 50;

/// The loudness of each frame.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    frames: Vec<f32>,
    /// How loud the room was in what is forgotten.
    room: Option<f32>,
}

impl Levels {
    /// Looks at `samples` from where it stopped before.
    pub(crate) fn follow(&mut self, samples: &[f32]) {
        for frame in samples.chunks_exact(FRAME).skip(self.frames.len()) {
            self.frames.push(deviation(frame));
        }
    }

    /// Forgets the first `frames` frames, but not how loud the room was.
    pub(crate) fn forget(&mut self, frames: usize) {
        let frames = frames.min(self.frames.len());
        if frames >= ENOUGH {
            self.room = Some(room_of(&self.frames[..frames]));
        }
        self.frames.drain(..frames);
    }

    /// The frames in which something is said, as ranges in order.
    pub(crate) fn voiced(&self) -> Vec<Range<usize>> {
        let mut room = room_of(&self.frames);
        if let Some(before) = self.room
            && self.frames.len() < ENOUGH
        {
            room = room.min(before);
        }
        let least = SOFTEST.max(room * ABOVE);
        let loud: Vec<bool> = self.frames.iter().map(|&level| level > least).collect();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for (begin, frames) in loud.windows(TOGETHER).enumerate() {
            if frames.iter().filter(|loud| **loud).count() < LOUD {
                continue;
            }
            let first = begin + frames.iter().position(|loud| *loud).unwrap_or(0);
            let last = begin + frames.iter().rposition(|loud| *loud).unwrap_or(0) + 1;
            match ranges.last_mut() {
                Some(range) if range.end >= first => range.end = range.end.max(last),
                _ => ranges.push(first..last),
            }
        }
        ranges
    }

    /// The softest frame of a range.
    pub(crate) fn softest(&self, within: Range<usize>) -> usize {
        let frames = within.clone().zip(&self.frames[within.clone()]);
        let softest = frames.min_by(|one, other| one.1.total_cmp(other.1));
        softest.map_or(within.start, |(frame, _)| frame)
    }
}

/// How far samples are from their mean: loudness without regard to a microphone's offset.
fn deviation(frame: &[f32]) -> f32 {
    let mean = frame.iter().sum::<f32>() / frame.len() as f32;
    let square = frame.iter().map(|sample| (sample - mean).powi(2)).sum::<f32>();
    (square / frame.len() as f32).sqrt()
}

/// How loud it is where nothing is said: the level under which a fortieth of the frames lie. Who
/// speaks fast hardly pauses.
fn room_of(frames: &[f32]) -> f32 {
    let mut sorted = frames.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() / 40).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(loudness: &[(usize, f32)]) -> Levels {
        let mut samples = Vec::new();
        for &(frames, level) in loudness {
            samples.extend((0..frames * FRAME).map(|n| if n % 2 == 0 { level } else { -level }));
        }
        let mut levels = Levels::default();
        levels.follow(&samples);
        levels
    }

    #[test]
    fn what_is_equally_loud_is_no_voice() {
        for level in [0.0, 0.0005, 0.01, 0.3] {
            assert_eq!(levels(&[(200, level)]).voiced(), [], "at {level}");
        }
    }

    #[test]
    fn a_voice_is_found_in_silence_and_above_a_fan() {
        for room in [0.0, 0.002, 0.02] {
            let levels = levels(&[(50, room), (30, 0.1), (60, room), (10, 0.1), (50, room)]);
            assert_eq!(levels.voiced(), [50..80, 140..150], "in a room of {room}");
        }
    }

    #[test]
    fn a_click_is_no_voice() {
        assert_eq!(levels(&[(50, 0.001), (2, 0.5), (50, 0.001)]).voiced(), []);
    }

    #[test]
    fn the_room_is_remembered_where_too_little_is_there_to_tell() {
        let mut levels = levels(&[(60, 0.01), (20, 0.1)]);
        levels.forget(60);
        assert_eq!(levels.voiced().first(), Some(&(0..20)));
    }
}
