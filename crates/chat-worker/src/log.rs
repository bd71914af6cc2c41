//! The worker's words for the log: standard error, one line each, only what matters.

use std::io::Write;
use std::sync::Mutex;

/// How much a line of llama.cpp's log matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// Something failed.
    Error,
    /// Not for us.
    Chatter,
    /// The line goes on.
    Same,
}

struct Tail {
    level: Level,
    line: String,
    errors: Vec<String>,
}

static TAIL: Mutex<Tail> =
    Mutex::new(Tail { level: Level::Chatter, line: String::new(), errors: Vec::new() });

/// Takes a piece of llama.cpp's log: its errors are printed and remembered.
pub(crate) fn native(level: Level, text: &str) {
    let Ok(mut tail) = TAIL.lock() else { return };
    if level != Level::Same {
        tail.level = level;
        tail.line.clear();
    }
    if tail.level == Level::Chatter {
        return;
    }
    tail.line.push_str(text);
    if !text.ends_with('\n') {
        return;
    }
    let line = std::mem::take(&mut tail.line).trim().to_owned();
    if line.is_empty() {
        return;
    }
    if tail.level == Level::Error && tail.errors.len() < 16 {
        tail.errors.push(line.clone());
    }
    drop(tail);
    say(&line);
}

/// Takes the errors that llama.cpp has logged since the last call, oldest first.
pub(crate) fn take_errors() -> Vec<String> {
    TAIL.lock().map(|mut tail| std::mem::take(&mut tail.errors)).unwrap_or_default()
}

/// Writes one line to standard error; a closed one is no reason to end.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
