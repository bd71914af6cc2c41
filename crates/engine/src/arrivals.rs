//! When the text of a reply arrived, coarsely enough to be kept for every reply.

use std::time::Duration;

use store::Arrival;

/// The most moments that are kept of one reply.
const MOST: usize = 512;

/// The moments of one reply, at least `step` apart. When there are too many, every second goes and
/// the step doubles: a long reply is kept as well as its picture can show it.
#[derive(Debug)]
pub(crate) struct Arrivals {
    moments: Vec<Arrival>,
    /// Milliseconds.
    step: u32,
    chars: u32,
}

impl Arrivals {
    /// Those of a reply that has so many characters already.
    pub(crate) fn new(chars: usize) -> Self {
        Self { moments: Vec::new(), step: 16, chars: u32::try_from(chars).unwrap_or(u32::MAX) }
    }

    /// So many characters arrived, so long after the reply was asked for.
    pub(crate) fn add(&mut self, after: Duration, chars: usize) {
        let ms = u32::try_from(after.as_millis()).unwrap_or(u32::MAX);
        self.chars = self.chars.saturating_add(u32::try_from(chars).unwrap_or(u32::MAX));
        match self.moments.last_mut() {
            Some(last) if ms < last.ms.saturating_add(self.step) => last.chars = self.chars,
            _ => self.moments.push(Arrival { ms, chars: self.chars }),
        }
        if self.moments.len() > MOST {
            let mut place = 0;
            // Of each two the later stays: it has all that came by then. The first token stays.
            self.moments.retain(|_| {
                place += 1;
                place == 1 || place % 2 == 1
            });
            self.step = self.step.saturating_mul(2);
        }
    }

    pub(crate) fn told(self) -> Vec<Arrival> {
        self.moments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_reply_keeps_its_first_and_last_moment_and_few_between() {
        let mut arrivals = Arrivals::new(0);
        for n in 1..=100_000_u64 {
            arrivals.add(Duration::from_millis(500 + n * 20), 3);
        }
        let told = arrivals.told();
        assert!((MOST / 2..=MOST).contains(&told.len()), "{}", told.len());
        assert_eq!(told[0].ms, 520, "when the first token came");
        assert_eq!(told.last().unwrap().chars, 300_000, "all of it");
        assert!(told.is_sorted_by(|a, b| a.ms < b.ms && a.chars < b.chars));
    }

    #[test]
    fn what_comes_at_once_is_one_moment() {
        let mut arrivals = Arrivals::new(5);
        for _ in 0..9 {
            arrivals.add(Duration::from_millis(100), 1);
        }
        assert_eq!(arrivals.told(), [Arrival { ms: 100, chars: 14 }]);
    }
}
