//! A key is seen nowhere but in the header that carries it.

use std::io::{self, Write};
use std::process::Command;
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use futures::future::BoxFuture;
use model::{ChatModel, Error, ErrorKind, Ledger, LedgerEntry, Result, Sending, Sent};
use tracing_subscriber::fmt::MakeWriter;

use super::loopback::{Answer, Loopback, Then};
use super::support::{
    CANARY, One, delta, hello, http, problem, question, remote, reply, row, streamed, text,
};
use crate::{Http, Key, Keys, Remote, Row, Setup};

/// All that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Answers that repeat the key, wherever they can.
fn answers() -> Vec<Answer> {
    let repeated = format!("The key {CANARY} is not valid.");
    let padded = format!("{}{CANARY}", "x".repeat(4090));
    vec![
        streamed(hello()),
        problem(401, "invalid_api_key", &repeated),
        problem(400, "bad", &padded),
        Answer::new(403, format!("<html>{CANARY}</html>")),
        Answer::new(500, format!("{CANARY}{CANARY}")).with("retry-after", "0"),
        Answer::new(200, format!("{{\"error\":{{\"message\":\"{CANARY}\"}}}}")),
        Answer::new(302, "").with("location", &format!("https://{CANARY}.example.org/{CANARY}")),
        streamed(format!("{}data: {{\"error\":{{\"message\":\"{CANARY}\"}}}}\n\n", delta("Hi"))),
        streamed(format!("data: {{\"{CANARY}\n\n")),
        streamed(hello()).cut(30, Then::Reset),
    ]
}

#[tokio::test]
async fn a_key_is_neither_said_nor_logged() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    // For all threads: what is enabled is remembered for all, whichever thread asks first.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let mut said = String::new();
    for answer in answers() {
        let server = Loopback::start(move |_, _| answer.clone()).await;
        let (remote, book) = remote(&server);
        let mut stream = remote.stream(question());
        while let Some(event) = stream.next().await {
            said.push_str(&match event {
                Ok(event) => format!("{event:?}"),
                Err(error) => format!("{error} {error:?}"),
            });
        }
        said.push_str(&format!("{:?}", remote.models().await));
        said.push_str(&format!("{:?}", remote.test(None).await));
        said.push_str(&format!("{:?} {:?}", remote.row(), book.lines()));
        let asked = server.asked();
        assert_eq!(asked[0].header("authorization"), Some(format!("Bearer {CANARY}").as_str()));
        assert!(asked.iter().all(|asked| !asked.path.contains(CANARY)), "never in an address");
    }
    said.push_str(&format!("{:?}", Key::parse(CANARY)));
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("providers"), "something is logged: {} bytes", logged.len());
    for (what, text) in [("said", &said), ("logged", &logged)] {
        for part in [CANARY, &CANARY[..20], &CANARY[10..]] {
            assert!(!text.contains(part), "{part} is {what}: {}", around(text, part));
        }
    }
}

fn around<'a>(text: &'a str, part: &str) -> &'a str {
    let at = text.find(part).unwrap_or_default();
    text.get(at.saturating_sub(200)..(at + 100).min(text.len())).unwrap_or(text)
}

/// A keychain that is locked.
struct Locked;

impl Keys for Locked {
    fn key<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Key>>> {
        Box::pin(async { Err(Error::new(ErrorKind::MissingKey, "The keychain is locked.")) })
    }
}

#[tokio::test]
async fn a_locked_keychain_is_told_unless_no_key_is_needed() {
    let server = Loopback::start(|_, _| streamed(hello())).await;
    let (http, _) = http();
    let (_, broke) =
        reply(&Remote::new(row(&server.address), http.clone(), Arc::new(Locked))).await;
    assert_eq!(broke.expect("it is locked").message, "The keychain is locked.");
    assert!(server.asked().is_empty());
    let keyless = Row { keyless: true, ..row(&server.address) };
    let (events, _) = reply(&Remote::new(keyless, http, Arc::new(Locked))).await;
    assert_eq!(text(&events), "Hello, world");
}

#[tokio::test]
async fn a_key_that_cannot_be_sent_is_told_without_repeating_it() {
    let server = Loopback::start(|_, _| streamed(hello())).await;
    let (http, _) = http();
    let mut row = row(&server.address);
    row.headers.insert("x-odd".into(), "a\u{7f}b".into());
    let remote = Remote::new(row, http, Arc::new(One(Some(CANARY))));
    let error = remote.stream(question()).next().await.unwrap().expect_err("a bad header");
    assert!(error.message.contains("x-odd") && !error.message.contains(CANARY), "{error}");
    assert!(server.asked().is_empty());
}

/// A record that fails when a request has ended, with all that is around it in its words.
struct Broken;

impl Ledger for Broken {
    fn sending(&self, _: Sending) -> Box<dyn LedgerEntry> {
        Box::new(Self)
    }
}

impl LedgerEntry for Broken {
    fn ended(self: Box<Self>, sent: Sent) {
        let key = Key::parse(CANARY).unwrap();
        panic!("the record is broken: {sent:?} {key:?} {:?}", question());
    }
}

/// Runs itself once more in a process of its own, for the output of a real panic.
#[test]
fn a_panic_with_a_key_in_hand_does_not_tell_it() {
    const AGAIN: &str = "ANTIPHON_TEST_PANICS";
    if std::env::var_os(AGAIN).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = Loopback::start(|_, _| streamed(hello())).await;
            let http = Http::new(Setup { ledger: Arc::new(Broken), ..Setup::default() });
            let remote = Remote::new(row(&server.address), http, Arc::new(One(Some(CANARY))));
            reply(&remote).await;
        });
        return;
    }
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "tests::keys::a_panic_with_a_key_in_hand_does_not_tell_it"]);
    again.args(["--nocapture"]).env(AGAIN, "1").env("RUST_BACKTRACE", "full");
    let ended = again.output().unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(!ended.status.success() && said.contains("the record is broken"), "{said}");
    assert!(said.contains("stack backtrace") && said.contains("Key(..)"), "{said}");
    assert!(!said.contains(&CANARY[4..]), "{said}");
}
