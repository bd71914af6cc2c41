//! What the tests of chats share: a provider on the loopback, a key, and a record.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use futures::future::BoxFuture;
use model::{
    ChatEvent, ChatModel, ChatRequest, Error, Ledger, LedgerEntry, Message, Parameters, Result,
    Role, Sending, Sent,
};

use super::loopback::{Answer, Loopback};
use crate::{Http, Key, Keys, Limits, Remote, Row, Setup};

/// A key that must never be seen anywhere but in its header.
pub(super) const CANARY: &str = "sk-canary-7f3a9c51e0b24d68";

/// The keychain of the tests.
pub(super) struct One(pub(super) Option<&'static str>);

impl Keys for One {
    fn key<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Key>>> {
        Box::pin(async { Ok(self.0.map(|key| Key::parse(key).unwrap())) })
    }
}

/// What was told to the record, in order.
#[derive(Clone, Default)]
pub(super) struct Book(Arc<Mutex<Vec<Line>>>);

/// One request in the record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) sending: Sending,
    /// `None` while it runs, and for ever if it was given up.
    pub(super) ended: Option<Sent>,
    pub(super) dropped: bool,
}

impl Book {
    pub(super) fn lines(&self) -> Vec<Line> {
        self.0.lock().unwrap().clone()
    }
}

impl Ledger for Book {
    fn sending(&self, sending: Sending) -> Box<dyn LedgerEntry> {
        let mut lines = self.0.lock().unwrap();
        lines.push(Line { sending, ended: None, dropped: false });
        Box::new(Entry { book: self.clone(), at: lines.len() - 1 })
    }
}

struct Entry {
    book: Book,
    at: usize,
}

impl LedgerEntry for Entry {
    fn ended(self: Box<Self>, sent: Sent) {
        let line = &mut self.book.0.lock().unwrap()[self.at];
        assert_eq!(line.ended, None, "a request ends once");
        line.ended = Some(sent);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.book.0.lock().unwrap()[self.at].dropped = true;
    }
}

/// Limits that a test can wait for.
pub(super) fn short() -> Limits {
    Limits {
        connect: Duration::from_secs(5),
        first_byte: Duration::from_secs(5),
        idle: Duration::from_millis(300),
    }
}

/// Connections with short limits, and their record.
pub(super) fn http() -> (Http, Book) {
    let book = Book::default();
    let ledger = Arc::new(book.clone());
    let setup = Setup { limits: short(), chat: short(), ledger, ..Setup::default() };
    (Http::new(setup), book)
}

/// A provider that speaks the Chat Completions dialect at `base`.
pub(super) fn row(base: &str) -> Row {
    let json = r#"{ "id": "loop", "title": "Loop", "dialect": "openai_chat" }"#;
    Row { base: format!("{base}/v1"), ..serde_json::from_str(json).unwrap() }
}

/// The models of `server`, asked with the canary key.
pub(super) fn remote(server: &Loopback) -> (Remote, Book) {
    let (http, book) = http();
    (Remote::new(row(&server.address), http, Arc::new(One(Some(CANARY)))), book)
}

/// A question to one of them.
pub(super) fn question() -> ChatRequest {
    ChatRequest {
        model: model::ModelId::new("loop", "m-1"),
        messages: vec![Message::new(Role::User, "Say hello.")],
        parameters: Parameters::default(),
        origin: model::Origin::default(),
        verbatim: None,
    }
}

/// All of a reply: its events, and what it broke with.
pub(super) async fn reply(remote: &Remote) -> (Vec<ChatEvent>, Option<Error>) {
    let mut stream = remote.stream(question());
    let (mut events, mut broke) = (Vec::new(), None);
    while let Some(event) = stream.next().await {
        match event {
            Ok(event) => events.push(event),
            Err(error) => broke = Some(error),
        }
    }
    (events, broke)
}

/// The text of a reply.
pub(super) fn text(events: &[ChatEvent]) -> String {
    let pieces = events.iter().filter_map(|event| match event {
        ChatEvent::Text { text } => Some(text.as_str()),
        _ => None,
    });
    pieces.collect()
}

/// One event of a stream that says `text`.
pub(super) fn delta(text: &str) -> String {
    let text = serde_json::to_string(text).unwrap();
    format!(
        "data: {{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1-0613\",\
         \"choices\":[{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":{text}}},\
         \"finish_reason\":null}}]}}\n\n"
    )
}

/// How a stream ends: the finish mark, what it cost, and the word that it is over.
pub(super) const END: &str = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\
    \"model\":\"m-1-0613\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n\
    data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m-1-0613\",\
    \"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":2,\"total_tokens\":13}}\n\n\
    data: [DONE]\n\n";

/// A whole stream that says `Hello, world`.
pub(super) fn hello() -> String {
    format!("{}{}{END}", delta("Hello,"), delta(" world"))
}

/// An answer that is a stream.
pub(super) fn streamed(body: impl Into<Vec<u8>>) -> Answer {
    Answer::new(200, body).without("content-length").with("content-type", "text/event-stream")
}

/// An answer that is an error in OpenAI's form.
pub(super) fn problem(status: u16, kind: &str, message: &str) -> Answer {
    let body = serde_json::json!({ "error": { "message": message, "type": kind, "code": kind } });
    Answer::new(status, body.to_string()).with("content-type", "application/json")
}
