use super::hidden::{open_mark, reach};

/// Up to where a block's source means the same whatever is written after it: to the first code,
/// link, tag or formula that is open, and, where a table may begin, to the start of its line.
pub(super) fn settled(source: &str) -> usize {
    let mut at = 0;
    let mut brackets: Vec<usize> = Vec::new();
    while let Some(first) = source[at..].chars().next() {
        let next = at + first.len_utf8();
        let rest = &source[at..];
        match first {
            '`' => match code_end(rest) {
                Some(length) => at += length,
                None => return earliest(source, &brackets, at),
            },
            '$' | '\\' if open_mark(source, at).is_some() => match formula_end(source, at) {
                Ok(end) => at = end,
                Err(()) => return earliest(source, &brackets, at),
            },
            '\\' => at = next + source[next..].chars().next().map_or(0, char::len_utf8),
            '[' => {
                brackets.push(at);
                at = next;
            }
            ']' => match link_end(&source[next..]) {
                Some(length) => {
                    brackets.pop();
                    at = next + length;
                }
                None => return earliest(source, &brackets, at),
            },
            '<' => match tag_end(rest) {
                Some(length) => at += length,
                None => return earliest(source, &brackets, at),
            },
            _ => at = next,
        }
    }
    earliest(source, &brackets, source.len())
}

fn earliest(source: &str, brackets: &[usize], at: usize) -> usize {
    // A line with a bar may be a table's first, which only the next line tells.
    let lines: Vec<usize> =
        std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let recent = lines.iter().rev().take(2);
    let table = recent
        .filter(|&&start| source[start..].lines().next().is_some_and(|line| line.contains('|')))
        .min()
        .copied();
    [Some(at), brackets.first().copied(), table].into_iter().flatten().min().unwrap_or(at)
}

/// The length of code in a line, if it is closed.
fn code_end(rest: &str) -> Option<usize> {
    let run = rest.bytes().take_while(|&one| one == b'`').count();
    let mut at = run;
    loop {
        at += rest[at..].find('`')?;
        let close = rest[at..].bytes().take_while(|&one| one == b'`').count();
        at += close;
        if close == run {
            return Some(at);
        }
    }
}

/// Where a formula ends, or what opens one closes nothing; an error where it may still be closed.
fn formula_end(source: &str, at: usize) -> Result<usize, ()> {
    let mark = open_mark(source, at).ok_or(())?;
    let rest = &source[at + mark.len()..];
    let limit = reach(rest, mark);
    let close = match mark {
        "\\(" => "\\)",
        "\\[" => "\\]",
        other => other,
    };
    // A dollar sign closes only where no figure follows it, which must have been seen.
    let end = rest[..limit].match_indices(close).find(|(end, _)| {
        mark != "$" || {
            let inner = &rest[..*end];
            let spaced = inner.is_empty() || inner.ends_with(char::is_whitespace);
            !spaced
                && !rest[end + 1..].starts_with(|next: char| next.is_ascii_digit() || next == '$')
        }
    });
    match end {
        Some((end, _)) if end + close.len() < rest.len() => Ok(at + mark.len() + end + close.len()),
        Some(_) => Err(()),
        None if limit < rest.len() => Ok(at + mark.len()),
        None => Err(()),
    }
}

/// The length of what follows a link's text, if it is complete.
fn link_end(rest: &str) -> Option<usize> {
    match rest.chars().next()? {
        '(' => {
            let line = rest.find('\n').unwrap_or(rest.len());
            match rest[..line].find(')') {
                Some(end) => Some(end + 1),
                None if line < rest.len() => Some(0),
                None => None,
            }
        }
        '[' => rest.find(']').map(|end| end + 1),
        _ => Some(0),
    }
}

/// The length of a tag, if it is closed; one of what only looks like one.
fn tag_end(rest: &str) -> Option<usize> {
    let second = rest.chars().nth(1)?;
    if !(second.is_ascii_alphabetic() || matches!(second, '/' | '!' | '?')) {
        return Some(1);
    }
    rest.find('>').map(|end| end + 1)
}
