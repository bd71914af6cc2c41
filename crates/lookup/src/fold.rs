//! Letters as they are compared.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use unicode_normalization::UnicodeNormalization;

use crate::script::unspaced;

/// What a folded character is to the words of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Part of a word.
    Letter,
    /// Part of a text that puts no spaces between its words.
    Unspaced,
    /// A word by itself: an emoji, a currency.
    Sign,
    /// Seen, but not compared: an accent, a vowel point, a joiner.
    Silent,
    /// Between words.
    Gap,
}

/// A character without case, width and compatible forms.
///
/// Accents stay in: [`class`] says that they are silent. Case is folded by going up and then down,
/// so that `ß` and `SS` meet, the two forms of a final sigma, and the four forms of i.
pub(crate) fn folded(letter: char) -> impl Iterator<Item = char> {
    std::iter::once(letter)
        .nfkd()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkd()
        .flat_map(alike)
}

/// Letters that are one with others though no normal form says so.
fn alike(letter: char) -> impl Iterator<Item = char> {
    let two = |one, other| [Some(one), other];
    let found = match letter {
        'æ' => two('a', Some('e')),
        'œ' => two('o', Some('e')),
        'þ' => two('t', Some('h')),
        'ø' => two('o', None),
        'ł' => two('l', None),
        'đ' | 'ð' => two('d', None),
        'ħ' => two('h', None),
        'ŧ' => two('t', None),
        // Persian and Urdu forms of Arabic letters.
        '\u{6cc}' | '\u{649}' => two('\u{64a}', None),
        '\u{6a9}' => two('\u{643}', None),
        '\u{6c1}' => two('\u{647}', None),
        other => two(figure(other).unwrap_or(other), None),
    };
    found.into_iter().flatten()
}

/// The zero of each script's own figures; nine more follow it.
const ZEROES: [u32; 16] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
    0xed0, 0x1040, 0x17e0,
];

/// A script's own figure as 0 to 9.
fn figure(letter: char) -> Option<char> {
    let code = u32::from(letter);
    let value = ZEROES.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10));
    value.and_then(|value| char::from_digit(value, 10))
}

/// What a character that was folded is.
pub(crate) fn class(letter: char) -> Class {
    if letter.is_ascii() {
        return if letter.is_ascii_alphanumeric() { Class::Letter } else { Class::Gap };
    }
    if is_silent(letter) {
        return Class::Silent;
    }
    match category(letter) {
        _ if is_sign(letter) => Class::Sign,
        GeneralCategory::EnclosingMark
        | GeneralCategory::Format
        | GeneralCategory::ModifierSymbol => Class::Silent,
        GeneralCategory::UppercaseLetter
        | GeneralCategory::LowercaseLetter
        | GeneralCategory::TitlecaseLetter
        | GeneralCategory::ModifierLetter
        | GeneralCategory::OtherLetter
        | GeneralCategory::NonspacingMark
        | GeneralCategory::SpacingMark
        | GeneralCategory::DecimalNumber
        | GeneralCategory::LetterNumber
        | GeneralCategory::OtherNumber
        | GeneralCategory::PrivateUse => {
            match matches!(letter, 'ー' | '\u{3099}' | '\u{309a}') || unspaced(letter) {
                true => Class::Unspaced,
                false => Class::Letter,
            }
        }
        _ => Class::Gap,
    }
}

/// Whether a character, as it stands in the text, is a word by itself.
pub(crate) fn is_sign(letter: char) -> bool {
    !letter.is_ascii()
        && matches!(
            category(letter),
            GeneralCategory::OtherSymbol
                | GeneralCategory::MathSymbol
                | GeneralCategory::CurrencySymbol
        )
}

fn category(letter: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(letter)
}

/// Accents of Latin, Greek and Cyrillic letters, points of Hebrew, Arabic and Syriac ones, the
/// Arabic lengthening stroke, the dot below Devanagari letters, and what chooses a glyph. The vowel
/// signs of Indic scripts and the tones of Thai make other words and are not among them.
fn is_silent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{730}'..='\u{74a}' | '\u{8d3}'..='\u{8ff}' | '\u{93c}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0100}'..='\u{e01ef}')
}
