//! What an answer means that is not what was asked for, in words that never hold the key.

use model::{Error, ErrorKind};

use crate::dialect::Dialect;
use crate::http::Answer;
use crate::{Key, headers};

/// The most bytes of an error that are read.
pub(super) const MOST: usize = 64 << 10;

/// What stands in the place of a key that the other side repeats.
const HIDDEN: &str = "[key]";

/// The error that `answer` is: its status is none of success, or its body no stream. `begun` is
/// what has been read of its body.
pub(super) async fn refusal(
    dialect: Dialect,
    answer: &mut Answer,
    begun: Vec<u8>,
    key: Option<&Key>,
) -> Error {
    let status = answer.status().as_u16();
    let mut body = begun;
    body.extend(answer.beginning(MOST.saturating_sub(body.len())).await);
    let body = hidden(&body, key);
    let error = match status {
        300..400 => led_away(status, answer),
        200..300 => odd_success(dialect, status, &body, answer.host()),
        _ => dialect.refusal(status, &body),
    };
    let asked = headers::wait(answer.headers(), std::time::SystemTime::now());
    let error = Error {
        retry_after: asked.or(error.retry_after),
        status: error.status.or(Some(status)),
        ..error
    };
    answer.ended(Some(error.kind), None);
    without_key(error, key)
}

/// A redirect that was not followed.
fn led_away(status: u16, answer: &Answer) -> Error {
    let host = answer.host();
    let message = format!(
        "{host} leads to another address ({status}); a request to a provider is not sent on. \
         Check the provider's address."
    );
    Error::new(ErrorKind::InvalidRequest, message)
}

/// A body that comes with success and is not what was asked for.
fn odd_success(dialect: Dialect, status: u16, body: &[u8], host: &str) -> Error {
    let malformed = |what: &str| {
        Error::new(ErrorKind::Malformed, format!("{host} answered with {what} ({status})."))
    };
    match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(json) if holds_error(&json) => {
            dialect.refusal(embedded_status(&json).unwrap_or(status), body)
        }
        Ok(_) => malformed("a whole answer where a stream was asked for"),
        Err(_) if is_html(body) => malformed("a web page"),
        Err(_) => malformed("something that is no answer of a model"),
    }
}

fn holds_error(json: &serde_json::Value) -> bool {
    let json = json.as_array().and_then(|list| list.first()).unwrap_or(json);
    json.get("error").is_some_and(|error| !error.is_null())
        || json.get("type").is_some_and(|kind| kind == "error")
}

/// The status that an error names in its body: `error.code`, `error.status`, `status`.
fn embedded_status(json: &serde_json::Value) -> Option<u16> {
    let json = json.as_array().and_then(|list| list.first()).unwrap_or(json);
    let error = json.get("error").unwrap_or(json);
    let named = [error.get("code"), error.get("status"), json.get("status"), json.get("code")];
    let status = |value: &serde_json::Value| {
        let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
        u16::try_from(number).ok().filter(|status| (400..600).contains(status))
    };
    named.into_iter().flatten().find_map(status)
}

/// Whether the body is a page for people.
pub(super) fn is_html(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

/// The error without the key, should its words hold it.
pub(super) fn without_key(error: Error, key: Option<&Key>) -> Error {
    match key {
        Some(key) if error.message.contains(key.reveal()) => {
            Error { message: error.message.replace(key.reveal(), HIDDEN), ..error }
        }
        _ => error,
    }
}

/// The body without the key, before anything of it is cut off.
fn hidden(body: &[u8], key: Option<&Key>) -> Vec<u8> {
    let Some(key) = key.map(|key| key.reveal().as_bytes()) else { return body.to_vec() };
    let mut clean = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memmem::find(rest, key) {
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(HIDDEN.as_bytes());
        rest = &rest[at + key.len()..];
    }
    clean.extend_from_slice(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_hidden_wherever_it_stands() {
        let key = Key::parse("sk-canary-0123").unwrap();
        let body = b"sk-canary-0123 is bad: sk-canary-0123";
        assert_eq!(hidden(body, Some(&key)), b"[key] is bad: [key]");
        let error = Error::new(ErrorKind::Server, "the key sk-canary-0123 is bad");
        assert_eq!(without_key(error, Some(&key)).message, "the key [key] is bad");
    }

    #[test]
    fn a_status_in_the_body_is_found() {
        let status = |text| embedded_status(&serde_json::from_str(text).unwrap());
        assert_eq!(status(r#"{"error":{"code":429,"message":"slow"}}"#), Some(429));
        assert_eq!(status(r#"{"error":{"code":"503"}}"#), Some(503));
        assert_eq!(status(r#"[{"error":{"code":400}}]"#), Some(400));
        assert_eq!(status(r#"{"error":{"code":"insufficient_quota"}}"#), None);
        assert_eq!(status(r#"{"error":{"code":1302}}"#), None, "a number of the vendor's own");
    }
}
