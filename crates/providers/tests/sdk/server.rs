//! A server on the loopback for the vendors' libraries: it plays recordings, and remembers what it
//! is asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::player::Recording;

/// What was asked, by the name that follows `/requests/` in its path.
type Asked = Arc<Mutex<BTreeMap<String, Value>>>;

/// The server; it ends when it is dropped.
pub(crate) struct Server {
    /// Its address, without a slash at the end.
    pub(crate) address: String,
    asked: Asked,
    task: JoinHandle<()>,
}

impl Server {
    /// Below `/replies/<name>` a recording is played; below `/requests/<name>` what is asked is
    /// noted, and refused.
    pub(crate) async fn start(recordings: Vec<Recording>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Asked::default();
        let (noted, recordings) = (asked.clone(), Arc::new(recordings));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (noted, recordings) = (noted.clone(), recordings.clone());
                tokio::spawn(async move {
                    // A library that leaves early says so itself.
                    drop(answer(stream, &recordings, &noted).await);
                });
            }
        });
        Self { address, asked, task }
    }

    /// What was asked as `name`: path, headers and body.
    pub(crate) fn asked(&self, name: &str) -> Option<Value> {
        self.asked.lock().unwrap().get(name).cloned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    mut stream: TcpStream,
    recordings: &[Recording],
    asked: &Asked,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let headers: BTreeMap<_, _> = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, kind, reply) = if let Some(rest) = path.strip_prefix("/requests/") {
        let (name, path) = rest.split_once('/').unwrap_or((rest, ""));
        let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        let call = json!({"path": format!("/{path}"), "headers": headers, "body": body});
        asked.lock().unwrap().insert(name.to_owned(), call);
        (400, "application/json", &b"{\"error\":{\"message\":\"noted\"}}"[..])
    } else {
        let name = path.strip_prefix("/replies/").unwrap_or_default();
        let found = recordings.iter().find(|own| name.starts_with(&format!("{}/", own.name)));
        match found {
            Some(recording) => played(recording),
            None => (404, "text/plain", &b"no such recording"[..]),
        }
    };
    // The end of the connection is the end of the answer, in order.
    let head =
        format!("HTTP/1.1 {status} Answer\r\ncontent-type: {kind}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(reply).await?;
    stream.shutdown().await
}

fn played(recording: &Recording) -> (u16, &'static str, &[u8]) {
    let page = recording.reply.trim_ascii_start().starts_with(b"<");
    match recording.expected.status {
        None => (200, "text/event-stream", &recording.reply),
        Some(status) if page => (status, "text/html", &recording.reply),
        Some(status) => (status, "application/json", &recording.reply),
    }
}
