//! OpenAI-style JSON Lines: one `{"messages": [{"role", "content"}, ..]}` a line, as it is uploaded
//! to tune a model; also as a list, or alone.
//!
//! Lines have no ids, so a chat is known by its own words: the same line twice is one chat, and a
//! line that has grown is a further one.

use std::io::{BufRead, Read};

use serde_json::Value;

use super::value::{data_url, list, model, owned, text, time};
use super::{each, give, hand};
use crate::ids::sha256;
use crate::json::LONGEST;
use crate::tree::{Author, Chat, Node};
use crate::{Loss, Lost, Result, Sink};

pub(crate) fn read(mut source: impl BufRead, sink: &mut impl Sink) -> Result<()> {
    if first(&mut source)? == Some(b'[') {
        return each(source, sink, |value, losses| Ok(chat(value, losses)));
    }
    by_line(source, sink, |value, place, sink| {
        hand(value, place, sink, &mut |value: &Value, losses: &mut Vec<Loss>| {
            Ok(chat(value, losses))
        })
    })
}

/// The first byte that is no space.
fn first(source: &mut impl BufRead) -> Result<Option<u8>> {
    loop {
        let chunk = source.fill_buf()?;
        if chunk.is_empty() {
            return Ok(None);
        }
        match chunk.iter().position(|byte| !byte.is_ascii_whitespace()) {
            Some(spaces) => {
                let byte = chunk[spaces];
                source.consume(spaces);
                return Ok(Some(byte));
            }
            None => {
                let all = chunk.len();
                source.consume(all);
            }
        }
    }
}

/// Hands on each value of a text with one a line, or, where the first goes over several, that one.
pub(super) fn by_line<S: Sink>(
    mut source: impl BufRead,
    sink: &mut S,
    mut each: impl FnMut(&Value, &str, &mut S) -> Result<()>,
) -> Result<()> {
    let mut line = Vec::new();
    let mut number = 0_u64;
    loop {
        line.clear();
        let read = source.by_ref().take(LONGEST as u64).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        let place = format!("#{number}");
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let (words, latin) = crate::text::readable(&line);
        let mut value = serde_json::from_str::<Value>(&words).ok();
        if value.is_none() && number == 1 {
            // Written over several lines: a single value.
            let mut all = line.clone();
            source.by_ref().take(LONGEST as u64).read_to_end(&mut all)?;
            value = serde_json::from_str(&crate::text::readable(&all).0).ok();
        }
        if latin {
            sink.lost(Loss::new(Lost::Letters, &place, ""));
        }
        match value {
            Some(value) => each(&value, &place, sink)?,
            None => sink.lost(Loss::new(Lost::Chat, &place, "")),
        }
    }
}

fn chat(value: &Value, losses: &mut Vec<Loss>) -> Option<Chat> {
    let messages = value.get("messages")?.as_array()?;
    let key =
        owned(value, "id").unwrap_or_else(|| sha256(value["messages"].to_string().as_bytes()));
    let title = owned(value, "title");
    let mut chat = Chat {
        format: "json-lines",
        created_at: time(value, "created_at").or_else(|| time(value, "created")),
        model: text(value, "model").map(|name| model("openai", name)),
        title,
        key,
        ..Chat::default()
    };
    let place = chat.title.clone().unwrap_or_else(|| chat.key.chars().take(12).collect());
    for (number, message) in messages.iter().enumerate() {
        let author = match text(message, "role") {
            Some("user") => Author::User,
            Some("assistant") => Author::Model,
            Some("system" | "developer") => Author::System,
            other => {
                let what = if matches!(other, Some("tool" | "function")) {
                    Lost::Tool
                } else {
                    Lost::Message
                };
                losses.push(Loss::new(what, &place, other.unwrap_or_default()));
                Author::Nobody
            }
        };
        let mut node = Node {
            key: number.to_string(),
            parent: number.checked_sub(1).map(|before| before.to_string()),
            author,
            model: (author == Author::Model).then(|| chat.model.clone()).flatten(),
            reasoning: owned(message, "reasoning_content").unwrap_or_default(),
            ..Node::default()
        };
        if author != Author::Nobody {
            content(message, &mut chat, &mut node, &place, losses);
        }
        chat.nodes.push(node);
    }
    Some(chat)
}

fn content(message: &Value, chat: &mut Chat, node: &mut Node, place: &str, losses: &mut Vec<Loss>) {
    if !list(message, "tool_calls").is_empty() {
        losses.push(Loss::new(Lost::Tool, place, &node.key));
    }
    node.text = owned(message, "content").unwrap_or_default();
    for part in list(message, "content") {
        match text(part, "type") {
            Some("text") => node.text.push_str(text(part, "text").unwrap_or_default()),
            Some("image_url") => {
                let url = part.get("image_url").and_then(|image| text(image, "url"));
                match url.and_then(|url| data_url(url, "image")) {
                    Some((file, attached)) => {
                        node.attachments.push(attached);
                        chat.files.push(file);
                    }
                    None => {
                        losses.push(Loss::new(Lost::MissingFile, place, url.unwrap_or_default()))
                    }
                }
            }
            other => losses.push(Loss::new(Lost::Content, place, other.unwrap_or_default())),
        }
    }
}

/// Hands on a chat made elsewhere.
pub(super) fn done(chat: Chat, losses: Vec<Loss>, sink: &mut impl Sink) -> Result<()> {
    let mut losses = losses;
    let outcome = give(chat, &mut losses, sink);
    losses.into_iter().for_each(|loss| sink.lost(loss));
    outcome
}
