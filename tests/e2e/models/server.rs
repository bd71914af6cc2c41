//! A server on the loopback that knows ranges, sends as much as it is told, and remembers requests.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustix::net::sockopt::set_socket_linger;

/// What is done after the bytes that an answer sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Closes in order.
    Close,
    /// Breaks the connection.
    Reset,
    /// Keeps silent until the other side leaves.
    Hold,
}

/// How one request is answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// At most so many bytes of what was asked for.
    pub(super) sent: usize,
    pub(super) then: Then,
    /// Whether it says how long the file is.
    pub(super) told: bool,
}

impl Plan {
    /// All that is asked for.
    pub(super) const WHOLE: Plan = Plan { sent: usize::MAX, then: Then::Close, told: true };

    /// The first bytes, then this.
    pub(super) fn cut(sent: usize, then: Then) -> Self {
        Plan { sent, then, told: true }
    }
}

/// The server; it listens until the test ends.
pub(super) struct Server {
    pub(super) address: String,
    begins: Arc<Mutex<Vec<usize>>>,
}

impl Server {
    /// Serves one file; the answer to each request follows the plan of its number, the last one
    /// also the answers after it.
    pub(super) fn start(file: Vec<u8>, plans: Vec<Plan>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = format!("http://{}/tiny.gguf", listener.local_addr().unwrap());
        let begins = Arc::new(Mutex::new(Vec::new()));
        let noted = begins.clone();
        thread::spawn(move || {
            let file = Arc::new(file);
            for stream in listener.incoming().flatten() {
                let (file, noted, plans) = (file.clone(), noted.clone(), plans.clone());
                thread::spawn(move || answer(stream, &file, &noted, &plans));
            }
        });
        Server { address, begins }
    }

    /// The first byte that each request asked for, in their order.
    pub(super) fn begins(&self) -> Vec<usize> {
        self.begins.lock().unwrap().clone()
    }
}

fn answer(
    mut stream: TcpStream,
    file: &[u8],
    begins: &Mutex<Vec<usize>>,
    plans: &[Plan],
) -> Option<()> {
    let head = head(&mut stream)?;
    let range = head.lines().find_map(|line| line.strip_prefix("range: bytes="));
    let from: usize = range.and_then(|range| range.strip_suffix('-')?.parse().ok()).unwrap_or(0);
    let plan = {
        let mut begins = begins.lock().unwrap();
        begins.push(from);
        plans[(begins.len() - 1).min(plans.len() - 1)]
    };
    let rest = &file[from.min(file.len())..];
    let mut said = match from {
        0 => "HTTP/1.1 200 OK\r\n".to_owned(),
        _ => {
            let (last, all) = (file.len() - 1, file.len());
            format!("HTTP/1.1 206 Part\r\ncontent-range: bytes {from}-{last}/{all}\r\n")
        }
    };
    if plan.told {
        said.push_str(&format!("content-length: {}\r\n", rest.len()));
    }
    said.push_str("etag: \"one\"\r\nconnection: close\r\n\r\n");
    stream.write_all(said.as_bytes()).ok()?;
    stream.write_all(&rest[..plan.sent.min(rest.len())]).ok()?;
    match plan.then {
        Then::Close => {}
        Then::Reset => set_socket_linger(&stream, Some(std::time::Duration::ZERO)).ok()?,
        Then::Hold => drop(stream.read(&mut [0]).ok()?),
    }
    Some(())
}

/// The head of a request, in lower case.
fn head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    Some(String::from_utf8(head).ok()?.to_lowercase())
}
