//! Replies that arrive, in one way or another.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures::StreamExt;
use model::{ChatEvent, ChatModel, ChatRequest, ErrorKind, FinishReason, Usage};
use tokio::time::timeout;

use super::loopback::{Answer, Loopback, Then};
use super::support::{
    CANARY, END, One, delta, hello, http, problem, question, remote, reply, row, short, streamed,
    text,
};
use crate::{Http, Patience, Remote, Row, Setup};

#[tokio::test]
async fn a_reply_arrives_with_all_that_belongs_to_it() {
    let server = Loopback::start(|_, _| streamed(hello())).await;
    let (remote, _) = remote(&server);
    let (events, broke) = reply(&remote).await;
    assert_eq!(broke, None);
    assert_eq!(text(&events), "Hello, world");
    assert_eq!(events.first(), Some(&ChatEvent::Started { model: "m-1-0613".into() }));
    assert_eq!(events.last(), Some(&ChatEvent::Finished { reason: FinishReason::End }));
    let usage = Usage { prompt_tokens: 11, reply_tokens: 2, ..Usage::default() };
    assert!(events.contains(&ChatEvent::Usage { usage }), "{events:?}");
}

#[tokio::test]
async fn what_is_sent_is_the_dialects_call_with_the_key_and_the_rows_headers() {
    let server = Loopback::start(|_, _| streamed(hello())).await;
    let (http, _) = http();
    let mut row = row(&server.address);
    row.headers.insert("X-Team".into(), "blue".into());
    reply(&Remote::new(row, http, Arc::new(One(Some(CANARY))))).await;
    let asked = &server.asked()[0];
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/v1/chat/completions"));
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {CANARY}").as_str()));
    assert_eq!(asked.header("x-team"), Some("blue"));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(asked.header("accept-encoding"), Some("identity"), "nothing is held back");
    assert!(asked.header("user-agent").is_some_and(|name| name.starts_with("Antiphon/")));
    let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!((&body["model"], &body["stream"]), (&"m-1".into(), &true.into()));
    let sent = String::from_utf8(asked.body.clone()).unwrap();
    assert!(!sent.contains(CANARY), "the key is in its header alone");
}

#[tokio::test]
async fn what_was_sent_is_known_beforehand_and_can_be_sent_again() {
    let server = Loopback::start(|_, _| streamed(hello())).await;
    let (remote, _) = remote(&server);
    let wire = remote.wire(&question()).unwrap();
    remote.stream(question()).collect::<Vec<_>>().await;
    assert_eq!(server.asked()[0].body, wire, "byte for byte");
    let mut older = wire.to_vec();
    older.extend(b"  ");
    let again = ChatRequest { verbatim: Some(older.clone().into()), ..question() };
    assert_eq!(remote.wire(&again).unwrap(), older);
    remote.stream(again).collect::<Vec<_>>().await;
    assert_eq!(server.asked()[1].body, older, "as it was, not as it would be now");
}

#[tokio::test]
async fn nothing_is_sent_before_the_stream_is_polled() {
    let server = Loopback::start(|_, _| streamed(hello())).await;
    let (remote, book) = remote(&server);
    drop(remote.stream(question()));
    assert!(server.asked().is_empty() && book.lines().is_empty());
}

