//! Steps that are all done even if one fails, and what came of them.

use std::time::Instant;

use crate::failure::{Failure, Result};
use crate::{interrupt, say};

/// What came of a step that ran tests; zero and zero where there is nothing to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed.
    pub(crate) failed: u64,
}

/// The steps so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    failed: Vec<String>,
    count: Count,
}

impl Tally {
    /// Does a step and notes whether it failed; only an interrupt ends the run.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        self.count(name, || (Count::default(), work()))
    }

    /// Does a step that counts tests.
    pub(crate) fn count(
        &mut self,
        name: &str,
        work: impl FnOnce() -> (Count, Result<()>),
    ) -> Result<()> {
        interrupt::check()?;
        say::step(name);
        let start = Instant::now();
        let (count, result) = work();
        self.count.passed += count.passed;
        self.count.failed += count.failed;
        if let Err(failure) = result {
            interrupt::check()?;
            say::failure(&failure);
            self.failed.push(name.into());
        }
        say::line(format!("  {name}: {:.1} s", start.elapsed().as_secs_f64()));
        Ok(())
    }

    /// How many tests passed and failed.
    pub(crate) fn counted(&self) -> Count {
        self.count
    }

    /// Fails if a step has.
    pub(crate) fn end(self) -> Result<()> {
        if self.failed.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!("failed: {}", self.failed.join(", "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_does_not_keep_the_next_from_being_done() {
        let mut tally = Tally::default();
        let mut done = false;
        tally.step("first", || Err(Failure::new("no"))).unwrap();
        tally
            .step("second", || {
                done = true;
                Ok(())
            })
            .unwrap();
        assert!(done, "the second was done");
        assert!(tally.end().unwrap_err().to_string().contains("first"));
    }
}
