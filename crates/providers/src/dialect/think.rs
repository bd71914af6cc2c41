//! Reasoning that stands in the text, as DeepSeek-R1 and Qwen3 write it where the server does not
//! take it apart: `<think>…</think>` at the very beginning of the answer.

use model::{ChatEvent, Result};

use super::Decoder;

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";
/// The most space that may come before the tag, in bytes.
const SPACE: usize = 64;

/// Another decoder, with the reasoning taken out of its text. Space around the tags is dropped.
pub(super) struct Thinking {
    inner: Box<dyn Decoder>,
    place: Place,
    /// What may be the beginning of a tag, and the space before it.
    held: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nothing but space has come.
    Before,
    /// In the reasoning. `fresh`: nothing but space has come of it.
    Within { fresh: bool },
    /// In the answer. `fresh`: nothing but space has come of it since the tag.
    After { fresh: bool },
}

impl Thinking {
    /// `inner`, with the reasoning taken out of its text.
    pub(super) fn new(inner: Box<dyn Decoder>) -> Self {
        Self { inner, place: Place::Before, held: String::new() }
    }

    /// Takes apart what stands in `events` from `new` on.
    fn part(&mut self, new: usize, events: &mut Vec<ChatEvent>) {
        let told: Vec<_> = events.drain(new..).collect();
        for event in told {
            match event {
                ChatEvent::Text { text } => self.text(&text, events),
                ChatEvent::Finished { reason } => {
                    let rest = std::mem::take(&mut self.held);
                    events.extend(self.event(&rest));
                    events.push(ChatEvent::Finished { reason });
                }
                event => events.push(event),
            }
        }
    }

    fn text(&mut self, text: &str, events: &mut Vec<ChatEvent>) {
        self.held.push_str(text);
        if self.place == Place::Before {
            let begun = self.held.trim_start();
            if let Some(rest) = begun.strip_prefix(OPEN) {
                self.held = rest.to_owned();
                self.place = Place::Within { fresh: true };
            } else if OPEN.starts_with(begun) && self.held.len() < SPACE {
                return;
            } else {
                self.place = Place::After { fresh: false };
            }
        }
        if let Place::Within { .. } = self.place {
            let end = self.held.find(CLOSE);
            let told = end.unwrap_or_else(|| self.held.len() - open_end(&self.held));
            let rest = self.held.split_off(told);
            let told = std::mem::replace(&mut self.held, rest);
            events.extend(self.event(&told));
            if end.is_none() {
                return;
            }
            self.held.drain(..CLOSE.len());
            self.place = Place::After { fresh: true };
        }
        let told = std::mem::take(&mut self.held);
        events.extend(self.event(&told));
    }

    /// The event for `text` at this place, unless it is nothing but space that is dropped.
    fn event(&mut self, text: &str) -> Option<ChatEvent> {
        let text = match &mut self.place {
            Place::Within { fresh } | Place::After { fresh } if *fresh => {
                let text = text.trim_start();
                *fresh = text.is_empty();
                text
            }
            _ => text,
        };
        let text = Some(text.to_owned()).filter(|text| !text.is_empty())?;
        Some(match self.place {
            Place::Within { .. } => ChatEvent::Reasoning { text },
            Place::Before | Place::After { .. } => ChatEvent::Text { text },
        })
    }
}

/// How many of the last bytes of `text` may be the beginning of [`CLOSE`].
fn open_end(text: &str) -> usize {
    (1..CLOSE.len()).rev().find(|&length| text.ends_with(&CLOSE[..length])).unwrap_or(0)
}

impl Decoder for Thinking {
    fn feed(&mut self, bytes: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
        let new = events.len();
        let fed = self.inner.feed(bytes, events);
        self.part(new, events);
        fed
    }

    fn end(&mut self, events: &mut Vec<ChatEvent>) -> Result<()> {
        let new = events.len();
        let ended = self.inner.end(events);
        self.part(new, events);
        ended
    }
}

#[cfg(test)]
mod tests {
    use model::FinishReason;

    use super::*;

    /// Every byte is a piece of text, and the end is an end.
    struct Echo;

    impl Decoder for Echo {
        fn feed(&mut self, bytes: &[u8], events: &mut Vec<ChatEvent>) -> Result<()> {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            events.push(ChatEvent::Text { text });
            Ok(())
        }

        fn end(&mut self, events: &mut Vec<ChatEvent>) -> Result<()> {
            events.push(ChatEvent::Finished { reason: FinishReason::End });
            Ok(())
        }
    }

    /// The reasoning and the answer of `text` when it comes in `pieces`.
    fn apart<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (String, String) {
        let mut decoder = Thinking::new(Box::new(Echo));
        let (mut events, mut apart) = (Vec::new(), (String::new(), String::new()));
        for piece in pieces {
            decoder.feed(piece.as_bytes(), &mut events).unwrap();
        }
        decoder.end(&mut events).unwrap();
        assert!(matches!(events.pop(), Some(ChatEvent::Finished { .. })), "it finishes last");
        for event in events {
            match event {
                ChatEvent::Reasoning { text } if apart.1.is_empty() => apart.0 += &text,
                ChatEvent::Text { text } => apart.1 += &text,
                event => panic!("{event:?} after the answer has begun"),
            }
        }
        apart
    }

    #[test]
    fn reasoning_is_taken_out_wherever_the_text_is_cut() {
        for (text, reasoning, answer) in [
            ("<think>\nSix < seven.\n</think>\n\nIt is 42.", "Six < seven.\n", "It is 42."),
            ("\n<think>Six</think>42 </think> <think>", "Six", "42 </think> <think>"),
            ("<think></think>42", "", "42"),
            ("<think>Six times </thin", "Six times </thin", ""),
            ("No <think>tag</think> here.", "", "No <think>tag</think> here."),
            ("  <thinner> air", "", "  <thinner> air"),
            (" <thi", "", " <thi"),
            ("", "", ""),
        ] {
            let expected = (reasoning.to_owned(), answer.to_owned());
            assert_eq!(apart([text]), expected, "{text:?} whole");
            for (cut, _) in text.char_indices() {
                assert_eq!(apart([&text[..cut], &text[cut..]]), expected, "{text:?} cut at {cut}");
            }
            let bytes: Vec<_> = (0..text.len()).map(|at| &text[at..=at]).collect();
            assert_eq!(apart(bytes), expected, "{text:?} byte by byte");
        }
    }

    #[test]
    fn space_without_end_is_not_held_back() {
        let space = " ".repeat(SPACE);
        assert_eq!(apart([space.as_str(), "<think>"]), (String::new(), space.clone() + "<think>"));
    }
}
