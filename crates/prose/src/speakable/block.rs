use std::ops::Range;

use super::lexicon::{Lexicon, language_name};
use super::{CodeManner, Manner, Pause, maths, words};
use crate::speakable::cardinal::{before_noun, cardinal};

/// A block of a reply: what is said without another between.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) source: Range<usize>,
    /// What a reader sees.
    pub(super) text: String,
    pieces: Vec<Piece>,
    /// What is said before its first words: an item's number.
    pub(super) before: Option<Before>,
    /// The names of the columns, of a table's row.
    pub(super) columns: Vec<String>,
    /// Where the cells of a table's row end in `text`.
    pub(super) cells: Vec<usize>,
}

/// What kind of block it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Paragraph,
    Heading,
    Item,
    Html,
    Row,
    Code {
        language: String,
        lines: usize,
        fenced: bool,
    },
}

/// What stands before an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    Number(u64),
    Done(bool),
}

/// How a piece of text is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    Plain,
    Code,
    Formula,
    /// The description of a picture.
    Picture,
}

#[derive(Clone, Debug)]
struct Piece {
    text: Range<usize>,
    source: Range<usize>,
    voice: Voice,
}

impl Block {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }

    pub(super) fn push(&mut self, text: &str, source: Range<usize>, voice: Voice) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        if self.pieces.is_empty() {
            self.source.start = source.start;
        }
        self.source.end = self.source.end.max(source.end);
        self.pieces.push(Piece { text: start..self.text.len(), source, voice });
    }

    pub(super) fn is_silent(&self) -> bool {
        !matches!(self.kind, Kind::Code { .. }) && self.text.trim().is_empty()
    }

    /// Where in the text the source from `source` on begins.
    pub(super) fn text_from(&self, source: usize) -> usize {
        let at = self.pieces.partition_point(|piece| piece.source.end <= source);
        let Some(piece) = self.pieces.get(at) else { return self.text.len() };
        if source <= piece.source.start || piece.text.len() != piece.source.len() {
            return piece.text.start;
        }
        self.text.floor_char_boundary(piece.text.start + source - piece.source.start)
    }

    /// Where in the markdown a range of the text stands.
    pub(super) fn source_of(&self, text: &Range<usize>) -> Range<usize> {
        let first = self.pieces.partition_point(|piece| piece.text.end <= text.start);
        let last = self.pieces.partition_point(|piece| piece.text.start < text.end);
        let (Some(first), Some(last)) =
            (self.pieces.get(first), last.checked_sub(1).and_then(|last| self.pieces.get(last)))
        else {
            return self.source.end..self.source.end;
        };
        let exact = |piece: &Piece| piece.text.len() == piece.source.len();
        let start = match exact(first) {
            true => first.source.start + text.start.saturating_sub(first.text.start),
            false => first.source.start,
        };
        let end = match exact(last) {
            true => last.source.start + text.end.min(last.text.end) - last.text.start,
            false => last.source.end,
        };
        start..end.max(start)
    }

    /// Whether code or a formula goes on at a position of the text.
    pub(super) fn is_solid(&self, at: usize) -> bool {
        let piece = self.pieces.partition_point(|piece| piece.text.end <= at);
        self.pieces.get(piece).is_some_and(|piece| {
            matches!(piece.voice, Voice::Code | Voice::Formula) && piece.text.start < at
        })
    }

    /// How long the silence after it is.
    pub(super) fn pause(&self) -> Pause {
        match self.kind {
            Kind::Heading => Pause::Heading,
            Kind::Item | Kind::Row => Pause::Item,
            Kind::Paragraph | Kind::Html | Kind::Code { .. } => Pause::Paragraph,
        }
    }

    /// A range of its text in words.
    pub(super) fn words(&self, range: &Range<usize>, lexicon: &Lexicon) -> String {
        let mut parts: Vec<(Voice, String)> = Vec::new();
        for piece in &self.pieces {
            let start = piece.text.start.max(range.start);
            let end = piece.text.end.min(range.end);
            let Some(text) = self.text.get(start..end).filter(|text| !text.is_empty()) else {
                continue;
            };
            match parts.last_mut() {
                // Marks of emphasis part no words.
                Some((Voice::Plain, last)) if piece.voice == Voice::Plain => last.push_str(text),
                _ => parts.push((piece.voice, text.to_owned())),
            }
        }
        let mut said = String::new();
        for (voice, text) in &parts {
            let words = match voice {
                Voice::Plain => words::spoken(text, lexicon),
                Voice::Code => words::code(text, lexicon),
                Voice::Formula => words::spoken(&maths::spoken(text, lexicon), lexicon),
                Voice::Picture => {
                    format!("{}: {}", lexicon.word("picture"), words::spoken(text, lexicon))
                }
            };
            let touches = *voice == Voice::Plain
                && text.starts_with(|one: char| !one.is_whitespace() && !one.is_alphanumeric());
            if !(said.is_empty() || words.is_empty() || touches && words.starts_with(is_stop)) {
                said.push(' ');
            }
            // A stop that stands alone behind code or a formula is its sentence's.
            let words = match words.is_empty() && touches && !said.is_empty() {
                true => text.trim().chars().take(1).filter(|&one| is_stop(one)).collect(),
                false => words,
            };
            said.push_str(&words);
        }
        said
    }

    /// What is said before its first words.
    pub(super) fn said_before(&self, lexicon: &Lexicon) -> Option<String> {
        Some(match self.before? {
            Before::Number(number) => format!("{}, ", cardinal(lexicon.tongue, number)),
            Before::Done(done) => format!("{}: ", lexicon.word(if done { "done" } else { "open" })),
        })
    }

    /// A table's row: each cell behind its column's name.
    pub(super) fn row(&self, lexicon: &Lexicon) -> String {
        let mut start = 0;
        let mut said = Vec::new();
        for (at, &end) in self.cells.iter().enumerate() {
            let cell = self.words(&(start..end), lexicon);
            start = end;
            let name = self.columns.get(at).filter(|name| !name.is_empty());
            let cell = cell.trim_end_matches(['.', ',']).to_owned();
            match name {
                _ if cell.is_empty() => {}
                Some(name) => said.push(format!("{name}: {cell}")),
                None => said.push(cell),
            }
        }
        said.join("; ")
    }

    /// What is said of a block of code.
    pub(super) fn code(&self, manner: &Manner, lexicon: &Lexicon) -> Option<String> {
        let Kind::Code { language, lines, .. } = &self.kind else { return None };
        if manner.code == CodeManner::Skipped {
            return None;
        }
        let language = language_name(language);
        let phrase = match (*lines, language.is_some()) {
            (0, _) => "code",
            (1, true) => "code, one line of {language}",
            (1, false) => "code, one line",
            (_, true) => "code, {n} lines of {language}",
            (_, false) => "code, {n} lines",
        };
        let number = before_noun(lexicon.tongue, *lines as u64, true);
        let said = lexicon.word(phrase).replace("{n}", &number);
        Some(said.replace("{language}", language.unwrap_or_default()))
    }
}

fn is_stop(one: char) -> bool {
    ".,;:!?…।。，、！？；：؟۔،؛".contains(one)
}

impl Block {
    /// Leaves of HTML what it shows.
    pub(super) fn strip(&mut self) {
        let shown = shown(&self.text);
        let source = self.source.clone();
        self.text.clear();
        self.pieces.clear();
        self.push(&shown, source, Voice::Plain);
    }
}

/// The text of HTML: no tags, no remarks, no scripts.
fn shown(html: &str) -> String {
    let mut found = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        found.push_str(&rest[..open]);
        let tag = &rest[open..];
        let lower = tag.to_ascii_lowercase();
        let unseen = [("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>")];
        let close = unseen
            .iter()
            .find(|(start, _)| lower.starts_with(start))
            .map_or(">", |(_, close)| close);
        let end = lower.find(close).map_or(tag.len(), |at| at + close.len());
        found.push(if lower.starts_with("<br") || lower.starts_with("</") { '\n' } else { ' ' });
        rest = &tag[end..];
    }
    found.push_str(rest);
    for (entity, sign) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")]
    {
        found = found.replace(entity, sign);
    }
    found
}
