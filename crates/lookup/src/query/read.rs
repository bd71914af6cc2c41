//! A typed text to a query.

use std::ops::Range;

use super::filter::Named;
use super::{Author, Day, Fault, Filter, Has, Kind, Query, QueryError, Voted, Want, Words};
use crate::script::unspaced;
use crate::snippet::Lit;
use crate::tokens::tokens;

/// Brackets within brackets, at most.
const DEEP: usize = 16;
/// Words and operators, at most.
const MOST: usize = 64;

/// Whether this begins the words of so many texts that none would be singled out.
pub(super) fn is_short(beginning: &str) -> bool {
    beginning.chars().nth(2).is_none() && !beginning.chars().any(unspaced)
}

/// Words of a phrase, or letters of a text without spaces, at most.
const LONG: usize = 200;

type Read<T> = Result<T, Flaw>;

/// A fault by its place in bytes.
struct Flaw(Range<usize>, Fault);

pub(super) fn read(typed: &str, today: Day) -> Result<Query, QueryError> {
    let mut reader = Reader { typed, at: 0, today, depth: 0, parts: 0, query: Query::default() };
    match reader.whole() {
        Ok(want) => Ok(Query { want, ..reader.query }),
        Err(Flaw(at, fault)) => Err(QueryError { at: units(typed, &at), fault }),
    }
}

fn units(typed: &str, at: &Range<usize>) -> Lit {
    let unit = |end: usize| {
        let end = typed.floor_char_boundary(end);
        u32::try_from(typed[..end].encode_utf16().count()).unwrap_or(u32::MAX)
    };
    Lit { from: unit(at.start), to: unit(at.end) }
}

struct Reader<'a> {
    typed: &'a str,
    at: usize,
    today: Day,
    depth: usize,
    parts: usize,
    query: Query,
}

