use memchr::memchr;
use model::{Error, ErrorKind, Result};

use crate::sse::LONGEST;

/// Cuts a stream of bytes into lines, however the bytes are cut into pieces. Each byte is looked at
/// a constant number of times, and at most [`LONGEST`] are kept.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Bytes that are not yet a whole line.
    line: Vec<u8>,
}

impl Lines {
    /// Takes the next bytes and hands every line that they complete to `found`, until it fails.
    ///
    /// # Errors
    /// What `found` returned, or `Malformed` where a line is longer than [`LONGEST`].
    pub(super) fn feed(
        &mut self,
        mut bytes: &[u8],
        mut found: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<()> {
        while let Some(end) = memchr(b'\n', bytes) {
            let (head, rest) = bytes.split_at(end);
            self.fits(head.len())?;
            bytes = &rest[1..];
            if self.line.is_empty() {
                found(head)?;
            } else {
                self.line.extend_from_slice(head);
                let told = found(&self.line);
                self.line.clear();
                told?;
            }
        }
        self.fits(bytes.len())?;
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    /// What came after the last line feed.
    pub(super) fn rest(&self) -> &[u8] {
        &self.line
    }

    fn fits(&self, more: usize) -> Result<()> {
        if self.line.len() + more <= LONGEST {
            return Ok(());
        }
        let message = format!("The answer holds a line of more than {} MB.", LONGEST >> 20);
        Err(Error::new(ErrorKind::Malformed, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_wherever_they_are_cut() {
        let bytes = b"one\r\n\ntwo\nthree";
        for cut in 0..=bytes.len() {
            let (mut lines, mut found) = (Lines::default(), Vec::new());
            for part in [&bytes[..cut], &bytes[cut..]] {
                let told = lines.feed(part, |line| {
                    found.push(line.to_vec());
                    Ok(())
                });
                told.unwrap();
            }
            assert_eq!(found, [b"one\r".to_vec(), vec![], b"two".to_vec()], "cut at {cut}");
            assert_eq!(lines.rest(), b"three", "cut at {cut}");
        }
    }

    #[test]
    fn a_line_that_never_ends_is_an_error_and_no_memory() {
        let (mut lines, piece) = (Lines::default(), vec![b'a'; 1 << 20]);
        let mut fed = 0;
        let error = loop {
            match lines.feed(&piece, |_| Ok(())) {
                Ok(()) => fed += piece.len(),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind, ErrorKind::Malformed);
        assert_eq!(fed, LONGEST, "what is allowed is taken");
        assert!(lines.rest().len() <= LONGEST, "and no more is kept");
    }
}
