//! A server of one's own on the loopback: it notes what it is asked and answers as it is told.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a connection may say nothing.
const PATIENCE: Duration = Duration::from_secs(10);

/// One request as it arrived.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Its first line, such as `GET /models HTTP/1.1`.
    pub line: String,
    /// Its headers, one a line.
    pub headers: String,
    /// Its body.
    pub body: String,
}

/// The server. It listens until the process ends.
#[derive(Clone, Debug)]
pub struct Loopback {
    address: String,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    connections: usize,
    asked: Vec<Asked>,
}

impl Loopback {
    /// Listens on a free port. `answer` yields a status, a media type and a body.
    ///
    /// # Errors
    /// Where no port is free.
    pub fn start(
        answer: impl Fn(&Asked) -> (u16, &'static str, String) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = format!("http://{}", listener.local_addr()?);
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (noted, answer) = (seen.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                lock(&noted).connections += 1;
                let (noted, answer) = (noted.clone(), answer.clone());
                // Whoever goes away in the middle has nothing to be told.
                thread::spawn(move || serve(stream, &noted, answer.as_ref()).ok());
            }
        });
        Ok(Self { address, seen })
    }

    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// How many connections were made, with or without a request.
    pub fn connections(&self) -> usize {
        lock(&self.seen).connections
    }

    /// What was asked, oldest first.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.seen).asked.clone()
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers one request and closes the connection.
fn serve(
    stream: TcpStream,
    seen: &Mutex<Seen>,
    answer: &(dyn Fn(&Asked) -> (u16, &'static str, String) + Send + Sync),
) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream);
    let mut asked = Asked::default();
    reader.read_line(&mut asked.line)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
        asked.headers.push_str(&line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    asked.body = String::from_utf8_lossy(&body).into_owned();
    let (status, media_type, body) = answer(&asked);
    lock(seen).asked.push(asked);
    let length = body.len();
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status} Answer\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{body}"
    )
}
