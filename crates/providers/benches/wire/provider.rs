//! The two ends of what is measured: a provider in a process of its own, and the app's way to it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use model::{ChatRequest, Message, Origin, Parameters, Role};
use providers::{Http, Key, Keys, Remote, Row};
use serde_json::json;

use crate::Result;

/// A provider on the loopback. It ends when this is dropped.
pub(crate) struct Provider {
    process: Child,
    address: String,
}

impl Provider {
    /// Starts this program again, as the other side.
    pub(crate) fn start() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn()?;
        let said = process.stdout.take().ok_or("the provider has no output")?;
        let mut started = Self { process, address: String::new() };
        BufReader::new(said).read_line(&mut started.address)?;
        started.address.truncate(started.address.trim_end().len());
        match started.address.is_empty() {
            true => Err("the provider did not start".into()),
            false => Ok(started),
        }
    }

    /// The base address under which it answers in this way: see `serve`.
    pub(crate) fn base(&self, way: &str) -> String {
        format!("http://{}/{way}/v1", self.address)
    }

    /// The app's own way to it.
    pub(crate) fn remote(&self, way: &str) -> Result<Remote> {
        let row = json!({
            "id": "loopback", "title": "Loopback", "dialect": "openai_chat", "base": self.base(way),
        });
        let row: Row = serde_json::from_value(row)?;
        Ok(Remote::new(row, Http::default(), Arc::new(OneKey)))
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It ends by itself when its input does; it may have ended before.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// What both ways send along, as providers want it.
pub(crate) const KEY: &str = "sk-no-key-at-all-0123456789";

struct OneKey;

impl Keys for OneKey {
    fn key<'a>(&'a self, _: &'a str) -> BoxFuture<'a, model::Result<Option<Key>>> {
        async { Ok(Key::parse(KEY).ok()) }.boxed()
    }
}

/// A question at the end of a chat of 40 messages, 20 KB in all.
pub(crate) fn question() -> ChatRequest {
    let said = "Whoever speaks last in a long talk is heard against all that was said before. ";
    let message = |number: usize| {
        let role = if number.is_multiple_of(2) { Role::User } else { Role::Assistant };
        Message::new(role, format!("{number}. {}", said.repeat(6)))
    };
    ChatRequest {
        model: model::ModelId::new("loopback", "m-1"),
        messages: (0..41).map(message).collect(),
        parameters: Parameters::default(),
        origin: Origin::default(),
        verbatim: None,
    }
}
