//! What is being said, on its way from the app to the recogniser.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Samples that were sent and not yet taken.
#[derive(Debug, Default)]
pub(crate) struct Sound {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Debug, Default)]
struct State {
    samples: VecDeque<f32>,
    ended: bool,
}

impl Sound {
    /// Adds what was said.
    pub(crate) fn push(&self, samples: &[f32]) {
        self.lock().samples.extend(samples);
        self.news.notify_all();
    }

    /// All was said.
    pub(crate) fn end(&self) {
        self.lock().ended = true;
        self.news.notify_all();
    }

    /// Whether all was said.
    pub(crate) fn ended(&self) -> bool {
        self.lock().ended
    }

    /// How many samples wait.
    pub(crate) fn waiting(&self) -> usize {
        self.lock().samples.len()
    }

    /// Takes what has arrived, at most `most` samples; waits where nothing has. `None` where all
    /// was said and taken.
    pub(crate) fn take(&self, most: usize) -> Option<Vec<f32>> {
        let mut state = self.lock();
        while state.samples.is_empty() {
            if state.ended {
                return None;
            }
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let count = state.samples.len().min(most);
        Some(state.samples.drain(..count).collect())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_taken_in_pieces_and_then_it_ends() {
        let sound = Sound::default();
        sound.push(&[1.0, 2.0]);
        sound.push(&[3.0]);
        sound.end();
        assert_eq!(sound.take(2), Some(vec![1.0, 2.0]));
        assert_eq!(sound.waiting(), 1);
        assert_eq!(sound.take(2), Some(vec![3.0]));
        assert_eq!(sound.take(2), None);
    }

    #[test]
    fn who_takes_waits_for_who_sends() {
        let sound = std::sync::Arc::new(Sound::default());
        let taking = {
            let sound = sound.clone();
            std::thread::spawn(move || sound.take(9))
        };
        sound.push(&[0.5]);
        assert_eq!(taking.join().unwrap(), Some(vec![0.5]));
    }
}
