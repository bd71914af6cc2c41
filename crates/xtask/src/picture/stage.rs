//! Who answers in a scene.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::answering::Answering;
use crate::failure::{Result, While};
use crate::window::Window;
use crate::{make, process};

/// Who answers in a scene.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stage {
    /// The model that the app ships with.
    Model,
    /// A worker that says what it is told, so that a picture is the same each time.
    Scripted(&'static [Said]),
    /// Nobody: no model is there yet.
    Empty,
    /// Nobody: a newer version of the app wrote the database.
    Newer,
    /// The model that the app ships with, beside a database that is damaged.
    Damaged,
    /// OpenAI's provider, led to an emulator of its interface.
    Emulated,
}

/// What is said to a prompt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// The prompt.
    pub(crate) prompt: &'static str,
    /// The title that the session is given.
    pub(crate) title: &'static str,
    /// The reply.
    pub(crate) reply: &'static str,
    /// How the reply ends, in the words of the scripted worker.
    pub(crate) then: &'static str,
}

impl Stage {
    /// Puts what the stage needs into the app's data folder; returns variables for the app.
    pub(crate) fn set(self, data: &Path) -> Result<Vec<(&'static str, OsString)>> {
        match self {
            Stage::Model | Stage::Emulated => Ok(Vec::new()),
            Stage::Newer => {
                let mut python = Command::new("python3");
                python.args(["-c", include_str!("newer.py")]).arg(data.join("antiphon.sqlite"));
                process::output(&mut python).map(|_| Vec::new())
            }
            Stage::Damaged => {
                let path = data.join("antiphon.sqlite");
                fs::write(&path, "no database".repeat(1000))
                    .during(format!("writing {}", path.display()))?;
                Ok(Vec::new())
            }
            Stage::Empty => {
                let folder = data.join("no-models");
                fs::create_dir(&folder).during(format!("making {}", folder.display()))?;
                Ok(vec![("ANTIPHON_MODELS", folder.into())])
            }
            Stage::Scripted(said) => {
                let path = data.join("script.json");
                fs::write(&path, script(said).to_string())
                    .during(format!("writing {}", path.display()))?;
                Ok(vec![
                    ("ANTIPHON_CHAT_WORKER", make::release("antiphon-scripted-worker").into()),
                    ("ANTIPHON_SCRIPT", path.into()),
                ])
            }
        }
    }
}

/// Leads OpenAI's provider to an emulator of its interface, which answers until it is dropped.
pub(super) fn emulate(window: &Window) -> Result<Answering> {
    let emulator = Answering::emulator()?;
    let list = window.call("list_providers", json!({}))?;
    let cards = list["providers"].as_array().into_iter().flatten();
    let mut drafts = cards.filter(|card| card["id"] == "openai").map(|card| card["draft"].clone());
    let mut draft = drafts.next().unwrap_or_default();
    draft["base"] = format!("{}/v1", emulator.address()).into();
    window.call("edit_provider", json!({ "provider": "openai", "draft": draft }))?;
    let key = json!({ "provider": "openai", "key": "mock-key-1a4f", "keep": "session" });
    window.call("set_key", key)?;
    Ok(emulator)
}

/// The name that the worker gives itself, and the milliseconds between two pieces of a reply: those
/// of the app's own model on a quick machine.
const MODEL: &str = "Qwen2.5 Coder 0.5B Instruct";
const DELAY: u32 = 8;

/// The rules of the worker: a title and a reply for each prompt.
fn script(said: &[Said]) -> Value {
    let title = |said: &Said| json!({ "match": said.prompt, "title": true, "text": said.title });
    let reply = |said: &Said| {
        let Said { prompt, reply, then, .. } = said;
        json!({ "match": prompt, "text": reply, "then": then, "delay_ms": DELAY })
    };
    let rules: Vec<Value> = said.iter().flat_map(|said| [title(said), reply(said)]).collect();
    json!({ "load": { "name": MODEL }, "rules": rules })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prompt_has_a_title_and_a_reply() {
        let said = [Said { prompt: "Why?", title: "A reason", reply: "Because.", then: "finish" }];
        let script = script(&said);
        let title = json!({ "match": "Why?", "title": true, "text": "A reason" });
        let reply =
            json!({ "match": "Why?", "text": "Because.", "then": "finish", "delay_ms": DELAY });
        assert_eq!(script["rules"], json!([title, reply]));
    }
}
