use std::collections::HashMap;

use super::{Features, Vector};

/// The most sentences that one term leads to; rarer terms lead to the rest.
const COMMON: usize = 256;

/// Sentences that can be asked for those like them.
pub(crate) struct Index {
    vectors: Vec<Vector>,
    /// For each term the sentences that it leads to.
    leads: Vec<Vec<u32>>,
    threshold: f32,
}

impl Index {
    /// Weighs the terms of all sentences, of which pairs of at least `threshold` can be asked for.
    ///
    /// A sentence is led to by its rarest terms only: as many as are needed for the others to
    /// weigh less than the threshold, for two sentences as alike as that must share one of these
    /// (the prefix filter of Bayardo, Ma and Srikant, "Scaling up all pairs similarity search",
    /// 2007).
    pub(crate) fn new(sentences: &[Features], threshold: f32) -> Self {
        let mut frequency: HashMap<&str, u32> = HashMap::new();
        for sentence in sentences {
            // The terms are sorted: those that are the same follow each other.
            for same in sentence.terms.chunk_by(|one, other| one == other) {
                *frequency.entry(&same[0]).or_default() += 1;
            }
        }
        // Terms are named by how rare they are, the rarest first.
        let mut terms: Vec<_> = frequency.into_iter().map(|(term, count)| (count, term)).collect();
        terms.sort_unstable();
        let names: HashMap<&str, u32> =
            (0..).zip(&terms).map(|(name, &(_, term))| (term, name)).collect();
        let all = sentences.len() as f32;
        let weights: Vec<f32> =
            terms.iter().map(|&(count, _)| (1.0 + all / count as f32).ln()).collect();
        let vectors: Vec<_> =
            sentences.iter().map(|sentence| vector(sentence, &names, &weights)).collect();
        let mut leads = vec![Vec::new(); terms.len()];
        for (sentence, vector) in (0..).zip(&vectors) {
            for &(term, _) in prefix(vector, threshold) {
                leads[term as usize].push(sentence);
            }
        }
        Self { vectors, leads, threshold }
    }

    /// The sentences from `from` on that are at least as like `sentence` as the threshold, in
    /// order, with their likeness.
    pub(crate) fn like(&self, sentence: usize, from: usize) -> Vec<(usize, f32)> {
        let vector = &self.vectors[sentence];
        let mut near = Vec::new();
        for &(term, _) in prefix(vector, self.threshold) {
            let lead = &self.leads[term as usize];
            let start = lead.partition_point(|&other| (other as usize) < from);
            near.extend(lead[start..].iter().take(COMMON).map(|&other| other as usize));
        }
        near.sort_unstable();
        near.dedup();
        near.into_iter()
            .map(|other| (other, self.likeness(sentence, other)))
            .filter(|&(_, likeness)| likeness >= self.threshold)
            .collect()
    }

    pub(crate) fn likeness(&self, left: usize, right: usize) -> f32 {
        self.vectors[left].likeness(&self.vectors[right])
    }
}

fn vector(sentence: &Features, names: &HashMap<&str, u32>, weights: &[f32]) -> Vector {
    let mut terms: Vec<(u32, f32)> = Vec::new();
    let mut known: Vec<u32> =
        sentence.terms.iter().filter_map(|term| names.get(term.as_str()).copied()).collect();
    known.sort_unstable();
    for term in known {
        match terms.last_mut() {
            Some((last, weight)) if *last == term => *weight += weights[term as usize],
            _ => terms.push((term, weights[term as usize])),
        }
    }
    let norm = terms.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    for (_, weight) in &mut terms {
        *weight /= norm;
    }
    Vector { terms }
}

/// The rarest terms of a vector, the others of which weigh less than the threshold.
fn prefix(vector: &Vector, threshold: f32) -> &[(u32, f32)] {
    let mut rest = 0.0;
    // A little less, for sums of rounded numbers.
    let bound = threshold * threshold * 0.999;
    let others = vector.terms.iter().rev().take_while(|(_, weight)| {
        rest += weight * weight;
        rest < bound
    });
    &vector.terms[..vector.terms.len() - others.count()]
}
