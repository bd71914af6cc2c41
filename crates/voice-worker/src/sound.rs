//! What is being said, on its way from the app to the recogniser.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Samples that were sent and not yet taken.
#[derive(Debug, Default)]
pub(crate) struct Sound {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Debug, Default)]
struct State {
    samples: Vec<f32>,
    ended: bool,
}

impl Sound {
    /// Adds what was said.
    pub(crate) fn push(&self, samples: &[f32]) {
        self.lock().samples.extend_from_slice(samples);
        self.news.notify_all();
    }

    /// All was said.
    pub(crate) fn end(&self) {
        self.lock().ended = true;
        self.news.notify_all();
    }

    /// Waits until there is something new, and takes it. Empty where all was said.
    pub(crate) fn take(&self) -> Vec<f32> {
        let mut state = self.lock();
        while state.samples.is_empty() && !state.ended {
            state = self.news.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        std::mem::take(&mut state.samples)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
