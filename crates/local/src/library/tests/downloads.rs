use std::fs;
use std::time::Duration;

use futures::{StreamExt, stream};
use model::ErrorKind;

use super::super::{LibraryErrorKind, ModelState, Origin};
use super::loopback::{Answer, Asked, Loopback, Then};
use super::*;

async fn whole(file: &[u8]) -> Loopback {
    let file = file.to_vec();
    Loopback::start(move |_, asked: &Asked| Answer::file(asked, &file, TAG)).await
}

#[tokio::test]
async fn an_address_is_fetched_checked_and_ready() {
    let (desk, file) = (Desk::new(), model_file(600_000));
    let (server, library) = (whole(&file).await, desk.open().await);
    let (id, card) = fetch(&library, &server.address, &file).await;
    assert_eq!(card.state, ModelState::Ready);
    assert_eq!(card.size, Some(file.len() as u64));
    assert_eq!(card.name, "Tiny Test", "the name that the file itself gives");
    assert!(card.checked && card.can_delete);
    assert_eq!(card.origin, Origin::Address { address: format!("{}/model.gguf", server.address) });
    let found = library.file(&id).unwrap();
    assert_eq!(read(&found.path), file);
    assert_eq!(found.context, Some(2048));
    assert_eq!(desk.kept(), ["model.gguf"], "no part is left");
}

#[tokio::test]
async fn a_model_of_the_list_is_fetched_and_deleted_again() {
    let file = model_file(5000);
    let server = whole(&file).await;
    let desk = Desk::new().listing(&server.address, &file);
    let library = desk.open().await;
    let before = card(&library, &listed());
    assert_eq!(before.state, ModelState::Available);
    assert!(before.can_download && !before.can_delete);
    let error = library.file(&listed()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::ModelNotFound);
    library.download(&listed()).await.unwrap();
    let ready = settled(&library, &listed()).await;
    assert_eq!((ready.state, ready.origin), (ModelState::Ready, Origin::Downloaded));
    assert!(ready.checked && ready.can_delete && !ready.can_download);
    assert_eq!(library.file(&listed()).unwrap().defaults.top_p, Some(0.5));
    library.delete(&listed()).await.unwrap();
    assert_eq!(card(&library, &listed()), before);
    assert!(desk.kept().is_empty());
}

#[tokio::test]
async fn a_cut_download_goes_on_where_it_stopped() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    let (part, sent) = (300_000, file.clone());
    let server = Loopback::start(move |number, asked: &Asked| match number {
        0 => Answer::file(asked, &sent, TAG).cut(part, Then::Close),
        _ => Answer::file(asked, &sent, TAG),
    })
    .await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &file).await;
    assert_eq!(card.state, ModelState::Ready);
    assert_eq!(read(&library.file(&id).unwrap().path), file);
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].from(), part, "nothing is sent twice");
    assert_eq!(asked[1].header("if-range"), Some(TAG));
}

#[tokio::test]
async fn where_the_network_cuts_makes_no_difference() {
    let (file, http) = (model_file(64), Http::default());
    let fetched = |cut: usize| {
        let (desk, file) = (Desk::with(http.clone()), file.clone());
        async move {
            let sent = file.clone();
            let server = Loopback::start(move |number, asked: &Asked| match number {
                0 => Answer::file(asked, &sent, TAG).cut(cut, Then::Close),
                _ => Answer::file(asked, &sent, TAG),
            })
            .await;
            let library = desk.open().await;
            let (id, card) = fetch(&library, &server.address, &file).await;
            assert_eq!(card.state, ModelState::Ready, "cut at {cut}");
            assert_eq!(read(&library.file(&id).unwrap().path), file, "cut at {cut}");
        }
    };
    stream::iter(1..file.len()).for_each_concurrent(16, fetched).await;
}

#[tokio::test]
async fn a_paused_download_keeps_what_is_here_and_goes_on() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    let (part, sent) = (300_000, file.clone());
    let server = Loopback::start(move |number, asked: &Asked| match number {
        0 => Answer::file(asked, &sent, TAG).cut(part, Then::Stall),
        _ => Answer::file(asked, &sent, TAG),
    })
    .await;
    let library = desk.open_with(Patience { retries: 0, wait: Duration::ZERO }).await;
    let address = format!("{}/model.gguf", server.address);
    let id = library.add_address(&address, &sum(&file)).await.unwrap();
    until(
        &library,
        &id,
        |state| matches!(state, ModelState::Downloading { received, .. } if *received > 0),
    )
    .await;
    library.pause(&id).await.unwrap();
    let ModelState::Paused { received, total, problem: None } = card(&library, &id).state else {
        panic!("{:?}", card(&library, &id).state)
    };
    assert!(received > 0 && received <= part as u64, "{received}");
    assert_eq!(total, Some(file.len() as u64));
    let error = library.file(&id).unwrap_err();
    assert_eq!(error.kind, ErrorKind::ModelNotFound, "a part is not loaded: {error}");
    library.download(&id).await.unwrap();
    assert_eq!(settled(&library, &id).await.state, ModelState::Ready);
    assert_eq!(server.asked()[1].from() as u64, received);
    assert_eq!(read(&library.file(&id).unwrap().path), file);
}

