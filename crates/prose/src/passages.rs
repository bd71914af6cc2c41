//! The readable passages of a reply in markdown (CommonMark 0.31 with GitHub's tables, strikethrough
//! and task lists, footnotes, and maths between dollar signs).

mod read;

use std::ops::Range;

pub use read::passages;

/// One passage of a reply: what a reader sees as one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// Its bytes in the markdown, from its first visible character to its last; marks of emphasis
    /// and addresses of links between them included.
    pub source: Range<usize>,
    /// What is read: no marks, no addresses; a picture's description in its place, maths within a
    /// sentence as it is written, a soft line break as a space, a hard one as a line's end.
    pub text: String,
    pieces: Vec<Piece>,
}

/// What a passage is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassageKind {
    /// A paragraph that is nothing of the following.
    Paragraph,
    /// A heading of this level, 1 to 6.
    Heading(u8),
    /// A paragraph of a list's item.
    Item,
    /// A paragraph of a quote.
    Quote,
    /// A cell of a table.
    Cell,
    /// A block of code; its text is the code as it is.
    Code {
        /// The first word behind the fence; empty where there is none.
        language: String,
    },
    /// A formula in a block of its own; its text is TeX.
    Maths,
}

impl PassageKind {
    /// Whether it holds sentences.
    pub fn is_prose(&self) -> bool {
        match self {
            Self::Paragraph | Self::Heading(_) | Self::Item | Self::Quote | Self::Cell => true,
            Self::Code { .. } | Self::Maths => false,
        }
    }
}

/// A part of a passage's text that stands in one place of the markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    text: Range<usize>,
    source: Range<usize>,
    /// Code or maths in a line: no sentence ends inside.
    solid: bool,
}

impl Piece {
    /// Where a position of the text is in the source; an entity (`&amp;`) is one place.
    fn source_of(&self, at: usize, end: bool) -> usize {
        if self.text.len() == self.source.len() {
            self.source.start + (at - self.text.start)
        } else if end {
            self.source.end
        } else {
            self.source.start
        }
    }
}

impl Passage {
    fn new(kind: PassageKind) -> Self {
        Self { kind, source: 0..0, text: String::new(), pieces: Vec::new() }
    }

    fn push(&mut self, text: &str, source: Range<usize>, solid: bool) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.source.start = if start == 0 { source.start } else { self.source.start };
        self.source.end = source.end;
        self.pieces.push(Piece { text: start..self.text.len(), source, solid });
    }

    /// The bytes in the markdown of a range of [`Self::text`]; of an empty range the place.
    pub fn source_of(&self, text: Range<usize>) -> Range<usize> {
        let start = self.pieces.partition_point(|piece| piece.text.end <= text.start);
        let end = self.pieces.partition_point(|piece| piece.text.start < text.end);
        let (Some(first), Some(last)) = (
            self.pieces.get(start),
            end.checked_sub(1).filter(|&last| last >= start).and_then(|last| self.pieces.get(last)),
        ) else {
            return self.source.end..self.source.end;
        };
        let start = first.source_of(text.start.max(first.text.start), false);
        start..last.source_of(text.end.min(last.text.end), true).max(start)
    }

    /// Whether code or maths in a line goes on at a position of the text.
    fn is_solid(&self, at: usize) -> bool {
        let piece = self.pieces.partition_point(|piece| piece.text.end <= at);
        self.pieces.get(piece).is_some_and(|piece| piece.solid && piece.text.start < at)
    }

    /// The sentences of a passage of prose, as ranges of its text.
    pub(crate) fn sentences(&self) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for sentence in crate::sentences(&self.text) {
            match found.last_mut() {
                Some(last) if self.is_solid(sentence.start) => last.end = sentence.end,
                _ => found.push(sentence),
            }
        }
        found
    }
}