/// What stands next.
enum Piece<'a> {
    Open,
    Close,
    Or,
    Not,
    /// A word, or `key:value`, and whether the value was quoted.
    Text(&'a str),
    Quoted(&'a str, bool),
}

impl<'a> Reader<'a> {
    fn whole(&mut self) -> Read<Option<Want>> {
        let want = self.any()?;
        match self.peek()? {
            Some((at, Piece::Close)) => Err(Flaw(at, Fault::StrayBracket)),
            _ => Ok(want),
        }
    }

    /// What stands between brackets, or all: clauses between `OR`s.
    fn any(&mut self) -> Read<Option<Want>> {
        let mut found = Vec::new();
        let mut or: Option<Range<usize>> = None;
        loop {
            match (self.all()?, &or) {
                (Some(clause), _) => found.push(clause),
                (None, Some(or)) => return Err(Flaw(or.clone(), Fault::LonelyOr)),
                (None, None) => {}
            }
            match self.peek()? {
                Some((at, Piece::Or)) => {
                    if found.is_empty() {
                        return Err(Flaw(at, Fault::LonelyOr));
                    }
                    self.at = at.end;
                    or = Some(at);
                }
                _ => return Ok(joined(found, Want::Any)),
            }
        }
    }

    /// Parts that must all be so.
    fn all(&mut self) -> Read<Option<Want>> {
        let mut found = Vec::new();
        while let Some((at, piece)) = self.peek()? {
            match piece {
                Piece::Close | Piece::Or => break,
                Piece::Not => {
                    self.at = at.end;
                    let Some((next, piece)) = self.peek()?.filter(|(next, _)| next.start == at.end)
                    else {
                        return Err(Flaw(at, Fault::LonelyNot));
                    };
                    if matches!(piece, Piece::Not | Piece::Or | Piece::Close) {
                        return Err(Flaw(at, Fault::LonelyNot));
                    }
                    let part = self.part(next.clone(), piece, true)?;
                    let part = part.ok_or(Flaw(next, Fault::NotHere))?;
                    found.push(Want::Not(Box::new(part)));
                }
                piece => found.extend(self.part(at, piece, false)?),
            }
        }
        Ok(joined(found, Want::All))
    }

    /// One part; none for `in:`, which says where to look.
    fn part(&mut self, at: Range<usize>, piece: Piece<'a>, not: bool) -> Read<Option<Want>> {
        self.parts += 1;
        if self.parts > MOST {
            return Err(Flaw(at, Fault::TooLong));
        }
        self.at = at.end;
        match piece {
            Piece::Open => self.group(at).map(Some),
            Piece::Quoted(text, prefix) => self.words(at, text, prefix, false).map(Some),
            Piece::Text(text) => match self.key(&at, text)? {
                Some((key, value)) => {
                    let from = at.end - value.len();
                    let value = value.trim_matches('"');
                    if value.is_empty() {
                        return Err(Flaw(at, Fault::NoValue { key: key.into() }));
                    }
                    if key == "in" {
                        return self.place(at, value, not);
                    }
                    self.filter(key, value, from..at.end).map(|filter| Some(Want::Filter(filter)))
                }
                None => {
                    let (word, star) = match text.strip_suffix('*') {
                        Some(word) => (word, true),
                        None => (text, false),
                    };
                    self.words(at, word, star, !star).map(Some)
                }
            },
            Piece::Close | Piece::Or | Piece::Not => Err(Flaw(at, Fault::NoLetter)),
        }
    }

    fn group(&mut self, at: Range<usize>) -> Read<Want> {
        self.depth += 1;
        if self.depth > DEEP {
            return Err(Flaw(at, Fault::TooLong));
        }
        let within = self.any()?;
        let Some((end, Piece::Close)) = self.peek()? else {
            return Err(Flaw(at, Fault::OpenGroup));
        };
        self.at = end.end;
        self.depth -= 1;
        within.ok_or(Flaw(at.start..end.end, Fault::EmptyGroup))
    }

    fn words(&self, at: Range<usize>, text: &str, prefix: bool, open: bool) -> Read<Want> {
        let found = tokens(text);
        let Some(last) = found.last() else { return Err(Flaw(at, Fault::NoLetter)) };
        if found.len() > LONG {
            return Err(Flaw(at, Fault::TooLong));
        }
        if prefix && !last.last && is_short(&last.text) {
            return Err(Flaw(at, Fault::ShortBeginning));
        }
        let last = open && at.end == self.typed.len();
        Ok(Want::Words(Words { text: text.into(), prefix, last }))
    }

    /// The operator and its value, where `text` is one; an error where it is almost one.
    fn key(&self, at: &Range<usize>, text: &'a str) -> Read<Option<(&'static str, &'a str)>> {
        let Some((key, value)) = text.split_once(':') else { return Ok(None) };
        let low = key.to_ascii_lowercase();
        if let Some(known) = KEYS.iter().find(|known| **known == low) {
            return Ok(Some((known, value)));
        }
        // Addresses and paths of programs have colons too.
        let letters = key.len() >= 3 && key.bytes().all(|byte| byte.is_ascii_alphabetic());
        let aside = value.starts_with('/') || value.starts_with(':');
        let near = KEYS.iter().find(|known| letters && !aside && is_near(&low, known));
        match near {
            Some(meant) => {
                let place = at.start..at.start + key.len();
                let fault = Fault::UnknownKey { typed: key.into(), meant: (*meant).into() };
                Err(Flaw(place, fault))
            }
            None => Ok(None),
        }
    }

    /// `in:` is noted for the whole query.
    fn place(&mut self, at: Range<usize>, value: &str, not: bool) -> Read<Option<Want>> {
        if not || self.depth > 0 {
            return Err(Flaw(at, Fault::NotHere));
        }
        match value {
            "bin" => self.query.bin = true,
            "reasoning" => self.query.reasoning = true,
            _ => {
                let known = ["bin", "reasoning"].map(String::from).into();
                return Err(Flaw(at, Fault::BadValue { key: "in".into(), known }));
            }
        }
        Ok(None)
    }

    fn filter(&self, key: &'static str, value: &str, at: Range<usize>) -> Read<Filter> {
        fn one<T: Named>(key: &str, value: &str, at: Range<usize>) -> Read<T> {
            let bad = || Fault::BadValue { key: key.into(), known: T::names() };
            T::named(&value.to_lowercase()).ok_or_else(|| Flaw(at, bad()))
        }
        let day = |at| Day::read(&value.to_lowercase(), self.today).ok_or(Flaw(at, Fault::BadDay));
        Ok(match key {
            "model" => Filter::Model(value.into()),
            "from" => Filter::From(one::<Author>(key, value, at)?),
            "kind" => Filter::Kind(one::<Kind>(key, value, at)?),
            "has" => Filter::Has(one::<Has>(key, value, at)?),
            "voted" => Filter::Voted(one::<Voted>(key, value, at)?),
            "before" => Filter::Before(day(at)?),
            "after" => Filter::After(day(at)?),
            "lang" => Filter::Language(language(value, at)?),
            // The store keeps neither tags nor folders yet.
            _ => return Err(Flaw(at, Fault::NoneYet { key: key.into() })),
        })
    }

    /// What stands next and where; white space before it is passed over.
    fn peek(&self) -> Read<Option<(Range<usize>, Piece<'a>)>> {
        let rest = &self.typed[self.at..];
        let text = rest.trim_start();
        let from = self.at + rest.len() - text.len();
        let Some(first) = text.chars().next() else { return Ok(None) };
        let piece = match first {
            '(' => (1, Piece::Open),
            ')' => (1, Piece::Close),
            '-' => (1, Piece::Not),
            '"' | '“' | '”' | '„' | '«' => {
                let open = first.len_utf8();
                let ends = |letter| matches!(letter, '"' | '“' | '”' | '»');
                let Some(length) = text[open..].find(ends) else {
                    return Err(Flaw(from..self.typed.len(), Fault::OpenQuote));
                };
                let quoted = &text[open..open + length];
                let close = text[open + length..].chars().next().map_or(1, char::len_utf8);
                let end = open + length + close;
                let star = text[end..].starts_with('*');
                (end + usize::from(star), Piece::Quoted(quoted, star))
            }
            _ => {
                let end = word_end(text)
                    .map_err(|quote| Flaw(from + quote..self.typed.len(), Fault::OpenQuote))?;
                let word = &text[..end];
                (end, if word == "OR" { Piece::Or } else { Piece::Text(word) })
            }
        };
        Ok(Some((from..from + piece.0, piece.1)))
    }
}

const KEYS: [&str; 11] =
    ["model", "from", "kind", "tag", "folder", "before", "after", "has", "lang", "voted", "in"];

/// Where a word ends; a value in quotes after its operator's colon belongs to it. The place of a
/// quote that has no end is the error.
fn word_end(text: &str) -> Result<usize, usize> {
    let stop = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | '"');
    let end = text.find(stop).unwrap_or(text.len());
    let key = text[..end].strip_suffix(':').map(str::to_ascii_lowercase);
    if text[end..].starts_with('"') && key.is_some_and(|key| KEYS.contains(&key.as_str())) {
        let length = text[end + 1..].find('"').ok_or(end)?;
        return Ok(end + 1 + length + 1);
    }
    Ok(end)
}

