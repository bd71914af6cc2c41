//! ChatGPT's export: a zip with `conversations.json` (or `conversations-000.json` and so on), and
//! the files of its chats under names that begin with their asset's id.
//!
//! Each conversation holds `mapping`, a tree of nodes (`id`, `parent`, `children`, `message`), and
//! `current_node`. The fields are shown by mitkury/chatgpt-export-parser
//! (`docs/chatgpt-data-export-format.md`) and by danny-avila/LibreChat
//! (`api/server/utils/import/importers.js` and `__data__/chatgpt-modern-export.json`).

use std::io::{BufRead, Read, Seek};

use serde_json::Value;

use super::each;
use super::value::{file, key, list, media_type, model, owned, text, time};
use crate::archive::Archive;
use crate::tree::{Author, Chat, Node};
use crate::{Loss, Lost, Result, Sink};

/// The longest file that is taken along, in bytes: what can be attached.
const FILE_LIMIT: u64 = 20_000_000;

pub(crate) fn read<R: Read + Seek>(
    source: impl BufRead,
    files: &mut Option<Archive<R>>,
    sink: &mut impl Sink,
) -> Result<()> {
    each(source, sink, |value, losses| chat(value, files, losses))
}

fn chat<R: Read + Seek>(
    value: &Value,
    files: &mut Option<Archive<R>>,
    losses: &mut Vec<Loss>,
) -> Result<Option<Chat>> {
    let Some(mapping) = value.get("mapping").and_then(Value::as_object) else { return Ok(None) };
    let Some(key) = key(value, "conversation_id").or_else(|| key(value, "id")) else {
        return Ok(None);
    };
    let mut chat = Chat {
        format: "chatgpt",
        title: owned(value, "title"),
        created_at: time(value, "create_time"),
        updated_at: time(value, "update_time"),
        model: text(value, "default_model_slug").map(|name| model("openai", name)),
        current: owned(value, "current_node"),
        key,
        ..Chat::default()
    };
    for (id, node) in mapping {
        let mut made = Node { key: id.clone(), parent: owned(node, "parent"), ..Node::default() };
        if let Some(message) = node.get("message").filter(|message| message.is_object()) {
            let mut reading = Reading { chat: &mut chat, losses, files };
            reading.message(message, &mut made)?;
        }
        chat.nodes.push(made);
    }
    Ok(Some(chat))
}

struct Reading<'a, R> {
    chat: &'a mut Chat,
    losses: &'a mut Vec<Loss>,
    files: &'a mut Option<Archive<R>>,
}

