//! Cherry Studio's backup: `data.json`, alone or in its zip, with the browser's own stores.
//!
//! `indexedDB.topics` hold messages, whose text lies in `indexedDB.message_blocks`; what topics are
//! called stands in `localStorage`, as JSON within JSON. Replies of several models to one prompt
//! share its id as `askId`. Shown by CherryHQ/cherry-studio
//! (`src/renderer/src/types/newMessage.ts`, `services/BackupService.ts`).

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;

use serde_json::Value;

use super::value::{count, key, list, model, owned, text, time};
use super::{ended, lines, parsed};
use crate::json::{Part, parts};
use crate::text::readable;
use crate::tree::{Author, Chat, Node};
use crate::{Error, Loss, Lost, Result, Sink};

/// Parts of the backup in a file that goes away by itself: blocks may come before their messages
/// or after them, and all together may not fit the memory.
struct Spool {
    file: BufWriter<File>,
    length: u64,
    topics: Vec<(u64, u64)>,
    blocks: HashMap<String, (u64, u64)>,
}

/// What a topic is called.
#[derive(Default)]
struct Named {
    title: Option<String>,
    prompt: Option<String>,
}

pub(crate) fn read(source: impl BufRead, sink: &mut impl Sink) -> Result<()> {
    let mut spool = Spool {
        file: BufWriter::new(tempfile::tempfile()?),
        length: 0,
        topics: Vec::new(),
        blocks: HashMap::new(),
    };
    let mut names = HashMap::new();
    let opens = |path: &[String]| match path {
        [one] => one == "indexedDB",
        [one, two] => one == "indexedDB" && (two == "topics" || two == "message_blocks"),
        _ => false,
    };
    let (end, stopped) = parts::<Error>(source, opens, |path, part| {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let outcome = match path[..] {
            ["localStorage"] => {
                names =
                    parsed(part, "localStorage", sink).map(|all| named(&all)).unwrap_or_default();
                Ok(())
            }
            ["indexedDB", table @ ("topics" | "message_blocks")] => spool.keep(table, part, sink),
            _ => Ok(()),
        };
        outcome.map_or_else(ControlFlow::Break, ControlFlow::Continue)
    });
    ended(&end, sink);
    if let Some(error) = stopped {
        return Err(error);
    }
    spool.file.flush()?;
    let Spool { file, topics, blocks, .. } = spool;
    let file = file.into_inner().map_err(|error| Error::Io(error.into_error()))?;
    let mut kept = Kept { file: BufReader::new(file), blocks };
    for (number, place) in topics.into_iter().enumerate() {
        let Some(topic) = kept.value(place)? else {
            sink.lost(Loss::new(Lost::Chat, &format!("#{}", number + 1), ""));
            continue;
        };
        let mut losses = Vec::new();
        match chat(&topic, &mut names, &mut kept, &mut losses)? {
            Some(chat) => lines::done(chat, losses, sink)?,
            None => sink.lost(Loss::new(Lost::Chat, &format!("#{}", number + 1), "id")),
        }
    }
    Ok(())
}

impl Spool {
    fn keep(&mut self, table: &str, part: Part<'_>, sink: &mut impl Sink) -> Result<()> {
        let Part::Whole(bytes) = part else {
            sink.lost(Loss::new(Lost::LongChat, table, ""));
            return Ok(());
        };
        let place = (self.length, bytes.len() as u64);
        if table == "topics" {
            self.topics.push(place);
        } else {
            let id = serde_json::from_str::<Value>(&readable(bytes).0).ok();
            let Some(id) = id.and_then(|block| key(&block, "id")) else {
                sink.lost(Loss::new(Lost::Message, table, ""));
                return Ok(());
            };
            self.blocks.insert(id, place);
        }
        self.file.write_all(bytes)?;
        self.length += place.1;
        Ok(())
    }
}

struct Kept {
    file: BufReader<File>,
    blocks: HashMap<String, (u64, u64)>,
}

impl Kept {
    fn value(&mut self, (from, length): (u64, u64)) -> Result<Option<Value>> {
        self.file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        self.file.by_ref().take(length).read_to_end(&mut bytes)?;
        Ok(serde_json::from_str(&readable(&bytes).0).ok())
    }

    fn block(&mut self, id: &str) -> Result<Option<Value>> {
        match self.blocks.get(id).copied() {
            Some(place) => self.value(place),
            None => Ok(None),
        }
    }
}

