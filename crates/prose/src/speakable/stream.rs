use std::ops::Range;

use super::block::{Block, Kind};
use super::lexicon::Lexicon;
use super::read::{Reading, read, read_open};
use super::safe::settled;
use super::{Manner, Pause, Utterance};
use crate::utf16_ranges;

/// How long the first sentence is, in letters, before its first clause goes ahead, and how long the
/// clause is at least.
const LONG: usize = 60;
const CLAUSE: usize = 20;

/// Turns a reply that is still being written into what is said of it.
///
/// What was given is never taken back, and how the reply is cut into pieces makes no difference: it
/// is looked at where a word or a line ends, and each such look depends only on what stands before
/// it. A sentence is given with the first word of the next; of a first sentence that is long, the
/// first clause. Nothing is given out of the middle of code, of a row, a link or a formula.
///
/// A look costs time proportional to the block that is being written: a list or a table is one.
pub struct SpeechStream {
    manner: Manner,
    lexicon: Lexicon,
    /// What is written from the block on that is open.
    tail: String,
    /// Where the tail begins in the whole, in bytes and in UTF-16 units.
    base: usize,
    base_utf16: usize,
    /// Up to where the tail has been said.
    given: usize,
    /// Up to where it has been looked at.
    looked: usize,
    /// The fence that is open, of which only the end matters.
    fence: Option<&'static str>,
    /// Whether anything has been said.
    begun: bool,
}

impl SpeechStream {
    /// A stream of a reply of which nothing is written yet.
    pub fn new(manner: &Manner) -> Self {
        Self {
            lexicon: Lexicon::of(&manner.language),
            manner: manner.clone(),
            tail: String::new(),
            base: 0,
            base_utf16: 0,
            given: 0,
            looked: 0,
            fence: None,
            begun: false,
        }
    }

    /// Takes what was written next; returns what can be said now, in order.
    pub fn push(&mut self, written: &str) -> Vec<Utterance> {
        self.tail.push_str(written);
        let mut said = Vec::new();
        let mut at = self.looked;
        while let Some(next) = self.tail[at..].chars().next() {
            at += next.len_utf8();
            if self.is_place(at, next) {
                at -= self.look(at, &mut said);
            }
            self.looked = at;
        }
        said
    }

    /// The reply has ended: returns what is left to say.
    pub fn end(&mut self) -> Vec<Utterance> {
        let mut said = Vec::new();
        let reading = read(&self.tail, &self.lexicon);
        for block in &reading.blocks {
            self.say_whole(block, &mut said);
        }
        self.given = self.tail.len();
        self.looked = self.tail.len();
        said
    }

    /// Whether the tail is looked at where it ends at `at` with `last`.
    fn is_place(&self, at: usize, last: char) -> bool {
        if let Some(fence) = self.fence {
            let line =
                self.tail[..at].trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
            return last == '\n' && line.trim_start_matches([' ', '\t', '>']).starts_with(fence);
        }
        if last == '\n' {
            return true;
        }
        // Marks beyond ASCII may be stops that no space follows.
        let mark = !last.is_alphanumeric() && !last.is_ascii();
        if !(last.is_whitespace() || mark || lookup::unspaced(last)) {
            return false;
        }
        let open = self.tail[self.given.min(at)..at].trim_start();
        open.contains('\n')
            || open.contains(crate::sentences::is_stop)
            || (!self.begun && open.contains(char::is_alphanumeric))
    }

    /// Says what is settled of the tail up to `at`; returns how much of its start was let go.
    fn look(&mut self, at: usize, said: &mut Vec<Utterance>) -> usize {
        let text = self.tail[..at].to_owned();
        let reading = read_open(&text, &self.lexicon);
        let count = reading.blocks.len();
        self.fence = None;
        for (number, block) in reading.blocks.iter().enumerate() {
            if number + 1 < count || is_closed(block, &text) {
                self.say_whole(block, said);
            } else {
                self.say_settled(block, &text, said);
                self.fence = open_fence(block, &text);
            }
        }
        self.let_go(&reading, &text)
    }

