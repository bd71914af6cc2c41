//! Server-sent events: the framing of every streamed answer but Ollama's.
//!
//! Source: the WHATWG HTML standard, section 9.2.6, "Interpreting an event stream". Of its fields
//! only `event` and `data` are read: nothing is ever reconnected.

use memchr::memchr2;
use model::{Error, ErrorKind, Result};

/// The longest event in bytes; a longer one is an error, so that memory stays bounded.
pub const LONGEST: usize = 16 << 20;

/// The most bytes that are kept of what is no event.
const STRAY: usize = 64 << 10;

/// Cuts a stream of bytes into events, however the bytes are cut into pieces. Each byte is looked
/// at a constant number of times.
#[derive(Debug, Default)]
pub struct Reader {
    /// Bytes that are not yet a whole line.
    line: Vec<u8>,
    /// The event's `data` so far, its lines each ended by a line feed.
    data: Vec<u8>,
    /// The event's `event` field so far.
    name: Vec<u8>,
    /// The last byte was a carriage return: a line feed right after it belongs to it.
    after_return: bool,
    /// A byte order mark at the very beginning has been dealt with.
    begun: bool,
    /// The first lines since the last event that are neither fields nor comments.
    foreign: Vec<u8>,
    /// How many bytes have been searched for the end of a line.
    #[cfg(test)]
    searched: usize,
}

/// One event as the stream holds it. Not necessarily valid UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// The `event` field; empty where there was none.
    pub name: &'a [u8],
    /// The `data` field without its last line feed.
    pub data: &'a [u8],
}

impl Reader {
    /// Takes the next bytes and hands every event that they complete to `found`, until it fails.
    ///
    /// # Errors
    /// What `found` returned, or `Malformed` where an event is longer than [`LONGEST`].
    pub fn feed(
        &mut self,
        mut bytes: &[u8],
        mut found: impl FnMut(Event<'_>) -> Result<()>,
    ) -> Result<()> {
        while let Some(&first) = bytes.first() {
            if std::mem::take(&mut self.after_return) && first == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let Some(end) = self.line_end(bytes) else {
                self.fits(bytes.len())?;
                self.line.extend_from_slice(bytes);
                return Ok(());
            };
            let (head, rest) = bytes.split_at(end);
            self.fits(head.len())?;
            if let Some(data) = self.whole(head, rest) {
                found(Event { name: &self.name, data })?;
                self.name.clear();
                bytes = &rest[2..];
                continue;
            }
            self.after_return = rest.first() == Some(&b'\r');
            if self.line.is_empty() {
                self.line(head, &mut found)?;
            } else {
                let mut line = std::mem::take(&mut self.line);
                line.extend_from_slice(head);
                self.line(&line, &mut found)?;
                line.clear();
                self.line = line;
            }
            bytes = &rest[1..];
        }
        Ok(())
    }

    /// The data of an event that is one line and lies whole in the bytes at hand, as nearly all do:
    /// it need not be copied.
    fn whole<'a>(&mut self, line: &'a [u8], rest: &[u8]) -> Option<&'a [u8]> {
        let alone = self.begun && self.line.is_empty() && self.data.is_empty();
        let data = field(line, b"data").filter(|_| alone && rest.starts_with(b"\n\n"))?;
        self.foreign.clear();
        Some(data)
    }

    /// What came since the last event and is no event stream, or its first 64 KB, if it begins as
    /// JSON or a web page does: a provider that fails may answer so with any status, and at any
    /// place. Asked for at the end of the bytes.
    pub fn stray(&self) -> Option<Vec<u8>> {
        let mut said = self.foreign.clone();
        if !is_field(self.opened(&self.line)) {
            keep(&mut said, &self.line);
        }
        let said = said.trim_ascii();
        matches!(said.first(), Some(b'{' | b'[' | b'<')).then(|| said.to_vec())
    }

    /// The line without the byte order mark, if it is the first.
    fn opened<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        if self.begun { line } else { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) }
    }

    /// Where the first line of `bytes` ends.
    fn line_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let end = memchr2(b'\n', b'\r', bytes);
        #[cfg(test)]
        {
            self.searched += end.map_or(bytes.len(), |end| end + 1);
        }
        end
    }

    /// Takes one whole line, without its end.
    fn line(&mut self, line: &[u8], found: &mut impl FnMut(Event<'_>) -> Result<()>) -> Result<()> {
        let line = self.opened(line);
        self.begun = true;
        if line.is_empty() {
            let told = match self.data.split_last() {
                Some((_, data)) => {
                    self.foreign.clear();
                    found(Event { name: &self.name, data })
                }
                None => Ok(()),
            };
            self.data.clear();
            self.name.clear();
            return told;
        }
        if let Some(value) = field(line, b"data") {
            self.data.extend_from_slice(value);
            self.data.push(b'\n');
        } else if let Some(value) = field(line, b"event") {
            self.name.clear();
            self.name.extend_from_slice(value);
        } else if !is_field(line) {
            keep(&mut self.foreign, line);
        }
        Ok(())
    }

    fn fits(&self, more: usize) -> Result<()> {
        if self.line.len() + self.data.len() + more <= LONGEST {
            return Ok(());
        }
        let message = format!("The answer holds an event of more than {} MB.", LONGEST >> 20);
        Err(Error::new(ErrorKind::Malformed, message))
    }
}

/// Adds a line, as far as there is room.
fn keep(said: &mut Vec<u8>, line: &[u8]) {
    let room = STRAY.saturating_sub(said.len() + 1);
    said.extend_from_slice(&line[..line.len().min(room)]);
    if room > 0 {
        said.push(b'\n');
    }
}

/// Whether a line is a comment or one of the fields that the standard knows.
fn is_field(line: &[u8]) -> bool {
    let names: [&[u8]; 4] = [b"data", b"event", b"id", b"retry"];
    line.first() == Some(&b':') || names.iter().any(|name| field(line, name).is_some())
}

/// The value of the field `name`, if the line is one.
fn field<'a>(line: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let rest = line.strip_prefix(name)?;
    match rest.strip_prefix(b":") {
        Some(value) => Some(value.strip_prefix(b" ").unwrap_or(value)),
        None => rest.is_empty().then_some(rest),
    }
}

#[cfg(test)]
mod tests;
