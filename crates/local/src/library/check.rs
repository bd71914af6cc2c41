//! What the user gives, before anything is done with it.

use std::path::{Path, PathBuf};

use super::{LibraryError, LibraryErrorKind};

/// The longest address, in bytes.
const ADDRESS_LIMIT: usize = 4096;

/// An absolute path that can be written down.
pub(super) fn file_path(path: &Path) -> Result<PathBuf, LibraryError> {
    let path = std::path::absolute(path).map_err(|error| {
        LibraryError::io(LibraryErrorKind::BadFile, "The path makes no sense", error)
    })?;
    match path.to_str() {
        Some(_) => Ok(path),
        None => Err(LibraryError::new(
            LibraryErrorKind::BadFile,
            format!("{} is not valid Unicode: rename the file or its folder.", path.display()),
        )),
    }
}

/// An address that may be asked: https, or http to this machine, without a name and password.
pub(super) fn address(address: &str) -> Result<String, LibraryError> {
    let bad = |why: &str| Err(LibraryError::new(LibraryErrorKind::BadAddress, why));
    let address = address.trim();
    if address.len() > ADDRESS_LIMIT || address.contains(|c: char| c.is_control() || c == ' ') {
        return bad("This is not an address.");
    }
    let lower = address.to_ascii_lowercase();
    let (rest, safe) = match (lower.strip_prefix("https://"), lower.strip_prefix("http://")) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => (rest, false),
        (None, None) => return bad("The address must begin with https://."),
    };
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    if host.is_empty() {
        return bad("The address names no server.");
    }
    if host.contains('@') {
        return bad("The address must not hold a name or password.");
    }
    let own = host == "localhost" || host.starts_with("localhost:");
    if !(safe || own || host.starts_with("127.") || host.starts_with("[::1]")) {
        return bad("The address must begin with https://: plain http is only for this machine.");
    }
    Ok(address.to_owned())
}

/// 64 hexadecimal digits, in lower case.
pub(super) fn sha256(sum: &str) -> Result<String, LibraryError> {
    let sum = sum.trim().to_ascii_lowercase();
    if sum.len() == 64 && sum.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Ok(sum);
    }
    Err(LibraryError::new(
        LibraryErrorKind::BadAddress,
        "A SHA-256 has 64 digits, each 0 to 9 or a to f.",
    ))
}

/// A short plain name for ids and files, from the last part of a path or an address.
pub(super) fn name(place: &str) -> String {
    let place = place.split(['?', '#']).next().unwrap_or_default();
    let last = place.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or_default();
    let last = last.to_lowercase();
    let last = [".gguf", ".bin"].iter().find_map(|form| last.strip_suffix(form)).unwrap_or(&last);
    let plain = |letter: char| match letter {
        'a'..='z' | '0'..='9' | '.' | '_' => letter,
        _ => '-',
    };
    let name: String = last.chars().map(plain).take(80).collect();
    let name = name.trim_matches(['.', '-']);
    if name.is_empty() { "model".into() } else { name.into() }
}

/// The error of work that was lost because the app is ending.
pub(super) fn lost(error: std::io::Error) -> LibraryError {
    LibraryError::io(LibraryErrorKind::NotAllowed, "The app is ending", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_addresses_pass() {
        for good in [
            "https://example.org/a.gguf",
            " HTTPS://example.org/a ",
            "http://127.0.0.1:8080/a.gguf",
            "http://localhost/a",
            "http://[::1]:9/a",
        ] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "example.org/a.gguf",
            "http://example.org/a.gguf",
            "http://localhost.example.org/a",
            "http://localhost@example.org/a",
            "https://me:secret@example.org/a",
            "file:///etc/passwd",
            "ftp://example.org/a",
            "https:///a",
            "https://example.org/a b",
            "https://example.org/\na",
        ] {
            let error = address(bad).expect_err(bad);
            assert_eq!(error.kind, LibraryErrorKind::BadAddress, "{bad}");
        }
    }

    #[test]
    fn a_sum_is_64_hexadecimal_digits() {
        assert_eq!(sha256(&format!(" {} ", "AB".repeat(32))).unwrap(), "ab".repeat(32));
        for bad in ["", "ab", &"g".repeat(64), &"a".repeat(63), &"a".repeat(65)] {
            assert!(sha256(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_are_plain_whatever_the_place_is_called() {
        assert_eq!(name("/home/me/My Model.Q4_K_M.GGUF"), "my-model.q4_k_m");
        assert_eq!(name("https://example.org/m/resolve/a.gguf?download=true#x"), "a");
        assert_eq!(name("C:\\models\\b.gguf"), "b");
        assert_eq!(name("/models/ggml-base.bin"), "ggml-base");
        assert_eq!(name("/models/..gguf"), "model");
        assert_eq!(name("https://example.org/../../etc/"), "etc");
        assert_eq!(name("/models/模型.gguf"), "model");
        assert!(name(&"x".repeat(500)).len() <= 80);
    }
}
