//! A long JSON text in parts: only one of them is in memory at a time.
//!
//! A library that reads a whole document would need as much memory as it is long, and stops at the
//! first fault. This one only looks for where a part begins and ends, without recursion, and leaves
//! what is in it to `serde_json`: a chat that is broken inside does not take the others with it.

use std::io::{BufRead, ErrorKind};
use std::ops::ControlFlow;

/// The longest part that is read, in bytes.
pub(crate) const LONGEST: usize = 128 << 20;

/// A part of a document.
pub(crate) enum Part<'a> {
    /// Its text.
    Whole(&'a [u8]),
    /// It is longer than [`LONGEST`].
    Long,
}

/// How a document ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As it should.
    Whole,
    /// It is cut off, or no JSON from this byte on.
    Broken(u64),
    /// Whoever looked at the parts had seen enough.
    Enough,
}

/// Gives each member of the outermost object, or element of the outermost array, to `each` with the
/// names that lead to it. Where `opens` says so of a member, what is inside it is given instead of
/// the whole.
pub(crate) fn parts<B>(
    source: impl BufRead,
    opens: impl Fn(&[String]) -> bool,
    mut each: impl FnMut(&[String], Part<'_>) -> ControlFlow<B>,
) -> (End, Option<B>) {
    let mut scan = Scan { source, at: 0 };
    let mut path: Vec<String> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut part = Vec::new();
    let outcome = (|| -> Option<Option<B>> {
        loop {
            let first = scan.after_space()?;
            // A value begins here, or what is open ends.
            match (open.last().copied(), first) {
                (None, b'{' | b'[') => {
                    scan.take();
                    open.push(Open::new(first));
                    continue;
                }
                (None, _) => return None,
                (Some(last), end) if end == last.end() => {
                    scan.take();
                    open.pop();
                    if open.is_empty() {
                        return Some(None);
                    }
                    close_member(&open, &mut path);
                    scan.comma(open.last().copied()?)?;
                    continue;
                }
                (Some(_), _) => {}
            }
            if open.last() == Some(&Open::Object) {
                path.push(scan.name()?);
            }
            let first = scan.after_space()?;
            let member = open.last() == Some(&Open::Object);
            if member && matches!(first, b'{' | b'[') && opens(&path) && open.len() < 8 {
                scan.take();
                open.push(Open::new(first));
                continue;
            }
            part.clear();
            let whole = scan.value(&mut part)?;
            let told = if whole { Part::Whole(&part) } else { Part::Long };
            if let ControlFlow::Break(enough) = each(&path, told) {
                return Some(Some(enough));
            }
            close_member(&open, &mut path);
            scan.comma(open.last().copied()?)?;
        }
    })();
    match outcome {
        Some(None) => (End::Whole, None),
        Some(enough) => (End::Enough, enough),
        None => (End::Broken(scan.at), None),
    }
}

fn close_member(open: &[Open], path: &mut Vec<String>) {
    if open.last() == Some(&Open::Object) {
        path.pop();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Object,
    Array,
}

impl Open {
    fn new(byte: u8) -> Self {
        if byte == b'{' { Self::Object } else { Self::Array }
    }

    fn end(self) -> u8 {
        match self {
            Self::Object => b'}',
            Self::Array => b']',
        }
    }
}

struct Scan<R> {
    source: R,
    /// Bytes taken.
    at: u64,
}

impl<R: BufRead> Scan<R> {
    fn chunk(&mut self) -> Option<&[u8]> {
        loop {
            match self.source.fill_buf() {
                Ok([]) => return None,
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
        // Asked a second time because the borrow above would outlive the loop.
        self.source.fill_buf().ok()
    }

    fn consume(&mut self, bytes: usize) {
        self.source.consume(bytes);
        self.at += bytes as u64;
    }

    fn take(&mut self) {
        self.consume(1);
    }

    /// The next byte that is no space; it is not taken.
    fn after_space(&mut self) -> Option<u8> {
        loop {
            let chunk = self.chunk()?;
            match chunk.iter().position(|byte| !byte.is_ascii_whitespace()) {
                Some(spaces) => {
                    let byte = chunk[spaces];
                    self.consume(spaces);
                    return Some(byte);
                }
                None => {
                    let all = chunk.len();
                    self.consume(all);
                }
            }
        }
    }

    /// A comma, if what is open goes on.
    fn comma(&mut self, open: Open) -> Option<()> {
        match self.after_space()? {
            b',' => {
                self.take();
                // `[1,]` is no JSON, and a file that ends so is cut off.
                (self.after_space()? != open.end()).then_some(())
            }
            byte => (byte == open.end()).then_some(()),
        }
    }

    /// A member's name and the colon after it.
    fn name(&mut self) -> Option<String> {
        let mut text = Vec::new();
        if self.after_space()? != b'"' || !self.value(&mut text)? {
            return None;
        }
        let name = serde_json::from_slice(&text).ok()?;
        if self.after_space()? != b':' {
            return None;
        }
        self.take();
        Some(name)
    }

    /// Takes a value whole; false where it is too long to be kept.
    fn value(&mut self, kept: &mut Vec<u8>) -> Option<bool> {
        let (mut depth, mut in_string, mut escaped) = (0_u64, false, false);
        let first = self.after_space()?;
        let plain = !matches!(first, b'{' | b'[' | b'"');
        let mut fits = true;
        loop {
            let Some(chunk) = self.chunk() else {
                // A number at the very end has no end of its own.
                return None;
            };
            let mut end = None;
            for (place, &byte) in chunk.iter().enumerate() {
                if plain {
                    if matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace() {
                        end = Some(place);
                        break;
                    }
                    continue;
                }
                if in_string {
                    match byte {
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => in_string = false,
                        _ => {}
                    }
                } else {
                    match byte {
                        b'"' => in_string = true,
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                }
                if depth == 0 && !in_string {
                    end = Some(place + 1);
                    break;
                }
            }
            let taken = end.unwrap_or(chunk.len());
            if fits && kept.len() + taken <= LONGEST {
                kept.extend_from_slice(&chunk[..taken]);
            } else {
                fits = false;
                kept.clear();
            }
            self.consume(taken);
            if end.is_some() {
                return (!fits || !kept.is_empty()).then_some(fits);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, open: &[&[&str]]) -> (Vec<String>, End) {
        let mut told = Vec::new();
        let opens = |path: &[String]| open.iter().any(|one| *one == path);
        let (end, _) = parts::<()>(text.as_bytes(), opens, |path, part| {
            let Part::Whole(part) = part else { panic!("short enough") };
            told.push(format!("{}={}", path.join("."), String::from_utf8_lossy(part)));
            ControlFlow::Continue(())
        });
        (told, end)
    }

    #[test]
    fn a_document_is_told_in_parts() {
        let text = r#" {"a" : 1, "b": ["x,]\"", {"c":[2]}] , "d":{"e":{"f":"}"},"g":null}} "#;
        let (parts, end) = told(text, &[&["b"], &["d"]]);
        assert_eq!(end, End::Whole);
        assert_eq!(
            parts,
            ["a=1", r#"b="x,]\"""#, r#"b={"c":[2]}"#, r#"d.e={"f":"}"}"#, "d.g=null"]
        );
        assert_eq!(told("[]", &[]), (vec![], End::Whole));
        assert_eq!(told("[1,[2]]", &[]).0, ["=1", "=[2]"]);
    }

    #[test]
    fn what_is_cut_anywhere_is_told_up_to_there() {
        let text = r#"{"s":[{"t":"a\\"},{"t":"b"}],"n":12}"#;
        let (all, _) = told(text, &[&["s"]]);
        for cut in 0..text.len() {
            let (parts, end) = told(&text[..cut], &[&["s"]]);
            assert!(matches!(end, End::Broken(_)), "cut at {cut}");
            assert_eq!(parts, all[..parts.len()], "cut at {cut}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(2_000_000);
        assert!(matches!(told(&format!("[{deep}"), &[]).1, End::Broken(_)));
    }
}
