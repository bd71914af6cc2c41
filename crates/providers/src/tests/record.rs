//! What is told to the record of what left the machine.

use std::sync::Arc;

use futures::StreamExt;
use model::{
    ChatModel, ErrorKind, Fetch, FetchRequest, ModelId, Origin, Purpose, Sending, Sent, Usage,
};
use uuid::Uuid;

use super::loopback::{Answer, Loopback, Then};
use super::support::{
    CANARY, One, delta, hello, http, problem, question, remote, reply, row, streamed,
};
use crate::Remote;

#[tokio::test]
async fn a_reply_is_recorded_with_its_bytes_and_tokens() {
    let server = Loopback::start(|_, _| streamed(hello())).await;
    let (remote, book) = remote(&server);
    let session = Some(Uuid::from_u128(7));
    let mut question = question();
    question.origin = Origin { purpose: Purpose::Title, session };
    let _: Vec<_> = remote.stream(question).collect().await;
    let line = book.lines().pop().unwrap();
    assert_eq!(
        line.sending,
        Sending {
            host: server.address.replace("http://", ""),
            provider: Some("loop".to_owned()),
            model: Some(ModelId::new("loop", "m-1")),
            origin: Origin { purpose: Purpose::Title, session },
            bytes_out: server.asked()[0].body.len() as u64,
        }
    );
    let usage = Usage { prompt_tokens: 11, reply_tokens: 2, ..Usage::default() };
    let bytes_in = hello().len() as u64;
    assert_eq!(
        line.ended,
        Some(Sent { bytes_in, status: Some(200), failure: None, usage: Some(usage) })
    );
}

#[tokio::test]
async fn each_try_is_a_line_of_its_own() {
    let server = Loopback::start(|number, _| match number {
        0 => problem(500, "server_error", "It broke.").with("retry-after", "0"),
        _ => streamed(hello()),
    })
    .await;
    let (remote, book) = remote(&server);
    reply(&remote).await;
    let ended: Vec<_> = book.lines().iter().map(|line| line.ended.unwrap()).collect();
    let told: Vec<_> = ended.iter().map(|sent| (sent.status, sent.failure)).collect();
    assert_eq!(told, [(Some(500), Some(ErrorKind::Server)), (Some(200), None)]);
    assert!(ended[0].bytes_in > 0, "the words of an error count");
}

#[tokio::test]
async fn a_reply_that_breaks_off_is_recorded_with_what_came() {
    let server = Loopback::start(|_, _| streamed(delta("Hello,")).cut(9999, Then::Stall)).await;
    let (remote, book) = remote(&server);
    reply(&remote).await;
    let sent = book.lines()[0].ended.unwrap();
    let came = delta("Hello,").len() as u64;
    assert_eq!(
        (sent.bytes_in, sent.status, sent.failure),
        (came, Some(200), Some(ErrorKind::Network))
    );
}

#[tokio::test]
async fn a_download_is_recorded_too() {
    let server = Loopback::start(|number, _| match number {
        0 => Answer::new(200, "0123456789"),
        _ => Answer::new(404, ""),
    })
    .await;
    let (http, book) = http();
    let request = FetchRequest {
        address: format!("{}/f?k=secret", server.address),
        from: 0,
        validator: None,
    };
    let fetched = http.fetch(request.clone()).await.unwrap();
    let _: Vec<_> = fetched.bytes.collect().await;
    assert!(http.fetch(request).await.is_err());
    let lines = book.lines();
    assert_eq!(lines[0].sending.origin.purpose, Purpose::Download);
    assert_eq!(lines[0].ended.map(|sent| (sent.bytes_in, sent.failure)), Some((10, None)));
    assert_eq!(lines[1].ended.map(|sent| sent.status), Some(Some(404)));
    assert!(lines[1].ended.unwrap().failure.is_some());
}

#[tokio::test]
async fn who_cannot_be_reached_is_recorded() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (http, book) = http();
    reply(&Remote::new(row(&address), http, Arc::new(One(Some(CANARY))))).await;
    let sent = book.lines()[0].ended.unwrap();
    assert_eq!(sent, Sent { failure: Some(ErrorKind::Network), ..Sent::default() });
}
