use std::collections::BTreeMap;
use std::time::Duration;

/// The speech of the sentences around the one that is heard, kept so that stepping costs nothing.
#[derive(Default)]
pub(super) struct Made(BTreeMap<usize, Speech>);

/// The speech of one sentence.
#[derive(Clone, Default)]
pub(super) struct Speech {
    /// Samples a second.
    pub(super) rate: u32,
    /// Mono, from −1 to 1.
    pub(super) samples: Vec<f32>,
    /// It is whole.
    pub(super) whole: bool,
}

impl Speech {
    pub(super) fn duration(&self) -> Duration {
        match self.rate {
            0 => Duration::ZERO,
            rate => Duration::from_secs_f64(self.samples.len() as f64 / f64::from(rate)),
        }
    }
}

impl Made {
    /// The speech of a sentence, if it is kept and whole.
    pub(super) fn whole(&self, sentence: usize) -> Option<&Speech> {
        self.0.get(&sentence).filter(|speech| speech.whole)
    }

    /// The speech of a sentence as far as it was made.
    pub(super) fn part(&self, sentence: usize) -> Option<&Speech> {
        self.0.get(&sentence)
    }

    /// A sentence is made, from its first sample on.
    pub(super) fn begin(&mut self, sentence: usize, rate: u32) {
        self.0.insert(sentence, Speech { rate, ..Speech::default() });
    }

    pub(super) fn add(&mut self, sentence: usize, samples: &[f32]) {
        if let Some(speech) = self.0.get_mut(&sentence) {
            speech.samples.extend_from_slice(samples);
        }
    }

    pub(super) fn finish(&mut self, sentence: usize) {
        if let Some(speech) = self.0.get_mut(&sentence) {
            speech.whole = true;
        }
    }

    /// Keeps only what lies within `around` sentences of this one.
    pub(super) fn keep_near(&mut self, sentence: usize, around: usize) {
        self.0.retain(|&one, _| one.abs_diff(sentence) <= around);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_and_whole_is_said_again() {
        let mut made = Made::default();
        for sentence in 0..6 {
            made.begin(sentence, 100);
            made.add(sentence, &[0.5; 50]);
            if sentence != 5 {
                made.finish(sentence);
            }
        }
        made.keep_near(4, 1);
        assert!(made.whole(2).is_none(), "far off");
        assert_eq!(made.whole(3).unwrap().duration(), Duration::from_millis(500));
        assert!(made.whole(5).is_none(), "not whole");
        assert_eq!(made.part(5).unwrap().samples.len(), 50);
    }
}
