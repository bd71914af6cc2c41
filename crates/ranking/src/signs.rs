/// What people did with the replies of one model, without voting.
///
/// These are weak: a reply is kept for many reasons, and is rarely set beside another. They are
/// shown apart and are no part of any [`Fit`](crate::Fit).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// Replies that were shown in whole.
    pub shown: u64,
    /// Of these, the version that was kept of several.
    pub kept: u64,
    /// Of these, those that were copied.
    pub copied: u64,
    /// Of these, those that were regenerated and left for another.
    pub regenerated: u64,
    /// Of these, those that the session went on from.
    pub continued: u64,
}

/// A part of all, with the interval that holds the true share with a confidence of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// From 0 to 1.
    pub share: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Signs {
    /// The share of `sign` among the replies shown; `None` if there were none.
    pub fn share(&self, sign: u64) -> Option<Share> {
        Share::of(sign, self.shown)
    }
}

impl Share {
    /// `part` of `all`, with the interval of Wilson ("Probable inference, the law of succession,
    /// and statistical inference", 1927), which is right for few and for extreme shares too. `None`
    /// of nothing; a part is at most all.
    pub fn of(part: u64, all: u64) -> Option<Self> {
        const SQUARE: f64 = 1.959_963_984_540_054 * 1.959_963_984_540_054;
        if all == 0 {
            return None;
        }
        let all_of_them = all as f64;
        let share = part.min(all) as f64 / all_of_them;
        let weight = 1.0 + SQUARE / all_of_them;
        let middle = (share + SQUARE / (2.0 * all_of_them)) / weight;
        let variance = share * (1.0 - share) / all_of_them + SQUARE / (4.0 * all_of_them.powi(2));
        let aside = (SQUARE * variance).sqrt() / weight;
        Some(Self { share, low: (middle - aside).max(0.0), high: (middle + aside).min(1.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        // As SciPy reckons: `binomtest(8, 10).proportion_ci(method="wilson")`.
        let found = Share::of(8, 10).unwrap();
        assert!((found.low - 0.490_162).abs() < 1e-5 && (found.high - 0.943_318).abs() < 1e-5);
        let none = Share::of(0, 10).unwrap();
        assert!(none.low == 0.0 && (none.high - 0.277_533).abs() < 1e-5, "{none:?}");
        assert_eq!(Share::of(0, 0), None);
        assert_eq!(Share::of(7, 5).unwrap().share, 1.0, "no more than all");
    }

    #[test]
    fn a_share_is_of_the_replies_shown() {
        let signs = Signs { shown: 4, copied: 1, ..Signs::default() };
        assert_eq!(signs.share(signs.copied).unwrap().share, 0.25);
        assert_eq!(Signs::default().share(0), None);
    }
}
