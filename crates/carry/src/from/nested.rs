//! Objects within lists within objects, as deep as a chat is long, without recursion.

use serde_json::Value;

/// The most brackets that a text may have.
const MOST: usize = 16 << 20;

/// The objects of a list, those below each included: each with the place of the one it lies in, and
/// without the member `below` that held those below it. None where the text is no such list.
pub(super) fn flatten(text: &[u8], below: &str) -> Option<Vec<(Option<usize>, Value)>> {
    let spans = spans(text)?;
    let close = |open: usize| {
        let place = spans.binary_search_by_key(&open, |(open, _)| *open).ok()?;
        Some(spans[place].1)
    };
    let mut found: Vec<(Option<usize>, Value)> = Vec::new();
    let begin = text.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let mut lists = vec![(begin, None)];
    while let Some((list, parent)) = lists.pop() {
        if text.get(list) != Some(&b'[') {
            continue;
        }
        let end = close(list)?;
        let mut at = list + 1;
        while let Some(open) = (at..end).find(|at| text[*at] == b'{') {
            let last = close(open)?;
            let (own, inner) = members(text, open, last, below, &close)?;
            let mut object = Vec::with_capacity(last - open);
            object.push(b'{');
            for (number, (from, to)) in own.into_iter().enumerate() {
                if number > 0 {
                    object.push(b',');
                }
                object.extend_from_slice(&text[from..to]);
            }
            object.push(b'}');
            let value = serde_json::from_str(&crate::text::readable(&object).0).ok()?;
            found.push((parent, value));
            lists.extend(inner.map(|inner| (inner, Some(found.len() - 1))));
            at = last + 1;
        }
    }
    Some(found)
}

/// Where an object's own members begin and end, and where the list of those below it begins.
#[expect(clippy::type_complexity, reason = "named by the line above")]
fn members(
    text: &[u8],
    open: usize,
    last: usize,
    below: &str,
    close: &impl Fn(usize) -> Option<usize>,
) -> Option<(Vec<(usize, usize)>, Option<usize>)> {
    let space = |mut at: usize| {
        while at < last && text[at].is_ascii_whitespace() {
            at += 1;
        }
        at
    };
    let (mut own, mut inner) = (Vec::new(), None);
    let mut at = space(open + 1);
    while at < last {
        let name_end = string_end(text, at, last)?;
        let colon = space(name_end);
        if text[colon] != b':' {
            return None;
        }
        let value = space(colon + 1);
        let end = match text[value] {
            b'{' | b'[' => close(value)? + 1,
            b'"' => string_end(text, value, last)?,
            _ => (value..last).find(|at| text[*at] == b',').unwrap_or(last),
        };
        if &text[at + 1..name_end - 1] == below.as_bytes() && text[value] == b'[' {
            inner = Some(value);
        } else {
            own.push((at, end));
        }
        at = space(end);
        if at < last {
            if text[at] != b',' {
                return None;
            }
            at = space(at + 1);
        }
    }
    Some((own, inner))
}

/// The place after a string's closing quote.
fn string_end(text: &[u8], open: usize, last: usize) -> Option<usize> {
    if text.get(open) != Some(&b'"') {
        return None;
    }
    let mut escaped = false;
    (open + 1..last)
        .find(|at| match text[*at] {
            _ if escaped => {
                escaped = false;
                false
            }
            b'\\' => {
                escaped = true;
                false
            }
            byte => byte == b'"',
        })
        .map(|quote| quote + 1)
}

/// Where each bracket opens and closes, in the order of opening.
fn spans(text: &[u8]) -> Option<Vec<(usize, usize)>> {
    let (mut spans, mut open) = (Vec::new(), Vec::new());
    let (mut in_string, mut escaped) = (false, false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' if spans.len() < MOST => {
                open.push(spans.len());
                spans.push((at, at));
            }
            b'{' | b'[' => return None,
            b'}' | b']' => spans[open.pop()?].1 = at,
            _ => {}
        }
    }
    open.is_empty().then_some(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_is_taken_out() {
        let text = br#" [{"a":1,"c":[{"a":2,"c":[]},{"a":3}],"b":"]}\"c"}, {"c":[{"a":4}],"a":5}]"#;
        let flat = flatten(text, "c").unwrap();
        let told: Vec<_> =
            flat.iter().map(|(parent, one)| (*parent, one["a"].as_u64().unwrap())).collect();
        assert_eq!(told, [(None, 1), (None, 5), (Some(1), 4), (Some(0), 2), (Some(0), 3)]);
        assert_eq!(flat[0].1["b"], "]}\"c");
    }

    #[test]
    fn a_long_chat_is_as_deep_as_it_is_long() {
        let (open, close) = ("[{\"c\":", "}]");
        let text = format!("{}[]{}", open.repeat(50_000), close.repeat(50_000));
        assert_eq!(flatten(text.as_bytes(), "c").unwrap().len(), 50_000);
    }

    #[test]
    fn what_is_broken_is_none_and_never_a_panic() {
        let text = br#"[{"a":[1],"c":[{"a":"x\"","c":[]}],"n":null}]"#;
        for cut in 0..text.len() {
            assert!(flatten(&text[..cut], "c").is_none(), "cut at {cut}");
            for byte in [b'"', b'[', b'}', b'\\', b' '] {
                let mut bent = text.to_vec();
                bent[cut] = byte;
                let _ = flatten(&bent, "c");
            }
        }
    }
}
