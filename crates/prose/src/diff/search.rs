use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, NoSliderHeuristic, Token};

use super::{Edit, Words};

/// The most tokens of a text that are compared with the other at once. Longer stretches without a
/// common beginning or end are compared piece by piece, in proportion: the search is quadratic at
/// worst, and this bounds it.
const AT_ONCE: usize = 2048;

/// The least, which is enough for a clause or two.
const LEAST: usize = 256;

/// What the length of a stretch and that of its pieces may come to together.
const WORK: usize = 1 << 28;

/// The places where two texts differ, in order.
pub(super) fn edits(old: &Words<'_>, new: &Words<'_>) -> Vec<Edit> {
    let (old_clauses, new_clauses) = (clauses(old), clauses(new));
    let mut names = HashMap::new();
    let before = tokens(&mut names, old_clauses.windows(2).map(|ends| old.text(ends[0]..ends[1])));
    let after = tokens(&mut names, new_clauses.windows(2).map(|ends| new.text(ends[0]..ends[1])));
    let mut edits = Vec::new();
    for edit in compare(&before, &after) {
        let within_old = old_clauses[edit.old.start]..old_clauses[edit.old.end];
        let within_new = new_clauses[edit.new.start]..new_clauses[edit.new.end];
        let mut names = HashMap::new();
        let before = tokens(&mut names, old.each(within_old.clone()));
        let after = tokens(&mut names, new.each(within_new.clone()));
        edits.extend(
            compare(&before, &after)
                .into_iter()
                .map(|edit| edit.at(within_old.start, within_new.start)),
        );
    }
    edits
}

impl Edit {
    fn at(self, old: usize, new: usize) -> Self {
        Self {
            old: self.old.start + old..self.old.end + old,
            new: self.new.start + new..self.new.end + new,
        }
    }
}

/// Where clauses begin, in words; the end is one more beginning. A clause ends with a line or a
/// stop, whether that ends a sentence or not: it only has to do so alike in both texts.
fn clauses(words: &Words<'_>) -> Vec<usize> {
    let ends = words.each(0..words.len()).enumerate().filter(|(_, word)| {
        word.ends_with([
            '\n', '.', '!', '?', ',', ';', ':', '।', '॥', '。', '，', '！', '？', '؟', '۔', '።',
        ])
    });
    let mut starts: Vec<_> = std::iter::once(0).chain(ends.map(|(end, _)| end + 1)).collect();
    if starts.last() != Some(&words.len()) {
        starts.push(words.len());
    }
    starts
}

/// A number for each token, the same for the same.
fn tokens<T: Eq + Hash>(names: &mut HashMap<T, u32>, all: impl Iterator<Item = T>) -> Vec<Token> {
    let mut name = |token| {
        let next = u32::try_from(names.len()).unwrap_or(u32::MAX);
        Token(*names.entry(token).or_insert(next))
    };
    all.map(&mut name).collect()
}

fn compare(old: &[Token], new: &[Token]) -> Vec<Edit> {
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let ends = old[start..].iter().rev().zip(new[start..].iter().rev());
    let end = ends.take_while(|(old, new)| old == new).count();
    // One more of either side, so that a change can still slide over what is the same.
    let before = &old[..old.len() - end.saturating_sub(1)];
    let after = &new[..new.len() - end.saturating_sub(1)];
    let start = start.saturating_sub(1);
    let length = before.len().max(after.len()) - start;
    let pieces = length.div_ceil((WORK / length.max(1)).clamp(LEAST, AT_ONCE));
    let piece = |of: &[Token], index: usize| -> Range<usize> {
        let bound = |index| start + (of.len() - start) * index / pieces;
        bound(index)..bound(index + 1)
    };
    (0..pieces)
        .flat_map(|index| compare_at_once(before, after, piece(before, index), piece(after, index)))
        .collect()
}

fn compare_at_once(
    before: &[Token],
    after: &[Token],
    old: Range<usize>,
    new: Range<usize>,
) -> Vec<Edit> {
    let (before, after) = (&before[old.clone()], &after[new.clone()]);
    // imara-diff keeps an entry for each name: the names of this piece are made small.
    let mut names = HashMap::new();
    let (before, after) = (tokens(&mut names, before.iter()), tokens(&mut names, after.iter()));
    let mut diff = Diff::default();
    let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
    diff.compute_with(Algorithm::Myers, &before, &after, count);
    // A word that went takes the space behind it along, not the one before.
    diff.postprocess_with(&before, &after, NoSliderHeuristic);
    let edits = diff.hunks().map(|hunk| Edit {
        old: hunk.before.start as usize..hunk.before.end as usize,
        new: hunk.after.start as usize..hunk.after.end as usize,
    });
    edits.map(|edit| edit.at(old.start, new.start)).collect()
}
