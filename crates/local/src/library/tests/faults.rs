use std::fs;

use super::super::{LibraryErrorKind, ModelProblem, ModelState};
use super::loopback::{Answer, Asked, Loopback, Then};
use super::*;

/// The problem with which a download stopped, and how much is here.
fn problem(card: &ModelCard) -> (&ModelProblem, u64) {
    match &card.state {
        ModelState::Paused { received, problem: Some(problem), .. } => (problem, *received),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_download_that_keeps_breaking_is_paused_with_the_problem() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    for then in [Then::Close, Then::Reset, Then::Stall] {
        let sent = file.clone();
        let server = Loopback::start(move |number, asked: &Asked| {
            let sent = Answer::file(asked, &sent, TAG);
            if number < 3 { sent.cut(100_000, then) } else { sent }
        })
        .await;
        let library = desk.open().await;
        let (id, card) = fetch(&library, &server.address, &file).await;
        let (problem, received) = problem(&card);
        assert_eq!(problem.kind, LibraryErrorKind::Network, "{then:?}");
        assert!(received <= 300_000, "{received}");
        assert_eq!(server.asked().len(), 3, "one try and two more");
        library.download(&id).await.unwrap();
        assert_eq!(settled(&library, &id).await.state, ModelState::Ready, "{then:?}");
        library.delete(&id).await.unwrap();
    }
}

#[tokio::test]
async fn a_wrong_sum_is_named_and_the_part_removed() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    let mut other = file.clone();
    other[650_000] ^= 1;
    let sent = other.clone();
    let server = Loopback::start(move |_, asked: &Asked| Answer::file(asked, &sent, TAG)).await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &file).await;
    let (problem, received) = problem(&card);
    assert_eq!((problem.kind, received), (LibraryErrorKind::WrongSum, 0));
    assert!(problem.message.contains(&sum(&file)), "what was expected: {}", problem.message);
    assert!(problem.message.contains(&sum(&other)), "what was found: {}", problem.message);
    assert!(desk.kept().is_empty(), "{:?}", desk.kept());
    assert!(library.file(&id).is_err());
}

#[tokio::test]
async fn a_file_with_the_right_sum_that_is_no_model_is_refused() {
    let (desk, file) = (Desk::new(), b"<!doctype html><title>Log in</title>".to_vec());
    let sent = file.clone();
    let server = Loopback::start(move |_, asked: &Asked| Answer::file(asked, &sent, TAG)).await;
    let library = desk.open().await;
    let (_, card) = fetch(&library, &server.address, &file).await;
    let (problem, _) = problem(&card);
    assert_eq!(problem.kind, LibraryErrorKind::BadFile);
    assert!(problem.message.contains("not a GGUF file"), "{}", problem.message);
    assert!(desk.kept().is_empty(), "{:?}", desk.kept());
}

#[tokio::test]
async fn a_server_without_ranges_sends_all_again() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    let sent = file.clone();
    let server = Loopback::start(move |number, _| {
        let cut = if number == 0 { 300_000 } else { sent.len() };
        Answer::new(200, sent.clone()).cut(cut, Then::Close)
    })
    .await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &file).await;
    assert_eq!(card.state, ModelState::Ready);
    assert_eq!(server.asked()[1].from(), 300_000, "it was asked for the rest");
    assert_eq!(read(&library.file(&id).unwrap().path), file);
}

#[tokio::test]
async fn a_file_that_changes_in_between_arrives_whole() {
    let (desk, old, new) = (Desk::new(), model_file(700_000), model_file(650_000));
    let (first, then) = (old.clone(), new.clone());
    let server = Loopback::start(move |number, asked: &Asked| match number {
        0 => Answer::file(asked, &first, TAG).cut(300_000, Then::Close),
        _ => Answer::file(asked, &then, "\"two\""),
    })
    .await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &new).await;
    assert_eq!(card.state, ModelState::Ready);
    assert_eq!(read(&library.file(&id).unwrap().path), new);
}

#[tokio::test]
async fn a_server_that_lies_about_the_length_is_refused() {
    let file = model_file(5000);
    let (longer, server_file) = ([file.clone(), vec![0; 100]].concat(), file.clone());
    let server = Loopback::start(move |_, asked: &Asked| match asked.path.as_str() {
        "/longer" => Answer::file(asked, &longer, TAG),
        "/shorter" => Answer::file(asked, &server_file[..4000], TAG),
        // It announces nothing and sends too much, or too little.
        "/more" => Answer::file(asked, &longer, TAG).without("content-length"),
        _ => Answer::file(asked, &server_file[..4000], TAG).without("content-length"),
    })
    .await;
    for (path, kind) in [
        ("/longer", LibraryErrorKind::Refused),
        ("/shorter", LibraryErrorKind::Refused),
        ("/more", LibraryErrorKind::Refused),
        ("/less", LibraryErrorKind::Refused),
    ] {
        let desk = Desk::new().listing(&format!("{}{path}", server.address), &file);
        let library = desk.open().await;
        library.download(&listed()).await.unwrap();
        let card = settled(&library, &listed()).await;
        let (problem, _) = problem(&card);
        if path == "/less" {
            // The connection looks broken, and the rest is then asked for beyond the file's end.
            assert_ne!(problem.kind, LibraryErrorKind::WrongSum, "{path}: {}", problem.message);
        } else {
            assert_eq!(problem.kind, kind, "{path}: {}", problem.message);
        }
        assert!(library.file(&listed()).is_err(), "{path}");
    }
}

