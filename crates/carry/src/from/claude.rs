//! Claude's export: a zip with `conversations.json`, a list of conversations with `chat_messages`.
//!
//! `sender` is `human` or `assistant`; `content` holds blocks (`text`, `thinking`, `tool_use`,
//! `tool_result`) and is whole where `text` is not; `attachments` hold the text that was taken out
//! of a file, `files` only names. Newer ones hold `parent_message_uuid`, whose root is a UUID of
//! zeros, and then all branches. The fields are shown by AgileWorksZA/claude_export
//! (`convert-to-markdown.js`) and Sinity/polylogue (`docs/providers/claude-ai.md`).

use std::io::BufRead;

use serde_json::Value;

use super::each;
use super::value::{key, list, model, owned, text, time};
use crate::tree::{Author, Chat, Node};
use crate::{Loss, Lost, Result, Sink};

pub(crate) fn read(source: impl BufRead, sink: &mut impl Sink) -> Result<()> {
    each(source, sink, |value, losses| Ok(chat(value, losses)))
}

fn chat(value: &Value, losses: &mut Vec<Loss>) -> Option<Chat> {
    let messages = value.get("chat_messages")?.as_array()?;
    let asked = text(value, "model").map(|name| model("anthropic", name));
    let mut chat = Chat {
        format: "claude",
        key: key(value, "uuid")?,
        title: owned(value, "name"),
        created_at: time(value, "created_at"),
        updated_at: time(value, "updated_at"),
        current: owned(value, "current_leaf_message_uuid"),
        model: asked.clone(),
        ..Chat::default()
    };
    let place = chat.title.clone().unwrap_or_else(|| chat.key.clone());
    let mut before: Option<String> = None;
    for message in messages {
        let author = match text(message, "sender") {
            Some("human" | "user") => Author::User,
            Some("assistant") => Author::Model,
            other => {
                losses.push(Loss::new(Lost::Message, &place, other.unwrap_or_default()));
                continue;
            }
        };
        let Some(key) = key(message, "uuid") else {
            losses.push(Loss::new(Lost::Message, &place, "uuid"));
            continue;
        };
        let parent = match owned(message, "parent_message_uuid") {
            Some(root) if root.starts_with("00000000-0000-") => None,
            Some(parent) => Some(parent),
            None => before.clone(),
        };
        let mut node = Node {
            key: key.clone(),
            parent,
            author,
            at: time(message, "created_at"),
            stopped: text(message, "stop_reason") == Some("user_canceled"),
            ..Node::default()
        };
        if author == Author::Model {
            node.model = text(message, "model")
                .map(|name| model("anthropic", name))
                .or_else(|| asked.clone());
        }
        content(message, &mut node, &place, losses);
        before = Some(key);
        chat.nodes.push(node);
    }
    Some(chat)
}

fn content(message: &Value, node: &mut Node, place: &str, losses: &mut Vec<Loss>) {
    let mut said = Vec::new();
    for block in list(message, "content") {
        match text(block, "type").unwrap_or_default() {
            "text" => said.extend(text(block, "text")),
            "thinking" => node.reasoning.push_str(text(block, "thinking").unwrap_or_default()),
            "tool_use" | "tool_result" => {
                let name = text(block, "name").unwrap_or(&node.key);
                losses.push(Loss::new(Lost::Tool, place, name));
            }
            "token_budget" => {}
            kind => losses.push(Loss::new(Lost::Content, place, kind)),
        }
    }
    node.text = match said.is_empty() {
        true => text(message, "text").unwrap_or_default().to_owned(),
        false => said.join("\n\n"),
    };
    for attached in list(message, "attachments") {
        let name = text(attached, "file_name").unwrap_or("text");
        match text(attached, "extracted_content") {
            // Claude was given this text with the prompt: it is part of what was asked.
            Some(words) => {
                let fence = fence(words);
                node.text.push_str(&format!("\n\n{name}\n{fence}\n{words}\n{fence}"));
            }
            None => losses.push(Loss::new(Lost::MissingFile, place, name)),
        }
    }
    for file in list(message, "files") {
        let name = text(file, "file_name").unwrap_or("file");
        losses.push(Loss::new(Lost::MissingFile, place, name));
    }
}

/// A fence that is longer than any in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
