//! Files from a server on the loopback, in all the ways in which it may misbehave.

use std::time::Duration;

use futures::StreamExt;
use model::{Error, ErrorKind, Fetch, FetchRequest};
use tokio::time::timeout;

use super::loopback::{Answer, Asked, Loopback, Then};
use crate::{Http, Limits, Setup};

const FILE: &[u8] = b"The quick brown fox jumps over the lazy dog.";
const TAG: &str = "\"fox\"";

#[derive(Debug, PartialEq)]
struct Got {
    from: u64,
    total: Option<u64>,
    validator: Option<String>,
    bytes: Vec<u8>,
    broke: Option<Error>,
}

fn http(limits: Limits) -> Http {
    Http::new(Setup { limits, ..Setup::default() })
}

async fn fetch(server: &Loopback, from: u64, validator: Option<&str>) -> Result<Got, Error> {
    let limits = Limits {
        first_byte: Duration::from_secs(20),
        idle: Duration::from_millis(300),
        ..Limits::default()
    };
    let address = format!("{}/fox", server.address);
    let request = FetchRequest { address, from, validator: validator.map(str::to_owned) };
    let mut fetched = http(limits).fetch(request).await?;
    let (mut bytes, mut broke) = (Vec::new(), None);
    while let Some(piece) = fetched.bytes.next().await {
        match piece {
            Ok(piece) => bytes.extend_from_slice(&piece),
            Err(error) => broke = Some(error),
        }
    }
    Ok(Got { from: fetched.from, total: fetched.total, validator: fetched.validator, bytes, broke })
}

fn whole() -> Got {
    Got {
        from: 0,
        total: Some(FILE.len() as u64),
        validator: Some(TAG.into()),
        bytes: FILE.to_vec(),
        broke: None,
    }
}

async fn ranges() -> Loopback {
    Loopback::start(|_, asked: &Asked| Answer::file(asked, FILE, TAG)).await
}

#[tokio::test]
async fn a_file_arrives_whole() {
    let server = ranges().await;
    assert_eq!(fetch(&server, 0, None).await, Ok(whole()));
    let asked = &server.asked()[0];
    assert_eq!(asked.path, "/fox");
    assert_eq!(asked.header("range"), None, "nothing is left out");
    assert_eq!(asked.header("accept-encoding"), Some("identity"), "the bytes are the file's own");
    assert!(asked.header("user-agent").is_some_and(|name| name.starts_with("Antiphon/")));
}

#[tokio::test]
async fn the_rest_of_a_file_arrives_from_any_byte_on() {
    let server = ranges().await;
    for from in 1..FILE.len() {
        let got = fetch(&server, from as u64, Some(TAG)).await.unwrap();
        assert_eq!((got.from, got.total), (from as u64, Some(FILE.len() as u64)));
        assert_eq!(got.bytes, &FILE[from..], "from byte {from}");
    }
    let asked = server.asked();
    assert_eq!(asked[4].header("range"), Some("bytes=5-"));
    assert_eq!(asked[4].header("if-range"), Some(TAG));
}

#[tokio::test]
async fn nothing_more_arrives_when_all_is_here() {
    let server = ranges().await;
    let got = fetch(&server, FILE.len() as u64, Some(TAG)).await.unwrap();
    assert_eq!(got, Got { from: FILE.len() as u64, bytes: vec![], ..whole() });
}

#[tokio::test]
async fn a_changed_file_arrives_whole() {
    let server = ranges().await;
    assert_eq!(fetch(&server, 5, Some("\"cat\"")).await, Ok(whole()), "by If-Range");
    assert_eq!(fetch(&server, 900, None).await, Ok(whole()), "because it is shorter now");
    let careless = Loopback::start(|_, asked: &Asked| {
        let ignored = Asked { headers: vec![], ..asked.clone() };
        let asked = if asked.from() == 0 { &ignored } else { asked };
        let mut answer = Answer::file(asked, FILE, asked.header("if-range").unwrap_or(TAG));
        answer = answer.with("etag", TAG);
        answer
    })
    .await;
    assert_eq!(fetch(&careless, 5, Some("\"cat\"")).await, Ok(whole()), "by its other tag");
}

#[tokio::test]
async fn a_server_without_ranges_sends_all_again() {
    let server = Loopback::start(|_, _| Answer::new(200, FILE).with("etag", TAG)).await;
    assert_eq!(fetch(&server, 5, Some(TAG)).await, Ok(whole()));
}

#[tokio::test]
async fn a_file_of_unknown_length_arrives_whole() {
    let server = Loopback::start(|_, asked: &Asked| {
        Answer::file(asked, FILE, TAG).without("content-length")
    })
    .await;
    assert_eq!(fetch(&server, 0, None).await, Ok(Got { total: None, ..whole() }));
}

