//! Our own file, as [`crate::Writer`] writes it.

use std::io::BufRead;
use std::ops::ControlFlow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::Value;

use super::{ended, parsed};
use crate::ids::sha256;
use crate::json::{Part, parts};
use crate::read::told;
use crate::to::antiphon::VERSION;
use crate::{Error, File, Loss, Lost, Result, Session, Sink};

#[derive(Deserialize)]
struct Kept {
    sha256: String,
    media_type: String,
    data: String,
}

/// Reads our own file.
pub(crate) fn read(text: impl BufRead, sink: &mut impl Sink) -> Result<()> {
    let opens = |path: &[String]| matches!(path, [name] if name == "files" || name == "sessions");
    let mut number = 0_u64;
    let (end, stopped) = parts::<Error>(text, opens, |path, part| {
        number += 1;
        match one(path, part, number, sink) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => ControlFlow::Break(error),
        }
    });
    ended(&end, sink);
    stopped.map_or(Ok(()), Err)
}

fn one(path: &[String], part: Part<'_>, number: u64, sink: &mut impl Sink) -> Result<()> {
    let place = format!("#{number}");
    match path.first().map(String::as_str) {
        Some("version") => match parsed(part, &place, sink).as_ref().and_then(Value::as_u64) {
            Some(1..=VERSION) => Ok(()),
            _ => Err(Error::Newer),
        },
        Some("files") => match typed::<Kept>(part, &place, sink).and_then(file) {
            Some(file) if file.sha256 == sha256(&file.data) => told(sink.file(file)),
            Some(file) => {
                sink.lost(Loss::new(Lost::DamagedFile, &place, &file.sha256));
                Ok(())
            }
            None => Ok(()),
        },
        Some("sessions") => match typed::<Session>(part, &place, sink) {
            Some(session) => told(sink.session(session)),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn file(kept: Kept) -> Option<File> {
    let data = BASE64.decode(kept.data).ok()?;
    Some(File { sha256: kept.sha256, media_type: kept.media_type, data })
}

/// Straight from the text: a value between would be slower, and would round numbers.
fn typed<T: for<'a> Deserialize<'a>>(
    part: Part<'_>,
    place: &str,
    sink: &mut impl Sink,
) -> Option<T> {
    let Part::Whole(bytes) = part else {
        sink.lost(Loss::new(Lost::LongChat, place, ""));
        return None;
    };
    match serde_json::from_slice(bytes) {
        Ok(value) => Some(value),
        Err(error) => {
            sink.lost(Loss::new(Lost::Chat, place, &error.to_string()));
            None
        }
    }
}
