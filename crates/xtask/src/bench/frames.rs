//! The frames that a page draws: see `frames.js`.

use serde::Deserialize;
use serde_json::json;

use super::numbers::{largest, percentile};
use crate::failure::{Failure, Result, While};
use crate::window::Window;

/// What a page noted, in milliseconds by its own clock.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Frames {
    /// When each frame began.
    at: Vec<f64>,
    /// When a timer came, and how late.
    late: Vec<(f64, f64)>,
}

/// Begins to note frames; says when, by the page's clock.
pub(crate) fn begin(window: &Window) -> Result<f64> {
    let now = window.run(include_str!("frames.js"), json!([]))?;
    now.as_f64().ok_or_else(|| Failure::new("the page has no clock"))
}

/// The page's clock.
pub(crate) fn now(window: &Window) -> Result<f64> {
    let now = window.run("return performance.now()", json!([]))?;
    now.as_f64().ok_or_else(|| Failure::new("the page has no clock"))
}

/// Ends it, and tells what was noted from one time to another.
pub(crate) fn end(window: &Window, from: f64, to: f64) -> Result<Frames> {
    let noted = "window.__frames.on = false; \
                 return { at: window.__frames.at, late: window.__frames.late }";
    let noted = window.run(noted, json!([]))?;
    let noted: Frames = serde_json::from_value(noted).during("reading what the page noted")?;
    Ok(noted.within(from, to))
}

impl Frames {
    fn within(mut self, from: f64, to: f64) -> Self {
        self.at.retain(|at| (from..=to).contains(at));
        self.late.retain(|(at, _)| (from..=to).contains(at));
        self
    }

    /// How many there were.
    pub(crate) fn count(&self) -> usize {
        self.at.len()
    }

    /// The time between two frames that `percent` of all do not exceed.
    pub(crate) fn gap(&self, percent: f64) -> f64 {
        percentile(&self.gaps(), percent)
    }

    /// The longest time without a frame.
    pub(crate) fn longest_gap(&self) -> f64 {
        largest(self.gaps())
    }

    /// No task was longer than this.
    pub(crate) fn longest_task(&self) -> f64 {
        largest(self.late.iter().map(|(_, late)| *late))
    }

    /// The longest tasks, and when each had ended, counted from `start`.
    pub(crate) fn long_tasks(&self, start: f64) -> String {
        let mut late = self.late.clone();
        late.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        let said =
            late.iter().take(5).map(|(at, late)| format!("{late:.0} ms at {:.0}", at - start));
        said.collect::<Vec<_>>().join(", ")
    }

    fn gaps(&self) -> Vec<f64> {
        self.at.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_noted_in_the_time_counts() {
        let noted = Frames {
            at: vec![0.0, 500.0, 516.0, 532.0, 600.0, 2000.0],
            late: vec![(90.0, 400.0), (520.0, 1.0), (590.0, 44.0)],
        };
        let within = noted.within(500.0, 1000.0);
        assert_eq!((within.count(), within.longest_gap(), within.gap(50.0)), (4, 68.0, 16.0));
        assert_eq!(within.longest_task(), 44.0);
    }
}
