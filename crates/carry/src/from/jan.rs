//! Jan's threads: a folder a thread, with `thread.json` and `messages.jsonl`, most easily in a zip;
//! or a list of threads with their messages.
//!
//! Shown by janhq/jan (`core/src/types/message/messageEntity.ts`, `thread/threadEntity.ts`,
//! `docs/docs/specs/messages.md`). Messages follow each other by time: Jan keeps no branches.

use std::io::{BufRead, Read, Seek};

use serde_json::Value;

use super::each;
use super::lines::{by_line, done};
use super::value::{data_url, key, list, model, owned, text, time};
use crate::archive::Archive;
use crate::tree::{Author, Chat, Node};
use crate::{Loss, Lost, Result, Sink};

/// The `thread.json` beside a `messages.jsonl`.
pub(crate) fn thread_of<R: Read + Seek>(
    messages: &str,
    files: &[(String, usize)],
    archive: &mut Archive<R>,
) -> Result<Option<Value>> {
    let folder = messages.rfind('/').map_or("", |end| &messages[..=end]);
    let name = format!("{folder}thread.json");
    let place = files.binary_search_by(|(one, _)| one.as_str().cmp(&name)).ok();
    let Some(place) = place.map(|place| files[place].1) else { return Ok(None) };
    let bytes = archive.bytes(place, 1 << 24)?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Reads threads that hold their messages.
pub(crate) fn read_threads(source: impl BufRead, sink: &mut impl Sink) -> Result<()> {
    each(source, sink, |value, losses| {
        let Some(messages) = value.get("messages").and_then(Value::as_array) else {
            return Ok(None);
        };
        let mut chat = begun(value, None);
        messages.iter().for_each(|message| add(message, &mut chat, losses));
        in_order(&mut chat);
        Ok(Some(chat))
    })
}

/// Reads messages one a line, of one thread.
pub(crate) fn read_lines(
    source: impl BufRead,
    thread: Option<Value>,
    sink: &mut impl Sink,
) -> Result<()> {
    let mut chats: Vec<(Option<String>, Chat, Vec<Loss>)> = Vec::new();
    by_line(source, sink, |message, _, sink| {
        let id = key(message, "thread_id");
        // A file holds one thread; where it holds several, they follow each other.
        if chats.last().is_none_or(|(last, ..)| *last != id) {
            while let Some((_, mut chat, losses)) = chats.pop() {
                in_order(&mut chat);
                done(chat, losses, sink)?;
            }
            let known = thread.as_ref().filter(|thread| key(thread, "id") == id || id.is_none());
            let chat = begun(known.unwrap_or(&Value::Null), id.as_deref());
            chats.push((id, chat, Vec::new()));
        }
        if let Some((_, chat, losses)) = chats.last_mut() {
            add(message, chat, losses);
        }
        Ok(())
    })?;
    chats.into_iter().try_for_each(|(_, mut chat, losses)| {
        in_order(&mut chat);
        done(chat, losses, sink)
    })
}

fn begun(thread: &Value, id: Option<&str>) -> Chat {
    let assistant = list(thread, "assistants").first().unwrap_or(&Value::Null);
    let asked = assistant.get("model").unwrap_or(&Value::Null);
    let named = text(asked, "id").map(|name| model(text(asked, "engine").unwrap_or("jan"), name));
    let mut chat = Chat {
        format: "jan",
        key: id.map(str::to_owned).or_else(|| key(thread, "id")).unwrap_or_else(|| "thread".into()),
        title: owned(thread, "title"),
        created_at: time(thread, "created"),
        updated_at: time(thread, "updated"),
        model: named,
        ..Chat::default()
    };
    chat.parameters.system_prompt = owned(assistant, "instructions");
    chat
}

fn add(message: &Value, chat: &mut Chat, losses: &mut Vec<Loss>) {
    let place = chat.title.clone().unwrap_or_else(|| chat.key.clone());
    let Some(id) = key(message, "id") else {
        losses.push(Loss::new(Lost::Message, &place, "id"));
        return;
    };
    let author = match text(message, "role") {
        Some("user") => Author::User,
        Some("assistant") => Author::Model,
        Some("system") => Author::System,
        other => {
            losses.push(Loss::new(Lost::Tool, &place, other.unwrap_or(&id)));
            return;
        }
    };
    let status = text(message, "status");
    let mut node = Node {
        key: id,
        author,
        at: time(message, "created_at"),
        model: (author == Author::Model).then(|| chat.model.clone()).flatten(),
        failure: (status == Some("error"))
            .then(|| text(message, "error_code").unwrap_or("error").to_owned()),
        stopped: status == Some("stopped"),
        ..Node::default()
    };
    let said = |part: &Value| match part.get("text") {
        Some(Value::String(words)) => words.clone(),
        Some(inner) => owned(inner, "value").unwrap_or_default(),
        None => String::new(),
    };
    if let Some(words) = text(message, "content") {
        node.text = words.to_owned();
    }
    for part in list(message, "content") {
        match text(part, "type") {
            Some("text") => node.text.push_str(&said(part)),
            Some("reasoning") => node.reasoning.push_str(&said(part)),
            Some("image_url") => {
                let url = part.get("image_url").and_then(|image| text(image, "url"));
                match url.and_then(|url| data_url(url, "image")) {
                    Some((file, attached)) => {
                        node.attachments.push(attached);
                        chat.files.push(file);
                    }
                    None => {
                        losses.push(Loss::new(Lost::MissingFile, &place, url.unwrap_or_default()))
                    }
                }
            }
            Some("tool_call") => {
                losses.push(Loss::new(
                    Lost::Tool,
                    &place,
                    text(part, "tool_name").unwrap_or_default(),
                ));
            }
            other => losses.push(Loss::new(Lost::Content, &place, other.unwrap_or_default())),
        }
    }
    for file in list(message, "attachments") {
        losses.push(Loss::new(Lost::MissingFile, &place, text(file, "file_id").unwrap_or("file")));
    }
    // Jan's own reasoning stands in the text.
    if author == Author::Model
        && let Some((thought, answer)) =
            node.text.strip_prefix("<think>").and_then(|rest| rest.split_once("</think>"))
    {
        node.reasoning.push_str(thought.trim());
        node.text = answer.trim_start().to_owned();
    }
    chat.nodes.push(node);
}

/// One after the other, by time.
fn in_order(chat: &mut Chat) {
    chat.nodes.sort_by_key(|node| node.at.unwrap_or(i64::MIN));
    let mut before = None;
    for node in &mut chat.nodes {
        node.parent = before.replace(node.key.clone());
    }
}
