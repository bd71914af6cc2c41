//! Bytes in, whole characters out.

/// Holds back the beginning of a character until the rest of it arrives.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    held: Vec<u8>,
}

impl Pieces {
    /// Adds `bytes` and gives what is whole by now. Bytes that can be no character become U+FFFD.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> String {
        self.held.extend_from_slice(bytes);
        let mut whole = String::new();
        let mut read = 0;
        for chunk in self.held.utf8_chunks() {
            let bad = chunk.invalid();
            whole.push_str(chunk.valid());
            read += chunk.valid().len();
            if bad.is_empty() {
                continue;
            }
            if read + bad.len() == self.held.len() && may_become_a_character(bad) {
                break;
            }
            whole.push(char::REPLACEMENT_CHARACTER);
            read += bad.len();
        }
        self.held.drain(..read);
        whole
    }

    /// What is left at the end of a reply: nothing, or U+FFFD for a character that never ended.
    pub(crate) fn finish(self) -> String {
        if self.held.is_empty() { String::new() } else { char::REPLACEMENT_CHARACTER.into() }
    }
}

fn may_become_a_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a é हिन्दी 漢字 👩‍👩‍👧 z";

    #[test]
    fn characters_are_whole_wherever_the_bytes_are_cut() {
        for size in 1..TEXT.len() {
            let mut pieces = Pieces::default();
            let parts: Vec<String> =
                TEXT.as_bytes().chunks(size).map(|bytes| pieces.push(bytes)).collect();
            assert_eq!(parts.concat(), TEXT, "in pieces of {size} bytes");
            assert_eq!(pieces.finish(), "", "nothing is left, in pieces of {size} bytes");
        }
    }

    #[test]
    fn what_can_be_no_character_is_replaced_at_once() {
        let mut pieces = Pieces::default();
        assert_eq!(pieces.push(b"a\xffb"), "a\u{fffd}b", "a byte that begins nothing");
        assert_eq!(pieces.push(b"\xe2\x82"), "", "two bytes of three are held back");
        assert_eq!(pieces.push(b"x"), "\u{fffd}x", "the third never came");
    }

    #[test]
    fn an_unfinished_character_at_the_end_is_replaced() {
        let mut pieces = Pieces::default();
        assert_eq!(pieces.push("é".as_bytes().split_at(1).0), "");
        assert_eq!(pieces.finish(), "\u{fffd}");
    }
}
