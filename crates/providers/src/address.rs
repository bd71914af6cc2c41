use std::net::IpAddr;

use model::{Error, ErrorKind, Result};
use reqwest::Url;

/// The address as one that may be asked: https, or http to this machine; http elsewhere only where
/// the user has allowed it for this provider (`plain`).
pub(crate) fn allowed(address: &str, plain: bool) -> Result<Url> {
    let bad = |why: String| Error::new(ErrorKind::InvalidRequest, why);
    let url = Url::parse(address).map_err(|error| bad(format!("This is no address: {error}.")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("The address must not hold a name or password.".into()));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if plain || is_loopback(&url) => Ok(url),
        "http" => Err(bad("Plain http is only for this machine: use https.".into())),
        other => Err(bad(format!("An address begins with https, not with {other}."))),
    }
}

/// Why an answer from `first` must not lead to `next`, if so: never to plain http elsewhere, and
/// never from elsewhere into this machine.
pub(crate) fn misled(first: &Url, next: &Url) -> Option<String> {
    if is_loopback(next) && !is_loopback(first) {
        return Some("The server leads into this machine; that is not followed.".into());
    }
    allowed(next.as_str(), false).err().map(|error| {
        format!("The server leads to an address that is not followed. {}", error.message)
    })
}

/// Whether the address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_may_be_asked() {
        for good in [
            "https://example.org/a.gguf",
            "https://127.0.0.1/a",
            "http://127.0.0.1:8080/a",
            "http://127.9.9.9/a",
            "http://[::1]:8080/a",
            "http://localhost:8080/a",
        ] {
            assert!(allowed(good, false).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.org",
            "http://example.org/a",
            "http://localhost.example.org/a",
            "http://localhost@example.org/a",
            "http://127.0.0.1.example.org/a",
            "http://0.0.0.0/a",
            "https://me:secret@example.org/a",
            "file:///etc/passwd",
            "ftp://127.0.0.1/a",
        ] {
            let error = allowed(bad, false).expect_err(bad);
            assert_eq!(error.kind, ErrorKind::InvalidRequest, "{bad}");
            assert!(!error.message.contains("secret"), "a password is not repeated");
        }
    }

    #[test]
    fn an_answer_leads_neither_to_plain_http_nor_into_this_machine() {
        let url = |address| Url::parse(address).unwrap();
        let (far, near) = (url("https://example.org/a"), url("http://127.0.0.1/a"));
        assert_eq!(misled(&far, &url("https://files.example.org/b")), None);
        assert!(misled(&far, &url("http://example.org/a")).is_some(), "plain http");
        assert!(misled(&far, &near).is_some(), "from elsewhere into this machine");
        assert!(misled(&far, &url("https://localhost/a")).is_some(), "by https too");
        assert_eq!(misled(&near, &url("http://localhost:9/b")), None);
        assert_eq!(misled(&near, &far), None);
        assert!(misled(&near, &url("http://example.org/a")).is_some(), "plain http elsewhere");
    }
}
