use std::time::{Duration, SystemTime};

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

/// How long a provider asks to wait: in milliseconds as OpenAI says it, in seconds, which some give
/// with a fraction, or as a date (RFC 9110, section 10.2.3).
pub(crate) fn wait(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| *number >= 0.0);
    let exact = text(headers, HeaderName::from_static("retry-after-ms")).and_then(number);
    if let Some(ms) = exact {
        return Duration::try_from_secs_f64(ms / 1e3).ok();
    }
    let said = text(headers, RETRY_AFTER)?;
    match number(said) {
        Some(seconds) => Duration::try_from_secs_f64(seconds).ok(),
        None => {
            let until = httpdate::parse_http_date(said).ok()?;
            Some(until.duration_since(now).unwrap_or_default())
        }
    }
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

    #[test]
    fn a_provider_says_in_three_ways_how_long_to_wait() {
        let now = httpdate::parse_http_date("Wed, 21 Oct 2015 07:28:00 GMT").unwrap();
        let said = |value| wait(&one(RETRY_AFTER, value), now);
        assert_eq!(said("7"), Some(Duration::from_secs(7)));
        assert_eq!(said("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(said("Wed, 21 Oct 2015 07:28:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(said("Wed, 21 Oct 2015 07:00:00 GMT"), Some(Duration::ZERO), "in the past");
        for bad in ["", "soon", "-3", "NaN", "1e300"] {
            assert_eq!(said(bad), None, "{bad}");
        }
        let mut both = one(RETRY_AFTER, "1");
        both.extend(one(HeaderName::from_static("retry-after-ms"), "250"));
        assert_eq!(wait(&both, now), Some(Duration::from_millis(250)), "the more exact one");
    }
}
