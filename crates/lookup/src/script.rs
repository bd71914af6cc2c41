use icu_properties::CodePointMapData;
use icu_properties::props::Script;

/// Whether a letter belongs to a script that puts no space between its words.
pub fn unspaced(letter: char) -> bool {
    if letter.is_ascii() {
        return false;
    }
    let script = CodePointMapData::<Script>::new().get(letter);
    stopless(letter)
        || [
            Script::Han,
            Script::Hiragana,
            Script::Katakana,
            Script::Bopomofo,
            Script::Yi,
            Script::Myanmar,
            Script::Tibetan,
        ]
        .contains(&script)
}

/// Whether a letter belongs to a script that ends sentences with a space, or may do so.
pub fn stopless(letter: char) -> bool {
    // The blocks of these three scripts hold nothing else.
    matches!(letter, '\u{0e00}'..='\u{0eff}' | '\u{1780}'..='\u{17ff}')
}
