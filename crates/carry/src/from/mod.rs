//! One file a format; what each holds is said with the program that shows it.

pub(crate) mod antiphon;
pub(crate) mod chatbox;
pub(crate) mod chatgpt;
pub(crate) mod cherry;
pub mod chorus;
pub(crate) mod claude;
pub(crate) mod jan;
pub(crate) mod librechat;
pub(crate) mod lines;
pub(crate) mod open_webui;

mod nested;
mod value;

use std::io::{BufRead, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use serde_json::Value;

use crate::archive::Archive;
use crate::json::{End, Part, parts};
use crate::read::{document, told};
use crate::text::{readable, utf8};
use crate::tree::{Chat, grow};
use crate::{Error, Format, Loss, Lost, Result, Sink, detect};

/// Reads what an archive holds, in the order of names.
pub(crate) fn zip<R: Read + Seek>(archive: Archive<R>, sink: &mut impl Sink) -> Result<Format> {
    let mut archive = Some(archive);
    let files = archive.as_ref().map(Archive::files).unwrap_or_default();
    let mut found = None;
    for (name, place) in &files {
        if !name.ends_with(".json") && !name.ends_with(".jsonl") {
            continue;
        }
        let Some(open) = &mut archive else { break };
        let mut text = open.unpack(*place)?;
        let content = detect::text(utf8(&mut text)?);
        text.seek(SeekFrom::Start(0))?;
        let content = match content {
            Ok(content) => content,
            Err(_) => continue,
        };
        found.get_or_insert(content.format());
        match content {
            detect::Content::JanLines => {
                let thread = jan::thread_of(name, &files, open)?;
                jan::read_lines(utf8(text)?, thread, sink)?;
            }
            content => document(content, text, &mut archive, sink)?,
        }
        for loss in archive.as_mut().map(Archive::losses).unwrap_or_default() {
            sink.lost(loss);
        }
    }
    for loss in archive.as_mut().map(Archive::losses).unwrap_or_default() {
        sink.lost(loss);
    }
    found.ok_or(Error::Unknown)
}

/// Hands each chat of a document to `chat`: the elements of the outermost array, or the outermost
/// object if it is one chat alone.
fn each(
    text: impl BufRead,
    sink: &mut impl Sink,
    mut chat: impl FnMut(&Value, &mut Vec<Loss>) -> Result<Option<Chat>>,
) -> Result<()> {
    let mut number = 0_u64;
    let mut alone = serde_json::Map::new();
    let (end, stopped) = parts::<Error>(
        text,
        |_| false,
        |path, part| {
            number += 1;
            let place = path.last().cloned().unwrap_or_else(|| format!("#{number}"));
            let Some(value) = parsed(part, &place, sink) else { return ControlFlow::Continue(()) };
            let outcome = match path {
                [name] => {
                    alone.insert(name.clone(), value);
                    Ok(())
                }
                _ => hand(&value, &place, sink, &mut chat),
            };
            outcome.map_or_else(ControlFlow::Break, ControlFlow::Continue)
        },
    );
    if stopped.is_none() && !alone.is_empty() {
        hand(&Value::Object(alone), "", sink, &mut chat)?;
    }
    ended(&end, sink);
    stopped.map_or(Ok(()), Err)
}

/// Makes a session of a chat's value and hands it on, its files before it.
fn hand(
    value: &Value,
    place: &str,
    sink: &mut impl Sink,
    chat: &mut impl FnMut(&Value, &mut Vec<Loss>) -> Result<Option<Chat>>,
) -> Result<()> {
    let mut losses = Vec::new();
    let made = chat(value, &mut losses);
    if matches!(made, Ok(None)) {
        losses.push(Loss::new(Lost::Chat, place, ""));
    }
    let outcome = made.and_then(|chat| chat.map_or(Ok(()), |chat| give(chat, &mut losses, sink)));
    losses.into_iter().for_each(|loss| sink.lost(loss));
    outcome
}

/// Hands a chat on, its files before it.
fn give(mut chat: Chat, losses: &mut Vec<Loss>, sink: &mut impl Sink) -> Result<()> {
    let files = std::mem::take(&mut chat.files);
    let Some(session) = grow(chat, losses) else { return Ok(()) };
    files.into_iter().try_for_each(|file| told(sink.file(file)))?;
    told(sink.session(session))
}

/// A part as a value; a loss where it is none.
fn parsed(part: Part<'_>, place: &str, sink: &mut impl Sink) -> Option<Value> {
    let Part::Whole(bytes) = part else {
        sink.lost(Loss::new(Lost::LongChat, place, ""));
        return None;
    };
    let (text, latin) = readable(bytes);
    if latin {
        sink.lost(Loss::new(Lost::Letters, place, ""));
    }
    match serde_json::from_str(&text) {
        Ok(value) => Some(value),
        Err(error) => {
            sink.lost(Loss::new(Lost::Chat, place, &error.to_string()));
            None
        }
    }
}

fn ended(end: &End, sink: &mut impl Sink) {
    if let End::Broken(at) = end {
        sink.lost(Loss::new(Lost::Rest, "", &format!("byte {at}")));
    }
}