#[tokio::test]
async fn another_part_than_asked_for_is_refused() {
    for range in ["bytes 4-43/44", "bytes 0-43/44", "nonsense", "bytes 5-43/40"] {
        let server = Loopback::start(move |_, asked: &Asked| {
            Answer::file(asked, FILE, TAG).with("content-range", range)
        })
        .await;
        let error = fetch(&server, 5, Some(TAG)).await.expect_err(range);
        assert_eq!(error.kind, ErrorKind::Malformed, "{range}");
    }
}

#[tokio::test]
async fn a_missing_file_is_told_with_its_status() {
    let server = Loopback::start(|_, _| Answer::new(404, "Not here.")).await;
    let error = fetch(&server, 0, None).await.unwrap_err();
    assert_eq!((error.kind, error.status), (ErrorKind::Server, Some(404)));
    assert!(error.message.contains("no file"), "{error}");
}

#[tokio::test]
async fn a_busy_server_says_how_long_to_wait() {
    let server = Loopback::start(|_, _| Answer::new(503, "").with("retry-after", "7")).await;
    let error = fetch(&server, 0, None).await.unwrap_err();
    assert_eq!(error.status, Some(503));
    assert_eq!(error.retry_after, Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_closed_port_is_a_network_error() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/fox", listener.local_addr().unwrap());
    drop(listener);
    let request = FetchRequest { address, from: 0, validator: None };
    let Err(error) = Http::default().fetch(request).await else { panic!("nobody listens") };
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.message.contains("cannot be reached"), "{error}");
}

#[tokio::test]
async fn a_broken_connection_keeps_what_came_before() {
    for then in [Then::Reset, Then::Close] {
        let server =
            Loopback::start(move |_, asked: &Asked| Answer::file(asked, FILE, TAG).cut(10, then))
                .await;
        let got = fetch(&server, 0, None).await.unwrap();
        let error = got.broke.expect("the end is missing");
        assert_eq!(error.kind, ErrorKind::Network, "{then:?}");
        assert!(FILE[..10].starts_with(&got.bytes), "{then:?}: {:?}", got.bytes);
        if then == Then::Close {
            assert_eq!(got.bytes, &FILE[..10], "all that was sent");
        }
    }
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let server =
        Loopback::start(|_, asked: &Asked| Answer::file(asked, FILE, TAG).cut(10, Then::Stall))
            .await;
    let given_up = timeout(Duration::from_secs(10), fetch(&server, 0, None)).await;
    let got = given_up.expect("after its limit of 0.3 s").unwrap();
    assert_eq!(got.bytes, &FILE[..10]);
    let error = got.broke.expect("the end is missing");
    assert!(error.message.contains("sent nothing for"), "{error}");
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/fox", listener.local_addr().unwrap());
    let limits = Limits { first_byte: Duration::from_millis(200), ..Limits::default() };
    let request = FetchRequest { address, from: 0, validator: None };
    let given_up = timeout(Duration::from_secs(10), http(limits).fetch(request)).await;
    let Err(error) = given_up.expect("after its limit of 0.2 s") else { panic!("nobody answers") };
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(error.message.contains("sent nothing for"), "{error}");
}

#[tokio::test]
async fn a_redirect_on_this_machine_is_followed_with_its_range() {
    let server = Loopback::start(|_, asked: &Asked| match asked.path.as_str() {
        "/fox" => Answer::new(302, "").with("location", "/den/fox"),
        _ => Answer::file(asked, FILE, TAG),
    })
    .await;
    let got = fetch(&server, 5, Some(TAG)).await.unwrap();
    assert_eq!(got.bytes, &FILE[5..]);
    assert_eq!(server.asked()[1].path, "/den/fox");
}

#[tokio::test]
async fn a_redirect_to_plain_http_elsewhere_is_refused() {
    for place in ["http://example.org/fox", "http://127.0.0.1.example.org/fox"] {
        let server =
            Loopback::start(move |_, _| Answer::new(302, "").with("location", place)).await;
        let error = fetch(&server, 0, None).await.expect_err(place);
        assert_eq!(error.kind, ErrorKind::InvalidRequest, "{place}");
        assert!(error.message.contains("not followed"), "{place}: {error}");
    }
}

#[tokio::test]
async fn a_redirect_to_a_file_of_this_machine_brings_nothing() {
    for place in ["file:///etc/passwd", "ftp://127.0.0.1/fox", "data:text/plain,fox"] {
        let server =
            Loopback::start(move |_, _| Answer::new(302, "").with("location", place)).await;
        assert!(fetch(&server, 0, None).await.is_err(), "{place}");
    }
}

#[tokio::test]
async fn a_circle_of_redirects_ends() {
    let server = Loopback::start(|_, _| Answer::new(302, "").with("location", "/fox")).await;
    let error = fetch(&server, 0, None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidRequest);
    assert!(server.asked().len() <= 12, "{} requests", server.asked().len());
}

#[tokio::test]
async fn plain_http_elsewhere_is_never_asked() {
    let request = FetchRequest { address: "http://example.org/a".into(), from: 0, validator: None };
    let Err(error) = Http::default().fetch(request).await else { panic!("it must not be asked") };
    assert_eq!(error.kind, ErrorKind::InvalidRequest);
}
