//! Whatever letters a file is written in, as UTF-8.

use std::io::{self, BufRead, BufReader, Read};

/// A text as UTF-8: without its mark, and out of UTF-16 where it is written so. Other letters are
/// left as they are (see [`readable`]).
pub(crate) fn utf8<'a>(source: impl Read + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut source = BufReader::with_capacity(1 << 16, source);
    let head = loop {
        match source.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            head => break head?,
        }
    };
    let wide = |little| Wide { source: None, little, half: None, text: Vec::new(), at: 0 };
    let wide = match head {
        [0xef, 0xbb, 0xbf, ..] => {
            source.consume(3);
            return Ok(Box::new(source));
        }
        [0xff, 0xfe, ..] => {
            source.consume(2);
            wide(true)
        }
        [0xfe, 0xff, ..] => {
            source.consume(2);
            wide(false)
        }
        // JSON begins with two ASCII characters (RFC 4627, section 3).
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => wide(true),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => wide(false),
        _ => return Ok(Box::new(source)),
    };
    Ok(Box::new(BufReader::new(Wide { source: Some(source), ..wide })))
}

/// UTF-16, turned into UTF-8 as it is read.
struct Wide<R> {
    source: Option<R>,
    little: bool,
    /// The first of two halves of a character.
    half: Option<u16>,
    text: Vec<u8>,
    at: usize,
}

impl<R: Read> Wide<R> {
    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        let Some(source) = &mut self.source else { return Ok(()) };
        let mut raw = Vec::with_capacity(1 << 15);
        source.by_ref().take(1 << 15).read_to_end(&mut raw)?;
        if raw.is_empty() {
            self.source = None;
        }
        let pair = |pair: &[u8]| match self.little {
            true => u16::from_le_bytes([pair[0], pair[1]]),
            false => u16::from_be_bytes([pair[0], pair[1]]),
        };
        let units: Vec<u16> =
            self.half.take().into_iter().chain(raw.chunks_exact(2).map(pair)).collect();
        let open = units.last().copied().filter(|unit| (0xd800..0xdc00).contains(unit));
        let units = match open {
            Some(_) if self.source.is_some() => &units[..units.len() - 1],
            _ => &units[..],
        };
        if self.source.is_some() {
            self.half = open;
        }
        for unit in char::decode_utf16(units.iter().copied()) {
            let letter = unit.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Ok(())
    }
}

impl<R: Read> Read for Wide<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            if self.source.is_none() && self.half.is_none() {
                return Ok(0);
            }
            self.refill()?;
        }
        let taken = buffer.len().min(self.text.len() - self.at);
        buffer[..taken].copy_from_slice(&self.text[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}

/// The same bytes as text: what is not UTF-8 is read as Latin-1, and then the second is true.
pub(crate) fn readable(bytes: &[u8]) -> (std::borrow::Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.into(), false),
        Err(_) => (bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into(), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> String {
        let mut text = String::new();
        utf8(bytes).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn every_way_to_write_unicode_is_read() {
        let text = format!("[\"{}\"]", "añ हिन्दी 🎻".repeat(9_000));
        let wide: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(read(text.as_bytes()), text);
        assert_eq!(read(&[b"\xef\xbb\xbf", text.as_bytes()].concat()), text);
        assert_eq!(read(&[&b"\xff\xfe"[..], &little].concat()), text);
        assert_eq!(read(&[&b"\xfe\xff"[..], &big].concat()), text);
        assert_eq!(read(&little), text, "without a mark");
        assert_eq!(read(&big), text, "without a mark");
        assert_eq!(read(&[&b"\xff\xfe"[..], &[0x3d, 0xd8]].concat()), "\u{fffd}", "half of one");
    }

    #[test]
    fn latin_letters_are_told_apart() {
        assert_eq!(readable("é".as_bytes()), ("é".into(), false));
        assert_eq!(readable(b"caf\xe9"), ("café".into(), true));
    }
}
