//! Keys that have no character, as WebDriver writes them.

/// Enter.
pub(crate) const ENTER: &str = "\u{E007}";
