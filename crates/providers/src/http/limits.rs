use std::time::Duration;

use crate::Patience;

/// How long the other side may be silent. There is no limit for the whole: a long file or answer
/// legitimately takes its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until the connection stands.
    pub connect: Duration,
    /// From the request to the head of the answer, over all redirects.
    pub first_byte: Duration,
    /// Between two pieces of the answer.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            first_byte: Duration::from_secs(60),
            idle: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Those of a chat: a model may reason for minutes before its first word.
    pub fn chat() -> Self {
        let minutes = Duration::from_secs(300);
        Self { first_byte: minutes, idle: minutes, ..Self::default() }
    }

    /// These limits, with what a row says in their place.
    pub(crate) fn with(self, patience: Patience) -> Self {
        let or = |ms: Option<u32>, fallback| {
            ms.map_or(fallback, |ms| Duration::from_millis(u64::from(ms)))
        };
        Self {
            connect: or(patience.connect_ms, self.connect),
            first_byte: or(patience.first_byte_ms, self.first_byte),
            idle: or(patience.idle_ms, self.idle),
        }
    }
}
