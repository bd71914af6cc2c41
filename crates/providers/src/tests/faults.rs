//! Replies that fail, and what is said of it.

use std::sync::Arc;
use std::time::Duration;

use model::{Error, ErrorKind};
use tokio::net::TcpListener;
use tokio::time::{Instant, timeout};

use super::loopback::{Answer, Loopback, Then};
use super::support::{
    CANARY, One, delta, hello, http, problem, remote, reply, row, streamed, text,
};
use crate::Remote;

/// What one answer, given again and again, ends in; with how often it was asked for.
async fn told(answer: impl Fn() -> Answer + Send + Sync + 'static) -> (Error, usize) {
    let server = Loopback::start(move |_, _| answer()).await;
    let (remote, book) = remote(&server);
    let (_, broke) = timeout(Duration::from_secs(20), reply(&remote)).await.expect("it ends");
    let error = broke.expect("it fails");
    let last = book.lines().pop().and_then(|line| line.ended).expect("the record is told");
    assert_eq!(last.failure, Some(error.kind), "the record says the same");
    (error, server.asked().len())
}

#[tokio::test]
async fn a_refused_connection_is_told_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (http, book) = http();
    let begun = Instant::now();
    let (_, broke) = reply(&Remote::new(row(&address), http, Arc::new(One(Some(CANARY))))).await;
    let error = broke.expect("nobody listens");
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.message.contains("cannot be reached"), "{error}");
    assert!(begun.elapsed() < Duration::from_millis(300), "a port of this machine is asked once");
    assert_eq!(book.lines().len(), 1);
}

#[tokio::test]
async fn a_connection_that_breaks_while_it_is_made_is_tried_twice_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let tries = tokio::spawn(async move {
        for _ in 0..3 {
            drop(listener.accept().await.unwrap());
        }
    });
    let (http, book) = http();
    let remote = Remote::new(row(&address), http, Arc::new(One(Some(CANARY))));
    let (_, broke) = reply(&remote).await;
    assert_eq!(broke.map(|error| error.kind), Some(ErrorKind::Network));
    timeout(Duration::from_secs(5), tries).await.expect("three tries").unwrap();
    assert_eq!(book.lines().len(), 3);
}

