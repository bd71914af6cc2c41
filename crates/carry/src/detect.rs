//! What a text is, by what stands in it.

use std::io::BufRead;
use std::ops::ControlFlow;

use serde_json::Value;

use crate::json::{Part, parts};
use crate::text::readable;
use crate::{Error, Format, Result};

/// What a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Antiphon,
    Chatgpt,
    Claude,
    OpenWebui,
    Librechat,
    Chatbox,
    /// Threads with their messages in them.
    JanThread,
    /// Messages, one a line.
    JanLines,
    Cherry,
    Lines,
}

impl Content {
    pub(crate) fn format(self) -> Format {
        match self {
            Self::Antiphon => Format::Antiphon,
            Self::Chatgpt => Format::Chatgpt,
            Self::Claude => Format::Claude,
            Self::OpenWebui => Format::OpenWebui,
            Self::Librechat => Format::Librechat,
            Self::Chatbox => Format::Chatbox,
            Self::JanThread | Self::JanLines => Format::Jan,
            Self::Cherry => Format::CherryStudio,
            Self::Lines => Format::JsonLines,
        }
    }
}

/// How many elements are looked at: a first chat may be broken.
const LOOKED_AT: usize = 64;

/// What the text is. It is read no further than it must be.
pub(crate) fn text(source: impl BufRead) -> Result<Content> {
    let mut seen = 0;
    // A chat alone is known by several of its members together.
    let mut names: Vec<String> = Vec::new();
    let (_, found) = parts::<Option<Content>>(
        source,
        |_| false,
        |path, part| {
            seen += 1;
            let Part::Whole(part) = part else { return ControlFlow::Continue(()) };
            let found = match path.last() {
                Some(name) => {
                    names.push(name.clone());
                    member(name, part, &names)
                }
                None => {
                    let text = readable(part).0;
                    serde_json::from_str::<Value>(&text).ok().and_then(|value| object(&value))
                }
            };
            match found {
                Some(content) => ControlFlow::Break(Some(content)),
                // Members are all looked at: Chatbox's settings may come before its sessions.
                None if path.is_empty() && seen >= LOOKED_AT => ControlFlow::Break(None),
                None => ControlFlow::Continue(()),
            }
        },
    );
    found.flatten().ok_or(Error::Unknown)
}

/// What the outermost object is, by a member and those before it.
fn member(name: &str, value: &[u8], names: &[String]) -> Option<Content> {
    let has = |one: &str| names.iter().any(|name| name == one);
    let begins = |byte| value.first() == Some(&byte);
    match name {
        "format" if value == br#""antiphon""# => Some(Content::Antiphon),
        "mapping" if begins(b'{') => Some(Content::Chatgpt),
        "chat_messages" if begins(b'[') => Some(Content::Claude),
        "chat" | "history" if begins(b'{') && contains(value, b"\"messages\"") => {
            Some(Content::OpenWebui)
        }
        "indexedDB" => Some(Content::Cherry),
        "chat-sessions" | "chat-sessions-list" | "__exported_items" => Some(Content::Chatbox),
        name if name.starts_with("session:") && begins(b'{') => Some(Content::Chatbox),
        "messagesTree" if begins(b'[') => Some(Content::Librechat),
        "messages" if begins(b'[') && contains(value, b"\"messageId\"") => Some(Content::Librechat),
        "messages" if begins(b'[') && contains(value, b"thread.message") => {
            Some(Content::JanThread)
        }
        "messages" if begins(b'[') && contains(value, b"\"contentParts\"") => {
            Some(Content::Chatbox)
        }
        "messages" if begins(b'[') && contains(value, b"\"role\"") => Some(Content::Lines),
        "content" | "thread_id" | "role" if has("thread_id") && has("role") && has("content") => {
            Some(Content::JanLines)
        }
        _ => None,
    }
}

/// What an element of the outermost array is.
fn object(value: &Value) -> Option<Content> {
    let members = value.as_object()?;
    let mut names = Vec::new();
    members.iter().find_map(|(name, value)| {
        names.push(name.clone());
        member(name, value.to_string().as_bytes(), &names)
    })
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).take(1 << 20).any(|one| one == word)
}
