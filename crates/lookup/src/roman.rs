//! Indic words in Latin letters, as people type them.
//!
//! The blocks of nine scripts in Unicode are laid out alike (after ISCII), so that one table serves
//! them all: a letter's place within its block of 128.

/// Whether a letter belongs to one of the scripts that are romanised.
pub(crate) fn is_indic(letter: char) -> bool {
    matches!(letter, '\u{900}'..='\u{d7f}')
}

/// A word of an Indic script in Latin letters, with every inherent vowel; none if it is not one.
///
/// `word` is folded and decomposed, as tokens are.
pub fn romanised(word: &str) -> Option<String> {
    if !word.chars().next().is_some_and(is_indic) {
        return None;
    }
    let mut roman = String::with_capacity(word.len());
    // A consonant was written whose vowel is not known yet.
    let mut open = false;
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(sound) = sound(letter) else {
            if std::mem::take(&mut open) {
                roman.push('a');
            }
            roman.extend(letter.is_ascii_alphanumeric().then_some(letter));
            continue;
        };
        match sound {
            Sound::Consonant(text) => {
                if open {
                    roman.push('a');
                }
                roman.push_str(text);
                open = true;
            }
            Sound::Vowel(text) => {
                if std::mem::take(&mut open) && is_letter(letter) {
                    roman.push('a');
                }
                roman.push_str(text);
            }
            Sound::Nasal(text) => {
                if std::mem::take(&mut open) {
                    roman.push('a');
                }
                // At its end the southern languages say m.
                let southern = letters.peek().is_none() && matches!(letter, '\u{b80}'..='\u{d7f}');
                roman.push_str(if southern && text == "n" { "m" } else { text });
            }
            Sound::Mute => open = false,
            Sound::Nothing => {}
        }
    }
    if open {
        roman.push('a');
    }
    Some(roman)
}

