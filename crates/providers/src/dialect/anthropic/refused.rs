//! What the interface's errors mean.

use model::{Error, ErrorKind};
use serde::Deserialize;

use crate::dialect::text::{said, wordless};

#[derive(Deserialize)]
struct Answer {
    error: Problem,
}

/// An error in the interface's own words.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Problem {
    #[serde(rename = "type")]
    kind: String,
    message: String,
    /// Its `error_code` names the cause.
    details: serde_json::Value,
}

/// What an answer with another status than 200 means.
pub(crate) fn refusal(status: u16, body: &[u8]) -> Error {
    match Problem::read(body) {
        Some(problem) => Error { status: Some(status), ..problem.told(Some(status)) },
        None => wordless(status),
    }
}

impl Problem {
    /// The error that `body` is.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok().map(|answer: Answer| answer.error)
    }

    /// The error, with `status` where there is one: in mid-stream there is none.
    pub(super) fn told(&self, status: Option<u16>) -> Error {
        let kind = self.means(status);
        match (self.message.trim(), status) {
            ("", Some(status)) => Error { kind, ..wordless(status) },
            ("", None) => Error::new(kind, "The provider broke off and did not say why."),
            (words, _) => Error::new(kind, said(words)),
        }
    }

    fn means(&self, status: Option<u16>) -> ErrorKind {
        let code = self.details["error_code"].as_str();
        let says = |words: &[&str]| words.iter().any(|words| self.message.contains(words));
        if code.is_some_and(|code| code.contains("spend_limit") || code.contains("billing"))
            || says(&["credit balance is too low", "specified API usage limits"])
        {
            return ErrorKind::Quota;
        }
        // The last is llama.cpp's server, which speaks this dialect too.
        if says(&[
            "prompt is too long",
            "exceed context limit",
            "exceeds the maximum size",
            "exceeds the available context size",
        ]) {
            return ErrorKind::PromptTooLong;
        }
        match (self.kind.as_str(), status) {
            ("authentication_error" | "permission_error", _) | (_, Some(401 | 403)) => {
                ErrorKind::Unauthorized
            }
            ("billing_error", _) | (_, Some(402)) => ErrorKind::Quota,
            ("request_too_large", _) | (_, Some(413)) => ErrorKind::PromptTooLong,
            ("rate_limit_error", _) | (_, Some(429)) => ErrorKind::RateLimit,
            ("overloaded_error", _) | (_, Some(503 | 529)) => ErrorKind::Overloaded,
            ("not_found_error", _) | (_, Some(404)) if says(&["model"]) => ErrorKind::ModelNotFound,
            ("api_error" | "timeout_error", _) | (_, Some(500..)) => ErrorKind::Server,
            (_, Some(_)) | ("invalid_request_error" | "not_found_error", None) => {
                ErrorKind::InvalidRequest
            }
            (_, None) => ErrorKind::Server,
        }
    }
}
