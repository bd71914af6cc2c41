//! Words on their way to and from a provider.

use model::{Error, ErrorKind};

/// The most bytes of a provider's own words that are kept.
const LONGEST: usize = 4 << 10;

/// The header of every body that is sent.
pub(super) const JSON: (&str, &str) = ("content-type", "application/json");

/// The stream ended before the reply did.
pub(super) fn truncated() -> Error {
    Error::new(ErrorKind::Truncated, "The connection ended before the reply was whole.")
}

/// An event that should be understood is not what it should be.
pub(super) fn unreadable(error: &serde_json::Error) -> Error {
    let message = format!("The answer holds an event that cannot be read: {error}.");
    Error::new(ErrorKind::Malformed, message)
}

/// A provider's own words, as far as they are kept.
pub(super) fn said(words: &str) -> String {
    let words = words.trim();
    let mut end = words.len().min(LONGEST);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    words[..end].to_owned()
}

/// What a status means where the answer does not explain itself.
pub(super) fn wordless(status: u16) -> Error {
    let kind = match status {
        401 | 403 => ErrorKind::Unauthorized,
        402 => ErrorKind::Quota,
        413 => ErrorKind::PromptTooLong,
        429 => ErrorKind::RateLimit,
        503 | 529 => ErrorKind::Overloaded,
        400..=499 => ErrorKind::InvalidRequest,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::Malformed,
    };
    let message = match kind {
        ErrorKind::Malformed => {
            format!("The answer, with status {status}, is not of this provider.")
        }
        _ => format!("The provider answered with status {status} and did not say why."),
    };
    Error { status: Some(status), ..Error::new(kind, message) }
}

/// `text` with everything escaped that means something in a path or a query.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_end_between_two_characters() {
        let words = format!("a{}", "ह".repeat(2_000));
        let kept = said(&words);
        assert!(kept.len() <= LONGEST && kept.len() > LONGEST - 3, "{} bytes", kept.len());
        assert!(words.starts_with(&kept), "only the end is missing");
    }

    #[test]
    fn a_name_cannot_become_another_path() {
        assert_eq!(escaped("../a b?c=d&e#f/ह"), "..%2Fa%20b%3Fc%3Dd%26e%23f%2F%E0%A4%B9");
    }
}
