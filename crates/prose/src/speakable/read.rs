use std::ops::Range;

use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use super::block::{Before, Block, Kind, Voice};
use super::hidden::{Formula, Hidden, hidden, masked, without_reasoning};
use super::lexicon::Lexicon;

/// What a text consists of.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) blocks: Vec<Block>,
    /// Where the last block that stands in no other begins.
    pub(super) last_top: usize,
}

/// The blocks of a reply, or of its open end, which counts as whole.
///
/// No later part changes an earlier one: a link may lead anywhere, and notes are silent.
pub(super) fn read(markdown: &str, lexicon: &Lexicon) -> Reading {
    let markdown = without_reasoning(markdown);
    let hidden = find_hidden(&markdown);
    read_shown(&markdown, &hidden.formulas, lexicon)
}

/// The same of a text that goes on: without a formula at its end that is open.
pub(super) fn read_open(markdown: &str, lexicon: &Lexicon) -> Reading {
    let markdown = without_reasoning(markdown);
    let hidden = find_hidden(&markdown);
    let shown = hidden.open.map_or(&*markdown, |open| &markdown[..open]);
    let inside = |formula: &&Formula| formula.range.end <= shown.len();
    let formulas: Vec<Formula> = hidden.formulas.iter().filter(inside).cloned().collect();
    read_shown(shown, &formulas, lexicon)
}

fn find_hidden(markdown: &str) -> Hidden {
    match markdown.contains("[^") || markdown.contains(['$', '\\']) {
        true => hidden(markdown, &code(markdown)),
        false => Hidden::default(),
    }
}

fn read_shown(markdown: &str, formulas: &[Formula], lexicon: &Lexicon) -> Reading {
    let masked = masked(markdown, formulas);
    let mut reader = Reader {
        markdown,
        formulas,
        lexicon,
        done: Reading::default(),
        open: None,
        around: Vec::new(),
        depth: 0,
        silent: 0,
        picture: false,
        before: None,
        columns: Vec::new(),
    };
    let events = Parser::new_with_broken_link_callback(&masked, options(), Some(linked));
    for (event, source) in events.into_offset_iter() {
        reader.event(event, source);
    }
    reader.close();
    reader.done
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
}

/// Every `[text][name]` is a link, wherever the name is explained.
fn linked<'a>(link: BrokenLink<'a>) -> Option<(CowStr<'a>, CowStr<'a>)> {
    let named = matches!(link.link_type, LinkType::Reference | LinkType::ReferenceUnknown);
    named.then(|| (CowStr::from(""), CowStr::from("")))
}

/// Where code stands.
fn code(markdown: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(markdown, options()).into_offset_iter();
    let code = events
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))));
    code.map(|(_, range)| range).collect()
}

