use unicode_segmentation::UnicodeSegmentation;

use super::{Edit, Words};

/// The most words of an island that is given up.
const ISLAND: usize = 2;

/// Joins edits between which little is the same, so that a rewritten clause reads as one change
/// and not as a mosaic of common words.
///
/// What stands between two edits is such an island if it has no words (spaces and punctuation),
/// or at most [`ISLAND`] words that together are no longer than the changes on either side: the
/// idea of Fraser's "semantic cleanup" (diff-match-patch), bound to few words because words, other
/// than letters, are rarely the same by chance. A line's end is never given up, so that paragraphs
/// stay apart. In time proportional to the texts.
pub(super) fn join(
    edits: impl IntoIterator<Item = Edit>,
    old: &Words<'_>,
    new: &Words<'_>,
) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::new();
    for mut edit in edits {
        while let Some(last) = joined.pop_if(|last| is_island(last, &edit, old, new)) {
            edit.old.start = last.old.start;
            edit.new.start = last.new.start;
        }
        joined.push(edit);
    }
    joined
}

fn is_island(left: &Edit, right: &Edit, old: &Words<'_>, new: &Words<'_>) -> bool {
    // Long islands need not be read.
    if right.old.start - left.old.end > 4 * ISLAND {
        return false;
    }
    let island = old.text(left.old.end..right.old.start);
    if island.contains('\n') {
        return false;
    }
    let words = island.unicode_words().take(ISLAND + 1).count();
    let size = |edit: &Edit| old.text(edit.old.clone()).len().max(new.text(edit.new.clone()).len());
    words == 0 || (words <= ISLAND && island.trim().len() <= size(left).min(size(right)))
}
