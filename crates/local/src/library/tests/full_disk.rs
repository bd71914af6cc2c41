use std::fs;

use stage::disk::{SmallDisk, may_mount};

use super::super::{LibraryErrorKind, ModelState};
use super::loopback::{Answer, Asked, Loopback};
use super::*;

/// A desk whose own models lie on a disk of 1 MiB: `None` once the test has passed in a process of
/// its own, which may mount one.
fn on_a_small_disk(test: &str) -> Option<(TempDir, SmallDisk, Desk)> {
    if !may_mount(&format!("library::tests::full_disk::{test}")).unwrap() {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = SmallDisk::mount(folder.path(), 1).unwrap();
    let desk = Desk { own: folder.path().join("own"), ..Desk::new() };
    Some((folder, disk, desk))
}

fn no_space(card: &ModelCard) -> (u64, &str) {
    match &card.state {
        ModelState::Paused { received, problem: Some(problem), .. } => {
            assert_eq!(problem.kind, LibraryErrorKind::NoSpace, "{}", problem.message);
            (*received, &problem.message)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_model_that_the_disk_has_no_room_for_is_not_begun() {
    let test = "a_model_that_the_disk_has_no_room_for_is_not_begun";
    let Some((_folder, disk, desk)) = on_a_small_disk(test) else { return };
    let file = model_file(3_000_000);
    let sent = file.clone();
    let server = Loopback::start(move |_, asked: &Asked| Answer::file(asked, &sent, TAG)).await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &file).await;
    let (received, message) = no_space(&card);
    assert_eq!(received, 0);
    assert!(message.contains("3 MB more are needed"), "{message}");
    disk.set("size=8m").unwrap();
    library.download(&id).await.unwrap();
    assert_eq!(settled(&library, &id).await.state, ModelState::Ready);
}

#[tokio::test]
async fn a_disk_that_fills_up_pauses_the_download_and_keeps_its_part() {
    let test = "a_disk_that_fills_up_pauses_the_download_and_keeps_its_part";
    let Some((_folder, disk, desk)) = on_a_small_disk(test) else { return };
    let file = model_file(3_000_000);
    let sent = file.clone();
    let server = Loopback::start(move |number, asked: &Asked| {
        let answer = Answer::file(asked, &sent, TAG);
        // At first it does not say how long the file is, so that nobody can know.
        if number == 0 { answer.without("content-length") } else { answer }
    })
    .await;
    let library = desk.open().await;
    let (id, card) = fetch(&library, &server.address, &file).await;
    let (received, message) = no_space(&card);
    assert!(message.starts_with("The disk is full"), "{message}");
    let part = read(&desk.own.join("model.gguf.part"));
    assert!(received > 500_000 && part.len() as u64 == received, "{received}");
    assert_eq!(part, &file[..part.len()], "what is kept is right");
    assert_eq!(server.asked().len(), 1, "a full disk is not tried again by itself");
    library.download(&id).await.unwrap();
    let again = settled(&library, &id).await;
    let (_, message) = no_space(&again);
    assert!(message.contains("more are needed"), "how much is known by now: {message}");
    disk.set("size=8m").unwrap();
    library.download(&id).await.unwrap();
    assert_eq!(settled(&library, &id).await.state, ModelState::Ready);
    assert_eq!(server.asked().last().unwrap().from() as u64, received, "it went on");
    assert_eq!(read(&library.file(&id).unwrap().path), file);
}

#[tokio::test]
async fn a_full_disk_cannot_lose_the_list_of_added_models() {
    let test = "a_full_disk_cannot_lose_the_list_of_added_models";
    let Some((_folder, disk, desk)) = on_a_small_disk(test) else { return };
    let (one, two) =
        (desk.file("one.gguf", &model_file(64)), desk.file("two.gguf", &model_file(65)));
    let library = desk.open().await;
    let id = library.add_file(&one).await.unwrap();
    disk.fill().unwrap();
    let error = library.add_file(&two).await.unwrap_err();
    assert_eq!(error.kind, LibraryErrorKind::NoSpace, "{error}");
    assert_eq!(library.cards().len(), 1, "what is not remembered is not shown");
    drop(library);
    let library = desk.open().await;
    assert_eq!(card(&library, &id).state, ModelState::Ready, "the old list is whole");
}

#[tokio::test]
async fn a_read_only_folder_leaves_the_shipped_models_and_says_why_none_is_added() {
    let test = "a_read_only_folder_leaves_the_shipped_models_and_says_why_none_is_added";
    let Some((_folder, disk, desk)) = on_a_small_disk(test) else { return };
    let file = model_file(64);
    let server = Loopback::start(|_, _| Answer::new(404, "")).await;
    let desk = desk.listing(&server.address, &file);
    fs::write(desk.shipped.join("listed.gguf"), &file).unwrap();
    let mine = desk.file("mine.gguf", &model_file(65));
    disk.set("ro").unwrap();
    let library = desk.open().await;
    assert_eq!(card(&library, &listed()).state, ModelState::Ready);
    let error = library.add_file(&mine).await.unwrap_err();
    assert_eq!(error.kind, LibraryErrorKind::CannotWrite, "{error}");
    assert!(error.message.contains("cannot be written"), "{error}");
    let address = format!("{}/a.gguf", server.address);
    let error = library.add_address(&address, &"0".repeat(64)).await.unwrap_err();
    assert_eq!(error.kind, LibraryErrorKind::CannotWrite, "{error}");
    library.verify(&listed()).await.unwrap();
    assert!(card(&library, &listed()).checked, "it can still be checked");
    assert_eq!(library.cards().len(), 1);
}
