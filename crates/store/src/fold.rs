use unicode_normalization::UnicodeNormalization;

/// Text as the sidebar's filter compares it: without case, width, or the accents of Latin, Greek
/// and Cyrillic letters. Signs that change the word, as in Devanagari or Thai, stay.
///
/// Case is folded by going up and then down, letter by letter: `ß` and `SS` meet, as do the two
/// forms of a final sigma, and the four forms of i. Hangul is taken apart, so that a syllable is
/// found while it is still being composed.
pub(crate) fn fold(text: &str) -> String {
    text.nfkd()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_found_whatever_the_case_in_any_script() {
        for (title, typed) in [
            ("Straße nach Süden", "STRASSE NACH SÜDEN"),
            ("Résumé of a CAFÉ", "resume of a cafe"),
            ("Cafe\u{301}", "CAFÉ"),
            ("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς"),
            ("Οδυσσεύς και Πηνελόπη", "οδυσσευσ"),
            ("İstanbul'da ILIK bir gün", "istanbul"),
            ("Диалог об ЁЛКЕ", "ёлке"),
            ("ՀԱՅԵՐԵՆ", "հայերեն"),
            ("ᏣᎳᎩ", "ꮳꮃꭹ"),
            ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"),
            ("हिन्दी में कविता", "हिन्दी"),
            ("வணக்கம் உலகம்", "உலகம்"),
            ("漢字と仮名", "仮名"),
            ("안녕 한글", "하"),
            ("مرحبا بالعالم", "بالعالم"),
        ] {
            assert!(fold(title).contains(&fold(typed)), "{typed} is in {title}");
        }
    }

    #[test]
    fn signs_that_make_another_word_still_count() {
        for (title, typed) in [("कल", "काल"), ("หมา", "ม้า"), ("か", "が"), ("한", "할")]
        {
            assert!(!fold(title).contains(&fold(typed)), "{typed} is not in {title}");
        }
    }
}
