//! What the page itself sees of a reply that is drawn: see `recorder.js`.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::play;
use crate::failure::{Failure, Result, While};
use crate::patience::{pause, wait_for};
use crate::shown;
use crate::window::Window;

/// How long the page must rest until what it draws is counted as drawn.
const REST_MS: f64 = 1000.0;

/// The longest that a reply may be drawn.
const LIMIT: Duration = Duration::from_secs(600);

/// What a page recorded, in milliseconds by its own clock.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Record {
    sent: Option<f64>,
    painted: Option<f64>,
    /// The longest time between two frames.
    pub(crate) longest: f64,
    /// For each stamped piece, from its stamp to the frame that shows it.
    pub(crate) delays: Vec<f64>,
    now: f64,
}

impl Record {
    /// From sending the prompt until the last of the reply was on the screen.
    pub(crate) fn took_ms(&self) -> Option<f64> {
        Some(self.painted? - self.sent?)
    }
}

/// Begins to watch; a record that was begun before is lost.
pub(crate) fn begin(window: &Window) -> Result<()> {
    window.run("if (window.__record) window.__record.on = false", json!([]))?;
    window.run(include_str!("recorder.js"), json!([shown::REPLY_TEXT])).map(drop)
}

/// Asks, and waits until the reply has ended and the page has come to rest. `look` is called each
/// time that more has been drawn.
pub(crate) fn ask(
    window: &Window,
    prompt: &str,
    mut look: impl FnMut() -> Result<()>,
) -> Result<(String, Record)> {
    begin(window)?;
    let before = play::last_reply(window)?;
    play::ask(window, prompt)?;
    let mut painted = None;
    let found = wait_for("the reply to be drawn", LIMIT, || {
        let record = read(window)?;
        if record.painted != painted {
            painted = record.painted;
            look()?;
        }
        let rests = painted.is_some_and(|painted| record.now - painted > REST_MS);
        let id = play::last_reply(window)?.filter(|id| before.as_ref() != Some(id));
        let status = window.attribute(shown::REPLY, shown::STATUS)?;
        match (id, status.as_deref()) {
            (Some(id), Some("complete")) if rests => Ok(Some((id, record))),
            (Some(_), Some("complete" | "streaming")) | (None, _) => {
                pause(Duration::from_millis(200));
                Ok(None)
            }
            (_, status) => Err(Failure::new(format!("the reply ended as {status:?}"))),
        }
    })?;
    window.run("window.__record.on = false", json!([]))?;
    Ok(found)
}

fn read(window: &Window) -> Result<Record> {
    let record = window.run("return { ...window.__record, now: performance.now() }", json!([]))?;
    serde_json::from_value(record).during("reading what the page recorded")
}
