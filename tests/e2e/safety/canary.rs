//! A server that nobody should ever ask.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Counts every connection, also one without a request.
pub(super) struct Canary {
    port: u16,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Canary {
    /// Listens on a free port of the loopback until the test ends.
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let noted = noted.clone();
                let at = {
                    let mut all = noted.lock().unwrap();
                    all.push("a connection without a request".to_owned());
                    all.len() - 1
                };
                thread::spawn(move || {
                    asked(stream, |line| noted.lock().unwrap()[at] = line);
                });
            }
        });
        Canary { port, seen }
    }

    /// An address of the server.
    pub(super) fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// Fails if anyone has come. First it is asked by ourselves, once: whoever came before is
    /// counted by then, and a canary that is dead would prove nothing.
    pub(super) fn assert_untouched(&self, when: &str) {
        let before = self.seen.lock().unwrap().len();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let mut probe = TcpStream::connect(address).unwrap();
        probe.write_all(b"GET /probe HTTP/1.1\r\n\r\n").unwrap();
        probe.read_to_string(&mut String::new()).unwrap();
        let seen = self.seen.lock().unwrap().clone();
        assert!(seen.len() > before, "{when}: the canary is awake");
        let others: Vec<_> = seen.iter().filter(|line| !line.contains("/probe")).collect();
        assert!(others.is_empty(), "{when}: the canary was asked: {others:?}");
    }
}

/// Notes the first line of a request, then answers with a script that would tell on itself.
fn asked(mut stream: TcpStream, note: impl FnOnce(String)) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let mut bytes = [0; 2048];
    let count = stream.read(&mut bytes).ok()?;
    let said = String::from_utf8_lossy(&bytes[..count]);
    note(said.lines().next()?.to_owned());
    let body = "window.hit = 'answered'";
    let head = "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: text/javascript";
    let length = body.len();
    let answer = format!("{head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    stream.write_all(answer.as_bytes()).ok()
}
