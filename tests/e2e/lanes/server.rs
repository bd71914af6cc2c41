//! A provider of many models on the loopback. Which model is asked says what becomes of its answer.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// From one piece of an answer to the next: two hundred a second.
const PACE: Duration = Duration::from_millis(5);

/// Refuses.
pub(super) const FAILS: &str = "fails";
/// Says something and closes the connection.
pub(super) const BREAKS: &str = "breaks";
/// Says something, then nothing more, and leaves the connection open.
pub(super) const STALLS: &str = "stalls";
/// Never says anything.
pub(super) const SILENT: &str = "silent";

/// The server; it listens until the test ends.
pub(super) struct Server {
    /// The base address of its interface.
    pub(super) base: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Answers may come to their end.
    released: AtomicBool,
    /// What each model said in its last answer.
    said: Mutex<BTreeMap<String, String>>,
}

impl Server {
    /// Listens. Answers go on until [`Server::release`].
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base = format!("http://{}/v1", listener.local_addr().unwrap());
        let shared = Arc::<Shared>::default();
        let all = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = all.clone();
                // Whoever goes away in the middle has nothing to be told.
                thread::spawn(move || answer(stream, &shared).ok());
            }
        });
        Server { base, shared }
    }

    /// Lets all answers come to their end, now and from now on.
    pub(super) fn release(&self) {
        self.shared.released.store(true, Ordering::SeqCst);
    }

    /// What a model said in its last answer.
    pub(super) fn said(&self, model: &str) -> String {
        self.shared.said.lock().unwrap()[model].clone()
    }
}

/// The name of the answering model of this number.
pub(super) fn lane(number: usize) -> String {
    format!("lane-{number}")
}

fn answer(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    if first.starts_with("GET") {
        let names = (1..=8).map(lane).chain([FAILS, BREAKS, STALLS, SILENT].map(String::from));
        let data: Vec<_> = names.map(|id| json!({ "id": id, "object": "model" })).collect();
        let list = json!({ "object": "list", "data": data });
        return whole(stream, 200, &list);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let asked: Value = serde_json::from_slice(&body)?;
    let model = asked["model"].as_str().unwrap_or_default();
    if model == FAILS {
        let error =
            json!({ "error": { "message": "as the test wants", "type": "invalid_request_error" } });
        return whole(stream, 400, &error);
    }
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    if model != SILENT {
        stream.write_all(head.as_bytes())?;
    }
    match model {
        SILENT => wait_for_end(reader),
        BREAKS => say(&mut stream, model, "Half a sentence"),
        STALLS => {
            say(&mut stream, model, "Half a sentence")?;
            wait_for_end(reader)
        }
        lane => speak(&mut stream, lane, shared),
    }
}

/// Counts, two hundred times a second, until it is released.
fn speak(stream: &mut TcpStream, model: &str, shared: &Shared) -> io::Result<()> {
    shared.said.lock().unwrap().insert(model.to_owned(), String::new());
    // Nobody ever sends: its time passing is the pace.
    let (_keep, pace) = mpsc::channel::<()>();
    for number in 0.. {
        let piece = format!("{model}:{number} ");
        say(stream, model, &piece)?;
        shared.said.lock().unwrap().get_mut(model).unwrap().push_str(&piece);
        if number >= 20 && shared.released.load(Ordering::SeqCst) {
            break;
        }
        let _ = pace.recv_timeout(PACE);
    }
    let end = json!([{ "index": 0, "delta": {}, "finish_reason": "stop" }]);
    event(stream, model, &end)?;
    stream.write_all(b"data: [DONE]\n\n")
}

/// Until whoever asked has gone.
fn wait_for_end(mut reader: BufReader<TcpStream>) -> io::Result<()> {
    reader.read_to_end(&mut Vec::new()).map(drop)
}

fn say(stream: &mut TcpStream, model: &str, text: &str) -> io::Result<()> {
    event(
        stream,
        model,
        &json!([{ "index": 0, "delta": { "role": "assistant", "content": text } }]),
    )
}

fn event(stream: &mut TcpStream, model: &str, choices: &Value) -> io::Result<()> {
    let chunk = json!({
        "id": "one", "object": "chat.completion.chunk", "created": 0, "model": model,
        "choices": choices, "usage": null,
    });
    stream.write_all(format!("data: {chunk}\n\n").as_bytes())
}

fn whole(mut stream: TcpStream, status: u16, body: &Value) -> io::Result<()> {
    let body = body.to_string();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
