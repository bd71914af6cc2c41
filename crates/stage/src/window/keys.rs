//! Keys that have no character, as WebDriver writes them.

/// Enter.
pub const ENTER: &str = "\u{E007}";
/// Delete.
pub const DELETE: &str = "\u{E017}";

/// Escape.
pub const ESCAPE: &str = "\u{E00C}";
/// The tabulator.
pub const TAB: &str = "\u{E004}";
/// F2.
pub const F2: &str = "\u{E032}";
/// The arrow to the left.
pub const LEFT: &str = "\u{E012}";
/// The arrow to the right.
pub const RIGHT: &str = "\u{E014}";
/// The arrow upwards.
pub const UP: &str = "\u{E013}";
/// The arrow downwards.
pub const DOWN: &str = "\u{E015}";
/// Shift.
pub const SHIFT: &str = "\u{E008}";
/// Control.
pub const CONTROL: &str = "\u{E009}";
/// Alt.
pub const ALT: &str = "\u{E00A}";

/// A key, pressed while Control is held.
pub fn with_control(key: &str) -> String {
    const RELEASE: char = '\u{E000}';
    format!("{CONTROL}{key}{RELEASE}")
}
