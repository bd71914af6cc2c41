use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use lookup::unspaced;

/// What of a character counts in a name: its letters and figures in compatible form, small, and
/// without the accents of European scripts.
pub(super) fn fold(found: char) -> impl Iterator<Item = char> {
    let decomposed = std::iter::once(found).nfkd().filter(|&part| !is_accent(part));
    decomposed.flat_map(char::to_lowercase).filter(|&part| is_letter(part) && !is_accent(part))
}

/// Whether a character is a part of words.
pub(super) fn is_letter(found: char) -> bool {
    found.is_alphanumeric() || (is_combining_mark(found) && !is_accent(found))
}

/// Whether a character may stand between any two letters of a name without being seen.
pub(super) fn is_silent(found: char) -> bool {
    is_accent(found)
        || matches!(found, '*' | '_' | '`' | '~' | '\\' | '\u{ad}' | '\u{feff}')
        || matches!(found, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// Whether a character may stand between two parts of a name.
pub(super) fn is_joint(found: char) -> bool {
    found.is_whitespace()
        || matches!(found, '-' | '\u{2010}'..='\u{2015}' | '−' | '.' | '/' | ':' | '·' | '+')
}

/// Whether a word may end between two neighbours, whichever name is looked for.
pub(super) fn is_bound(left: Option<char>, right: Option<char>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return true };
    let (one, other) = (kind(left), kind(right));
    one != other
        || matches!(one, Kind::None | Kind::Unspaced)
        || (left.is_lowercase() && right.is_uppercase())
}

#[derive(PartialEq)]
enum Kind {
    None,
    Figure,
    /// A letter of a script with capitals.
    Cased,
    Unspaced,
    Other,
}

fn kind(found: char) -> Kind {
    if found.is_ascii_alphabetic() {
        Kind::Cased
    } else if !is_letter(found) {
        Kind::None
    } else if found.is_numeric() {
        Kind::Figure
    } else if found.is_lowercase() || found.is_uppercase() {
        Kind::Cased
    } else if unspaced(found) || matches!(found, '\u{ac00}'..='\u{d7a3}') {
        // Korean joins its particles to a name.
        Kind::Unspaced
    } else {
        Kind::Other
    }
}

/// Whether a character only marks the letter before it, and is no part of a name.
pub(super) fn is_accent(found: char) -> bool {
    matches!(found, '\u{300}'..='\u{36f}')
}
