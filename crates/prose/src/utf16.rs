use std::ops::Range;

/// The same ranges in UTF-16 units, which a window counts in, in the order given. In time
/// proportional to the text, plus the sorting of the ranges.
///
/// A position inside a character counts as its start; one past the end counts as the end.
pub fn utf16_ranges(text: &str, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut bounds: Vec<usize> = ranges.iter().flat_map(|range| [range.start, range.end]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut units = Vec::with_capacity(bounds.len());
    let (mut at, mut unit) = (0, 0);
    for &bound in &bounds {
        let bound = text.floor_char_boundary(bound);
        unit += text[at..bound].chars().map(char::len_utf16).sum::<usize>();
        at = bound;
        units.push(unit);
    }
    let unit = |byte| bounds.binary_search(&byte).ok().and_then(|found| units.get(found).copied());
    ranges
        .iter()
        .map(|range| unit(range.start).unwrap_or(0)..unit(range.end).unwrap_or(0))
        .collect()
}
