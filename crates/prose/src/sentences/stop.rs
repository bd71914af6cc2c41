use icu_properties::CodePointSetData;
use icu_properties::props::{ExtendedPictographic, SentenceBreak};

use super::reader::{Reader, Unfinished, class, clings, is_space};

/// How many characters a rule looks ahead at most, so that no text makes it look forever.
pub(crate) const REACH: usize = 64;

/// What stands where a sentence may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One full stop, which has many other uses.
    Dot,
    /// Several full stops, or "…".
    Ellipsis,
    /// "!" or "?", which stand in addresses and code as well.
    Ascii,
    /// A mark that has no other use: "।", "。", "؟".
    Sure,
}

/// A run of stops with all that belongs to it.
pub(crate) struct Stop {
    pub(crate) kind: Kind,
    /// Where the run itself ends.
    pub(crate) bare_end: usize,
    /// Where its closing quotes, brackets, citation marks and emoji end.
    pub(crate) end: usize,
    /// Where what follows begins.
    pub(crate) next: usize,
}

/// Whether a sentence may end with this character.
pub(crate) fn is_stop(found: char) -> bool {
    // UAX #29 has neither the ellipsis nor the Arabic semicolon.
    matches!(found, '…' | '؛')
        || matches!(class(found), SentenceBreak::ATerm | SentenceBreak::STerm)
}

impl Stop {
    /// Reads the run that begins at `start`.
    pub(crate) fn read(reader: &Reader<'_>, start: usize) -> Result<Self, Unfinished> {
        let bare_end = reader.skip(start, REACH, |found| is_stop(found) || clings(found))?;
        let kind = kind(&reader.text()[start..bare_end]);
        let mut end = skip_closing(reader, bare_end)?;
        let mut next = reader.skip(end, REACH, is_space)?;
        let after_emoji = reader.skip(next, REACH, is_emoji)?;
        if after_emoji > next {
            end = after_emoji;
            next = reader.skip(end, REACH, is_space)?;
        }
        Ok(Self { kind, bare_end, end, next })
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.end > self.bare_end
    }

    pub(crate) fn is_spaced(&self) -> bool {
        self.next > self.end
    }
}

fn kind(run: &str) -> Kind {
    let mut dots = 0;
    let mut kind = Kind::Dot;
    for stop in run.chars().filter(|&found| is_stop(found)) {
        kind = match stop {
            '!' | '?' if kind != Kind::Sure => Kind::Ascii,
            '…' if kind == Kind::Dot => Kind::Ellipsis,
            '…' => kind,
            _ if class(stop) == SentenceBreak::ATerm => {
                dots += 1;
                if kind == Kind::Dot && dots > 1 { Kind::Ellipsis } else { kind }
            }
            '!' | '?' => kind,
            _ => Kind::Sure,
        };
    }
    kind
}

fn skip_closing(reader: &Reader<'_>, mut at: usize) -> Result<usize, Unfinished> {
    for _ in 0..REACH {
        let Some(found) = reader.peek(at)? else { break };
        let after = at + found.len_utf8();
        let closes = match found {
            ')' | ']' | '}' | '”' | '’' | '」' | '』' | '）' | '】' | '》' | '〉' | '］' | '｝' => {
                true
            }
            // These open in one language and close in another.
            '"' | '\'' | '“' | '‘' | '«' | '»' | '‹' | '›' => {
                !reader.peek(after)?.is_some_and(char::is_alphanumeric)
            }
            _ => clings(found),
        };
        at = if closes {
            after
        } else if let Some(end) = citation(reader, at)? {
            end
        } else if let Some(end) = spaced_guillemet(reader, at)? {
            end
        } else {
            break;
        };
    }
    Ok(at)
}

/// The end of a mark like "[12]" at `at`.
fn citation(reader: &Reader<'_>, at: usize) -> Result<Option<usize>, Unfinished> {
    if reader.peek(at)? != Some('[') {
        return Ok(None);
    }
    let digits = reader.skip(at + 1, 4, |found| found.is_ascii_digit())?;
    Ok((digits > at + 1 && reader.peek(digits)? == Some(']')).then_some(digits + 1))
}

/// The end of a French closing quote, which stands after a space.
fn spaced_guillemet(reader: &Reader<'_>, at: usize) -> Result<Option<usize>, Unfinished> {
    let Some(space) = reader.peek(at)?.filter(|&found| is_space(found)) else { return Ok(None) };
    let quote = at + space.len_utf8();
    if reader.peek(quote)? != Some('»') {
        return Ok(None);
    }
    let end = quote + '»'.len_utf8();
    let opens = reader.peek(end)?.is_some_and(char::is_alphanumeric);
    Ok((!opens).then_some(end))
}

fn is_emoji(found: char) -> bool {
    matches!(found, '\u{fe0f}' | '\u{200d}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}')
        || CodePointSetData::new::<ExtendedPictographic>().contains(found)
}
