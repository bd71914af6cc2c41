use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::Sentence;
use crate::likeness::{Features, Index};

/// From what likeness on two sentences say the same (a cosine, see `likeness`).
///
/// Chosen so that a moved word or another article still counts as the same, and a sentence with
/// one other name of a few does not: `tests/agreement` holds the cases.
pub const SAME: f32 = 0.7;

/// Where a sentence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which reply, from 0.
    pub reply: usize,
    /// Which of its sentences, from 0.
    pub sentence: usize,
}

/// What several replies say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Sentences that say the same, of at least two replies each; a reply that repeats itself has
    /// several places in a group. In the order of their first places.
    pub groups: Vec<Vec<Place>>,
    /// For each sentence of each reply the group that it is in, if any other reply says it.
    pub group_of: Vec<Vec<Option<usize>>>,
}

impl Agreement {
    /// How many replies say what stands at a place; 1 if only its own does.
    pub fn replies_saying(&self, place: Place) -> usize {
        let group = self.group_of.get(place.reply).and_then(|reply| reply.get(place.sentence));
        group.copied().flatten().and_then(|group| self.groups.get(group)).map_or(1, |places| {
            places.iter().map(|place| place.reply).collect::<BTreeSet<_>>().len()
        })
    }
}

/// Which sentences of replies say the same.
///
/// Two say the same if they are as alike as [`SAME`] and agree in their numbers and in how often
/// they negate. Every two sentences of a group do: the most alike are joined first, ties in the
/// order of their places, and groups are joined only as a whole (complete linkage), so that no
/// chain of small changes leads from one statement to another. Sentences without words or figures
/// are in no group. Work is bounded by looking, for each sentence, at the first 256 others
/// that share one rare word with it.
pub fn agreement(replies: &[Vec<Sentence>]) -> Agreement {
    let mut places: BTreeMap<Features, Vec<Place>> = BTreeMap::new();
    for (reply, sentences) in replies.iter().enumerate() {
        for (sentence, said) in sentences.iter().enumerate() {
            let features = Features::of(&said.text);
            if !features.terms.is_empty() {
                places.entry(features).or_default().push(Place { reply, sentence });
            }
        }
    }
    // What is said in the same words is one saying; sayings are in the order of first places.
    let mut sayings: Vec<(Vec<Place>, Features)> =
        places.into_iter().map(|(features, places)| (places, features)).collect();
    sayings.sort_unstable_by_key(|(places, _)| places[0]);
    let (places, features): (Vec<_>, Vec<_>) = sayings.into_iter().unzip();

    let mut groups: Vec<Vec<Place>> = joined(&features)
        .into_iter()
        .map(|group| group.into_iter().flat_map(|saying| places[saying].clone()).collect())
        .filter(|group: &Vec<Place>| group.iter().any(|place| place.reply != group[0].reply))
        .collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();

    let mut group_of: Vec<_> = replies.iter().map(|reply| vec![None; reply.len()]).collect();
    for (group, places) in groups.iter().enumerate() {
        for place in places {
            group_of[place.reply][place.sentence] = Some(group);
        }
    }
    Agreement { groups, group_of }
}

/// Groups of sayings, each in the end in one of them.
fn joined(sayings: &[Features]) -> Vec<Vec<usize>> {
    let index = Index::new(sayings, SAME);
    let mut pairs: Vec<(Reverse<u32>, usize, usize)> = Vec::new();
    for (left, saying) in sayings.iter().enumerate() {
        let like = index.like(left, left + 1).into_iter();
        let same = like.filter(|&(right, _)| !saying.contradicts(&sayings[right]));
        // The bits of positive numbers are in the order of the numbers.
        pairs.extend(same.map(|(right, likeness)| (Reverse(likeness.to_bits()), left, right)));
    }
    pairs.sort_unstable();
    let mut group_of: Vec<usize> = (0..sayings.len()).collect();
    let mut groups: Vec<Vec<usize>> = group_of.iter().map(|&saying| vec![saying]).collect();
    for (_, left, right) in pairs {
        let (left, right) = (group_of[left], group_of[right]);
        let all_alike = || {
            groups[left]
                .iter()
                .all(|&one| groups[right].iter().all(|&other| index.likeness(one, other) >= SAME))
        };
        if left != right && groups[left].len() * groups[right].len() <= LINKS && all_alike() {
            let moved = std::mem::take(&mut groups[right]);
            moved.iter().for_each(|&saying| group_of[saying] = left);
            groups[left].extend(moved);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The most pairs that are looked at to join two groups: ways to say one thing are few.
const LINKS: usize = 64;