impl<R: Read + Seek> Reading<'_, R> {
    fn lose(&mut self, what: Lost, name: &str) {
        let place = self.chat.title.as_deref().unwrap_or(&self.chat.key);
        self.losses.push(Loss::new(what, place, name));
    }

    fn message(&mut self, message: &Value, node: &mut Node) -> Result<()> {
        let meta = message.get("metadata").unwrap_or(&Value::Null);
        let role = message.get("author").and_then(|author| text(author, "role"));
        node.at = time(message, "create_time");
        node.author = match role {
            Some("user") => Author::User,
            Some("assistant") => Author::Model,
            Some("system") => Author::System,
            Some("tool") => Author::Nobody,
            _ => {
                self.lose(Lost::Message, &node.key);
                return Ok(());
            }
        };
        if node.author == Author::Model {
            node.model = text(meta, "model_slug").map(|name| model("openai", name));
            node.stopped = text(message, "status") == Some("in_progress")
                || meta.get("finish_details").and_then(|one| text(one, "type"))
                    == Some("interrupted");
        }
        let content = message.get("content").unwrap_or(&Value::Null);
        self.content(content, role == Some("tool"), message, node)?;
        for attached in list(meta, "attachments") {
            let id = owned(attached, "id").unwrap_or_default();
            let name = text(attached, "name").unwrap_or("file");
            self.asset(&id, Some(name), node)?;
        }
        // What the page never showed is what the app says to its model, or the user's own words
        // about themselves: those stand in the content's own kind.
        let hidden = meta.get("is_visually_hidden_from_conversation") == Some(&Value::Bool(true));
        if hidden && node.author != Author::System {
            node.author = Author::Nobody;
        }
        Ok(())
    }

    fn content(
        &mut self,
        content: &Value,
        tool: bool,
        message: &Value,
        node: &mut Node,
    ) -> Result<()> {
        let to_tool = text(message, "recipient").is_some_and(|to| to != "all");
        let kind = text(content, "content_type").unwrap_or_default();
        match kind {
            "user_editable_context" => {
                node.author = Author::System;
                let parts = ["user_profile", "user_instructions"].map(|name| text(content, name));
                node.text = parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
            }
            "model_editable_context" => node.author = Author::Nobody,
            "thoughts" => {
                for thought in list(content, "thoughts") {
                    join(&mut node.reasoning, text(thought, "content").unwrap_or_default());
                }
            }
            "reasoning_recap" => {}
            "code"
            | "execution_output"
            | "tether_quote"
            | "tether_browsing_display"
            | "system_error" => {
                let said = text(content, "text").or_else(|| text(content, "result"));
                match said {
                    Some(said) if kind == "code" && !to_tool && !tool => {
                        let language = text(content, "language").filter(|one| *one != "unknown");
                        node.text = format!("```{}\n{said}\n```", language.unwrap_or_default());
                    }
                    Some(_) => self.lose(Lost::Tool, &node.key),
                    None => {}
                }
            }
            "text" | "multimodal_text" => {
                for part in list(content, "parts") {
                    self.part(part, node)?;
                }
                if (tool || to_tool) && !node.text.trim().is_empty() {
                    self.lose(Lost::Tool, &node.key);
                    node.text.clear();
                }
                // A picture that a tool painted is the model's answer.
                if tool && !node.attachments.is_empty() {
                    node.author = Author::Model;
                }
            }
            _ => self.lose(Lost::Content, kind),
        }
        Ok(())
    }

    fn part(&mut self, part: &Value, node: &mut Node) -> Result<()> {
        match part {
            Value::String(said) => join(&mut node.text, said),
            Value::Null => {}
            part => match text(part, "content_type").unwrap_or_default() {
                "image_asset_pointer" => {
                    let pointer = text(part, "asset_pointer").unwrap_or_default();
                    let id = pointer.rsplit('/').next().unwrap_or_default().to_owned();
                    self.asset(&id, None, node)?;
                }
                "audio_transcription" => {
                    join(&mut node.text, text(part, "text").unwrap_or_default())
                }
                kind => self.lose(Lost::Content, kind),
            },
        }
        Ok(())
    }

    /// Attaches the archive's file of this id, unless it is attached.
    fn asset(&mut self, id: &str, name: Option<&str>, node: &mut Node) -> Result<()> {
        let shown = name.unwrap_or(id).to_owned();
        let place = self.files.as_ref().and_then(|files| files.asset(id));
        let Some((place, own)) = place.map(|(place, own)| (place, own.to_owned())) else {
            self.lose(Lost::MissingFile, &shown);
            return Ok(());
        };
        let Some(files) = self.files.as_mut() else { return Ok(()) };
        let Some(bytes) = files.bytes(place, FILE_LIMIT)? else {
            self.lose(Lost::ForeignFile, &shown);
            return Ok(());
        };
        let name = name.unwrap_or(&own);
        let Some((file, attached)) = file(bytes, media_type(name), name) else { return Ok(()) };
        if node.attachments.iter().all(|one| one.sha256 != attached.sha256) {
            node.attachments.push(attached);
            self.chat.files.push(file);
        }
        Ok(())
    }
}

fn join(to: &mut String, text: &str) {
    if !to.is_empty() && !text.is_empty() {
        to.push_str("\n\n");
    }
    to.push_str(text);
}
