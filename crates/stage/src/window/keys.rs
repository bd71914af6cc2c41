//! Keys that have no character, as WebDriver writes them.

/// Enter.
pub const ENTER: &str = "\u{E007}";
/// Delete.
pub const DELETE: &str = "\u{E017}";

/// A key, pressed while Control is held.
pub fn with_control(key: &str) -> String {
    const CONTROL: char = '\u{E009}';
    const RELEASE: char = '\u{E000}';
    format!("{CONTROL}{key}{RELEASE}")
}