fn language(value: &str, at: Range<usize>) -> Read<String> {
    let primary = value.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let fits = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    let known = || ["en", "hi", "ta", "bn", "ur", "ar", "zh", "ja"].map(String::from).into();
    match fits {
        true => Ok(primary),
        false => Err(Flaw(at, Fault::BadValue { key: "lang".into(), known: known() })),
    }
}

/// Whether two words differ by one slip: a letter more, less, other, or two that changed places.
fn is_near(typed: &str, known: &str) -> bool {
    let (typed, known) = (typed.as_bytes(), known.as_bytes());
    if known.len() < 3 || typed.len().abs_diff(known.len()) > 1 {
        return false;
    }
    let same = typed.iter().zip(known).take_while(|(one, other)| one == other).count();
    let (one, other) = (&typed[same..], &known[same..]);
    let swapped = match (one, other) {
        ([a, b, one @ ..], [c, d, other @ ..]) => a == d && b == c && one == other,
        _ => false,
    };
    let skip = |part: &'_ [u8]| part.get(1..).unwrap_or_default().to_vec();
    swapped || skip(one) == skip(other) || skip(one) == other || one == skip(other)
}

/// The parts as one; none of none.
fn joined(mut parts: Vec<Want>, many: fn(Vec<Want>) -> Want) -> Option<Want> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(many(parts)),
    }
}
