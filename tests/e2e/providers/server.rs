//! A server on the loopback that lists one model and gives one answer, as OpenAI's chat does.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

/// The model that it lists.
pub(super) const MODEL: &str = "attic-one";
/// What it answers.
pub(super) const ANSWER: &str = "Somebody, upstairs.";

/// The server; it listens until the test ends.
pub(super) struct Server {
    /// The base address of its interface.
    pub(super) base: String,
    asked: Arc<AtomicUsize>,
}

impl Server {
    /// Listens.
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || answer(stream));
            }
        });
        Server { base, asked }
    }

    /// How many connections there were.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn answer(mut stream: TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    reader.take(length).read_to_end(&mut Vec::new()).ok()?;
    let (kind, body) = match first.starts_with("GET") {
        true => {
            let list = json!({ "object": "list", "data": [{ "id": MODEL, "object": "model" }] });
            ("application/json", list.to_string())
        }
        false => ("text/event-stream", stream_of(ANSWER)),
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()
}

/// The answer as a stream of events, with usage and the mark of its end.
fn stream_of(text: &str) -> String {
    let event = |choices: serde_json::Value, usage: serde_json::Value| {
        let chunk = json!({
            "id": "one", "object": "chat.completion.chunk", "created": 0, "model": MODEL,
            "choices": choices, "usage": usage,
        });
        format!("data: {chunk}\n\n")
    };
    let none = serde_json::Value::Null;
    let said = json!([{ "index": 0, "delta": { "role": "assistant", "content": text } }]);
    let end = json!([{ "index": 0, "delta": {}, "finish_reason": "stop" }]);
    let usage = json!({ "prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14 });
    [
        event(said, none.clone()),
        event(end, none),
        event(json!([]), usage),
        "data: [DONE]\n\n".into(),
    ]
    .concat()
}
