use std::fmt;

use futures::future::BoxFuture;
use model::Result;
use zeroize::Zeroizing;

/// The most characters that a key may have.
const LONGEST: usize = 4096;

/// A provider's key. It is never shown: neither by `Debug` nor anywhere else; its memory is wiped
/// when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Zeroizing<String>);

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadKey {
    /// Nothing is left of it once it is cleaned.
    #[error("There is no key in this text.")]
    Empty,
    /// It holds spaces or characters that no key has.
    #[error("A key is one word of plain characters; this text is something else.")]
    Strange,
    /// It is longer than any key.
    #[error("This text is too long for a key.")]
    TooLong,
}

/// Where the keys are: the system's keychain, the environment, or memory for this session only.
pub trait Keys: Send + Sync {
    /// The key of the provider of this id, if one is known.
    ///
    /// # Errors
    /// Where the keys cannot be reached. The message says so to the reader.
    fn key<'a>(&'a self, provider: &'a str) -> BoxFuture<'a, Result<Option<Key>>>;
}

/// No keys at all: for tools, and for local servers.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoKeys;

impl Keys for NoKeys {
    fn key<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Key>>> {
        Box::pin(async { Ok(None) })
    }
}

impl Key {
    /// The key in a pasted text: without what people copy along with it, which is spaces, line
    /// breaks, quotes, `Bearer ` and `export NAME=`.
    ///
    /// # Errors
    /// [`BadKey`] where what is left cannot be one.
    pub fn parse(text: &str) -> std::result::Result<Self, BadKey> {
        let text: Zeroizing<String> = Zeroizing::new(joined(text)?);
        let mut rest = text.as_str();
        loop {
            let cleaned = unwrapped(rest);
            if cleaned.len() == rest.len() {
                break;
            }
            rest = cleaned;
        }
        match rest {
            "" => Err(BadKey::Empty),
            _ if rest.len() > LONGEST => Err(BadKey::TooLong),
            _ if !rest.bytes().all(|byte| byte.is_ascii_graphic()) => Err(BadKey::Strange),
            _ => Ok(Self(Zeroizing::new(rest.to_owned()))),
        }
    }

    /// The key itself, for the header that carries it and for the keychain that keeps it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Its last characters, by which its owner knows it again: 4 of a key of at least 16, 2 of one
    /// of at least 8, else none.
    pub fn ends_in(&self) -> Option<&str> {
        let shown = match self.0.len() {
            0..8 => return None,
            8..16 => 2,
            16.. => 4,
        };
        self.0.get(self.0.len() - shown..)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// The text in one line: a key that a narrow window broke is put together again, but several
/// assignments are not one key.
fn joined(text: &str) -> std::result::Result<String, BadKey> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut whole = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        if assigned(without(line, "export ")).is_some() {
            return Err(BadKey::Strange);
        }
        whole.push_str(line);
    }
    Ok(whole)
}

/// The text without one more wrapping, if it has one.
fn unwrapped(text: &str) -> &str {
    let text = text.trim_matches(|character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(
                character,
                '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '\u{feff}' | '\u{200b}'
            )
            || matches!(character, ';' | ',')
    });
    let text = without(text, "authorization:");
    let text = without(text, "bearer ");
    let text = without(text, "export ");
    let text = without(text, "set ");
    assigned(text).unwrap_or(text)
}

/// The text without a beginning, whatever its case.
fn without<'a>(text: &'a str, beginning: &str) -> &'a str {
    match text.get(..beginning.len()) {
        Some(begun) if begun.eq_ignore_ascii_case(beginning) => &text[beginning.len()..],
        _ => text,
    }
}

/// What is assigned in `NAME_OF_A_VARIABLE=value`.
fn assigned(text: &str) -> Option<&str> {
    let (name, value) = text.split_once('=')?;
    let variable = |byte: u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    let name = name.trim_end();
    (name.contains('_') && name.bytes().all(variable)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk-proj-Ab_12-cd34ef";

    #[test]
    fn a_pasted_key_is_cleaned() {
        for pasted in [
            "sk-proj-Ab_12-cd34ef",
            "  sk-proj-Ab_12-cd34ef\t",
            "sk-proj-Ab_12-cd34ef\r\n",
            "sk-proj-Ab_1\n   2-cd34ef\n",
            "\"sk-proj-Ab_12-cd34ef\"",
            "'sk-proj-Ab_12-cd34ef';",
            "“sk-proj-Ab_12-cd34ef”",
            "Bearer sk-proj-Ab_12-cd34ef",
            "Authorization: bearer sk-proj-Ab_12-cd34ef",
            "export OPENAI_API_KEY=sk-proj-Ab_12-cd34ef",
            "export OPENAI_API_KEY=\"sk-proj-Ab_12-cd34ef\"\n",
            "OPENAI_API_KEY = 'sk-proj-Ab_12-cd34ef'",
            "\u{feff}sk-proj-Ab_12-cd34ef\u{200b}",
        ] {
            let key = Key::parse(pasted).unwrap_or_else(|why| panic!("{pasted:?}: {why}"));
            assert_eq!(key.reveal(), KEY, "{pasted:?}");
        }
    }

    #[test]
    fn what_is_no_key_is_told_without_repeating_it() {
        for (text, why) in [
            ("", BadKey::Empty),
            (" \n\"\" ", BadKey::Empty),
            ("my key is secret", BadKey::Strange),
            ("schlüssel", BadKey::Strange),
            ("A_KEY=1234567890\nB_KEY=1234567890", BadKey::Strange),
        ] {
            assert_eq!(Key::parse(text), Err(why), "{text:?}");
        }
        assert_eq!(Key::parse(&"k".repeat(5000)), Err(BadKey::TooLong));
    }

    #[test]
    fn a_key_with_signs_of_its_own_stays_whole() {
        for key in ["abc=def==", "AIza-Sy_0123456789", "key:with/slashes+plus=", "gsk_x=1"] {
            assert_eq!(Key::parse(key).unwrap().reveal(), key);
        }
    }

    #[test]
    fn only_the_end_of_a_long_key_is_shown() {
        let end = |text| Key::parse(text).unwrap().ends_in().map(str::to_owned);
        assert_eq!(end("sk-0123456789-4f2a"), Some("4f2a".into()));
        assert_eq!(end("012345ab"), Some("ab".into()));
        assert_eq!(end("0123456"), None, "too short to show a part of it");
        assert_eq!(format!("{:?}", Key::parse(KEY).unwrap()), "Key(..)");
    }
}