#[tokio::test]
async fn a_download_goes_on_after_a_restart_of_the_app() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    let (part, sent) = (600_000, file.clone());
    let server = Loopback::start(move |number, asked: &Asked| match number {
        0 => Answer::file(asked, &sent, TAG).cut(part, Then::Stall),
        _ => Answer::file(asked, &sent, TAG),
    })
    .await;
    let library = desk.open().await;
    let address = format!("{}/model.gguf", server.address);
    let id = library.add_address(&address, &sum(&file)).await.unwrap();
    let written = desk.own.join("model.gguf.part");
    timeout(Duration::from_secs(20), async {
        while fs::metadata(&written).map_or(0, |about| about.len()) < 500_000 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("most of the part is written");
    drop(library);
    // As with a real restart, the old app is gone before the new one begins.
    let part = fs::File::open(&written).unwrap();
    while part.try_lock().is_err() {
        tokio::task::yield_now().await;
    }
    drop(part);
    let library = desk.open().await;
    let ModelState::Paused { received, total, problem: None } = card(&library, &id).state else {
        panic!("{:?}", card(&library, &id).state)
    };
    assert!(received >= 500_000, "{received}");
    assert_eq!(total, Some(file.len() as u64));
    library.download(&id).await.unwrap();
    assert_eq!(settled(&library, &id).await.state, ModelState::Ready);
    assert_eq!(server.asked()[1].from() as u64, received, "nothing is sent twice");
    assert_eq!(read(&library.file(&id).unwrap().path), file);
}

#[tokio::test]
async fn a_cancelled_download_leaves_nothing() {
    let (desk, file) = (Desk::new(), model_file(700_000));
    let sent = file.clone();
    let server = Loopback::start(move |_, asked: &Asked| {
        Answer::file(asked, &sent, TAG).cut(400_000, Then::Stall)
    })
    .await;
    let library = desk.open().await;
    let address = format!("{}/model.gguf", server.address);
    let id = library.add_address(&address, &sum(&file)).await.unwrap();
    until(
        &library,
        &id,
        |state| matches!(state, ModelState::Downloading { received, .. } if *received > 0),
    )
    .await;
    library.cancel(&id).await.unwrap();
    assert_eq!(card(&library, &id).state, ModelState::Available);
    assert!(desk.kept().is_empty(), "while it ran");
    library.download(&id).await.unwrap();
    library.pause(&id).await.unwrap();
    library.cancel(&id).await.unwrap();
    assert_eq!(card(&library, &id).state, ModelState::Available);
    assert!(desk.kept().is_empty(), "after it was paused");
    library.delete(&id).await.unwrap();
    assert!(library.cards().is_empty());
    assert!(desk.open().await.cards().is_empty(), "also after a restart");
}

#[tokio::test]
async fn two_downloads_run_at_once() {
    let (desk, one, two) = (Desk::new(), model_file(400_000), model_file(500_000));
    let (first, second) = (one.clone(), two.clone());
    let server = Loopback::start(move |_, asked: &Asked| {
        Answer::file(asked, if asked.path == "/one.gguf" { &first } else { &second }, TAG)
    })
    .await;
    let library = desk.open().await;
    let add = |name: &str, file: &[u8]| {
        let (library, address) = (library.clone(), format!("{}/{name}", server.address));
        let sum = sum(file);
        async move { library.add_address(&address, &sum).await.unwrap() }
    };
    let (a, b, again) = tokio::join!(add("one.gguf", &one), add("two.gguf", &two), async {
        add("two.gguf", &two).await
    });
    for (id, file) in [(&a, &one), (&b, &two), (&again, &two)] {
        assert_eq!(settled(&library, id).await.state, ModelState::Ready);
        assert_eq!(&read(&library.file(id).unwrap().path), file);
    }
    let again = add("two.gguf", &two).await;
    assert_eq!(again, b, "the same file is not added twice");
}

#[tokio::test]
async fn the_card_changes_a_few_times_a_second_while_bytes_arrive() {
    let (desk, file) = (Desk::new(), model_file(12 << 20));
    let (server, library) = (whole(&file).await, desk.open().await);
    let began = std::time::Instant::now();
    let before = *library.changes().borrow();
    fetch(&library, &server.address, &file).await;
    let changes = *library.changes().borrow() - before;
    let beats = began.elapsed().as_millis() as u64 / 200;
    assert!(changes <= beats + 6, "{changes} changes in {beats} beats");
}

#[tokio::test]
async fn an_address_or_a_sum_that_makes_no_sense_is_told_at_once() {
    let (desk, sum) = (Desk::new(), "0".repeat(64));
    let library = desk.open().await;
    for (address, sum) in [
        ("http://example.org/a.gguf", sum.as_str()),
        ("example", &sum),
        ("https://example.org/a.gguf", "0123"),
    ] {
        let error = library.add_address(address, sum).await.unwrap_err();
        assert_eq!(error.kind, LibraryErrorKind::BadAddress, "{address} {sum}");
    }
    assert!(library.cards().is_empty() && !desk.own.exists(), "nothing is remembered");
}
