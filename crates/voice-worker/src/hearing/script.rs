//! Joining pieces of text as their script wants.

/// `text`, and `more` after it: with a space between them, but not in scripts that have none.
pub(crate) fn join(mut text: String, more: &str) -> String {
    let more = more.trim();
    let (Some(left), Some(right)) = (text.chars().next_back(), more.chars().next()) else {
        text.push_str(more);
        return text;
    };
    if !(is_spaceless(left) || is_spaceless(right)) {
        text.push(' ');
    }
    text.push_str(more);
    text
}

/// Chinese, Japanese, Thai, Lao, Khmer and Burmese are written without spaces between words.
fn is_spaceless(letter: char) -> bool {
    matches!(letter,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3000}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_joined_as_their_script_wants() {
        for (left, right, joined) in [
            ("", "So.", "So."),
            ("So.", "", "So."),
            ("So.", " It is.", "So. It is."),
            ("यह", "है।", "यह है।"),
            ("日本", "語", "日本語"),
            ("你好。", "世界", "你好。世界"),
            ("สวัสดี", "ครับ", "สวัสดีครับ"),
            ("한국", "어", "한국 어"),
        ] {
            assert_eq!(join(left.into(), right), joined);
        }
    }
}