#[tokio::test]
async fn without_its_key_a_provider_is_not_asked() {
    let server = Loopback::start(|_, _| streamed(hello())).await;
    let (http, book) = http();
    let (_, broke) =
        reply(&Remote::new(row(&server.address), http.clone(), Arc::new(One(None)))).await;
    assert_eq!(broke.map(|error| error.kind), Some(ErrorKind::MissingKey));
    assert!(server.asked().is_empty() && book.lines().is_empty());
    let keyless = Row { keyless: true, ..row(&server.address) };
    let (events, _) = reply(&Remote::new(keyless, http, Arc::new(One(None)))).await;
    assert_eq!(text(&events), "Hello, world", "one that needs none answers");
    assert_eq!(server.asked()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_reply_that_comes_byte_by_byte_is_never_too_slow() {
    let limits = crate::Limits { idle: Duration::from_millis(120), ..short() };
    let slow = Then::Trickle(Duration::from_millis(2));
    let server = Loopback::start(move |_, _| streamed(hello()).cut(40, slow)).await;
    let http = Http::new(Setup { chat: limits, ..Setup::default() });
    let remote = Remote::new(row(&server.address), http, Arc::new(One(Some(CANARY))));
    let begun = tokio::time::Instant::now();
    let (events, broke) = reply(&remote).await;
    assert_eq!((text(&events).as_str(), broke), ("Hello, world", None));
    assert!(begun.elapsed() > limits.idle * 3, "the whole takes longer than any one silence");
}

#[tokio::test]
async fn a_row_says_how_long_its_provider_is_waited_for() {
    let server = Loopback::start(|_, _| streamed(hello()).cut(20, Then::Stall)).await;
    let patience = Patience { idle_ms: Some(50), ..Patience::default() };
    let http = Http::new(Setup::default());
    let row = Row { patience, ..row(&server.address) };
    let remote = Remote::new(row, http, Arc::new(One(Some(CANARY))));
    let (_, broke) = timeout(Duration::from_secs(10), reply(&remote)).await.expect("after 50 ms");
    assert!(broke.is_some_and(|error| error.message.contains("sent nothing for 0.05 s")));
}

#[tokio::test]
async fn a_packed_answer_is_unpacked() {
    let pack = |text: String| {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    };
    let stream = pack(hello());
    let server =
        Loopback::start(move |_, _| streamed(stream.clone()).with("content-encoding", "gzip"))
            .await;
    let (events, broke) = reply(&remote(&server).0).await;
    assert_eq!((text(&events).as_str(), broke), ("Hello, world", None));

    let refused = pack(r#"{"error":{"message":"Not like this.","type":"bad"}}"#.into());
    let server = Loopback::start(move |_, _| {
        Answer::new(400, refused.clone()).with("content-encoding", "gzip")
    })
    .await;
    let (_, broke) = reply(&remote(&server).0).await;
    assert_eq!(broke.expect("it is refused").message, "Not like this.");
}

#[tokio::test]
async fn an_event_of_10_mb_arrives_and_one_of_17_mb_does_not() {
    for (megabytes, fits) in [(10, true), (17, false)] {
        let long = "a".repeat(megabytes << 20);
        let body = format!("{}{END}", delta(&long));
        let server = Loopback::start(move |_, _| streamed(body.clone())).await;
        let (events, broke) = reply(&remote(&server).0).await;
        match fits {
            true => assert_eq!((text(&events).len(), broke), (megabytes << 20, None)),
            false => assert_eq!(broke.map(|error| error.kind), Some(ErrorKind::Malformed)),
        }
    }
}

#[tokio::test]
async fn a_connection_is_used_again() {
    // The server counts connections by closing none: each request needs a new one if the last
    // reply was not read to its end.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        let (mut stream, _) = listener.accept().await.unwrap();
        let body = hello();
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n\
             {:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        );
        for _ in 0..2 {
            super::loopback::read(&mut stream).await.expect("a request on the same connection");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let (http, _) = http();
    let remote = Remote::new(row(&address), http, Arc::new(One(Some(CANARY))));
    for _ in 0..2 {
        assert_eq!(text(&reply(&remote).await.0), "Hello, world");
    }
    timeout(Duration::from_secs(10), served).await.expect("both were answered").unwrap();
}

#[tokio::test]
async fn reasoning_in_the_text_is_taken_apart_where_the_row_says_so() {
    let body = format!("{}{}{END}", delta("<think>Hm.</think>"), delta("Hello"));
    let server = Loopback::start(move |_, _| streamed(body.clone())).await;
    let mut row = row(&server.address);
    row.quirks.think_tags = true;
    let (events, _) = reply(&Remote::new(row, http().0, Arc::new(One(Some(CANARY))))).await;
    assert!(events.contains(&ChatEvent::Reasoning { text: "Hm.".into() }), "{events:?}");
    assert_eq!(text(&events), "Hello");
}

#[tokio::test]
async fn a_server_that_stays_after_its_last_word_is_left() {
    let server = Loopback::start(|_, _| streamed(hello()).cut(9999, Then::Stall)).await;
    let (remote, book) = remote(&server);
    let (events, broke) = timeout(Duration::from_secs(5), reply(&remote)).await.expect("soon");
    assert_eq!((text(&events).as_str(), broke), ("Hello, world", None));
    timeout(Duration::from_secs(5), server.left()).await.expect("it is left");
    assert_eq!(book.lines()[0].ended.unwrap().failure, None, "the reply was whole");
}

#[tokio::test]
async fn dropping_a_reply_closes_its_connection() {
    let server = Loopback::start(|_, _| {
        streamed(format!("{}{}", delta("Hello,"), delta(" there"))).cut(9999, Then::Stall)
    })
    .await;
    let (remote, book) = remote(&server);
    let mut stream = remote.stream(question());
    while !matches!(stream.next().await, Some(Ok(ChatEvent::Text { .. }))) {}
    drop(stream);
    timeout(Duration::from_secs(5), server.left()).await.expect("the server sees it at once");
    let line = &book.lines()[0];
    assert!(line.ended.is_none() && line.dropped, "it was given up");
}

#[tokio::test]
async fn an_error_before_the_first_event_is_tried_again() {
    let answers: [fn() -> Answer; 3] = [
        || problem(429, "rate_limit_exceeded", "Slow down.").with("retry-after", "0"),
        || problem(529, "overloaded_error", "Busy.").with("retry-after", "0"),
        || streamed(hello()),
    ];
    let server = Loopback::start(move |number, _| answers[number]()).await;
    let (remote, book) = remote(&server);
    let (events, broke) = reply(&remote).await;
    assert_eq!((text(&events).as_str(), broke), ("Hello, world", None));
    assert_eq!(book.lines().len(), 3, "each try is a request of its own");
}

#[tokio::test]
async fn an_error_after_the_first_event_is_not_tried_again() {
    let broken = format!(
        "{}data: {{\"error\":{{\"message\":\"Busy.\",\"type\":\"overloaded_error\"}}}}\n\n",
        delta("Hel")
    );
    let server = Loopback::start(move |_, _| streamed(broken.clone())).await;
    let (events, broke) = reply(&remote(&server).0).await;
    assert_eq!(text(&events), "Hel", "what came before it holds");
    assert_eq!(broke.map(|error| error.message), Some("Busy.".into()));
    assert_eq!(server.asked().len(), 1);
}