enum Sound {
    Consonant(&'static str),
    Vowel(&'static str),
    /// Follows a vowel, the inherent one included.
    Nasal(&'static str),
    /// Takes the vowel from the consonant before it.
    Mute,
    Nothing,
}

/// Whether a vowel stands by itself, not below a consonant.
fn is_letter(vowel: char) -> bool {
    (0x04..0x15).contains(&(u32::from(vowel) & 0x7f))
}

fn sound(letter: char) -> Option<Sound> {
    if !is_indic(letter) {
        return None;
    }
    let tamil = matches!(letter, '\u{b80}'..='\u{bff}');
    Some(match u32::from(letter) & 0x7f {
        0x01 | 0x02 => Sound::Nasal("n"),
        // Gurmukhi's nasal and doubling signs.
        0x70 if matches!(letter, '\u{a70}') => Sound::Nasal("n"),
        0x03 if !tamil => Sound::Nasal("h"),
        0x05 => Sound::Vowel("a"),
        0x06 | 0x3e => Sound::Vowel("aa"),
        0x07 | 0x3f => Sound::Vowel("i"),
        0x08 | 0x40 => Sound::Vowel("ii"),
        0x09 | 0x41 => Sound::Vowel("u"),
        0x0a | 0x42 => Sound::Vowel("uu"),
        0x0b | 0x43 => Sound::Vowel("ri"),
        0x0d..=0x0f | 0x45..=0x47 => Sound::Vowel("e"),
        0x10 | 0x48 => Sound::Vowel("ai"),
        0x11..=0x13 | 0x49..=0x4b => Sound::Vowel("o"),
        0x14 | 0x4c => Sound::Vowel("au"),
        0x4d => Sound::Mute,
        place @ 0x15..=0x39 => Sound::Consonant(CONSONANTS[place as usize - 0x15]),
        // Bengali and Odia keep these apart: ড় ঢ় য়.
        0x5c | 0x5d => Sound::Consonant("d"),
        0x5f => Sound::Consonant("y"),
        _ => Sound::Nothing,
    })
}

/// ka to ha, with the southern letters between.
const CONSONANTS: [&str; 37] = [
    "k", "kh", "g", "gh", "n", "ch", "chh", "j", "jh", "n", "t", "th", "d", "dh", "n", "t", "th",
    "d", "dh", "n", "n", "p", "ph", "b", "bh", "m", "y", "r", "r", "l", "l", "l", "v", "sh", "sh",
    "s", "h",
];

/// Latin letters as different people write the same Indic word: long vowels as short ones, aspirates
/// as plain, doubled letters once, and without `a`, which some write where others leave it unsaid.
/// Words so short that little is left keep theirs, but for the last.
pub fn loose(latin: &str) -> String {
    let full = single(latin);
    let bones = bones(&full);
    if bones.len() >= BONES { text(&bones) } else { text(without_last(&full)) }
}

/// What the loose forms of words begin with that begin with this.
pub fn loose_beginnings(latin: &str) -> Vec<String> {
    let full = single(latin);
    let bones = bones(&full);
    let mut found = vec![text(&bones)];
    if bones.len() < BONES {
        found.push(text(&full));
    }
    // Shorter ones begin too many words of other languages.
    found.retain(|beginning| beginning.len() >= BONES);
    found.dedup();
    found
}

/// With fewer letters than this the vowels are needed to tell words apart.
const BONES: usize = 3;

fn text(letters: &[char]) -> String {
    letters.iter().collect()
}

/// One letter for each sound, doubled ones once.
fn single(latin: &str) -> Vec<char> {
    let mut letters = plain(latin);
    letters.dedup();
    letters
}

fn bones(full: &[char]) -> Vec<char> {
    let kept = full.iter().enumerate().filter(|(at, letter)| *at == 0 || **letter != 'a');
    kept.map(|(_, letter)| *letter).collect()
}

fn without_last(full: &[char]) -> &[char] {
    match full {
        [rest @ .., 'a'] if rest.len() > 1 => rest,
        all => all,
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// One letter for each sound.
fn plain(latin: &str) -> Vec<char> {
    let mut found: Vec<char> = Vec::with_capacity(latin.len());
    let mut rest = latin;
    while let Some(letter) = rest.chars().next() {
        let (taken, sounds): (usize, &str) = match rest.as_bytes() {
            [b'c', b'h', b'h', ..] => (3, "c"),
            [b's' | b'c', b'h', ..] => (2, if letter == 's' { "s" } else { "c" }),
            [b'z', b'h', ..] => (2, "l"),
            [b'p', b'h', ..] => (2, "p"),
            [b'e', b'e', ..] => (2, "i"),
            [b'o', b'o', ..] => (2, "u"),
            [b'a', b'i', b'i', ..] => (3, "e"),
            [b'e', b'y'] => (2, "e"),
            [b'a' | b'e', b'i', ..] => (2, "e"),
            [b'a', b'u', ..] => (2, "o"),
            [b'g', b'y', ..] => (2, "jn"),
            [b'f', ..] => (1, "p"),
            [b'w', ..] => (1, "v"),
            [b'z', ..] => (1, "j"),
            [b'q', ..] => (1, "k"),
            [b'x', ..] => (1, "ks"),
            [b'm', b'b' | b'p', ..] => (1, "n"),
            [b'h', ..] if found.last().is_some_and(|last| !is_vowel(*last)) => (1, ""),
            _ => (letter.len_utf8(), &rest[..letter.len_utf8()]),
        };
        found.extend(sounds.chars());
        rest = &rest[taken..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    #[test]
    fn words_are_found_as_they_are_typed_in_latin_letters() {
        for (word, typed) in [
            ("नमस्ते", &["namaste", "namasthe", "namastey"][..]),
            ("हिन्दी", &["hindi", "hindee"]),
            ("हिंदी", &["hindi"]),
            ("मेहनत", &["mehnat", "mehanat"]),
            ("भारत", &["bharat", "bhaarat", "Bharath"]),
            ("करना", &["karna", "karana"]),
            ("समझना", &["samajhna", "samajna"]),
            ("ज़िंदगी", &["zindagi", "jindagi"]),
            ("योग", &["yog", "yoga"]),
            ("पानी", &["pani", "paani", "paanee"]),
            ("फूल", &["phool", "phul", "fool"]),
            ("ज्ञान", &["gyan", "jnana"]),
            ("मुंबई", &["mumbai"]),
            ("வணக்கம்", &["vanakkam", "vanakam"]),
            ("தமிழ்", &["tamil", "thamizh", "tamizh"]),
            ("নমস্কার", &["namaskar", "namaskaar"]),
            ("ನಮಸ್ಕಾರ", &["namaskara"]),
            ("నమస్కారం", &["namaskaram"]),
            ("ગુજરાતી", &["gujarati", "gujrati"]),
        ] {
            let token = &tokens(word)[0].text;
            let key = loose(&romanised(token).unwrap());
            for typed in typed {
                assert_eq!(loose(&typed.to_lowercase()), key, "{typed} finds {word}");
            }
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (one, other) in [("din", "dan"), ("pani", "mani"), ("sona", "suna"), ("kal", "kul")] {
            assert_ne!(loose(one), loose(other), "{one}, {other}");
        }
        assert_eq!(romanised("hello"), None);
        assert_eq!(romanised("漢字"), None);
    }

    #[test]
    fn a_word_is_found_while_it_is_typed() {
        let key = loose(&romanised("नमस्ते").unwrap());
        for typed in ["na", "nama", "namas", "namast", "namaste"] {
            let found = loose_beginnings(typed);
            let begins = found.iter().any(|beginning| key.starts_with(beginning));
            assert!(begins || typed.len() < 5, "{typed}: {found:?} {key}");
        }
    }
}