struct Reader<'a> {
    markdown: &'a str,
    formulas: &'a [Formula],
    lexicon: &'a Lexicon,
    done: Reading,
    open: Option<Block>,
    /// The lists around what is read: the number of the next item, if they are numbered.
    around: Vec<Option<u64>>,
    depth: usize,
    /// How many silent elements are around.
    silent: usize,
    picture: bool,
    before: Option<Before>,
    columns: Vec<String>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, source: Range<usize>) {
        match event {
            Event::Start(tag) => {
                if self.depth == 0 {
                    self.done.last_top = source.start;
                }
                self.depth += 1;
                self.start(tag, source);
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(tag);
            }
            Event::Text(text) => self.text(&text, source),
            Event::Code(text) => {
                let marks = source.len().saturating_sub(text.len()) / 2;
                self.push(&text, source.start + marks..source.end - marks, Voice::Code);
            }
            Event::SoftBreak => self.push(" ", source, Voice::Plain),
            Event::HardBreak => self.push("\n", source, Voice::Plain),
            Event::InlineHtml(tag) => {
                let breaks = tag.to_ascii_lowercase().starts_with("<br");
                self.push(if breaks { "\n" } else { "" }, source, Voice::Plain);
            }
            Event::Html(html) => self.push(&html, source, Voice::Plain),
            Event::TaskListMarker(done) => self.before = Some(Before::Done(done)),
            Event::Rule => {
                self.done.last_top =
                    if self.depth == 0 { source.start } else { self.done.last_top };
                self.close();
            }
            Event::FootnoteReference(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, source: Range<usize>) {
        match tag {
            Tag::Paragraph => self.open(self.paragraph()),
            Tag::Heading { .. } => self.open(Kind::Heading),
            Tag::HtmlBlock => self.open(Kind::Html),
            Tag::BlockQuote(_) => self.close(),
            Tag::CodeBlock(kind) => self.open_code(&kind, source),
            Tag::List(first) => {
                self.close();
                self.around.push(first);
            }
            Tag::Item => {
                self.close();
                self.before = match self.around.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        Some(Before::Number(*number - 1))
                    }
                    _ => None,
                };
            }
            Tag::Table(_) => self.close(),
            Tag::TableHead => {
                self.columns.clear();
                self.open(Kind::Row);
            }
            Tag::TableRow => {
                self.open(Kind::Row);
                if let Some(row) = &mut self.open {
                    row.columns.clone_from(&self.columns);
                }
            }
            Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => {
                self.close();
                self.silent += 1;
            }
            Tag::Image { .. } => self.picture = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Item => {
                self.close()
            }
            TagEnd::HtmlBlock => {
                if let Some(block) = &mut self.open {
                    block.strip();
                }
                self.close();
            }
            TagEnd::BlockQuote(_) => self.close(),
            TagEnd::List(_) => {
                self.close();
                self.around.pop();
            }
            TagEnd::TableCell => {
                if let Some(row) = &mut self.open {
                    row.cells.push(row.text.len());
                }
            }
            TagEnd::TableHead => {
                let row = self.open.take().unwrap_or_default();
                let mut start = 0;
                for &end in &row.cells {
                    let name = row.words(&(start..end), self.lexicon);
                    self.columns.push(name.trim_end_matches([':', '.']).to_owned());
                    start = end;
                }
            }
            TagEnd::TableRow => self.close(),
            TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_) => {
                self.open = None;
                self.silent = self.silent.saturating_sub(1);
            }
            TagEnd::Image => self.picture = false,
            _ => {}
        }
    }

    fn paragraph(&self) -> Kind {
        if self.around.is_empty() { Kind::Paragraph } else { Kind::Item }
    }

    fn open(&mut self, kind: Kind) {
        self.close();
        self.open = Some(Block::new(kind));
    }

    fn open_code(&mut self, kind: &CodeBlockKind<'_>, source: Range<usize>) {
        let language = match kind {
            CodeBlockKind::Indented => String::new(),
            CodeBlockKind::Fenced(info) => {
                let name = info.split([' ', ',', '{', ':']).next().unwrap_or_default();
                name.to_owned()
            }
        };
        let fenced = matches!(kind, CodeBlockKind::Fenced(_));
        self.open(Kind::Code { language, lines: 0, fenced });
        if let Some(block) = &mut self.open {
            block.source = source;
        }
    }

    fn close(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        if block.is_silent() || self.silent > 0 {
            return;
        }
        block.before = self.before.take();
        self.done.blocks.push(block);
    }

    /// Text in which formulas may stand.
    fn text(&mut self, text: &str, source: Range<usize>) {
        let code = matches!(self.open.as_ref().map(|block| &block.kind), Some(Kind::Code { .. }));
        if code || text.len() != source.len() {
            return self.push(text, source, Voice::Plain);
        }
        let mut at = source.start;
        let inside = self.formulas.iter().filter(|formula| {
            source.start <= formula.range.start && formula.range.end <= source.end
        });
        for formula in inside {
            let (range, tex) = (&formula.range, &formula.tex);
            self.push(
                &text[at - source.start..range.start - source.start],
                at..range.start,
                Voice::Plain,
            );
            self.push(&self.markdown[tex.clone()], tex.clone(), Voice::Formula);
            at = range.end;
        }
        self.push(&text[at - source.start..], at..source.end, Voice::Plain);
    }

    fn push(&mut self, text: &str, source: Range<usize>, voice: Voice) {
        if self.silent > 0 {
            return;
        }
        let voice = if self.picture { Voice::Picture } else { voice };
        // The items of a tight list have no paragraphs.
        let kind = self.paragraph();
        let block = self.open.get_or_insert_with(|| Block::new(kind));
        if let Kind::Code { lines, .. } = &mut block.kind {
            *lines += text.lines().filter(|line| !line.trim().is_empty()).count();
            return;
        }
        block.push(text, source, voice);
    }
}
