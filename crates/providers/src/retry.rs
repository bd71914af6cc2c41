//! When a request that failed is sent again, and after how long: rules that read no clock.

use std::time::Duration;

use model::{Error, ErrorKind};

use crate::http::Broken;

/// How often a request is sent again.
const RETRIES: u32 = 2;

/// The longest wait that a provider may ask for; one that asks for more is told to the reader.
const LONGEST: Duration = Duration::from_secs(60);

/// How long to wait before a request that failed without a single event is sent again; `None`:
/// not again. `attempt` counts from 0, for the first time that it was sent.
pub(crate) fn wait(broken: &Broken, attempt: u32) -> Option<Duration> {
    let Broken { error, unsent } = broken;
    if attempt >= RETRIES || !(*unsent || passes(error)) {
        return None;
    }
    match error.retry_after {
        Some(asked) => (asked <= LONGEST).then_some(asked),
        None => Some(first(error.kind) * 2_u32.pow(attempt)),
    }
}

/// Whether the same request may well succeed a little later.
fn passes(error: &Error) -> bool {
    match error.kind {
        ErrorKind::Overloaded | ErrorKind::RateLimit => true,
        ErrorKind::Server => error.status.is_some_and(|status| status >= 500),
        ErrorKind::ModelNotFound
        | ErrorKind::BadModelFile
        | ErrorKind::OutOfMemory
        | ErrorKind::PromptTooLong
        | ErrorKind::WorkerLost
        | ErrorKind::InvalidRequest
        | ErrorKind::Truncated
        | ErrorKind::Malformed
        | ErrorKind::Network
        | ErrorKind::Offline
        | ErrorKind::MissingKey
        | ErrorKind::Unauthorized
        | ErrorKind::Quota
        | ErrorKind::Unsupported => false,
    }
}

/// The first wait where the provider names none.
fn first(kind: ErrorKind) -> Duration {
    match kind {
        ErrorKind::RateLimit | ErrorKind::Overloaded => Duration::from_secs(1),
        _ => Duration::from_millis(400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(kind: ErrorKind, status: Option<u16>) -> Broken {
        Error { status, ..Error::new(kind, "") }.into()
    }

    #[test]
    fn what_passes_is_tried_twice_more_ever_later() {
        for (kind, status) in [
            (ErrorKind::Overloaded, 529),
            (ErrorKind::RateLimit, 429),
            (ErrorKind::Server, 500),
            (ErrorKind::Server, 502),
        ] {
            let broken = broken(kind, Some(status));
            let first = wait(&broken, 0).expect("a second time");
            assert_eq!(wait(&broken, 1), Some(first * 2), "a third time");
            assert_eq!(wait(&broken, 2), None, "never a fourth");
        }
    }

    #[test]
    fn only_a_connection_that_was_never_made_is_tried_again() {
        let cut = broken(ErrorKind::Network, None);
        assert_eq!(wait(&cut, 0), None, "what was sent may have been answered, and cost money");
        assert!(wait(&Broken { unsent: true, ..cut }, 0).is_some());
    }

    #[test]
    fn what_does_not_pass_is_told_at_once() {
        for kind in [
            ErrorKind::MissingKey,
            ErrorKind::Unauthorized,
            ErrorKind::Quota,
            ErrorKind::PromptTooLong,
            ErrorKind::ModelNotFound,
            ErrorKind::InvalidRequest,
            ErrorKind::Malformed,
            ErrorKind::Truncated,
            ErrorKind::Offline,
        ] {
            assert_eq!(wait(&broken(kind, Some(400)), 0), None, "{kind:?}");
        }
        assert_eq!(wait(&broken(ErrorKind::Server, Some(404)), 0), None);
        assert_eq!(wait(&broken(ErrorKind::Server, None), 0), None);
    }

    #[test]
    fn the_provider_says_how_long_unless_it_asks_for_too_much() {
        let asks = |seconds| {
            let mut broken = broken(ErrorKind::RateLimit, Some(429));
            broken.error.retry_after = Some(Duration::from_secs(seconds));
            broken
        };
        assert_eq!(wait(&asks(0), 0), Some(Duration::ZERO), "its word wins, also when shorter");
        assert_eq!(wait(&asks(60), 1), Some(Duration::from_secs(60)));
        assert_eq!(wait(&asks(61), 0), None, "longer than a reader waits without being told");
    }
}
