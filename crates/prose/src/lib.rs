//! What can be told from the text of a reply, in any script: its sentences, how two replies differ,
//! where several agree, what a merged answer was taken from, and where a model names itself.
//!
//! Everything here is a function of its arguments: no file, no clock, no environment, and no
//! randomness. Positions are byte offsets into UTF-8; [`utf16_ranges`] makes a window's of them.

mod agreement;
mod attribution;
mod data;
mod diff;
mod likeness;
mod mask;
mod passages;
mod reply;
mod sentences;
mod speakable;
mod utf16;

pub use agreement::{Agreement, Place, SAME, agreement};
pub use attribution::{LINKED, Link, attribution};
pub use diff::{Change, Part, word_diff};
pub use mask::{MARK, MaskStream, Masker};
pub use passages::{Passage, PassageKind, passages};
pub use reply::{Sentence, reply_sentences};
pub use sentences::{Closed, LONGEST_SENTENCE, closed_sentences, sentences};
pub use speakable::{CodeManner, Manner, Pause, SpeechStream, Utterance, speakable};
pub use utf16::utf16_ranges;
