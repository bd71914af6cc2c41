//! LibreChat's export of one conversation: `messages` (or `messagesTree`), a flat list by
//! `parentMessageId` or, where it says `recursive`, a tree by `children`.
//!
//! Shown by danny-avila/LibreChat (`client/src/hooks/Conversations/useExportConversation.ts`,
//! `api/server/utils/import/importers.js`, `__data__/librechat-tree.json`).

use std::io::BufRead;
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use super::nested::flatten;
use super::value::{count, key, list, model, owned, text, time};
use super::{ended, lines, parsed};
use crate::json::{Part, parts};
use crate::tree::{Author, Chat, Node};
use crate::{Error, Loss, Lost, Result, Sink};

pub(crate) fn read(source: impl BufRead, sink: &mut impl Sink) -> Result<()> {
    let mut members = Map::new();
    let mut messages: Vec<(Option<usize>, Value)> = Vec::new();
    let (end, _) = parts::<Error>(
        source,
        |_| false,
        |path, part| {
            let Some(name) = path.last() else { return ControlFlow::Continue(()) };
            match part {
                Part::Whole(bytes) if name == "messages" || name == "messagesTree" => {
                    match flatten(bytes, "children") {
                        Some(flat) => messages = flat,
                        None => sink.lost(Loss::new(Lost::Chat, name, "")),
                    }
                }
                part => members.extend(parsed(part, name, sink).map(|value| (name.clone(), value))),
            }
            ControlFlow::Continue(())
        },
    );
    ended(&end, sink);
    let value = Value::Object(members);
    let mut losses = Vec::new();
    match chat(&value, &messages, &mut losses) {
        Some(chat) => lines::done(chat, losses, sink),
        None => {
            sink.lost(Loss::new(Lost::Chat, "", "conversationId"));
            Ok(())
        }
    }
}

fn chat(
    value: &Value,
    messages: &[(Option<usize>, Value)],
    losses: &mut Vec<Loss>,
) -> Option<Chat> {
    let options = value.get("options").unwrap_or(&Value::Null);
    let endpoint =
        text(value, "endpoint").or_else(|| text(options, "endpoint")).unwrap_or_default();
    let mut chat = Chat {
        format: "librechat",
        key: key(value, "conversationId")?,
        title: owned(value, "title"),
        model: text(options, "model").map(|name| model(endpoint, name)),
        tags: list(value, "tags")
            .iter()
            .filter_map(|tag| tag.as_str().map(str::to_owned))
            .collect(),
        ..Chat::default()
    };
    chat.parameters.system_prompt =
        owned(options, "promptPrefix").or_else(|| owned(options, "system"));
    #[expect(clippy::cast_possible_truncation, reason = "a temperature has few digits")]
    let small = |name: &str| options.get(name).and_then(Value::as_f64).map(|number| number as f32);
    chat.parameters.temperature = small("temperature").filter(|one| (0.0..=2.0).contains(one));
    chat.parameters.top_p = small("top_p").filter(|one| *one > 0.0 && *one <= 1.0);
    let place = chat.title.clone().unwrap_or_else(|| chat.key.clone());
    for (above, message) in messages {
        let Some(id) = key(message, "messageId") else {
            losses.push(Loss::new(Lost::Message, &place, "messageId"));
            continue;
        };
        let parent = match above {
            Some(above) => key(&messages[*above].1, "messageId"),
            None => owned(message, "parentMessageId")
                .filter(|parent| !parent.starts_with("00000000-0000-0000")),
        };
        chat.nodes.push(node((id, parent), message, endpoint, &place, losses));
    }
    Some(chat)
}

fn node(
    (key, parent): (String, Option<String>),
    message: &Value,
    endpoint: &str,
    place: &str,
    losses: &mut Vec<Loss>,
) -> Node {
    let user = message.get("isCreatedByUser") == Some(&Value::Bool(true));
    let is = |name: &str| message.get(name) == Some(&Value::Bool(true));
    let mut node = Node {
        key,
        parent,
        author: if user { Author::User } else { Author::Model },
        at: time(message, "createdAt"),
        text: owned(message, "text").unwrap_or_default(),
        ..Node::default()
    };
    for part in list(message, "content") {
        let words = |name: &str| match part.get(name) {
            Some(Value::String(words)) => words.clone(),
            Some(inner) => owned(inner, "value").unwrap_or_default(),
            None => String::new(),
        };
        match text(part, "type") {
            Some("text") if node.text.is_empty() => node.text = words("text"),
            Some("text") => node.text.push_str(&format!("\n\n{}", words("text"))),
            Some("think") => node.reasoning.push_str(&words("think")),
            Some("tool_call") => losses.push(Loss::new(Lost::Tool, place, &node.key)),
            Some("error") => node.failure = Some(words("error")),
            other => losses.push(Loss::new(Lost::Content, place, other.unwrap_or_default())),
        }
    }
    for file in list(message, "files").iter().chain(list(message, "attachments")) {
        let name = text(file, "filename").unwrap_or("file");
        losses.push(Loss::new(Lost::MissingFile, place, name));
    }
    if !user {
        let endpoint = text(message, "endpoint").unwrap_or(endpoint);
        node.model = text(message, "model").map(|name| model(endpoint, name));
        node.stopped = is("unfinished");
        if is("error") {
            // The text is the error.
            node.failure = Some(std::mem::take(&mut node.text));
        }
        node.usage = count(message, "tokenCount").map(|reply_tokens| model::Usage {
            prompt_tokens: count(message, "promptTokens").unwrap_or_default(),
            reply_tokens,
            ..model::Usage::default()
        });
    }
    node
}
