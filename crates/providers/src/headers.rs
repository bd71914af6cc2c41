use std::time::Duration;

use model::{Error, ErrorKind, Result};
use reqwest::header::{
    CONTENT_RANGE, ETAG, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED, RETRY_AFTER,
};

/// What `Content-Range` says (RFC 9110, section 14.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ContentRange {
    /// The first byte of the part; `None` when the range asked for lies outside the file.
    pub(crate) first: Option<u64>,
    /// The length of the whole file, where it is said.
    pub(crate) total: Option<u64>,
}

/// Which part of the file the answer holds; `None` without a sound header.
pub(crate) fn content_range(headers: &HeaderMap) -> Option<ContentRange> {
    let (part, total) = text(headers, CONTENT_RANGE)?.strip_prefix("bytes ")?.split_once('/')?;
    let total = match total.trim() {
        "*" => None,
        digits => Some(digits.parse().ok()?),
    };
    if part.trim() == "*" {
        return Some(ContentRange { first: None, total });
    }
    let (first, last) = part.trim().split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    let sound = first <= last && total.is_none_or(|total| last < total);
    sound.then_some(ContentRange { first: Some(first), total })
}

/// What the file can be known by later: a strong `ETag`, else `Last-Modified`. Either can be sent
/// back as `If-Range`; a weak tag cannot (RFC 9110, section 13.1.5).
pub(crate) fn validator(headers: &HeaderMap) -> Option<String> {
    let strong = text(headers, ETAG).filter(|tag| tag.starts_with('"'));
    strong.or_else(|| text(headers, LAST_MODIFIED)).map(str::to_owned)
}

/// Whether the file is surely another than the one known by `validator`.
pub(crate) fn changed(validator: Option<&str>, headers: &HeaderMap) -> bool {
    let Some(known) = validator else { return false };
    let now = if known.starts_with('"') { ETAG } else { LAST_MODIFIED };
    text(headers, now).is_some_and(|now| now != known)
}

/// How long the server asks to wait, where it says so in seconds.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    Some(Duration::from_secs(text(headers, RETRY_AFTER)?.parse().ok()?))
}

/// A header that a row or a dialect asks for.
pub(crate) fn pair(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let bad = |why: &str| Error::new(ErrorKind::InvalidRequest, format!("{why}: {name}"));
    let known = name.parse().map_err(|_| bad("This is no name of a header"))?;
    let value = value.parse().map_err(|_| bad("This header's value cannot be sent"))?;
    Ok((known, value))
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn a_content_range_is_read_or_refused() {
        let read = |value| content_range(&one(CONTENT_RANGE, value));
        let range = |first, total| Some(ContentRange { first, total });
        assert_eq!(read("bytes 5-9/10"), range(Some(5), Some(10)));
        assert_eq!(read("bytes 5-9/*"), range(Some(5), None));
        assert_eq!(read("bytes */10"), range(None, Some(10)));
        for bad in ["", "bytes", "bytes 9-5/10", "bytes 5-10/10", "lines 1-2/3", "bytes a-b/c"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_weak_tag_is_not_relied_on() {
        assert_eq!(validator(&one(ETAG, "\"abc\"")), Some("\"abc\"".into()));
        let mut weak = one(ETAG, "W/\"abc\"");
        assert_eq!(validator(&weak), None);
        let date = "Wed, 21 Oct 2015 07:28:00 GMT";
        weak.extend(one(LAST_MODIFIED, date));
        assert_eq!(validator(&weak), Some(date.into()));
    }

    #[test]
    fn a_file_has_changed_when_what_it_was_known_by_has() {
        assert!(changed(Some("\"a\""), &one(ETAG, "\"b\"")));
        assert!(!changed(Some("\"a\""), &one(ETAG, "\"a\"")));
        assert!(!changed(Some("\"a\""), &HeaderMap::new()), "nothing is said");
        assert!(!changed(None, &one(ETAG, "\"b\"")), "nothing was known");
    }
}
