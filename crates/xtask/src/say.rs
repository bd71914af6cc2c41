//! The one place that writes to the terminal.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this program talks to a terminal")]

use std::io::{IsTerminal, Write};

use crate::failure::Failure;

/// Announces a step.
pub(crate) fn step(text: impl AsRef<str>) {
    println!("» {}", text.as_ref());
    flush();
}

/// A line of detail, or a result.
pub(crate) fn line(text: impl AsRef<str>) {
    println!("{}", text.as_ref());
    flush();
}

/// A piece of a line, shown at once.
pub(crate) fn piece(text: &str) {
    print!("{text}");
    flush();
}

/// A line that replaces itself on a terminal; elsewhere nothing, so that logs stay short.
pub(crate) fn passing(text: &str) {
    if std::io::stdout().is_terminal() {
        print!("\r\x1b[K{text}");
        flush();
    }
}

/// What failed and what to do, on standard error.
pub(crate) fn failure(failure: &Failure) {
    eprintln!("\nxtask: {failure}");
    if let Some(advice) = failure.advice() {
        eprintln!("       {advice}");
    }
}

fn flush() {
    // A closed pipe is the reader's wish, not an error of ours.
    drop(std::io::stdout().flush());
}
