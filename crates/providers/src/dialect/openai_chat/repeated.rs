//! Nearly all chunks of a reply are the one before with another piece of text in the same place.
//! Such a chunk need not be taken apart again: its frame is compared, and only the text is read.

/// The last chunk that held one piece of text and nothing else worth telling, without that piece.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// Up to the string's opening quote.
    before: Vec<u8>,
    /// From after its closing quote.
    after: Vec<u8>,
    /// The piece was of the reasoning, not of the answer.
    reasoning: bool,
    /// How many frames were kept that the next chunk did not have.
    wasted: u8,
}

/// A provider that changes something in every chunk is not tried for ever.
const PATIENCE: u8 = 8;

impl Frame {
    /// The piece of text of a chunk that has this frame, and whether it is of the reasoning.
    pub(super) fn read(&mut self, chunk: &[u8]) -> Option<(String, bool)> {
        if self.before.is_empty() {
            return None;
        }
        let rest = chunk.strip_prefix(self.before.as_slice())?;
        let string = rest.strip_suffix(self.after.as_slice())?;
        // One string and nothing beside it: so what is around it has the meaning that it had.
        let text = serde_json::from_slice(string).ok()?;
        self.wasted = 0;
        Some((text, self.reasoning))
    }

    /// Keeps the frame of `chunk` around `piece`, which is a part of it.
    pub(super) fn keep(&mut self, chunk: &[u8], piece: &str, reasoning: bool) {
        if self.wasted >= PATIENCE {
            self.before.clear();
            return;
        }
        self.wasted += 1;
        let start = (piece.as_ptr() as usize).wrapping_sub(chunk.as_ptr() as usize);
        let (Some(before), Some(after)) = (
            start.checked_sub(1).and_then(|quote| chunk.get(..quote)),
            start.checked_add(piece.len() + 1).and_then(|after| chunk.get(after..)),
        ) else {
            return;
        };
        self.before.clear();
        self.before.extend_from_slice(before);
        self.after.clear();
        self.after.extend_from_slice(after);
        self.reasoning = reasoning;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNK: &str = r#"{"choices":[{"delta":{"content":"Hel"},"finish_reason":null}]}"#;

    /// What a chunk with `string` in the place of the piece is read as.
    fn read(string: &str) -> Option<String> {
        let mut frame = Frame::default();
        let at = CHUNK.find("Hel").unwrap();
        frame.keep(CHUNK.as_bytes(), &CHUNK[at..at + 3], false);
        let next = CHUNK.replace("\"Hel\"", string);
        frame.read(next.as_bytes()).map(|(text, _)| text)
    }

    #[test]
    fn another_piece_in_the_same_frame_is_read() {
        assert_eq!(read(r#""lo""#).as_deref(), Some("lo"));
        assert_eq!(read(r#""""#).as_deref(), Some(""));
        assert_eq!(read(r#""\"\n\u00e9\ud83d\ude00 नमस्ते""#).as_deref(), Some("\"\né😀 नमस्ते"));
    }

    #[test]
    fn what_is_more_than_a_string_is_not() {
        for other in [
            r#""a","refusal":"no""#,
            r#""a"},"finish_reason":"stop"},{"delta":{"content":"b""#,
            r#"["a"]"#,
            "null",
            r#""\ud83d""#,
            "\"a\nb\"",
            r#""a\"#,
            "",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn a_piece_of_another_text_is_no_frame() {
        let mut frame = Frame::default();
        frame.keep(CHUNK.as_bytes(), "elsewhere", false);
        assert_eq!(frame.read(CHUNK.as_bytes()), None);
    }

    #[test]
    fn a_provider_that_never_repeats_itself_is_given_up() {
        let mut frame = Frame::default();
        for _ in 0..20 {
            frame.keep(CHUNK.as_bytes(), &CHUNK[33..34], true);
        }
        assert!(frame.before.is_empty());
    }
}
