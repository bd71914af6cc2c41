//! Chorus keeps its chats in SQLite (`chats.db`) and has no export of its own. The store reads the
//! rows of one chat and hands them here as one value.
//!
//! `message_sets` follow each other by `level`; a set of type `ai` holds a reply of each model, one
//! of them `selected`, and that one leads on. Where a reply used tools its text lies in
//! `message_parts`. Shown by meltylabs/chorus (`SQL_SCHEMA.md`, `src/core/chorus/api/MessageAPI.ts`).

use serde_json::Value;

use super::value::{count, key, list, owned, text, time};
use crate::tree::{Author, Chat, Node, grow};
use crate::{Loss, Lost, Session};

/// A session out of one chat's rows: `id`, `title`, `created_at`, `updated_at`, `project`, and
/// `messages` in the order of their sets, each with `id`, `set`, `level`, `type` of its set, `text`,
/// `model`, `selected`, `created_at`, `state`, `error_message`, `prompt_tokens`,
/// `completion_tokens`, `attachments` (names) and `parts` (texts).
pub fn session(rows: &Value) -> (Option<Session>, Vec<Loss>) {
    let mut losses = Vec::new();
    let Some(key_of) = key(rows, "id") else {
        losses.push(Loss::new(Lost::Chat, "", "id"));
        return (None, losses);
    };
    let mut chat = Chat {
        format: "chorus",
        title: owned(rows, "title"),
        created_at: time(rows, "created_at"),
        updated_at: time(rows, "updated_at"),
        folder: owned(rows, "project").into_iter().collect(),
        key: key_of,
        ..Chat::default()
    };
    let place = chat.title.clone().unwrap_or_else(|| chat.key.clone());
    // What the set before leads on with, and this set's choice by now.
    let (mut before, mut now): (Option<String>, Option<(String, String, bool)>) = (None, None);
    for message in list(rows, "messages") {
        let (Some(id), Some(set)) = (key(message, "id"), key(message, "set")) else {
            losses.push(Loss::new(Lost::Message, &place, "id"));
            continue;
        };
        if let Some((last, chosen, _)) = now.take_if(|(last, ..)| *last != set) {
            drop(last);
            before = Some(chosen);
        }
        let selected = message.get("selected").and_then(Value::as_i64) == Some(1);
        let better = match &now {
            Some((.., chosen)) => selected && !chosen,
            None => true,
        };
        if better {
            now = Some((set, id.clone(), selected));
        }
        let user = text(message, "type") == Some("user");
        let parts: Vec<&str> = list(message, "parts").iter().filter_map(Value::as_str).collect();
        let own = text(message, "text").filter(|text| !text.trim().is_empty());
        let mut node = Node {
            key: id,
            parent: before.clone(),
            author: if user { Author::User } else { Author::Model },
            at: time(message, "created_at"),
            text: own.map_or_else(|| parts.join("\n\n"), str::to_owned),
            ..Node::default()
        };
        if !user {
            node.model = text(message, "model").map(|name| name.replacen("::", "/", 1));
            node.failure = owned(message, "error_message");
            node.stopped = text(message, "state") == Some("streaming");
            node.usage = count(message, "prompt_tokens")
                .zip(count(message, "completion_tokens"))
                .map(|(prompt_tokens, reply_tokens)| model::Usage {
                    prompt_tokens,
                    reply_tokens,
                    ..model::Usage::default()
                });
        }
        for name in list(message, "attachments").iter().filter_map(Value::as_str) {
            losses.push(Loss::new(Lost::MissingFile, &place, name));
        }
        chat.nodes.push(node);
    }
    chat.current = now.map(|(_, chosen, _)| chosen);
    let session = grow(chat, &mut losses);
    (session, losses)
}
