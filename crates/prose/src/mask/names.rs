use std::collections::BTreeMap;

use super::letters::{fold, is_accent, is_bound, is_joint, is_letter, is_silent};

/// The most characters between two letters of a name.
const GAP: usize = 8;

/// The most bytes of a version behind a name.
const VERSION: usize = 24;

/// Names as a tree of their letters.
#[derive(Clone, Debug)]
pub(super) struct Names {
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    next: BTreeMap<char, usize>,
    /// A name ends here.
    ends: bool,
    /// A part of a name ends here: something may stand before the next one.
    parts: bool,
}

/// What begins at a place.
pub(super) enum Found {
    None,
    /// A name, of this many bytes.
    Name(usize),
    /// More text must decide.
    Open,
}

/// More text must decide.
struct Open;

impl Default for Names {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl Names {
    pub(super) fn add(&mut self, name: &str) {
        let letters: Vec<char> = name.chars().flat_map(fold).collect();
        if letters.len() < 2 || !letters.iter().any(|letter| letter.is_alphabetic()) {
            return;
        }
        let mut node = 0;
        let mut before = None;
        for found in
            name.chars().filter(|&found| is_letter(found) || is_joint(found) || found == '_')
        {
            if is_bound(before, Some(found)) {
                self.nodes[node].parts = true;
            }
            for letter in fold(found) {
                node = self.child(node, letter);
            }
            before = Some(found);
        }
        self.nodes[node].ends = true;
    }

    fn child(&mut self, node: usize, letter: char) -> usize {
        let fresh = self.nodes.len();
        let child = *self.nodes[node].next.entry(letter).or_insert(fresh);
        if child == fresh {
            self.nodes.push(Node::default());
        }
        child
    }

    /// The longest name that begins where `text` does.
    pub(super) fn end_at(&self, text: &str, whole: bool) -> Found {
        match self.longest(text, whole) {
            Ok(None) => Found::None,
            Ok(Some(length)) => Found::Name(length),
            Err(Open) => Found::Open,
        }
    }

    fn longest(&self, text: &str, whole: bool) -> Result<Option<usize>, Open> {
        let (mut node, mut at, mut longest) = (0, 0, None);
        loop {
            let letter = if at == 0 {
                Some(0)
            } else {
                next_letter(text, at, self.nodes[node].parts, whole)?
            };
            let Some(start) = letter else { return Ok(longest) };
            let Some(found) = text[start..].chars().next() else { return Ok(longest) };
            let mut letters = fold(found).peekable();
            if letters.peek().is_none() {
                return Ok(longest);
            }
            for letter in letters {
                match self.nodes[node].next.get(&letter) {
                    Some(&next) => node = next,
                    None => return Ok(longest),
                }
            }
            at = start + found.len_utf8();
            if self.nodes[node].ends {
                longest = end_of_word(text, at, whole)?.or(longest);
            }
        }
    }
}

fn peek(text: &str, at: usize, whole: bool) -> Result<Option<char>, Open> {
    match text[at..].chars().next() {
        None if !whole => Err(Open),
        found => Ok(found),
    }
}

/// Where the next letter of a name may stand, if what is before it may stand within a name.
fn next_letter(text: &str, start: usize, parts: bool, whole: bool) -> Result<Option<usize>, Open> {
    let mut at = start;
    let (mut space, mut stop, mut lines) = (false, false, 0);
    for _ in 0..=GAP {
        let Some(found) = peek(text, at, whole)? else { return Ok(None) };
        if is_letter(found) {
            // A sentence's end or a paragraph's is no joint.
            return Ok((!(space && stop) && lines < 2).then_some(at));
        }
        let goes_on = is_silent(found) || (parts && is_joint(found));
        if !goes_on {
            return Ok(None);
        }
        space |= found.is_whitespace();
        stop |= found == '.';
        lines += usize::from(found == '\n');
        at += found.len_utf8();
    }
    Ok(None)
}

/// Where the word ends whose name ends at `at`, with its "s" and its version, if a word ends there.
fn end_of_word(text: &str, at: usize, whole: bool) -> Result<Option<usize>, Open> {
    if let Some(end) = bound_at(text, at, whole)? {
        return end_of_version(text, end, whole).map(Some);
    }
    match peek(text, at, whole)? {
        Some('s' | 'S') => bound_at(text, at + 1, whole),
        _ => Ok(None),
    }
}

/// The end of a word that ends at `at`, with the accents of its last letter.
fn bound_at(text: &str, at: usize, whole: bool) -> Result<Option<usize>, Open> {
    let last = text[..at].chars().next_back();
    let mut end = at;
    for _ in 0..GAP {
        match peek(text, end, whole)? {
            Some(accent) if is_accent(accent) => end += accent.len_utf8(),
            next => return Ok(is_bound(last, next).then_some(end)),
        }
    }
    Ok(None)
}

/// The end of figures that follow a name at once, or after one mark: "2.5", "-4o", "_3b". None of
/// them is taken if they are too long for a version, or no word ends behind them.
fn end_of_version(text: &str, start: usize, whole: bool) -> Result<usize, Open> {
    let mut end = start;
    loop {
        let mut at = end;
        if peek(text, at, whole)?.is_some_and(|found| matches!(found, '-' | '.' | '_')) {
            at += 1;
        }
        if !peek(text, at, whole)?.is_some_and(|found| found.is_ascii_digit()) {
            return Ok(end);
        }
        while peek(text, at, whole)?.is_some_and(|found| found.is_ascii_alphanumeric()) {
            at += 1;
            if at - start > VERSION {
                return Ok(start);
            }
        }
        match bound_at(text, at, whole)? {
            Some(bound) => end = bound,
            None => return Ok(start),
        }
    }
}
