//! The worker's words for the log: standard error, one line each, only what matters.

use std::io::Write;

/// Writes one line to standard error; a closed one is no reason to end.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