    /// Lets the start of the tail go once it has been said and another block has begun.
    fn let_go(&mut self, reading: &Reading, text: &str) -> usize {
        let line = text[..reading.last_top.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
        let before = reading.blocks.iter().filter(|block| block.source.start < line);
        let all = before.into_iter().all(|block| block.source.end <= self.given.max(line));
        // What a line is that is not ended, its end may change.
        if line == 0 || !all || !text[line..].contains('\n') {
            return 0;
        }
        self.base += line;
        self.base_utf16 += self.tail[..line].encode_utf16().count();
        self.tail.drain(..line);
        self.given = self.given.saturating_sub(line);
        line
    }

    /// Says what is left of a block that will not change.
    fn say_whole(&mut self, block: &Block, said: &mut Vec<Utterance>) {
        if block.source.end <= self.given {
            return;
        }
        let whole = 0..block.text.len();
        match block.kind {
            Kind::Code { .. } => {
                if let Some(words) = block.code(&self.manner, &self.lexicon) {
                    said.extend(self.given(block.source.clone(), "", words, block.pause()));
                }
            }
            Kind::Row => {
                if block.source.start >= self.given {
                    let words = block.row(&self.lexicon);
                    let source = block.source_of(&whole);
                    said.extend(self.given(source, &block.text, words, block.pause()));
                }
            }
            Kind::Paragraph | Kind::Heading | Kind::Item | Kind::Html => {
                let from = block.text_from(self.given);
                let sentences = crate::sentences(&block.text[from..]);
                let sentences = solid(block, shifted(sentences, from));
                let count = sentences.len();
                for (number, range) in sentences.into_iter().enumerate() {
                    let last = number + 1 == count;
                    self.say(
                        block,
                        &range,
                        if last { block.pause() } else { Pause::Sentence },
                        said,
                    );
                }
            }
        }
        self.given = self.given.max(block.source.end);
    }

    /// Says the sentences of a block that is still being written.
    fn say_settled(&mut self, block: &Block, text: &str, said: &mut Vec<Utterance>) {
        if !matches!(block.kind, Kind::Paragraph | Kind::Item) || block.source.start >= text.len() {
            return;
        }
        let limit = block.source.start + settled(&text[block.source.start..]);
        let from = block.text_from(self.given);
        let to = block.text_from(limit).max(from);
        let open = &block.text[from..to];
        let closed = crate::closed_sentences(open);
        let mut sentences = solid(block, shifted(closed.sentences, from));
        if sentences.last().is_some_and(|last| block.is_solid(last.end)) {
            sentences.pop();
        }
        if sentences.is_empty()
            && !self.begun
            && let Some(end) = clause(open)
            && !block.is_solid(from + end)
        {
            let range = from..from + end;
            self.say(block, &range, Pause::Clause, said);
            self.given = self.given.max(block.source_of(&range).end);
        }
        for range in sentences {
            self.say(block, &range, Pause::Sentence, said);
            self.given = self.given.max(block.source_of(&range).end);
        }
    }

    fn say(
        &mut self,
        block: &Block,
        range: &Range<usize>,
        pause: Pause,
        said: &mut Vec<Utterance>,
    ) {
        let source = block.source_of(range);
        let mut words = block.words(range, &self.lexicon);
        let first = block.text[..range.start].trim().is_empty();
        let audible = words.chars().any(char::is_alphanumeric);
        if first
            && audible
            && let Some(before) = block.said_before(&self.lexicon)
        {
            words = format!("{before}{words}");
        }
        said.extend(self.given(source, &block.text[range.clone()], words, pause));
    }

    /// What is given for a range of the tail, if anything of it is heard.
    fn given(
        &mut self,
        source: Range<usize>,
        shown: &str,
        words: String,
        pause: Pause,
    ) -> Option<Utterance> {
        if !words.chars().any(char::is_alphanumeric) {
            return None;
        }
        self.begun = true;
        let units = utf16_ranges(&self.tail, std::slice::from_ref(&source));
        let units = units.into_iter().next().unwrap_or_default();
        Some(Utterance {
            source: source.start + self.base..source.end + self.base,
            utf16: units.start + self.base_utf16..units.end + self.base_utf16,
            shown: shown.trim().to_owned(),
            words,
            pause,
        })
    }
}

fn shifted(ranges: Vec<Range<usize>>, by: usize) -> Vec<Range<usize>> {
    ranges.into_iter().map(|range| range.start + by..range.end + by).collect()
}

/// Sentences of which none ends within code or a formula.
fn solid(block: &Block, sentences: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for sentence in sentences {
        match found.last_mut() {
            Some(last) if block.is_solid(sentence.start) => last.end = sentence.end,
            _ => found.push(sentence),
        }
    }
    found
}

/// Whether the last block of a text will not change, whatever follows.
fn is_closed(block: &Block, text: &str) -> bool {
    let behind = &text[block.source.end.min(text.len())..];
    match block.kind {
        Kind::Heading | Kind::Row => behind.contains('\n'),
        Kind::Code { fenced, .. } => fenced && has_end(block, text),
        Kind::Paragraph | Kind::Item | Kind::Html => {
            // The last line is not ended.
            let lines = behind.rsplit_once('\n').map_or("", |(lines, _)| lines);
            let mut lines = lines.split('\n').skip(1);
            lines.any(|line| line.trim_matches([' ', '\t', '\r', '>']).is_empty())
        }
    }
}

/// Whether a fence is closed by a line that is ended.
fn has_end(block: &Block, text: &str) -> bool {
    let source = text[block.source.start..block.source.end.min(text.len())].trim_end();
    let last = source.rsplit_once('\n').map_or("", |(_, line)| line);
    let Some(fence) = fence(source) else { return false };
    let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
    let run = |line: &str| line.chars().take_while(|&one| fence.starts_with(one)).count();
    let whole = run(last) == last.chars().count() && run(last) >= run(source).max(3);
    whole && text[block.source.start + source.len()..].contains('\n')
}

fn open_fence(block: &Block, text: &str) -> Option<&'static str> {
    match block.kind {
        Kind::Code { fenced: true, .. } => fence(&text[block.source.start..]),
        _ => None,
    }
}

fn fence(source: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|fence| source.starts_with(fence))
}

/// Where the first clause of a long sentence ends.
fn clause(text: &str) -> Option<usize> {
    let wide = text.chars().filter(|&one| lookup::unspaced(one)).count();
    let letters = text.chars().count() + 2 * wide;
    if letters < LONG {
        return None;
    }
    let mut seen = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((at, one)) = rest.next() {
        seen += if lookup::unspaced(one) { 3 } else { 1 };
        let spaced = rest.peek().is_some_and(|(_, next)| next.is_whitespace());
        let ends = matches!(one, '，' | '、' | '；' | '：') || (spaced && ",;:،؛–—".contains(one));
        if seen >= CLAUSE && ends {
            return Some(at + one.len_utf8());
        }
    }
    None
}
