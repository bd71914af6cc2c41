//! Lists of models, and tests of a provider.

use std::sync::Arc;

use model::{ErrorKind, Purpose};

use super::loopback::{Answer, Asked, Loopback};
use super::support::{CANARY, One, hello, http, problem, remote, row, streamed};
use crate::dialect::Dialect;
use crate::{Key, Remote, Row, models};

fn list(names: &[&str]) -> Answer {
    let data: Vec<_> =
        names.iter().map(|name| serde_json::json!({ "id": name, "object": "model" })).collect();
    let body = serde_json::json!({ "object": "list", "data": data });
    Answer::new(200, body.to_string()).with("content-type", "application/json")
}

/// A provider whose list has `pages` pages of one model each.
async fn paged(pages: usize) -> Loopback {
    Loopback::start(move |number, _: &Asked| {
        let name = format!("model-{number}");
        let body = serde_json::json!({
            "data": [{ "type": "model", "id": name, "display_name": name, "created_at": "2026-01-01T00:00:00Z" }],
            "has_more": number + 1 < pages, "first_id": name, "last_id": name,
        });
        Answer::new(200, body.to_string())
    })
    .await
}

async fn anthropic(server: &Loopback) -> Remote {
    let row = Row { dialect: Dialect::Anthropic, base: server.address.clone(), ..row("") };
    Remote::new(row, http().0, Arc::new(One(Some(CANARY))))
}

#[tokio::test]
async fn a_list_is_fetched_and_merged_with_what_is_known() {
    let server = Loopback::start(|_, _| list(&["m-2", "m-1"])).await;
    let (remote, book) = remote(&server);
    let list = remote.models().await.unwrap();
    assert!(list.whole);
    let cards = models(remote.row(), Some(&list));
    let ids: Vec<&str> = cards.iter().map(|card| card.id.as_str()).collect();
    assert_eq!(ids, ["loop/m-2", "loop/m-1"]);
    let asked = &server.asked()[0];
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("GET", "/v1/models"));
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {CANARY}").as_str()));
    let line = &book.lines()[0];
    assert_eq!((line.sending.origin.purpose, line.sending.bytes_out), (Purpose::Models, 0));
    assert_eq!(line.ended.unwrap().failure, None);
}

#[tokio::test]
async fn a_list_of_several_pages_is_read_to_its_end() {
    let server = paged(3).await;
    let list = anthropic(&server).await.models().await.unwrap();
    assert_eq!((list.models.len(), list.whole), (3, true));
    assert!(server.asked()[2].path.contains("model-1"), "{}", server.asked()[2].path);
}

#[tokio::test]
async fn a_list_without_end_is_cut_off() {
    let server = paged(usize::MAX).await;
    let list = anthropic(&server).await.models().await.unwrap();
    assert_eq!((list.models.len(), list.whole), (20, false), "at most 20 pages");
    assert_eq!(server.asked().len(), 20);
}

#[tokio::test]
async fn a_busy_provider_is_asked_for_its_list_again() {
    let server = Loopback::start(|number, _| match number {
        0 => problem(503, "overloaded", "Busy.").with("retry-after", "0"),
        _ => list(&["m-1"]),
    })
    .await;
    assert_eq!(remote(&server).0.models().await.unwrap().models.len(), 1);
}

#[tokio::test]
async fn what_is_no_list_is_told() {
    for (answer, kind) in [
        (Answer::new(200, "<html>"), ErrorKind::Malformed),
        (Answer::new(200, "[1, 2"), ErrorKind::Malformed),
        (problem(401, "invalid_api_key", "No."), ErrorKind::Unauthorized),
    ] {
        let server = Loopback::start(move |_, _| answer.clone()).await;
        let (remote, book) = remote(&server);
        assert_eq!(remote.models().await.expect_err("no list").kind, kind);
        assert_eq!(book.lines()[0].ended.unwrap().failure, Some(kind), "the record knows it");
    }
}

#[tokio::test]
async fn a_test_says_that_all_is_well() {
    let server = Loopback::start(|_, _| list(&["m-1", "m-2"])).await;
    let (remote, book) = remote(&server);
    let found = remote.test(None).await;
    assert!(found.reachable);
    assert_eq!((found.key_accepted, found.models, found.error), (Some(true), Some(2), None));
    assert_eq!(book.lines()[0].sending.origin.purpose, Purpose::Test);
}

#[tokio::test]
async fn a_test_tries_the_key_that_it_is_given() {
    let server = Loopback::start(|_, asked| match asked.header("authorization") {
        Some("Bearer sk-new-key-0123") => list(&["m-1"]),
        _ => problem(401, "invalid_api_key", "This key is not known."),
    })
    .await;
    let (remote, _) = remote(&server);
    let found = remote.test(None).await;
    assert_eq!((found.reachable, found.key_accepted), (true, Some(false)));
    assert_eq!(found.error.expect("the known key is bad").message, "This key is not known.");
    let found = remote.test(Some(Key::parse("sk-new-key-0123").unwrap())).await;
    assert_eq!((found.key_accepted, found.error), (Some(true), None));
}

#[tokio::test]
async fn a_test_of_a_provider_whose_list_is_open_has_a_model_speak() {
    for (good, accepted) in [(true, Some(true)), (false, Some(false))] {
        let server = Loopback::start(move |_, asked| match (asked.method.as_str(), good) {
            ("GET", _) => list(&["m-1"]),
            (_, true) => streamed(hello()),
            (_, false) => problem(401, "invalid_api_key", "No."),
        })
        .await;
        let (http, book) = http();
        let row = Row { open_list: true, ..row(&server.address) };
        let found = Remote::new(row, http, Arc::new(One(Some(CANARY)))).test(None).await;
        assert_eq!((found.key_accepted, found.models), (accepted, Some(1)));
        let asked: serde_json::Value = serde_json::from_slice(&server.asked()[1].body).unwrap();
        assert_eq!(asked["model"], "m-1");
        let most = asked.get("max_completion_tokens").or(asked.get("max_tokens"));
        assert_eq!(most, Some(&1.into()), "the cheapest there is");
        assert_eq!(book.lines()[1].sending.origin.purpose, Purpose::Test);
    }
}

#[tokio::test]
async fn a_test_of_a_server_without_a_list_has_a_known_model_speak() {
    let server = Loopback::start(|_, asked| match asked.method.as_str() {
        "GET" => Answer::new(404, ""),
        _ => streamed(hello()),
    })
    .await;
    let known = vec![crate::dialect::Listed { name: "m-9".into(), ..Default::default() }];
    let row = Row { models: known, ..row(&server.address) };
    let found = Remote::new(row, http().0, Arc::new(One(Some(CANARY)))).test(None).await;
    assert_eq!((found.key_accepted, found.models, found.error), (Some(true), None, None));
}

#[tokio::test]
async fn a_test_of_nobody_says_so() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let found = Remote::new(row(&address), http().0, Arc::new(One(Some(CANARY)))).test(None).await;
    assert_eq!((found.reachable, found.key_accepted, found.models), (false, None, None));
    assert_eq!(found.error.expect("nobody listens").kind, ErrorKind::Network);
    let found = Remote::new(row(&address), http().0, Arc::new(One(None))).test(None).await;
    assert_eq!(found.error.expect("no key").kind, ErrorKind::MissingKey);
}
