use crate::Sentence;
use crate::agreement::Place;
use crate::likeness::{Features, Index};

/// From what likeness on a sentence is linked to a source: less than [`crate::SAME`], because a
/// merged sentence often joins what two sources say.
pub const LINKED: f32 = 0.55;

/// A sentence of a source that a merged sentence resembles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The source and its sentence.
    pub place: Place,
    /// How alike they are, from [`LINKED`] to 1 (the same words).
    pub likeness: f32,
}

/// For each sentence of a merged answer what it was taken from, by the likeness of the text alone:
/// the most similar sentence of each source that has one, the most alike first, ties by source.
///
/// A sentence is left without links where no source is close enough. None is linked to a source
/// that negates more or less often, or that lacks one of its numbers. Work is bounded as in
/// [`crate::agreement`].
pub fn attribution(merged: &[Sentence], sources: &[Vec<Sentence>]) -> Vec<Vec<Link>> {
    let mut places = Vec::new();
    for (reply, sentences) in sources.iter().enumerate() {
        places.extend((0..sentences.len()).map(|sentence| Place { reply, sentence }));
    }
    let all = merged.iter().chain(sources.iter().flatten());
    let features: Vec<_> = all.map(|sentence| Features::of(&sentence.text)).collect();
    let index = Index::new(&features, LINKED);
    (0..merged.len())
        .map(|sentence| {
            let like = index.like(sentence, merged.len()).into_iter();
            let links = like
                .filter(|&(source, _)| may_come_from(&features[sentence], &features[source]))
                .map(|(source, likeness)| Link { place: places[source - merged.len()], likeness });
            best_of_each(links)
        })
        .collect()
}

fn may_come_from(sentence: &Features, source: &Features) -> bool {
    sentence.negations == source.negations && sentence.numbers.is_subset(&source.numbers)
}

/// The best link to each source; the links come in the order of their sources.
fn best_of_each(links: impl Iterator<Item = Link>) -> Vec<Link> {
    let mut best: Vec<Link> = Vec::new();
    for link in links {
        match best.last_mut() {
            Some(last) if last.place.reply == link.place.reply => {
                if link.likeness > last.likeness {
                    *last = link;
                }
            }
            _ => best.push(link),
        }
    }
    best.sort_by(|left, right| right.likeness.total_cmp(&left.likeness));
    best
}
