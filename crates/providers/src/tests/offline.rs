//! The switch "offline": one place, everything.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use model::{ChatEvent, ChatModel, ErrorKind, Fetch, FetchRequest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::loopback::{Answer, Loopback, Then};
use super::support::{
    CANARY, One, delta, http, problem, question, remote, reply, row, short, streamed,
};
use crate::{Http, Limits, Remote, Setup};

const SOON: Duration = Duration::from_secs(5);

fn file(server: &Loopback) -> FetchRequest {
    FetchRequest { address: format!("{}/file", server.address), from: 0, validator: None }
}

#[tokio::test]
async fn offline_nothing_reaches_anyone() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (http, book) = http();
    http.offline().switch(true);
    let remote = Remote::new(row(&address), http.clone(), Arc::new(One(Some(CANARY))));
    let (events, broke) = reply(&remote).await;
    assert_eq!((events.len(), broke.map(|error| error.kind)), (0, Some(ErrorKind::Offline)));
    assert_eq!(remote.models().await.expect_err("a list").kind, ErrorKind::Offline);
    let found = remote.test(None).await;
    assert_eq!(
        (found.reachable, found.error.map(|error| error.kind)),
        (false, Some(ErrorKind::Offline))
    );
    let request = FetchRequest { address: format!("{address}/file"), from: 0, validator: None };
    let Err(error) = http.fetch(request).await else { panic!("a file arrives") };
    assert_eq!(error.kind, ErrorKind::Offline);
    let knocked = timeout(Duration::from_millis(100), listener.accept()).await;
    assert!(knocked.is_err(), "not one connection");
    assert!(book.lines().is_empty(), "nothing was about to be sent");
}

#[tokio::test]
async fn going_offline_ends_a_reply_at_once() {
    let server = Loopback::start(|_, _| streamed(delta("Hello,")).cut(9999, Then::Stall)).await;
    let patient = Limits { idle: Duration::from_secs(600), ..short() };
    let http = Http::new(Setup { chat: patient, ..Setup::default() });
    let remote = Remote::new(row(&server.address), http.clone(), Arc::new(One(Some(CANARY))));
    let mut stream = remote.stream(question());
    while !matches!(stream.next().await, Some(Ok(ChatEvent::Text { .. }))) {}
    http.offline().switch(true);
    let end = timeout(SOON, stream.next()).await.expect("at once");
    assert_eq!(end.and_then(Result::err).map(|error| error.kind), Some(ErrorKind::Offline));
    assert!(stream.next().await.is_none(), "and that is its end");
    timeout(SOON, server.left()).await.expect("the connection is closed");
    http.offline().switch(false);
    assert!(!http.offline().is_on());
}

#[tokio::test]
async fn going_offline_ends_a_wait_for_another_try() {
    let server =
        Loopback::start(|_, _| problem(429, "slow", "Slow down.").with("retry-after", "30")).await;
    let (remote, _) = remote(&server);
    let http = remote.http().clone();
    let reply = tokio::spawn(async move { reply(&remote).await });
    while server.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    http.offline().switch(true);
    let (_, broke) = timeout(SOON, reply).await.expect("30 s are not waited").unwrap();
    assert_eq!(broke.map(|error| error.kind), Some(ErrorKind::Offline));
}

#[tokio::test]
async fn going_offline_ends_a_wait_for_the_first_byte() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let http = Http::new(Setup::default());
    let remote = Remote::new(row(&address), http.clone(), Arc::new(One(Some(CANARY))));
    let reply = tokio::spawn(async move { reply(&remote).await });
    let _silent = listener.accept().await.unwrap();
    http.offline().switch(true);
    let (_, broke) = timeout(SOON, reply).await.expect("at once").unwrap();
    assert_eq!(broke.map(|error| error.kind), Some(ErrorKind::Offline));
}

#[tokio::test]
async fn going_offline_ends_a_file_at_once() {
    let server = Loopback::start(|_, _| Answer::new(200, "a long file").cut(3, Then::Stall)).await;
    let http = Http::default();
    let mut fetched = http.fetch(file(&server)).await.unwrap();
    assert_eq!(fetched.bytes.next().await.unwrap().unwrap(), "a l");
    http.offline().switch(true);
    let end = timeout(SOON, fetched.bytes.next()).await.expect("at once");
    assert_eq!(end.and_then(Result::err).map(|error| error.kind), Some(ErrorKind::Offline));
    timeout(SOON, server.left()).await.expect("the connection is closed");
}

#[tokio::test]
async fn going_offline_closes_the_connections_that_wait() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (http, _) = http();
    let remote = Remote::new(row(&address), http.clone(), Arc::new(One(Some(CANARY))));
    let asking = tokio::spawn(async move { remote.models().await });
    let (mut stream, _) = listener.accept().await.unwrap();
    super::loopback::read(&mut stream).await.unwrap();
    let list = r#"{"object":"list","data":[{"id":"m-1","object":"model"}]}"#;
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{list}", list.len());
    stream.write_all(answer.as_bytes()).await.unwrap();
    assert_eq!(asking.await.unwrap().unwrap().models.len(), 1);
    assert!(timeout(Duration::from_millis(50), stream.read_u8()).await.is_err(), "it is kept");
    http.offline().switch(true);
    let end = timeout(SOON, stream.read_u8()).await.expect("it is closed at once");
    assert!(end.is_err(), "without another byte");
}
