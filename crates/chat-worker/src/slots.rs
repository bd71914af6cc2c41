//! Which sequence of the context a path is evaluated in, and what of it is known there already.

use crate::tokens::{Shared, Tokens};

/// What is known: one path a sequence.
#[derive(Debug)]
pub(crate) struct Slots {
    slots: Vec<Slot>,
    clock: u64,
    rewinds: bool,
}

#[derive(Debug, Default)]
struct Slot {
    path: Tokens,
    used: u64,
}

/// Where a path goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The sequence.
    pub slot: usize,
    /// Another sequence whose beginning it shares; the sequence itself is emptied first.
    pub source: Option<usize>,
    /// How far the known path serves.
    pub shared: Shared,
}

impl Slots {
    /// `count` empty sequences. Unless the model `rewinds`, a sequence can only be gone on with or
    /// forgotten whole.
    pub(crate) fn new(count: usize, rewinds: bool) -> Self {
        Self { slots: (0..count).map(|_| Slot::default()).collect(), clock: 0, rewinds }
    }

    /// Finds the place for `path`: where most of it is known. If going on there would forget more
    /// than half as much as it saves, the beginning is shared with the sequence that was longest
    /// unused instead, so that a question for a title does not cost the conversation its place.
    pub(crate) fn place(&self, path: &Tokens) -> Place {
        let oldest = self.oldest(None);
        let empty = Place { slot: oldest, source: None, shared: Shared::default() };
        let known = |slot: usize| (slot, self.known(slot, path));
        let Some((best, shared)) = (0..self.slots.len())
            .map(known)
            .filter(|(_, shared)| shared.new > 0)
            .max_by_key(|&(slot, shared)| (shared.new, self.slots[slot].used))
        else {
            return empty;
        };
        let forgotten = self.slots[best].path.len() - shared.known;
        if forgotten * 2 <= shared.known {
            return Place { slot: best, source: None, shared };
        }
        match self.oldest(Some(best)) {
            other if other == best => Place { slot: best, source: None, shared },
            other => Place { slot: other, source: Some(best), shared },
        }
    }

    /// What of `path` is known in `slot` and of use. The last token of a path is always evaluated
    /// anew: what comes after it has to be computed.
    fn known(&self, slot: usize, path: &Tokens) -> Shared {
        let known = &self.slots[slot].path;
        let mut shared = known.shared(path);
        if shared.new == path.len() && shared.new > 0 {
            shared = Shared { known: shared.known - 1, new: shared.new - 1 };
        }
        if self.rewinds || shared.known == known.len() { shared } else { Shared::default() }
    }

    fn oldest(&self, except: Option<usize>) -> usize {
        (0..self.slots.len())
            .filter(|&slot| Some(slot) != except)
            .min_by_key(|&slot| self.slots[slot].used)
            .unwrap_or(0)
    }

    /// The path known in `slot`, to be kept equal to what the context holds.
    pub(crate) fn path(&mut self, slot: usize) -> &mut Tokens {
        self.clock += 1;
        let slot = &mut self.slots[slot];
        slot.used = self.clock;
        &mut slot.path
    }

    /// The sequence to be given up when room is needed: the one longest unused that holds
    /// anything, other than `keep`.
    pub(crate) fn spare(&self, keep: usize) -> Option<usize> {
        (0..self.slots.len())
            .filter(|&slot| slot != keep && self.slots[slot].path.len() > 0)
            .min_by_key(|&slot| self.slots[slot].used)
    }

    /// Notes that `slot` holds nothing any more.
    pub(crate) fn forget(&mut self, slot: usize) {
        self.slots[slot] = Slot::default();
    }
}

#[cfg(test)]
mod tests {
    use llama_cpp_2::token::LlamaToken;

    use super::*;

    fn path(text: &str) -> Tokens {
        let mut tokens = Tokens::default();
        for byte in text.bytes() {
            tokens.push(LlamaToken(i32::from(byte)), Some(&[byte]));
        }
        tokens
    }

    fn slots(rewinds: bool, paths: &[&str]) -> Slots {
        let mut slots = Slots::new(paths.len(), rewinds);
        for (slot, text) in paths.iter().enumerate() {
            if !text.is_empty() {
                *slots.path(slot) = path(text);
            }
        }
        slots
    }

    fn all(count: usize) -> Shared {
        Shared { known: count, new: count }
    }

    #[test]
    fn the_next_turn_goes_on_where_most_of_it_is_known() {
        let slots = slots(true, &["system and a long talk", "system and other things"]);
        let place = slots.place(&path("system and a long talk goes on"));
        assert_eq!(place, Place { slot: 0, source: None, shared: all(22) });
    }

    #[test]
    fn a_title_does_not_cost_the_conversation_its_place() {
        let slots = slots(true, &["system and a long talk", ""]);
        let place = slots.place(&path("system: name this"));
        assert_eq!(place, Place { slot: 1, source: Some(0), shared: all(6) });
    }

    #[test]
    fn a_regenerated_reply_takes_the_place_of_a_short_one() {
        let slots = slots(true, &["a long question: yes", ""]);
        let place = slots.place(&path("a long question:"));
        assert_eq!(place, Place { slot: 0, source: None, shared: all(15) }, "all but the last");
    }

    #[test]
    fn the_sequence_that_was_longest_unused_gives_way() {
        let mut slots = slots(true, &["first", "second"]);
        slots.path(0);
        assert_eq!(slots.place(&path("third")).slot, 1);
        assert_eq!(slots.spare(0), Some(1));
    }

    #[test]
    fn a_model_that_cannot_rewind_only_goes_on() {
        let slots = slots(false, &["a long talk", ""]);
        assert_eq!(slots.place(&path("a long talk goes on")).shared, all(11), "going on");
        assert_eq!(slots.place(&path("a long talc")).shared, all(0), "anything else is read anew");
        assert_eq!(slots.place(&path("a long talk")).shared, all(0), "there is no step back");
    }

    #[test]
    fn with_one_sequence_there_is_no_choice() {
        let slots = slots(true, &["system and a long talk"]);
        let place = slots.place(&path("system: name this"));
        assert_eq!(place, Place { slot: 0, source: None, shared: all(6) });
    }
}
