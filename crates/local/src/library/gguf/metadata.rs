use std::collections::HashMap;
use std::io::{Read, Seek};

use super::GgufError;
use super::reader::Reader;
use crate::library::card::ModelKind;

/// The longest key by the specification, in bytes.
const KEY_LIMIT: u64 = 65_535;
/// Longer keys and texts are of no use here.
const KEPT: u64 = 1024;
/// Arrays within arrays, which the specification allows and nobody writes.
const DEPTH_LIMIT: u32 = 4;

/// What the file says of the model, as far as it is asked for.
pub(super) struct Metadata(HashMap<String, Value>);

enum Value {
    Text(String),
    Number(u64),
    Items(u64),
    Other,
}

impl Metadata {
    /// Reads `entries` keys with their values.
    pub(super) fn read<R: Read + Seek>(
        reader: &mut Reader<R>,
        entries: u64,
    ) -> Result<Self, GgufError> {
        let mut kept = HashMap::new();
        for _ in 0..entries {
            let key = key(reader)?;
            let kind = reader.u32()?;
            let value = value(reader, kind, 0)?;
            if wanted(&key) {
                kept.insert(key, value);
            }
        }
        Ok(Self(kept))
    }

    /// A text for the reader: without control characters, `None` when it is blank.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let Some(Value::Text(text)) = self.0.get(key) else { return None };
        let text: String = text.chars().filter(|&letter| !invisible(letter)).take(120).collect();
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The family of networks that the model belongs to.
    pub(super) fn architecture(&self) -> Result<String, GgufError> {
        self.text("general.architecture")
            .ok_or_else(|| GgufError::Damaged("it does not name its architecture".into()))
    }

    /// The longest path, in tokens.
    pub(super) fn context(&self) -> Option<u32> {
        let architecture = self.architecture().ok()?;
        let tokens = self.number(&format!("{architecture}.context_length"))?;
        u32::try_from(tokens).ok().filter(|&tokens| tokens > 0)
    }

    /// What every tensor's place is a multiple of, in bytes.
    pub(super) fn alignment(&self) -> Result<u64, GgufError> {
        match self.number("general.alignment").unwrap_or(32) {
            bytes if bytes.is_power_of_two() && (8..=1 << 20).contains(&bytes) => Ok(bytes),
            bytes => Err(GgufError::Damaged(format!("its tensors are aligned to {bytes} bytes"))),
        }
    }

    /// How most weights are stored.
    pub(super) fn quantisation(&self) -> Option<String> {
        let code = self.number("general.file_type")?;
        super::tensor::file_type(code).map(str::to_owned)
    }

    /// What the model is for: those of transcribe.cpp speak of sound.
    pub(super) fn kind(&self) -> ModelKind {
        match self.0.keys().any(|key| key.starts_with(SOUND)) {
            true => ModelKind::Hearing,
            false => ModelKind::Chat,
        }
    }

    /// Refuses what is whole but of no use here.
    pub(super) fn check_fit(&self) -> Result<(), GgufError> {
        let unfit = |why: String| Err(GgufError::Unfit(why));
        let architecture = self.architecture()?;
        match self.text("general.type").as_deref() {
            None | Some("model") => {}
            Some("mmproj") => return unfit(PROJECTOR.into()),
            Some("adapter") => return unfit("this is an adapter for another model".into()),
            Some("imatrix") => return unfit("this is a table for making models".into()),
            Some(other) => return unfit(format!("this is not a model but a file of type {other}")),
        }
        if matches!(architecture.as_str(), "clip" | "mmproj") {
            return unfit(PROJECTOR.into());
        }
        if let Some(parts @ 2..) = self.number("split.count") {
            return unfit(format!(
                "this is one of {parts} parts of a model; join them to one file first"
            ));
        }
        if self.kind() == ModelKind::Hearing {
            return Ok(());
        }
        let pooled = self.number(&format!("{architecture}.pooling_type"));
        if embeds(&architecture) || pooled.is_some_and(|pooling| pooling > 0) {
            return unfit("this model compares texts and cannot chat".into());
        }
        if !matches!(self.0.get("tokenizer.ggml.tokens"), Some(Value::Items(1..))) {
            return unfit("the file holds no vocabulary".into());
        }
        if self.text("tokenizer.chat_template").is_none() {
            return unfit(
                "this model has no chat template: it can go on with a text but not chat".into(),
            );
        }
        Ok(())
    }

