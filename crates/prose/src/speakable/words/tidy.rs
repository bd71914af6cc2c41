use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, SentenceBreak};

/// Stops and commas of scripts other than Latin.
const FOREIGN: &str = "।॥。，、！？；：؟۔،؛።፣၊။՞՜";

/// What is left of the words that a voice may be given: letters, figures, and the marks that it
/// pauses at; each of those once.
pub(super) fn tidy(said: &str) -> String {
    let mut found = String::with_capacity(said.len());
    for one in said.chars() {
        let one = if one.is_whitespace() { ' ' } else { one };
        let last = found.chars().next_back();
        match one {
            ' ' if last.is_none_or(|last| last == ' ') => {}
            ' ' => found.push(' '),
            '.' | ',' | ';' | ':' | '!' | '?' | '…' => stop(&mut found, one),
            // Within words alone.
            '\'' | '-' if last.is_some_and(is_wordlike) => found.push(one),
            '\'' | '-' => {}
            _ if is_wordlike(one) || FOREIGN.contains(one) => {
                if clings(one) && !last.is_some_and(is_wordlike) {
                    continue;
                }
                if FOREIGN.contains(one) && last.is_some_and(|last| ",，、 ".contains(last)) {
                    found.pop();
                }
                found.push(one);
            }
            _ => {}
        }
    }
    let found = trailing(&found);
    found.trim_start_matches([' ', ',', ';', ':', '.', '…', '，', '、']).to_owned()
}

/// A stop after the words before it: no space between, and of several the strongest.
fn stop(found: &mut String, one: char) {
    while found.ends_with(' ') || found.ends_with('-') || found.ends_with('\'') {
        found.pop();
    }
    let weak = |one: char| matches!(one, ',' | ';' | ':' | '，' | '、');
    match found.chars().next_back() {
        None => {}
        Some(last) if weak(last) && !weak(one) => {
            found.pop();
            found.push(one);
        }
        Some(last) if weak(last) || last == one => {}
        // After an abbreviation a comma is one.
        Some('.') if weak(one) => found.push(one),
        Some(last) if weak(one) && (matches!(last, '!' | '?' | '…') || FOREIGN.contains(last)) => {
        }
        Some(_) => found.push(one),
    }
}

/// Without hyphens and apostrophes that no letter follows, and without a space or comma at the end.
fn trailing(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(one) = rest.next() {
        let inner = matches!(one, '-' | '\'');
        if inner && !rest.peek().is_some_and(|&next| is_wordlike(next)) {
            continue;
        }
        found.push(one);
    }
    found.trim_end_matches([' ', ',', ';', '，', '、']).to_owned()
}

fn is_wordlike(one: char) -> bool {
    (one.is_alphanumeric() || clings(one)) && one != '\u{fe0f}'
}

/// What stays with the letter before it.
pub(super) fn clings(one: char) -> bool {
    if one.is_ascii() || matches!(one, '\u{fe00}'..='\u{fe0f}' | '\u{20d0}'..='\u{20ff}') {
        return false;
    }
    let joins = matches!(one, '\u{200c}' | '\u{200d}');
    let mark = matches!(
        CodePointMapData::<GeneralCategory>::new().get(one),
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark
    );
    joins || (mark && CodePointMapData::<SentenceBreak>::new().get(one) == SentenceBreak::Extend)
}
