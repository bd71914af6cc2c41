//! A server on the loopback that answers as it is told, and remembers what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// One request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `GET` or `POST`.
    pub(crate) method: String,
    /// The path with its query.
    pub(crate) path: String,
    /// The header lines, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The first byte that was asked for.
    pub(crate) fn from(&self) -> usize {
        let range = self.header("range").and_then(|range| range.strip_prefix("bytes="));
        range.and_then(|range| range.strip_suffix('-')?.parse().ok()).unwrap_or(0)
    }
}

/// What the server does after the bytes of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Closes in order.
    Close,
    /// Breaks the connection.
    Reset,
    /// Keeps silent until the other side leaves.
    Stall,
    /// Sends the rest of the body byte by byte, this far apart.
    Trickle(Duration),
}

/// One answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// How many bytes of the body are sent.
    pub(crate) sent: usize,
    pub(crate) then: Then,
}

impl Answer {
    /// An answer with its body's length in the head.
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let answer = Self { status, headers: vec![], sent: body.len(), body, then: Then::Close };
        let length = answer.body.len().to_string();
        answer.with("content-length", &length)
    }

    /// The answer of a server that knows ranges: all of `file`, or what was asked for.
    pub(crate) fn file(asked: &Asked, file: &[u8], tag: &str) -> Self {
        let from = asked.from();
        let same = asked.header("if-range").is_none_or(|known| known == tag);
        if from == 0 || !same {
            return Self::new(200, file).with("etag", tag);
        }
        if from >= file.len() {
            let range = format!("bytes */{}", file.len());
            return Self::new(416, "").with("content-range", &range).with("etag", tag);
        }
        let range = format!("bytes {from}-{}/{}", file.len() - 1, file.len());
        Self::new(206, &file[from..]).with("content-range", &range).with("etag", tag)
    }

    /// With one more header, in the place of one of the same name.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(own, _)| own != name);
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Without a header.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(own, _)| own != name);
        self
    }

    /// Only the first `sent` bytes of the body, and `then`.
    pub(crate) fn cut(mut self, sent: usize, then: Then) -> Self {
        self.sent = sent.min(self.body.len());
        self.then = then;
        self
    }
}

/// The server; it ends when it is dropped.
pub(crate) struct Loopback {
    /// Its address, without a slash at the end.
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    left: Arc<Semaphore>,
    task: JoinHandle<()>,
}

impl Loopback {
    /// Answers each request, told its number from 0.
    pub(crate) async fn start(
        answer: impl Fn(usize, &Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let left = Arc::new(Semaphore::new(0));
        let (seen, answer, leaving) = (asked.clone(), Arc::new(answer), left.clone());
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, answer, leaving) = (seen.clone(), answer.clone(), leaving.clone());
                connections.spawn(async move {
                    let mut stream = stream;
                    let Some(request) = read(&mut stream).await else { return };
                    let number = {
                        let mut seen = seen.lock().unwrap();
                        seen.push(request.clone());
                        seen.len() - 1
                    };
                    // A client that leaves early is part of the tests.
                    let answer = answer(number, &request);
                    let then = answer.then;
                    let _ = write(&mut stream, answer).await;
                    match then {
                        Then::Reset => drop(stream.set_zero_linger()),
                        Then::Stall | Then::Trickle(_) => {
                            let _ = stream.read_u8().await;
                            leaving.add_permits(1);
                        }
                        Then::Close => {}
                    }
                });
            }
        });
        Self { address, asked, left, task }
    }

    /// Waits until the other side has left an answer that is [`Then::Stall`]ed or trickles.
    pub(crate) async fn left(&self) {
        self.left.acquire().await.unwrap().forget();
    }

    /// All requests so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads one request.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_lowercase(), value.trim().to_owned()))
    };
    let headers: Vec<_> = lines.filter_map(header).collect();
    let mut asked = Asked { method, path, headers, body: Vec::new() };
    let length = asked.header("content-length").and_then(|length| length.parse().ok());
    asked.body.resize(length.unwrap_or(0), 0);
    stream.read_exact(&mut asked.body).await.ok()?;
    Some(asked)
}

/// Sends one answer, as far as it is to be sent.
pub(crate) async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    answer: Answer,
) -> std::io::Result<()> {
    let mut head = format!("HTTP/1.1 {} Answer\r\nconnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).await?;
    stream.write_all(&answer.body[..answer.sent]).await?;
    stream.flush().await?;
    match answer.then {
        Then::Close => stream.shutdown().await,
        Then::Reset | Then::Stall => Ok(()),
        Then::Trickle(apart) => {
            let mut beat = tokio::time::interval(apart);
            for byte in &answer.body[answer.sent..] {
                beat.tick().await;
                stream.write_all(&[*byte]).await?;
                stream.flush().await?;
            }
            stream.shutdown().await
        }
    }
}
