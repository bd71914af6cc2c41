//! What a voice is given of a reply in markdown: words to be said, one sentence at a time, with no
//! mark of its markup.

mod block;
mod cardinal;
mod hidden;
mod lexicon;
mod maths;
mod read;
mod safe;
mod stream;
mod words;

use std::ops::Range;
use std::time::Duration;

pub use stream::SpeechStream;

/// How a reply is put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manner {
    /// The listener's language, as a tag (BCP 47: `hi`, `en-GB`). Numbers, dates, sums of money and
    /// units are put into words in English, Hindi, Spanish, German, French, Italian and Portuguese;
    /// in other languages figures are left to the voice.
    pub language: String,
    /// What becomes of blocks of code.
    pub code: CodeManner,
}

impl Manner {
    /// The usual manner in a language.
    pub fn of(language: &str) -> Self {
        Self { language: language.to_owned(), code: CodeManner::Named }
    }
}

/// What becomes of a block of code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CodeManner {
    /// It is said that it is there: "code, 12 lines of Rust".
    #[default]
    Named,
    /// It is silent.
    Skipped,
}

/// One thing to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// Where it stands in the markdown, in bytes.
    pub source: Range<usize>,
    /// The same in UTF-16 units, which a window counts in.
    pub utf16: Range<usize>,
    /// What a reader sees of it: text without marks of emphasis and without addresses. Empty for a
    /// block of code.
    pub shown: String,
    /// What is said: letters, and the stops that a voice pauses at. Never empty.
    pub words: String,
    /// How long to be silent after it.
    pub pause: Pause,
}

/// Why there is a silence after an utterance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pause {
    /// The sentence goes on.
    Clause,
    /// A sentence has ended.
    Sentence,
    /// An item of a list or a row of a table has ended.
    Item,
    /// A paragraph or a block of code has ended.
    Paragraph,
    /// A heading has ended.
    Heading,
}

impl Pause {
    /// How long it is at the voice's own pace.
    pub fn duration(self) -> Duration {
        Duration::from_millis(match self {
            Self::Clause => 60,
            Self::Sentence => 150,
            Self::Item => 300,
            Self::Paragraph => 450,
            Self::Heading => 600,
        })
    }
}

/// All that is said of a whole reply: what a [`SpeechStream`] yields, however it is cut.
pub fn speakable(markdown: &str, manner: &Manner) -> Vec<Utterance> {
    let mut stream = SpeechStream::new(manner);
    let mut said = stream.push(markdown);
    said.extend(stream.end());
    said
}
