//! The part of a text that shows why it was found.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::needles::{Needles, Place};

/// A stretch to be lit, in UTF-16 units, as the window counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Lit {
    /// Its first unit.
    pub from: u32,
    /// The unit after it.
    pub to: u32,
}

/// A part of a text, on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Snippet {
    /// The part, its spaces and line breaks as single spaces.
    pub text: String,
    /// What matches in it, in order.
    pub marks: Vec<Lit>,
    /// The text begins before it.
    pub before: bool,
    /// The text goes on after it.
    pub after: bool,
}

/// How long a snippet is, in characters; a mark that is longer makes it longer.
const LENGTH: usize = 180;
/// How much of what comes before the first mark it shows, in characters.
const LEAD: usize = 48;
/// How much of a text is looked through, in bytes: what stands further on is found by the index, and
/// shown in the text itself.
const LOOKED: usize = 400_000;

/// The part of `text` where most of the needles are found together, the earliest of such; its
/// beginning where none is.
pub fn snippet(text: &str, needles: &Needles) -> Snippet {
    let text = &text[..text.floor_char_boundary(LOOKED)];
    let places = needles.places(text);
    let best = best(&places);
    let anchor = best.and_then(|n| places.get(n)).map_or(0, |place| place.from);
    let from = back(text, anchor, LEAD);
    let first_end = best.and_then(|n| places.get(n)).map_or(0, |place| place.to);
    let to = forward(text, from, LENGTH).max(first_end);
    let mut shown = Snippet { before: from > 0, after: to < text.len(), ..Snippet::default() };
    let marks = places.iter().filter(|place| place.from >= from && place.to <= to);
    cut(text, from, to, marks, &mut shown);
    shown
}

/// The place from which a snippet's length holds the most different needles.
fn best(places: &[Place]) -> Option<usize> {
    let reach = |from: usize| from + (LENGTH - LEAD) * 2;
    let score = |n: usize| {
        let within = places[n..].iter().take_while(|place| place.to <= reach(places[n].from));
        let mut needles: Vec<usize> = within.map(|place| place.needle).collect();
        needles.sort_unstable();
        needles.dedup();
        needles.len()
    };
    // A text that says it a thousand times needs not all of them weighed.
    let all = 0..places.len().min(200);
    all.max_by_key(|&n| (score(n), std::cmp::Reverse(n)))
}

/// `count` characters before `at`, then on to where a word begins.
fn back(text: &str, at: usize, count: usize) -> usize {
    let start = text[..at].char_indices().rev().nth(count - 1).map_or(0, |(from, _)| from);
    if start == 0 {
        return 0;
    }
    let lead = &text[start..at];
    lead.find(char::is_whitespace)
        .map_or(start, |space| at - lead[space..].trim_start().len())
        .min(at)
}

/// `count` characters after `from`, then back to where a word ends.
fn forward(text: &str, from: usize, count: usize) -> usize {
    let rest = &text[from..];
    let Some((end, _)) = rest.char_indices().nth(count) else { return text.len() };
    let part = &rest[..end];
    // Only where a space is near: a text without them is cut anywhere.
    let near = part.floor_char_boundary(part.len().saturating_sub(60));
    from + part[near..].rfind(char::is_whitespace).map_or(end, |space| near + space)
}

/// Writes `from..to` with single spaces, and the marks as they then stand.
fn cut<'a>(
    text: &str,
    from: usize,
    to: usize,
    marks: impl Iterator<Item = &'a Place>,
    shown: &mut Snippet,
) {
    let mut marks = marks.peekable();
    let mut open: Option<(u32, usize)> = None;
    let mut unit = 0u32;
    let mut spaced = true;
    for (at, letter) in text[from..to].char_indices().map(|(at, letter)| (at + from, letter)) {
        if let Some((begun, _)) = open.take_if(|(_, end)| at >= *end) {
            shown.marks.push(Lit { from: begun, to: unit });
        }
        if let Some(mark) = marks.next_if(|mark| mark.from <= at) {
            open = Some((unit, mark.to));
        }
        // The signs of emphasis and code say nothing in a line.
        if matches!(letter, '*' | '`') {
            continue;
        }
        let space = letter.is_whitespace() || letter.is_control();
        if space && std::mem::replace(&mut spaced, true) {
            continue;
        }
        spaced = space;
        let letter = if space { ' ' } else { letter };
        shown.text.push(letter);
        unit += u32::try_from(letter.len_utf16()).unwrap_or(1);
    }
    if let Some((begun, _)) = open {
        shown.marks.push(Lit { from: begun, to: unit });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::needles::Needle;
    use crate::query::Words;

    fn needles(words: &[&str]) -> Needles {
        let words = words.iter().map(|text| Words { text: (*text).into(), ..Words::default() });
        Needles(words.filter_map(|words| Needle::new(&words)).collect())
    }

    fn lit(snippet: &Snippet) -> Vec<String> {
        let units: Vec<u16> = snippet.text.encode_utf16().collect();
        let part = |mark: &Lit| String::from_utf16(&units[mark.from as usize..mark.to as usize]);
        snippet.marks.iter().map(|mark| part(mark).unwrap()).collect()
    }

    #[test]
    fn a_snippet_shows_the_words_where_they_stand_together() {
        let far = "word ".repeat(500);
        let text = format!("whale here. {far} the 🐋 **whale**\n\n sleeps in the sea {far}");
        let shown = snippet(&text, &needles(&["whale", "sea"]));
        assert_eq!(lit(&shown), ["whale", "sea"]);
        assert!(shown.text.contains("the 🐋 whale sleeps in the sea"), "{}", shown.text);
        assert!(shown.before && shown.after);
        assert!(shown.text.chars().count() <= LENGTH);
    }

    #[test]
    fn a_text_without_a_match_shows_its_beginning() {
        let shown = snippet("  A short\ttext", &needles(&["whale"]));
        assert_eq!((shown.text.as_str(), shown.marks.len()), ("A short text", 0));
        assert!(!shown.before && !shown.after);
    }

    #[test]
    fn a_text_without_spaces_is_cut_anywhere() {
        let text = format!("{}漢字{}", "文".repeat(900), "章".repeat(900));
        let shown = snippet(&text, &needles(&["漢字"]));
        assert_eq!(lit(&shown), ["漢字"]);
    }
}