    fn number(&self, key: &str) -> Option<u64> {
        match self.0.get(key)? {
            Value::Number(number) => Some(*number),
            Value::Text(_) | Value::Items(_) | Value::Other => None,
        }
    }
}

/// What the keys of recognisers begin with.
const SOUND: &str = "stt.";

const PROJECTOR: &str = "this file reads pictures or sound for another model and cannot chat";

fn embeds(architecture: &str) -> bool {
    let part = |known: &str| architecture.split(['-', '_']).any(|part| part == known);
    part("bert") || part("t5encoder") || part("eurobert") || architecture == "gemma-embedding"
}

fn wanted(key: &str) -> bool {
    matches!(key, "tokenizer.chat_template" | "tokenizer.ggml.tokens" | "split.count")
        || key.starts_with("general.")
        || key.starts_with(SOUND)
        || key.ends_with(".context_length")
        || key.ends_with(".pooling_type")
}

/// Letters that are not seen, or that turn the order of those around them.
fn invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn key<R: Read + Seek>(reader: &mut Reader<R>) -> Result<String, GgufError> {
    let length = reader.u64()?;
    if length > KEY_LIMIT {
        return Err(GgufError::Damaged(format!("a key has {length} bytes")));
    }
    let kept = reader.bytes(length.min(KEPT))?;
    reader.skip(length - length.min(KEPT))?;
    Ok(String::from_utf8_lossy(&kept).into_owned())
}

fn value<R: Read + Seek>(
    reader: &mut Reader<R>,
    kind: u32,
    depth: u32,
) -> Result<Value, GgufError> {
    Ok(match kind {
        0 => Value::Number(u64::from(reader.fixed::<1>()?[0])),
        2 => Value::Number(u64::from(u16::from_le_bytes(reader.fixed()?))),
        4 => Value::Number(u64::from(reader.u32()?)),
        10 => Value::Number(reader.u64()?),
        1 => signed(i64::from(i8::from_le_bytes(reader.fixed()?))),
        3 => signed(i64::from(i16::from_le_bytes(reader.fixed()?))),
        5 => signed(i64::from(i32::from_le_bytes(reader.fixed()?))),
        11 => signed(i64::from_le_bytes(reader.fixed()?)),
        8 => Value::Text(reader.text(KEPT)?),
        9 => array(reader, depth)?,
        _ => {
            reader.skip(width(kind)?)?;
            Value::Other
        }
    })
}

fn signed(number: i64) -> Value {
    u64::try_from(number).map_or(Value::Other, Value::Number)
}

fn array<R: Read + Seek>(reader: &mut Reader<R>, depth: u32) -> Result<Value, GgufError> {
    let kind = reader.u32()?;
    let items = reader.u64()?;
    match kind {
        // Every string takes its length's 8 bytes, every array 12: a count that the file cannot
        // hold ends at the file's end.
        8 => (0..items).try_for_each(|_| {
            let length = reader.u64()?;
            reader.skip(length)
        })?,
        9 if depth < DEPTH_LIMIT => {
            (0..items).try_for_each(|_| array(reader, depth + 1).map(drop))?;
        }
        9 => return Err(GgufError::Damaged("it has arrays within arrays without end".into())),
        _ => reader.skip(items.saturating_mul(width(kind)?))?,
    }
    Ok(Value::Items(items))
}

/// Bytes of a value of fixed width.
fn width(kind: u32) -> Result<u64, GgufError> {
    match kind {
        0 | 1 | 7 => Ok(1),
        2 | 3 => Ok(2),
        4..=6 => Ok(4),
        10..=12 => Ok(8),
        _ => Err(GgufError::Damaged(format!("it has a value of unknown type {kind}"))),
    }
}