#[tokio::test]
async fn a_file_of_unknown_length_is_fetched_by_its_sum() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    let sent = file.clone();
    let server = Loopback::start(move |_, asked: &Asked| {
        Answer::file(asked, &sent, TAG).without("content-length")
    })
    .await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &file).await;
    assert_eq!(card.state, ModelState::Ready);
    assert_eq!(read(&library.file(&id).unwrap().path), file);
}

#[tokio::test]
async fn a_missing_file_is_told_at_once() {
    let desk = Desk::new();
    let server = Loopback::start(|_, _| Answer::new(404, "")).await;
    let library = desk.open().await;
    let (_, card) = fetch(&library, &server.address, b"nothing").await;
    assert_eq!(problem(&card).0.kind, LibraryErrorKind::Refused);
    assert_eq!(server.asked().len(), 1, "asking again would not help");
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    let (desk, file) = (Desk::new(), model_file(5000));
    let sent = file.clone();
    let server = Loopback::start(move |number, asked: &Asked| match number {
        0 => Answer::new(503, ""),
        1 => Answer::new(429, "").with("retry-after", "0"),
        _ => Answer::file(asked, &sent, TAG),
    })
    .await;
    let library = desk.open().await;
    let (_, card) = fetch(&library, &server.address, &file).await;
    assert_eq!(card.state, ModelState::Ready);
}

#[tokio::test]
async fn a_part_that_was_damaged_on_the_disk_is_noticed() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    let sent = file.clone();
    let server = Loopback::start(move |number, asked: &Asked| match number {
        0 => Answer::file(asked, &sent, TAG).cut(300_000, Then::Close),
        1 => Answer::new(404, ""),
        _ => Answer::file(asked, &sent, TAG),
    })
    .await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &file).await;
    assert_eq!(problem(&card).1, 300_000);
    let part = desk.own.join("model.gguf.part");
    let mut bytes = read(&part);
    bytes[1000] ^= 1;
    fs::write(&part, bytes).unwrap();
    library.download(&id).await.unwrap();
    let card = settled(&library, &id).await;
    assert_eq!(problem(&card).0.kind, LibraryErrorKind::WrongSum);
    library.download(&id).await.unwrap();
    assert_eq!(settled(&library, &id).await.state, ModelState::Ready, "anew, and whole");
}

#[tokio::test]
async fn a_part_whose_note_is_lost_or_of_another_file_is_not_gone_on_with() {
    let file = model_file(5000);
    let sent = file.clone();
    let server = Loopback::start(move |_, asked: &Asked| Answer::file(asked, &sent, TAG)).await;
    for note in [None, Some("{"), Some(r#"{"address":"https://x/y","sha256":"00"}"#)] {
        let desk = Desk::new().listing(&server.address, &file);
        fs::create_dir(&desk.own).unwrap();
        fs::write(desk.own.join("listed.gguf.part"), vec![7; 3000]).unwrap();
        if let Some(note) = note {
            fs::write(desk.own.join("listed.gguf.part.json"), note).unwrap();
        }
        let library = desk.open().await;
        assert_eq!(card(&library, &listed()).state, ModelState::Available, "{note:?}");
        library.download(&listed()).await.unwrap();
        assert_eq!(settled(&library, &listed()).await.state, ModelState::Ready, "{note:?}");
        assert_eq!(server.asked().last().unwrap().from(), 0, "{note:?}");
        assert_eq!(desk.kept(), ["listed.gguf"]);
    }
}

#[tokio::test]
async fn a_part_that_another_copy_of_the_app_writes_is_left_alone() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    let sent = file.clone();
    let server = Loopback::start(move |_, asked: &Asked| {
        Answer::file(asked, &sent, TAG).cut(400_000, Then::Stall)
    })
    .await;
    let desk = desk.listing(&server.address, &file);
    let (one, two) = (desk.open().await, desk.open().await);
    one.download(&listed()).await.unwrap();
    until(
        &one,
        &listed(),
        |state| matches!(state, ModelState::Downloading { received, .. } if *received > 0),
    )
    .await;
    two.download(&listed()).await.unwrap();
    let card = settled(&two, &listed()).await;
    assert!(problem(&card).0.message.contains("another copy"), "{:?}", card.state);
    one.pause(&listed()).await.unwrap();
    assert!(!server.asked().is_empty());
}

#[tokio::test]
async fn a_file_that_is_left_from_a_lost_list_is_used_only_if_it_is_the_right_one() {
    let file = model_file(700_000);
    let (sent, other) = (file.clone(), model_file(700_001));
    let server = Loopback::start(move |_, asked: &Asked| Answer::file(asked, &sent, TAG)).await;
    for (left, requests) in [(&file, 0), (&other, 1)] {
        let desk = Desk::new();
        fs::create_dir(&desk.own).unwrap();
        fs::write(desk.own.join("model.gguf"), left).unwrap();
        let library = desk.open().await;
        let (id, card) = fetch(&library, &server.address, &file).await;
        assert_eq!((card.state, card.checked), (ModelState::Ready, true));
        assert_eq!(read(&library.file(&id).unwrap().path), file);
        assert_eq!(server.asked().len(), requests);
    }
}
