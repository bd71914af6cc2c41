//! Proxies: used for other machines, never for this one.

use std::sync::Arc;

use futures::future::BoxFuture;
use model::ErrorKind;

use super::loopback::{Answer, Loopback};
use super::support::{CANARY, One, hello, http, reply, row, streamed, text};
use crate::{Http, Key, Keys, PROXY_PASSWORD, Proxy, Remote, Row, Setup};

fn remote(http: &Http, base: &str) -> Remote {
    let row = Row { plain_http: true, ..row(base) };
    Remote::new(row, http.clone(), Arc::new(One(Some(CANARY))))
}

#[tokio::test]
async fn another_machine_is_reached_through_the_proxy() {
    let proxy = Loopback::start(|_, _| streamed(hello())).await;
    let (http, book) = http();
    http.reach_through(Proxy::At { address: proxy.address.clone() }).unwrap();
    let (events, broke) = reply(&remote(&http, "http://far.example.org")).await;
    assert_eq!((text(&events).as_str(), broke), ("Hello, world", None));
    assert_eq!(proxy.asked()[0].path, "http://far.example.org/v1/chat/completions");
    assert_eq!(book.lines()[0].sending.host, "far.example.org", "the record names who is asked");
}

#[tokio::test]
async fn a_secured_connection_goes_through_the_proxy_unread() {
    let proxy = Loopback::start(|_, _| Answer::new(403, "")).await;
    let (http, _) = http();
    let address = proxy.address.replace("http://", "http://me:hush-hush@");
    let proxied = Proxy::At { address };
    assert!(!format!("{proxied:?}").contains("hush"));
    http.reach_through(proxied).unwrap();
    let (_, broke) = reply(&remote(&http, "https://far.example.org")).await;
    let error = broke.expect("the proxy refuses");
    assert_eq!(error.kind, ErrorKind::Network);
    assert!(!error.message.contains("hush"), "{error}");
    let asked = &proxy.asked()[0];
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("CONNECT", "far.example.org:443"));
    assert_eq!(asked.header("authorization"), None, "the proxy sees no key");
    assert!(asked.header("proxy-authorization").is_some(), "it is told who asks");
}

#[tokio::test]
async fn this_machine_is_reached_directly() {
    let server = Loopback::start(|_, _| streamed(hello())).await;
    let proxy = Loopback::start(|_, _| Answer::new(502, "")).await;
    let (http, _) = http();
    http.reach_through(Proxy::At { address: proxy.address.clone() }).unwrap();
    for base in [server.address.clone(), server.address.replace("127.0.0.1", "localhost")] {
        assert_eq!(text(&reply(&remote(&http, &base)).await.0), "Hello, world", "{base}");
    }
    assert!(proxy.asked().is_empty());
}

#[tokio::test]
async fn a_proxy_can_be_changed_but_not_to_nonsense() {
    let (first, second) = (
        Loopback::start(|_, _| streamed(hello())).await,
        Loopback::start(|_, _| streamed(hello())).await,
    );
    let (http, _) = http();
    for proxy in [&first, &second] {
        http.reach_through(Proxy::At { address: proxy.address.clone() }).unwrap();
        reply(&remote(&http, "http://far.example.org")).await;
    }
    for bad in ["", "far.example.org", "ftp://far.example.org", "http://"] {
        let error = http.reach_through(Proxy::At { address: bad.into() }).expect_err(bad);
        assert_eq!(error.kind, ErrorKind::InvalidRequest, "{bad}");
    }
    reply(&remote(&http, "http://far.example.org")).await;
    assert_eq!((first.asked().len(), second.asked().len()), (1, 2), "nonsense changes nothing");
}

/// The password of a proxy, and nobody's key.
struct Kept;

impl Keys for Kept {
    fn key<'a>(&'a self, of: &'a str) -> BoxFuture<'a, model::Result<Option<Key>>> {
        let password = (of == PROXY_PASSWORD).then(|| Key::parse("hush-hush").unwrap());
        Box::pin(async move { Ok(password) })
    }
}

#[tokio::test]
async fn the_password_of_a_proxy_is_asked_for_where_it_is_kept() {
    let proxy = Loopback::start(|_, _| streamed(hello())).await;
    let address = proxy.address.replace("http://", "http://me@");
    let http =
        Http::new(Setup { keys: Arc::new(Kept), proxy: Proxy::At { address }, ..Setup::default() });
    let (events, broke) = reply(&remote(&http, "http://far.example.org")).await;
    assert_eq!((text(&events).as_str(), broke), ("Hello, world", None));
    // "me:hush-hush" in base64.
    let told = Some("Basic bWU6aHVzaC1odXNo");
    assert_eq!(proxy.asked()[0].header("proxy-authorization"), told);
}
