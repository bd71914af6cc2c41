//! Chatbox's exported data: one object with a member `session:ID` for each session; older ones hold
//! a list, `chat-sessions`.
//!
//! `messageForksHash` holds, by the message they follow, the other ways a chat went on; `threads`
//! are earlier chats of the same session. Pictures are kept elsewhere and not exported. Shown by
//! chatboxai/chatbox (`src/shared/types/session.ts`, the export in the general settings).

use std::io::BufRead;
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::value::{count, key, list, model, owned, text, time};
use super::{ended, lines, parsed};
use crate::json::parts;
use crate::tree::{Author, Chat, Node};
use crate::{Error, Loss, Lost, Result, Sink};

/// What of a session that stands alone in its file is read, as newer zips hold them.
const ALONE: &[&str] = &["id", "name", "messages", "threads", "messageForksHash"];

pub(crate) fn read(source: impl BufRead, sink: &mut impl Sink) -> Result<()> {
    let opens = |path: &[String]| matches!(path, [name] if name == "chat-sessions");
    let mut alone = Map::new();
    let (end, stopped) = parts::<Error>(source, opens, |path, part| {
        let name = path.last().map(String::as_str).unwrap_or_default();
        if !name.starts_with("session:") && name != "chat-sessions" {
            if ALONE.contains(&name) {
                alone.extend(parsed(part, name, sink).map(|value| (name.to_owned(), value)));
            }
            return ControlFlow::Continue(());
        }
        let Some(mut value) = parsed(part, name, sink) else { return ControlFlow::Continue(()) };
        // What the browser's storage holds is a text.
        if let Some(inner) = value.as_str().and_then(|inner| serde_json::from_str(inner).ok()) {
            value = inner;
        }
        let outcome =
            match key(&value, "id").or_else(|| name.strip_prefix("session:").map(str::to_owned)) {
                Some(key) if value.is_object() => session(&value, &key, sink),
                _ => {
                    sink.lost(Loss::new(Lost::Chat, name, ""));
                    Ok(())
                }
            };
        outcome.map_or_else(ControlFlow::Break, ControlFlow::Continue)
    });
    if stopped.is_none() && alone.contains_key("messages") {
        let value = Value::Object(alone);
        match key(&value, "id") {
            Some(key) => session(&value, &key, sink)?,
            None => sink.lost(Loss::new(Lost::Chat, "", "id")),
        }
    }
    ended(&end, sink);
    stopped.map_or(Ok(()), Err)
}

fn session(value: &Value, key: &str, sink: &mut impl Sink) -> Result<()> {
    let title = owned(value, "name");
    for thread in list(value, "threads") {
        let Some(id) = super::value::key(thread, "id") else {
            sink.lost(Loss::new(Lost::Chat, title.as_deref().unwrap_or(key), "thread"));
            continue;
        };
        let named = [title.as_deref(), text(thread, "name")].into_iter().flatten();
        let named: Vec<&str> = named.collect();
        let mut chat = Chat {
            format: "chatbox",
            key: format!("{key}/{id}"),
            title: (!named.is_empty()).then(|| named.join(": ")),
            created_at: time(thread, "createdAt"),
            ..Chat::default()
        };
        let mut losses = Vec::new();
        follow(list(thread, "messages"), None, &mut chat, &mut losses);
        fork(value, &mut chat, &mut losses);
        lines::done(chat, losses, sink)?;
    }
    let mut chat = Chat { format: "chatbox", key: key.to_owned(), title, ..Chat::default() };
    let mut losses = Vec::new();
    follow(list(value, "messages"), None, &mut chat, &mut losses);
    chat.current = chat.nodes.last().map(|node| node.key.clone());
    fork(value, &mut chat, &mut losses);
    lines::done(chat, losses, sink)
}

/// The other ways on from messages of this chat; one may begin within another.
fn fork(value: &Value, chat: &mut Chat, losses: &mut Vec<Loss>) {
    let Some(forks) = value.get("messageForksHash").and_then(Value::as_object) else { return };
    let mut left: Vec<(&String, &Value)> = forks.iter().collect();
    loop {
        let (now, later): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|(pivot, _)| chat.nodes.iter().any(|node| node.key == **pivot));
        if now.is_empty() {
            return;
        }
        for (pivot, fork) in now {
            for way in list(fork, "lists") {
                follow(list(way, "messages"), Some(pivot), chat, losses);
            }
        }
        left = later;
    }
}

fn follow(messages: &[Value], after: Option<&str>, chat: &mut Chat, losses: &mut Vec<Loss>) {
    let place = chat.title.clone().unwrap_or_else(|| chat.key.clone());
    let mut before = after.map(str::to_owned);
    for message in messages {
        let author = match text(message, "role") {
            Some("user") => Author::User,
            Some("assistant") => Author::Model,
            Some("system") => Author::System,
            other => {
                losses.push(Loss::new(Lost::Tool, &place, other.unwrap_or_default()));
                continue;
            }
        };
        let Some(id) = key(message, "id") else {
            losses.push(Loss::new(Lost::Message, &place, "id"));
            continue;
        };
        let mut node = Node {
            key: id.clone(),
            parent: before.replace(id),
            author,
            at: time(message, "timestamp"),
            text: owned(message, "content").unwrap_or_default(),
            reasoning: owned(message, "reasoningContent").unwrap_or_default(),
            ..Node::default()
        };
        if author == Author::Model {
            let provider = text(message, "aiProvider").unwrap_or("chatbox");
            node.model = text(message, "model").map(|name| model(provider, name));
            node.failure = owned(message, "error");
            node.stopped = message.get("generating") == Some(&Value::Bool(true));
            node.usage = message.get("usage").and_then(|usage| {
                Some(model::Usage {
                    prompt_tokens: count(usage, "inputTokens")?,
                    reply_tokens: count(usage, "outputTokens")?,
                    cached_tokens: count(usage, "cachedInputTokens").unwrap_or_default(),
                    reasoning_tokens: count(usage, "reasoningTokens").unwrap_or_default(),
                    ..model::Usage::default()
                })
            });
        }
        parts_of(message, &mut node, &place, losses);
        chat.nodes.push(node);
    }
}

fn parts_of(message: &Value, node: &mut Node, place: &str, losses: &mut Vec<Loss>) {
    for part in list(message, "contentParts") {
        match text(part, "type") {
            Some("text") => {
                if !node.text.is_empty() {
                    node.text.push_str("\n\n");
                }
                node.text.push_str(text(part, "text").unwrap_or_default());
            }
            Some("reasoning") => node.reasoning.push_str(text(part, "text").unwrap_or_default()),
            Some("info") => {}
            Some("image") => {
                let name = text(part, "storageKey").unwrap_or("image");
                losses.push(Loss::new(Lost::MissingFile, place, name));
            }
            Some("tool-call") => {
                losses.push(Loss::new(
                    Lost::Tool,
                    place,
                    text(part, "toolName").unwrap_or_default(),
                ));
            }
            other => losses.push(Loss::new(Lost::Content, place, other.unwrap_or_default())),
        }
    }
    for file in list(message, "files").iter().chain(list(message, "pictures")) {
        let name = text(file, "name").or_else(|| text(file, "storageKey")).unwrap_or("file");
        losses.push(Loss::new(Lost::MissingFile, place, name));
    }
}
