use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{Passage, PassageKind};

/// The passages of a reply, in order. A reply that is still being written may be given: what is
/// open then counts as closed. HTML is left out, but for `<br>`, which ends a line.
pub fn passages(markdown: &str) -> Vec<Passage> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH;
    let mut reading = Reading::default();
    for (event, source) in Parser::new_ext(markdown, options).into_offset_iter() {
        reading.event(event, source);
    }
    reading.close();
    reading.done
}

#[derive(Default)]
struct Reading {
    done: Vec<Passage>,
    open: Option<Passage>,
    /// The lists and quotes around what is read, by the kind of their paragraphs.
    around: Vec<PassageKind>,
}

impl Reading {
    fn event(&mut self, event: Event<'_>, source: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, source, false),
            Event::Code(text) | Event::InlineMath(text) => {
                // The marks around it are no part of it.
                let marks = source.len().saturating_sub(text.len()) / 2;
                self.push(&text, source.start + marks..source.end - marks, true);
            }
            Event::DisplayMath(text) => self.formula(&text, source),
            Event::SoftBreak => self.push(" ", source, false),
            Event::HardBreak => self.push("\n", source, false),
            Event::InlineHtml(tag) if is_break(&tag) => self.push("\n", source, false),
            Event::InlineHtml(_)
            | Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::Rule
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Item => self.enter(PassageKind::Item),
            Tag::BlockQuote(_) => self.enter(PassageKind::Quote),
            Tag::Paragraph => self.open(self.paragraph()),
            Tag::Heading { level, .. } => self.open(PassageKind::Heading(level as u8)),
            Tag::TableCell => self.open(PassageKind::Cell),
            Tag::CodeBlock(kind) => self.open(PassageKind::Code { language: language(&kind) }),
            Tag::List(_) | Tag::Table(_) | Tag::FootnoteDefinition(_) => self.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.close();
                self.around.pop();
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::CodeBlock => {
                self.close();
            }
            _ => {}
        }
    }

    fn enter(&mut self, kind: PassageKind) {
        self.close();
        self.around.push(kind);
    }

    fn open(&mut self, kind: PassageKind) {
        self.close();
        self.open = Some(Passage::new(kind));
    }

    /// Keeps what was read, if there is anything to see in it.
    fn close(&mut self) {
        self.done.extend(self.open.take().filter(|passage| !passage.text.trim().is_empty()));
    }

    fn push(&mut self, text: &str, source: Range<usize>, solid: bool) {
        // The items of a tight list have no paragraphs.
        let kind = self.paragraph();
        self.open.get_or_insert_with(|| Passage::new(kind)).push(text, source, solid);
    }

    fn formula(&mut self, text: &str, source: Range<usize>) {
        let around = self.open.as_ref().map_or_else(|| self.paragraph(), |open| open.kind.clone());
        self.open(PassageKind::Maths);
        self.push(text, source, true);
        self.open(around);
    }

    fn paragraph(&self) -> PassageKind {
        self.around.last().cloned().unwrap_or(PassageKind::Paragraph)
    }
}

fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Indented => String::new(),
        CodeBlockKind::Fenced(info) => {
            info.split_whitespace().next().unwrap_or_default().to_owned()
        }
    }
}

fn is_break(tag: &str) -> bool {
    matches!(tag.to_ascii_lowercase().as_str(), "<br>" | "<br/>" | "<br />")
}
