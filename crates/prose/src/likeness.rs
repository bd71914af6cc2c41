//! How alike two sentences are: the cosine between their words, each weighted by how rare it is
//! among all sentences compared (tf-idf; Salton and Buckley 1988), and whether they contradict
//! each other in a number or a negation.
//!
//! This is a likeness of words alone: neither synonyms nor the order of words are seen.

mod features;
mod index;

use std::cmp::Ordering;

pub(crate) use features::Features;
pub(crate) use index::Index;

/// One sentence as a unit vector: its terms, rarest first, with their weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vector {
    terms: Vec<(u32, f32)>,
}

impl Vector {
    /// The cosine: 0 for nothing in common, 1 for the same words as often.
    pub(crate) fn likeness(&self, other: &Self) -> f32 {
        let (mut left, mut right) = (self.terms.iter().peekable(), other.terms.iter().peekable());
        let mut sum = 0.0;
        while let (Some(&&(a, x)), Some(&&(b, y))) = (left.peek(), right.peek()) {
            match a.cmp(&b) {
                Ordering::Less => drop(left.next()),
                Ordering::Greater => drop(right.next()),
                Ordering::Equal => {
                    sum += x * y;
                    left.next();
                    right.next();
                }
            }
        }
        sum.clamp(0.0, 1.0)
    }
}
