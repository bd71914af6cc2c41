//! Formulas in words: TeX as models write it.

mod parse;
mod say;
mod tokens;

pub(crate) use say::GREEK;

use super::lexicon::Lexicon;

/// A formula in words.
pub(crate) fn spoken(tex: &str, lexicon: &Lexicon) -> String {
    say::row(&parse::formula(tex), lexicon)
}
