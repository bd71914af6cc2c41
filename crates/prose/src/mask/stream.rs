use std::borrow::Borrow;

use super::{MARK, Masker, last_letter};

/// A reply that is masked while it is being written.
///
/// What [`Self::push`] returns, joined, with what [`Self::finish`] returns, is what
/// [`Masker::mask`] makes of the whole, wherever it was cut. `M` is how it holds its masker: by
/// reference, or shared.
#[derive(Clone, Debug)]
pub struct MaskStream<M> {
    masker: M,
    /// What was not given out yet: it could still become a name.
    held: String,
    /// The last character that was, accents apart.
    before: Option<char>,
}

impl<M: Borrow<Masker>> MaskStream<M> {
    /// A reply of which nothing has come yet.
    pub fn new(masker: M) -> Self {
        Self { masker, held: String::new(), before: None }
    }

    /// More of the reply has come. Returns what is certain by now; no more is held back than
    /// could still become a name.
    pub fn push(&mut self, text: &str) -> String {
        self.held.push_str(text);
        self.read(false)
    }

    /// The reply has ended: what was held back.
    pub fn finish(mut self) -> String {
        self.read(true)
    }

    fn read(&mut self, whole: bool) -> String {
        let mut masked = String::new();
        let mut at = 0;
        let rest = self.masker.borrow().scan(&self.held, self.before, whole, |name| {
            masked.push_str(&self.held[at..name.start]);
            masked.push_str(MARK);
            // Emphasis that opens or closes within the name goes on behind it.
            masked.extend(
                self.held[name.clone()].chars().filter(|found| matches!(found, '*' | '`' | '~')),
            );
            at = name.end;
        });
        masked.push_str(&self.held[at..rest]);
        self.before = last_letter(&self.held[..rest]).or(self.before);
        self.held.drain(..rest);
        masked
    }
}