/// Topics by id, out of `localStorage["persist:cherry-studio"].assistants.assistants`.
fn named(storage: &Value) -> HashMap<String, Named> {
    let within =
        |value: &Value| value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let state = storage.get("persist:cherry-studio").and_then(within);
    let assistants = state.and_then(|state| state.get("assistants").and_then(within));
    let mut names = HashMap::new();
    for assistant in assistants.as_ref().map_or(&[][..], |all| list(all, "assistants")) {
        for topic in list(assistant, "topics") {
            let named = Named { title: owned(topic, "name"), prompt: owned(assistant, "prompt") };
            names.extend(key(topic, "id").map(|id| (id, named)));
        }
    }
    names
}

fn chat(
    topic: &Value,
    names: &mut HashMap<String, Named>,
    kept: &mut Kept,
    losses: &mut Vec<Loss>,
) -> Result<Option<Chat>> {
    let Some(key_of) = key(topic, "id") else { return Ok(None) };
    let Named { title, prompt } = names.remove(&key_of).unwrap_or_default();
    let mut chat = Chat {
        format: "cherry-studio",
        title: title.or_else(|| owned(topic, "name")),
        key: key_of,
        ..Chat::default()
    };
    chat.parameters.system_prompt = prompt;
    let place = chat.title.clone().unwrap_or_else(|| chat.key.clone());
    // The message that the next prompt follows.
    let mut last: Option<String> = None;
    let mut chosen = false;
    for message in list(topic, "messages") {
        if text(message, "type") == Some("clear") {
            continue;
        }
        let author = match text(message, "role") {
            Some("user") => Author::User,
            Some("assistant") => Author::Model,
            Some("system") => Author::System,
            other => {
                losses.push(Loss::new(Lost::Message, &place, other.unwrap_or_default()));
                continue;
            }
        };
        let Some(id) = key(message, "id") else {
            losses.push(Loss::new(Lost::Message, &place, "id"));
            continue;
        };
        let asked =
            owned(message, "askId").filter(|ask| chat.nodes.iter().any(|node| node.key == *ask));
        let parent = match author {
            Author::Model => asked.or_else(|| last.clone()),
            _ => last.clone(),
        };
        let mut node = Node {
            key: id.clone(),
            parent,
            author,
            at: time(message, "createdAt"),
            text: owned(message, "content").unwrap_or_default(),
            reasoning: owned(message, "reasoning_content").unwrap_or_default(),
            ..Node::default()
        };
        if author == Author::Model {
            node.model = message.get("model").and_then(|one| {
                text(one, "id").map(|name| model(text(one, "provider").unwrap_or_default(), name))
            });
            node.usage = message.get("usage").and_then(|usage| {
                Some(model::Usage {
                    prompt_tokens: count(usage, "prompt_tokens")?,
                    reply_tokens: count(usage, "completion_tokens")?,
                    ..model::Usage::default()
                })
            });
            node.stopped = text(message, "status") == Some("paused");
        }
        for block in list(message, "blocks").iter().filter_map(Value::as_str) {
            match kept.block(block)? {
                Some(block) => said(&block, &mut node, &place, losses),
                None => losses.push(Loss::new(Lost::Message, &place, block)),
            }
        }
        // Of several replies the chosen one leads on, or else the last.
        let selected = message.get("foldSelected") == Some(&Value::Bool(true));
        if author != Author::Model || selected || !chosen {
            last = Some(id);
            chosen = author == Author::Model && selected;
        }
        chat.nodes.push(node);
    }
    chat.current = last;
    Ok(Some(chat))
}

fn said(block: &Value, node: &mut Node, place: &str, losses: &mut Vec<Loss>) {
    let words = text(block, "content").unwrap_or_default();
    let join = |to: &mut String| {
        if !to.is_empty() && !words.is_empty() {
            to.push_str("\n\n");
        }
        to.push_str(words);
    };
    match text(block, "type") {
        Some("main_text") => join(&mut node.text),
        Some("code") => {
            let language = text(block, "language").unwrap_or_default();
            node.text.push_str(&format!("\n\n```{language}\n{words}\n```"));
        }
        Some("thinking") => join(&mut node.reasoning),
        Some("error") => {
            let told = block.get("error").and_then(|error| text(error, "message"));
            node.failure = Some(told.unwrap_or("error").to_owned());
        }
        Some("unknown") => {}
        Some("tool") => {
            losses.push(Loss::new(Lost::Tool, place, text(block, "toolName").unwrap_or_default()))
        }
        Some(kind @ ("image" | "file" | "video")) => {
            let file = block.get("file").unwrap_or(&Value::Null);
            let name = text(file, "origin_name").or_else(|| text(file, "name")).unwrap_or(kind);
            losses.push(Loss::new(Lost::MissingFile, place, name));
        }
        other => losses.push(Loss::new(Lost::Content, place, other.unwrap_or_default())),
    }
}
