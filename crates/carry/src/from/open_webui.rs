//! Open WebUI's export of chats: a list of rows with `chat.history.messages`, a tree by id.
//!
//! Times are seconds; a reply's reasoning stands in its text as `<details type="reasoning">`, and in
//! newer ones in `output` as well. Shown by open-webui/open-webui (`src/lib/apis/chats`,
//! `backend/open_webui/models/chats.py`) and danny-avila/LibreChat
//! (`api/server/utils/import/__data__/openwebui-export.json`).

use std::io::BufRead;

use serde_json::Value;

use super::each;
use super::value::{count, data_url, key, list, model, owned, text, time};
use crate::session::Attached;
use crate::tree::{Author, Chat, Node};
use crate::{Loss, Lost, Result, Sink};

pub(crate) fn read(source: impl BufRead, sink: &mut impl Sink) -> Result<()> {
    each(source, sink, |value, losses| Ok(chat(value, losses)))
}

fn chat(row: &Value, losses: &mut Vec<Loss>) -> Option<Chat> {
    // An older export holds the chat itself.
    let inner = row.get("chat").filter(|chat| chat.is_object()).unwrap_or(row);
    let history = inner.get("history")?;
    let messages = history.get("messages")?.as_object()?;
    let mut chat = Chat {
        format: "open-webui",
        key: key(row, "id").or_else(|| key(inner, "id"))?,
        title: owned(row, "title").or_else(|| owned(inner, "title")),
        created_at: time(row, "created_at").or_else(|| time(inner, "timestamp")),
        updated_at: time(row, "updated_at"),
        current: owned(history, "currentId"),
        tags: tags(row, inner),
        ..Chat::default()
    };
    chat.parameters.system_prompt = owned(inner, "system");
    if let Some([first, ..]) = inner.get("models").and_then(Value::as_array).map(Vec::as_slice) {
        chat.model = first.as_str().map(|name| model("open-webui", name));
    }
    let place = chat.title.clone().unwrap_or_else(|| chat.key.clone());
    for (id, message) in messages {
        let author = match text(message, "role") {
            Some("user") => Author::User,
            Some("assistant") => Author::Model,
            Some("system") => Author::System,
            other => {
                losses.push(Loss::new(Lost::Message, &place, other.unwrap_or(id)));
                Author::Nobody
            }
        };
        let mut node = Node {
            key: id.clone(),
            parent: owned(message, "parentId"),
            author,
            at: time(message, "timestamp"),
            ..Node::default()
        };
        if author == Author::Model {
            node.model = text(message, "model").map(|name| model("open-webui", name));
            node.usage = message.get("usage").and_then(usage);
            node.failure = message.get("error").and_then(failure);
        }
        said(message, &mut node, &place, losses);
        files(message, &mut chat, &mut node, &place, losses);
        chat.nodes.push(node);
    }
    Some(chat)
}

fn tags(row: &Value, inner: &Value) -> Vec<String> {
    let meta = row.get("meta").map_or(&[][..], |meta| list(meta, "tags"));
    let all = meta.iter().chain(list(inner, "tags"));
    let name = |tag: &Value| tag.as_str().map(str::to_owned).or_else(|| owned(tag, "name"));
    let mut tags: Vec<String> = all.filter_map(name).collect();
    tags.sort();
    tags.dedup();
    tags
}

fn usage(value: &Value) -> Option<model::Usage> {
    Some(model::Usage {
        prompt_tokens: count(value, "prompt_tokens")
            .or_else(|| count(value, "prompt_eval_count"))?,
        reply_tokens: count(value, "completion_tokens").or_else(|| count(value, "eval_count"))?,
        ..model::Usage::default()
    })
}

fn failure(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::String(words) => Some(words.clone()),
        value => Some(owned(value, "content").unwrap_or_else(|| value.to_string())),
    }
}

fn said(message: &Value, node: &mut Node, place: &str, losses: &mut Vec<Loss>) {
    let content = message.get("content").unwrap_or(&Value::Null);
    let mut text_of = content.as_str().unwrap_or_default().to_owned();
    for part in content.as_array().map_or(&[][..], Vec::as_slice) {
        match text(part, "type") {
            Some("text") => text_of.push_str(text(part, "text").unwrap_or_default()),
            other => losses.push(Loss::new(Lost::Content, place, other.unwrap_or_default())),
        }
    }
    let mut reasoned = Vec::new();
    for part in list(message, "output") {
        let words =
            || list(part, "content").iter().filter_map(|one| text(one, "text")).collect::<Vec<_>>();
        match text(part, "type") {
            Some("reasoning") => reasoned.extend(words()),
            Some("function_call") => {
                losses.push(Loss::new(Lost::Tool, place, text(part, "name").unwrap_or_default()));
            }
            _ => {}
        }
    }
    node.reasoning = reasoned.join("\n\n");
    let mut rest = text_of.as_str();
    let mut kept = String::with_capacity(rest.len());
    while node.author == Author::Model
        && let Some(begin) = rest.find("<details type=\"")
        && let Some(length) = rest[begin..].find("</details>")
    {
        let inside = &rest[begin..begin + length];
        kept.push_str(&rest[..begin]);
        let body = inside.split_once("</summary>").map_or("", |(_, body)| body);
        if inside.starts_with("<details type=\"reasoning\"") {
            if reasoned.is_empty() {
                let lines = unescaped(body);
                let lines = lines.trim().lines().map(|line| line.trim_start_matches("> "));
                node.reasoning.push_str(&lines.collect::<Vec<_>>().join("\n"));
            }
        } else if list(message, "output").is_empty() {
            losses.push(Loss::new(Lost::Tool, place, &node.key));
        }
        rest = rest[begin + length + "</details>".len()..].trim_start_matches('\n');
    }
    kept.push_str(rest);
    node.text = kept;
}

fn unescaped(text: &str) -> String {
    text.replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", "\"").replace("&amp;", "&")
}

fn files(message: &Value, chat: &mut Chat, node: &mut Node, place: &str, losses: &mut Vec<Loss>) {
    for (number, one) in list(message, "files").iter().enumerate() {
        let name = text(one, "name").map_or_else(|| format!("image {}", number + 1), str::to_owned);
        match text(one, "url").and_then(|url| data_url(url, &name)) {
            Some((file, attached)) => attach(file, attached, chat, node),
            None => losses.push(Loss::new(Lost::MissingFile, place, &name)),
        }
    }
}

fn attach(file: crate::File, attached: Attached, chat: &mut Chat, node: &mut Node) {
    node.attachments.push(attached);
    chat.files.push(file);
}
