//! What of that which a recogniser says it has heard was really said.
//!
//! On silence, noise and music recognisers invent ("you", "thank you for watching"). Nothing is
//! told from the words: an invention is known by its evidence alone. The bounds were found by
//! trying both shipped models on silence, white, pink and brown noise, hum, clicks, breath, beeps
//! and music (no speech: 0.55 to 0.95 likely, words at −0.68 and below, or below −1.5 whatever they
//! are) and on human speech, also soft, cut short or in noise (at most 0.65 likely to be none, and
//! then words at −0.13; else at most 0.53; words at −0.95 and above).

use std::ops::Range;

use super::native::{Evidence, Heard};
use super::script::join;
use super::window::SECOND;

/// Over this it is likely that there was no speech …
const NO_SPEECH: f32 = 0.55;
/// … if the words are not likelier than this.
const UNSURE: f32 = -0.5;
/// Words that are less likely than this were never said.
const UNLIKELY: f32 = -1.3;
/// Over this the words repeat themselves.
const REPEATING: f32 = 2.2;
/// A voice may begin or end so much (in samples) beside the times that are told.
const ASTRAY: usize = SECOND / 2;

/// A part that is believed: its text, and begin and end in milliseconds.
pub(crate) type Part = (String, i64, i64);

/// The parts of what was heard that were said, where something is said in the ranges `voiced` of a
/// piece of `length` samples.
pub(crate) fn believed(heard: Heard, voiced: &[Range<usize>], length: usize) -> Vec<Part> {
    let Heard { parts, evidence, .. } = heard;
    let last = (length * 1000 / SECOND) as i64;
    parts
        .into_iter()
        .map(|(text, start, end)| (text.trim().to_owned(), start, end.min(last)))
        // Times that are not told are those of the whole.
        .map(
            |(text, start, end)| if end > start { (text, start, end) } else { (text, start, last) },
        )
        .filter(|(text, ..)| text.contains(char::is_alphanumeric))
        .filter(|(_, start, _)| *start < last)
        .filter(|(_, start, _)| at(&evidence, *start).is_none_or(|evidence| !invented(evidence)))
        .filter(|(_, start, end)| is_voiced(voiced, *start, *end))
        .map(|(text, start, end)| match at(&evidence, start) {
            Some(evidence) if evidence.compression > REPEATING => (once(&text), start, end),
            _ => (text, start, end),
        })
        .collect()
}

/// The text of parts.
pub(crate) fn text(parts: &[Part]) -> String {
    parts.iter().fold(String::new(), |text, (part, ..)| join(text, part))
}

fn at(evidence: &[Evidence], start: i64) -> Option<Evidence> {
    evidence.iter().rfind(|evidence| evidence.start_ms <= start).copied()
}

fn invented(evidence: Evidence) -> bool {
    evidence.logprob < UNLIKELY || (evidence.no_speech > NO_SPEECH && evidence.logprob < UNSURE)
}

fn is_voiced(voiced: &[Range<usize>], start: i64, end: i64) -> bool {
    let sample = |ms: i64| usize::try_from(ms).unwrap_or(0) * SECOND / 1000;
    let (start, end) = (sample(start).saturating_sub(ASTRAY), sample(end) + ASTRAY);
    voiced.iter().any(|voice| voice.start < end && voice.end > start)
}

/// `text` with what is said over and over at its end said once. People say a word three times;
/// models that are lost say it thirty times.
fn once(text: &str) -> String {
    const MANY: usize = 4;
    let words: Vec<&str> = text.split_whitespace().collect();
    for length in 1..=words.len() / MANY {
        let phrase = &words[words.len() - length..];
        let times = words.rchunks_exact(length).take_while(|words| *words == phrase).count();
        if times >= MANY {
            return words[..words.len() - length * (times - 1)].join(" ");
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(parts: &[(&str, i64, i64)], no_speech: f32, logprob: f32) -> Heard {
        let parts = parts.iter().map(|&(text, start, end)| (text.into(), start, end)).collect();
        let evidence = Evidence { start_ms: 0, no_speech, logprob, compression: 1.0 };
        Heard { parts, evidence: vec![evidence], ..Heard::default() }
    }

    /// Voice for so many seconds.
    fn voiced(seconds: usize) -> Vec<Range<usize>> {
        std::iter::once(0..seconds * SECOND).collect()
    }

    fn told(heard: Heard, voiced: &[Range<usize>]) -> String {
        text(&believed(heard, voiced, 5 * SECOND))
    }

    #[test]
    fn the_same_words_are_believed_or_not_by_their_evidence_alone() {
        let said = [("Thank you.", 0, 2000)];
        let voiced = voiced(2);
        for (no_speech, logprob, believed) in [
            (0.65, -0.13, true),  // the clearest speech
            (0.16, -0.95, true),  // a short word
            (0.53, -0.79, true),  // speech in loud noise
            (0.95, -0.73, false), // silence
            (0.80, -0.68, false), // brown noise
            (0.23, -1.71, false), // music
        ] {
            let told = told(heard(&said, no_speech, logprob), &voiced);
            assert_eq!(!told.is_empty(), believed, "{no_speech} and {logprob}");
        }
    }

    #[test]
    fn what_is_said_after_the_end_or_in_silence_was_not_said() {
        let parts = [("So it is.", 0, 2000), ("Thank you.", 3200, 4500), ("Bye.", 5000, 7000)];
        assert_eq!(told(heard(&parts, 0.1, -0.2), &voiced(2)), "So it is.");
        assert_eq!(told(heard(&parts, 0.1, -0.2), &[]), "", "nothing was said at all");
    }

    #[test]
    fn marks_alone_are_no_text() {
        let parts = [("♪", 0, 2000), ("...", 2000, 4000)];
        assert_eq!(told(heard(&parts, 0.1, -0.2), &voiced(5)), "");
    }

    #[test]
    fn a_loop_is_told_once_where_it_shows_in_the_evidence() {
        let text = format!("He said{}", " and so on".repeat(20));
        let mut looping = heard(&[(&text, 0, 5000)], 0.1, -0.2);
        assert_eq!(told(looping.clone(), &voiced(5)), text, "it may have been said");
        looping.evidence[0].compression = 5.0;
        assert_eq!(told(looping, &voiced(5)), "He said and so on");
    }
}
