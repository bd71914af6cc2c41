use std::borrow::Cow;
use std::ops::Range;

/// What opens reasoning that a model writes into its reply, and what closes it.
const REASONING: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];

/// The same text with reasoning between tags blanked out, byte for byte; reasoning that is not
/// closed reaches to the end.
pub(super) fn without_reasoning(text: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    for (open, close) in REASONING {
        let mut from = 0;
        while let Some(start) = shown[from..].find(open).map(|at| from + at) {
            let line = shown[..start].rfind('\n').map_or(0, |at| at + 1);
            from = start + open.len();
            if !shown[line..start].trim().is_empty() {
                continue;
            }
            let end = shown[from..].find(close).map_or(shown.len(), |at| from + at + close.len());
            let blank = blanked(&shown[start..end], ' ');
            shown.to_mut().replace_range(start..end, &blank);
            from = end;
        }
    }
    shown
}

/// What no markup is looked for in.
#[derive(Default)]
pub(super) struct Hidden {
    /// Formulas and the marks of notes, in order.
    pub(super) formulas: Vec<Formula>,
    /// Where a formula is open that may still be closed.
    pub(super) open: Option<usize>,
}

/// Where formulas stand, `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, as the window shows them, and marks of
/// notes, `[^1]`; none of them in `code`.
pub(super) fn hidden(text: &str, code: &[Range<usize>]) -> Hidden {
    let mut found = Hidden::default();
    let mut at = 0;
    while let Some(next) = text[at..].find(['$', '\\', '[']).map(|offset| at + offset) {
        if let Some(range) = code.iter().find(|range| range.contains(&next)) {
            at = range.end.max(next + 1);
            continue;
        }
        let mark = open_mark(text, next);
        let formula = match mark {
            Some(mark) => closed(text, next, mark),
            None => note(text, next),
        };
        match formula {
            Some(formula) => {
                at = formula.range.end;
                found.formulas.push(formula);
            }
            None if mark.is_some_and(|mark| is_open(text, next, mark)) => {
                found.open.get_or_insert(next);
                at = next + 2;
            }
            None => {
                at = next + if text[next..].starts_with('\\') { escaped(text, next) } else { 1 }
            }
        }
    }
    found
}

/// A formula: where it stands with its marks, and its TeX without.
#[derive(Clone)]
pub(super) struct Formula {
    pub(super) range: Range<usize>,
    pub(super) tex: Range<usize>,
}

/// The mark that opens a formula at `at`.
pub(super) fn open_mark(text: &str, at: usize) -> Option<&'static str> {
    let rest = &text[at..];
    if rest.starts_with("$$") {
        return Some("$$");
    }
    if rest.starts_with("\\(") {
        return Some("\\(");
    }
    if rest.starts_with("\\[") {
        return Some("\\[");
    }
    let inner = rest.strip_prefix('$')?;
    let before = text[..at].chars().next_back();
    let fits = !inner.starts_with(|next: char| next.is_whitespace())
        && !inner.is_empty()
        && !before.is_some_and(|one| one.is_alphanumeric() || one == '\\');
    fits.then_some("$")
}

/// The formula that `mark` opens at `at`, if it is closed.
fn closed(text: &str, at: usize, mark: &'static str) -> Option<Formula> {
    let from = at + mark.len();
    let close = match mark {
        "\\(" => "\\)",
        "\\[" => "\\]",
        other => other,
    };
    let rest = &text[from..];
    let limit = reach(rest, mark);
    let mut inner = 0;
    loop {
        let end = inner + rest[inner..limit].find(close)?;
        let dollar = mark == "$";
        let fits = !dollar
            || (!rest[..end].ends_with(char::is_whitespace)
                && !rest[..end].ends_with('\\')
                && !rest[end + 1..].starts_with(|next: char| next.is_ascii_digit() || next == '$'));
        if fits && !rest[..end].trim().is_empty() {
            return Some(Formula { range: at..from + end + close.len(), tex: from..from + end });
        }
        inner = end + close.len();
        if inner >= limit {
            return None;
        }
    }
}

/// How far a formula may reach: to an empty line, and between single dollar signs not past the end
/// of a sentence, so that the price in one sentence opens nothing that the next one closes.
pub(super) fn reach(rest: &str, mark: &str) -> usize {
    let empty = ["\n\n", "\n\r\n", "\n \n"].iter().filter_map(|line| rest.find(line)).min();
    let sentence = ["\n", ". ", "? ", "! "].iter().filter_map(|end| rest.find(end)).min();
    let limit = empty.unwrap_or(rest.len());
    if mark == "$" { sentence.map_or(limit, |end| end.min(limit)) } else { limit }
}

/// Whether what `mark` opens at `at` may still be closed by more text.
fn is_open(text: &str, at: usize, mark: &'static str) -> bool {
    let rest = &text[at + mark.len()..];
    mark != "$" && reach(rest, mark) == rest.len()
}

/// A note's mark in a line: it is hidden, as a formula without TeX.
fn note(text: &str, at: usize) -> Option<Formula> {
    let label = text[at..].strip_prefix("[^")?;
    let length = label.find([']', '\n', ' ', '['])?;
    let end = at + 2 + length + 1;
    let closed = label[length..].starts_with(']') && length > 0;
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let definition =
        text[end.min(text.len())..].starts_with(':') && text[line..at].trim().is_empty();
    (closed && !definition).then_some(Formula { range: at..end, tex: end..end })
}

fn escaped(text: &str, at: usize) -> usize {
    1 + text[at + 1..].chars().next().map_or(0, char::len_utf8)
}

/// The same text with formulas as a run of letters, byte for byte, so that nothing in them is taken
/// for markup.
pub(super) fn masked(text: &str, formulas: &[Formula]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for formula in formulas {
        masked.push_str(&text[at..formula.range.start]);
        masked.extend(std::iter::repeat_n('M', formula.range.len()));
        at = formula.range.end;
    }
    masked.push_str(&text[at..]);
    masked
}

/// Spaces of the same length, lines kept.
fn blanked(text: &str, blank: char) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { blank }).collect()
}
