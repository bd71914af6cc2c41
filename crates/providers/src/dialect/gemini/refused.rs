//! What the interface's errors mean.

use std::time::Duration;

use model::{Error, ErrorKind};
use serde::{Deserialize, Deserializer};

use crate::dialect::text::{said, wordless};

/// An answer that is an error.
#[derive(Deserialize)]
struct Failed {
    error: Problem,
}

/// An error in the interface's own words.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Problem {
    code: Option<u16>,
    message: String,
    status: String,
    #[serde(deserialize_with = "known")]
    details: Vec<Detail>,
}

/// What is told beside the words, of whichever kind.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Detail {
    /// Of a `RetryInfo`: seconds and an `s`.
    retry_delay: Option<String>,
    /// Of an `ErrorInfo`.
    reason: Option<String>,
    /// Of a `QuotaFailure`.
    violations: Vec<Violation>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Violation {
    quota_id: String,
}

/// The details that can be read; others are no reason to lose the words.
fn known<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Detail>, D::Error> {
    let all = Vec::<serde_json::Value>::deserialize(from)?;
    Ok(all.into_iter().filter_map(|detail| serde_json::from_value(detail).ok()).collect())
}

/// What an answer with another status than 200 means.
pub(crate) fn refusal(status: u16, body: &[u8]) -> Error {
    match problem(body) {
        Some(problem) => Error { status: Some(status), ..problem.told(Some(status)) },
        None => wordless(status),
    }
}

/// The error that `body` is. As the whole body it may stand in an array.
pub(super) fn problem(body: &[u8]) -> Option<Problem> {
    let failed = if body.trim_ascii_start().starts_with(b"[") {
        serde_json::from_slice(body).map(|[failed]: [Failed; 1]| failed)
    } else {
        serde_json::from_slice(body)
    };
    failed.ok().map(|failed| failed.error)
}

impl Problem {
    /// The error. In mid-stream its own code stands for the status.
    pub(super) fn told(&self, status: Option<u16>) -> Error {
        let code = self.code.or(status).unwrap_or(500);
        let message = match self.message.trim() {
            "" => wordless(code).message,
            words => said(words),
        };
        Error { retry_after: self.retry_after(), ..Error::new(self.means(code), message) }
    }

    fn means(&self, code: u16) -> ErrorKind {
        let says = |words: &[&str]| words.iter().any(|words| self.message.contains(words));
        let reason =
            |own: &str| self.details.iter().any(|detail| detail.reason.as_deref() == Some(own));
        match (code, self.status.as_str()) {
            (401 | 403, _) | (_, "UNAUTHENTICATED" | "PERMISSION_DENIED") => {
                ErrorKind::Unauthorized
            }
            (400, _)
                if reason("API_KEY_INVALID") || says(&["API key not valid", "API key expired"]) =>
            {
                ErrorKind::Unauthorized
            }
            (400 | 413, _) if code == 413 || says(&["token count", "payload size exceeds"]) => {
                ErrorKind::PromptTooLong
            }
            (400, "FAILED_PRECONDITION") if says(&["billing"]) => ErrorKind::Quota,
            (402, _) => ErrorKind::Quota,
            (404, _) if says(&["model"]) => ErrorKind::ModelNotFound,
            (429, _) | (_, "RESOURCE_EXHAUSTED") if self.is_used_up() => ErrorKind::Quota,
            (429, _) | (_, "RESOURCE_EXHAUSTED") => ErrorKind::RateLimit,
            (503 | 529, _) | (_, "UNAVAILABLE") => ErrorKind::Overloaded,
            (500.., _) => ErrorKind::Server,
            (_, _) => ErrorKind::InvalidRequest,
        }
    }

    /// Whether what is exhausted does not come back within minutes: the day's allowance, or one
    /// that is nothing to begin with, or money.
    fn is_used_up(&self) -> bool {
        let violations = self.details.iter().flat_map(|detail| &detail.violations);
        violations.into_iter().any(|violation| violation.quota_id.contains("PerDay"))
            || ["limit: 0", "credits are depleted"].iter().any(|words| self.message.contains(words))
    }

    fn retry_after(&self) -> Option<Duration> {
        let delay = self.details.iter().find_map(|detail| detail.retry_delay.as_deref())?;
        let seconds: f64 = delay.strip_suffix('s')?.parse().ok()?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}
