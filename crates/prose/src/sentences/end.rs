use icu_properties::props::SentenceBreak;

use super::LONGEST_SENTENCE;
use super::reader::{Reader, Unfinished, class, clings, ends_line, is_space};
use super::stop::{Kind, REACH, Stop, is_stop};
use super::words::{Abbreviation, abbreviation, follows_ordinal, is_starter, precedes_ordinal};
use lookup::{stopless, unspaced};

/// How many characters a phrase of a script without stops has at least before a space ends it.
const PHRASE: usize = 40;

/// The longest word, in characters, that is looked up around a stop.
const WORD: usize = 24;

/// Where the sentence that begins at `start` ends.
pub(crate) fn of_sentence(reader: &Reader<'_>, start: usize) -> Result<usize, Unfinished> {
    let mut at = start;
    let mut length = 0;
    let mut previous = ' ';
    while let Some(found) = reader.peek(at)? {
        if ends_line(found) {
            return Ok(at);
        }
        if at - start >= LONGEST_SENTENCE {
            return Ok(cut(reader.text(), start, at));
        }
        let mut next = at + found.len_utf8();
        if is_stop(found) {
            let stop = Stop::read(reader, at)?;
            if ends(reader, start, at, &stop)? {
                return Ok(stop.end);
            }
            next = stop.end.max(next);
        } else if stopless(previous) && is_space(found) && ends_phrase(reader, at, length)? {
            return Ok(at);
        }
        previous = found;
        length += 1;
        at = next;
    }
    Ok(at)
}

/// What the next letter or figure after a stop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    Lower,
    Upper,
    /// A letter of a script without case.
    Letter(char),
    Number,
    /// No letter and no figure within reach on this line.
    Nothing,
    /// "¿" or "¡", which only begin something.
    Opening,
}

fn ends(reader: &Reader<'_>, start: usize, at: usize, stop: &Stop) -> Result<bool, Unfinished> {
    let Some(next) = reader.peek(stop.next)? else { return Ok(true) };
    if ends_line(next) {
        return Ok(true);
    }
    let dash = stop.is_spaced() && matches!(next, '-' | '–' | '—');
    // SB8a, but a dash after a space may begin a sentence.
    if is_stop(next) || (class(next) == SentenceBreak::SContinue && !dash) {
        return Ok(false);
    }
    let (lead, word) = lead(reader, stop.next)?;
    let spaced = stop.is_spaced();
    Ok(match stop.kind {
        Kind::Sure if !spaced => !(stop.is_closed() && matches!(next, '\u{3041}'..='\u{309f}')),
        Kind::Ascii if !spaced => matches!(lead, Lead::Letter(letter) if unspaced(letter)),
        Kind::Sure | Kind::Ascii => !(lead == Lead::Lower && (stop.is_closed() || dash)),
        Kind::Ellipsis if !spaced => false,
        Kind::Ellipsis => !matches!(lead, Lead::Lower | Lead::Letter(_)),
        Kind::Dot if !spaced => {
            let figure = reader.text()[start..at].ends_with(char::is_numeric);
            !figure && matches!(lead, Lead::Letter(letter) if unspaced(letter) && !stopless(letter))
        }
        Kind::Dot => dot_ends(reader, start, at, lead, word)?,
    })
}

/// Whether a single full stop at `at`, with a space behind it, ends the sentence.
fn dot_ends(
    reader: &Reader<'_>,
    start: usize,
    at: usize,
    lead: Lead,
    next: usize,
) -> Result<bool, Unfinished> {
    if lead == Lead::Lower {
        return Ok(false); // SB8
    }
    let before = &reader.text()[start..at];
    // Thai, Lao and Khmer use the full stop for abbreviations alone.
    if before.ends_with(stopless) {
        return Ok(false);
    }
    let word = last_word(before);
    if !word.is_empty() && word.chars().all(char::is_numeric) {
        return number_ends(reader, before, word, lead, next);
    }
    Ok(match abbreviation(word) {
        None => true,
        Some(Abbreviation::Never) => false,
        Some(Abbreviation::Number) => lead != Lead::Number,
        Some(Abbreviation::Often) => matches!(lead, Lead::Upper | Lead::Nothing | Lead::Opening),
        Some(Abbreviation::Maybe) => {
            lead == Lead::Opening || (lead == Lead::Upper && is_starter(word_at(reader, next)?))
        }
    })
}

/// Whether the full stop of a number ends the sentence: not that of an item of a list, a date or
/// an ordinal.
fn number_ends(
    reader: &Reader<'_>,
    before: &str,
    number: &str,
    lead: Lead,
    next: usize,
) -> Result<bool, Unfinished> {
    let figures = number.chars().count();
    let ahead = before[..before.len() - number.len()].trim_end();
    if (lead == Lead::Number && figures <= 4) || (ahead.is_empty() && figures <= 3) {
        return Ok(false);
    }
    if figures > 2 || lead != Lead::Upper {
        return Ok(true);
    }
    let word = word_at(reader, next)?;
    let ordinal =
        follows_ordinal(word) || (precedes_ordinal(last_word(ahead)) && !is_starter(word));
    Ok(!ordinal)
}

/// The first letter or figure from `at` on, and where it is (SB8 looks past the same).
fn lead(reader: &Reader<'_>, mut at: usize) -> Result<(Lead, usize), Unfinished> {
    for _ in 0..REACH / 4 {
        let Some(found) = reader.peek(at)? else { break };
        let lead = match class(found) {
            SentenceBreak::Lower => Lead::Lower,
            SentenceBreak::Upper => Lead::Upper,
            SentenceBreak::OLetter => Lead::Letter(found),
            SentenceBreak::Numeric => Lead::Number,
            SentenceBreak::Sep | SentenceBreak::CR | SentenceBreak::LF => break,
            _ if matches!(found, '¿' | '¡') => Lead::Opening,
            _ if is_stop(found) => break,
            _ => {
                at += found.len_utf8();
                continue;
            }
        };
        return Ok((lead, at));
    }
    Ok((Lead::Nothing, at))
}

fn is_inner(found: char) -> bool {
    found.is_alphanumeric() || clings(found)
}

fn word_at<'a>(reader: &Reader<'a>, at: usize) -> Result<&'a str, Unfinished> {
    let end = reader.skip(at, WORD, is_inner)?;
    Ok(&reader.text()[at..end])
}

/// The word that a text ends with, full stops and hyphens inside it included.
fn last_word(text: &str) -> &str {
    let inside = |&(_, found): &(usize, char)| is_inner(found) || "._-°ª/".contains(found);
    let start = text.char_indices().rev().take(WORD).take_while(inside).last();
    let word = start.map_or("", |(at, _)| &text[at..]);
    word.trim_start_matches(|found| !is_inner(found))
}

fn ends_phrase(reader: &Reader<'_>, at: usize, length: usize) -> Result<bool, Unfinished> {
    let next = reader.skip(at, REACH, is_space)?;
    let spaces = reader.text()[at..next].chars().count();
    let goes_on = reader.peek(next)?.is_some_and(|found| stopless(found) || found == '“');
    Ok(goes_on && (spaces > 1 || length >= PHRASE))
}

/// The last space before `at`, or `at` where there is none.
fn cut(text: &str, start: usize, at: usize) -> usize {
    text[start..at].rfind(char::is_whitespace).map_or(at, |space| start + space)
}