#[tokio::test]
async fn a_reset_in_mid_stream_keeps_what_came_before() {
    let server = Loopback::start(|_, _| {
        let body = format!("{}{}", delta("Hello,"), delta(" world"));
        let half = delta("Hello,").len() + 20;
        streamed(body).cut(half, Then::Trickle(Duration::from_millis(1)))
    })
    .await;
    let (remote, _) = remote(&server);
    let (events, broke) = reply(&remote).await;
    assert_eq!(text(&events), "Hello, world");
    assert_eq!(broke.map(|error| error.kind), Some(ErrorKind::Truncated), "its end is missing");

    let (error, asked) =
        told(|| streamed(hello()).cut(delta("Hello,").len() + 5, Then::Reset)).await;
    assert_eq!((error.kind, asked), (ErrorKind::Network, 1), "what was sent is not sent again");
    assert!(error.message.contains("broke"), "{error}");
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up() {
    let (error, asked) = told(|| streamed(hello()).cut(60, Then::Stall)).await;
    assert_eq!((error.kind, asked), (ErrorKind::Network, 1));
    assert!(error.message.contains("sent nothing for 0.3 s"), "{error}");
}

#[tokio::test]
async fn too_many_requests_wait_as_the_provider_says() {
    let busy = || problem(429, "rate_limit_exceeded", "Slow down.");
    let (error, asked) = told(move || busy().with("retry-after", "0")).await;
    assert_eq!((error.kind, error.status, asked), (ErrorKind::RateLimit, Some(429), 3));
    assert_eq!(error.message, "Slow down.", "the provider's own words");

    let (error, asked) = told(move || busy().with("retry-after", "3600")).await;
    assert_eq!(asked, 1, "an hour is not waited in silence");
    assert_eq!(error.retry_after, Some(Duration::from_secs(3600)));

    let begun = Instant::now();
    let server =
        Loopback::start(move |number, _| if number == 0 { busy() } else { streamed(hello()) })
            .await;
    assert_eq!(text(&reply(&remote(&server).0).await.0), "Hello, world");
    assert!(begun.elapsed() >= Duration::from_secs(1), "a while passes where it does not say");
}

#[tokio::test]
async fn a_failing_server_is_tried_again_and_then_told() {
    for (status, kind) in
        [(500, ErrorKind::Server), (529, ErrorKind::Overloaded), (503, ErrorKind::Overloaded)]
    {
        let answer = move || problem(status, "server_error", "It broke.").with("retry-after", "0");
        let (error, asked) = told(answer).await;
        assert_eq!((error.kind, error.status, asked), (kind, Some(status), 3));
        assert_eq!(error.message, "It broke.");
    }
}

#[tokio::test]
async fn what_does_not_pass_is_asked_once() {
    for (status, name, kind) in [
        (401, "invalid_api_key", ErrorKind::Unauthorized),
        (402, "payment", ErrorKind::Quota),
        (429, "insufficient_quota", ErrorKind::Quota),
        (400, "context_length_exceeded", ErrorKind::PromptTooLong),
        (404, "model_not_found", ErrorKind::ModelNotFound),
        (422, "unknown_field", ErrorKind::InvalidRequest),
    ] {
        let (error, asked) = told(move || problem(status, name, "No.")).await;
        assert_eq!((error.kind, asked), (kind, 1), "{name}");
    }
}

#[tokio::test]
async fn a_web_page_is_no_answer() {
    const PAGE: &str = "<!doctype html><html><title>Login</title><p>Who are you?</p></html>";
    let page = || Answer::new(200, PAGE).with("content-type", "text/html");
    let (error, asked) = told(page).await;
    assert_eq!((error.kind, asked), (ErrorKind::Malformed, 1));
    assert!(error.message.contains("web page") && !error.message.contains("Login"), "{error}");
    let (error, _) = told(|| Answer::new(403, PAGE).with("content-type", "text/html")).await;
    assert_eq!(error.kind, ErrorKind::Unauthorized);
    assert!(!error.message.contains('<') && error.message.contains("403"), "{error}");
}

#[tokio::test]
async fn success_may_hold_an_error() {
    let body =
        r#"{"error":{"message":"No money is left.","type":"insufficient_quota","code":429}}"#;
    let (error, asked) = told(move || Answer::new(200, body)).await;
    assert_eq!((error.kind, asked), (ErrorKind::Quota, 1));
    assert_eq!(error.message, "No money is left.");
    let whole = r#"{"id":"c","choices":[{"message":{"content":"Hello"}}]}"#;
    let (error, _) = told(move || Answer::new(200, whole)).await;
    assert_eq!(error.kind, ErrorKind::Malformed);
    assert!(error.message.contains("whole answer"), "{error}");
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed() {
    let other = Loopback::start(|_, _| streamed(hello())).await;
    for status in [301, 302, 303, 307, 308] {
        let place = format!("{}/v1/chat/completions", other.address);
        let (error, asked) = told(move || Answer::new(status, "").with("location", &place)).await;
        assert_eq!((error.kind, asked), (ErrorKind::InvalidRequest, 1), "{status}");
        assert!(error.message.contains("another address"), "{status}: {error}");
    }
    assert!(other.asked().is_empty(), "neither the prompt nor the key went there");
}

#[tokio::test]
async fn a_redirect_on_the_same_host_keeps_the_request() {
    let server = Loopback::start(|_, asked| match asked.path.as_str() {
        "/v1/chat/completions" => Answer::new(307, "").with("location", "/v2/chat/completions"),
        _ => streamed(hello()),
    })
    .await;
    assert_eq!(text(&reply(&remote(&server).0).await.0), "Hello, world");
    let asked = server.asked();
    assert_eq!((asked[1].method.as_str(), &asked[1].body), ("POST", &asked[0].body));
}

#[tokio::test]
async fn bytes_that_are_no_text_are_told() {
    let mut body = delta("Hello,").into_bytes();
    body.extend_from_slice(b"data: {\"choices\":[{\"delta\":{\"content\":\"\xff\xfe\"}}]}\n\n");
    let (error, asked) = told(move || streamed(body.clone())).await;
    assert_eq!((error.kind, asked), (ErrorKind::Malformed, 1));
}

#[tokio::test]
async fn an_answer_without_its_end_is_truncated() {
    for body in [String::new(), delta("Hello,"), "  \n".into(), ": keep-alive\n\n".into()] {
        let (error, asked) = told(move || streamed(body.clone())).await;
        assert_eq!((error.kind, asked), (ErrorKind::Truncated, 1));
    }
}

#[tokio::test]
async fn an_error_of_any_length_is_read_only_so_far() {
    let long = format!("{{\"error\":{{\"message\":\"{}\"}}}}", "x".repeat(4 << 20));
    let (error, _) = told(move || Answer::new(400, long.clone())).await;
    assert_eq!(error.kind, ErrorKind::InvalidRequest);
    assert!(error.message.len() <= 4 << 10, "{} bytes", error.message.len());
    let (error, _) =
        told(|| Answer::new(500, "x".repeat(100)).cut(10, Then::Stall).with("retry-after", "0"))
            .await;
    assert_eq!(error.status, Some(500), "one that never ends is what it is");
}
