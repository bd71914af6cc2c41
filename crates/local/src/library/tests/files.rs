use std::fs;

use model::ErrorKind;

use super::super::{LibraryErrorKind, ModelState, Origin};
use super::*;

#[tokio::test]
async fn a_file_is_used_where_it_lies_and_remembered() {
    let desk = Desk::new();
    let mine = desk.file("My Model.Q8_0.gguf", &model_file(64));
    let library = desk.open().await;
    let id = library.add_file(&mine).await.unwrap();
    assert_eq!(id.as_str(), "local/my-model.q8_0");
    let card = card(&library, &id);
    assert_eq!((&card.state, &card.path), (&ModelState::Ready, &Some(mine.clone())));
    assert_eq!(card.origin, Origin::File { path: mine.clone() });
    assert_eq!(card.licence.as_deref(), Some("mit"), "as the file says");
    assert_eq!(library.file(&id).unwrap().path, mine);
    assert!(desk.kept().is_empty(), "nothing is copied");
    assert_eq!(library.add_file(&mine).await.unwrap(), id, "it is not added twice");
    drop(library);
    assert_eq!(desk.open().await.cards(), [card]);
}

#[tokio::test]
async fn files_of_one_name_are_told_apart() {
    let desk = Desk::new();
    fs::create_dir(desk.folder.path().join("b")).unwrap();
    let (a, b) = (desk.file("m.gguf", &model_file(64)), desk.file("b/m.gguf", &model_file(65)));
    let library = desk.open().await;
    let (a, b) = (library.add_file(&a).await.unwrap(), library.add_file(&b).await.unwrap());
    assert_eq!((a.as_str(), b.as_str()), ("local/m", "local/m-2"));
}

#[tokio::test]
async fn a_forgotten_file_is_not_touched() {
    let desk = Desk::new();
    let mine = desk.file("mine.gguf", &model_file(64));
    let library = desk.open().await;
    let id = library.add_file(&mine).await.unwrap();
    assert!(card(&library, &id).can_delete);
    library.delete(&id).await.unwrap();
    assert!(library.cards().is_empty());
    assert_eq!(read(&mine), model_file(64));
    let error = library.file(&id).unwrap_err();
    assert_eq!(error.kind, ErrorKind::ModelNotFound);
}

#[tokio::test]
async fn a_file_that_vanishes_is_missing_until_it_is_back() {
    let desk = Desk::new();
    let mine = desk.file("mine.gguf", &model_file(64));
    let library = desk.open().await;
    let id = library.add_file(&mine).await.unwrap();
    fs::rename(&mine, desk.folder.path().join("elsewhere")).unwrap();
    let error = library.file(&id).unwrap_err();
    assert_eq!(error.kind, ErrorKind::ModelNotFound);
    assert!(error.message.contains("no longer at"), "{error}");
    assert!(matches!(card(&library, &id).state, ModelState::Missing { .. }));
    let reopened = desk.open().await;
    assert!(matches!(card(&reopened, &id).state, ModelState::Missing { .. }));
    fs::rename(desk.folder.path().join("elsewhere"), &mine).unwrap();
    reopened.look_again().await;
    assert_eq!(card(&reopened, &id).state, ModelState::Ready);
}

#[tokio::test]
async fn a_file_that_is_damaged_later_is_noticed_before_it_is_loaded() {
    let desk = Desk::new();
    let mine = desk.file("mine.gguf", &model_file(64));
    let library = desk.open().await;
    let id = library.add_file(&mine).await.unwrap();
    fs::write(&mine, &model_file(64)[..200]).unwrap();
    let error = library.file(&id).unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadModelFile);
    assert!(error.message.contains("ends too early"), "{error}");
    assert!(matches!(card(&library, &id).state, ModelState::Damaged { .. }));
}

#[tokio::test]
async fn foreign_damaged_and_missing_files_are_not_added() {
    let (desk, model) = (Desk::new(), model_file(64));
    let library = desk.open().await;
    for (name, bytes, word) in [
        ("empty.gguf", &b""[..], "empty"),
        ("page.gguf", b"<!doctype html>", "not a GGUF file"),
        ("half.gguf", &model[..model.len() / 2], "too early"),
    ] {
        let error = library.add_file(&desk.file(name, bytes)).await.unwrap_err();
        assert_eq!(error.kind, LibraryErrorKind::BadFile);
        assert!(error.message.contains(word) && error.message.contains(name), "{error}");
    }
    let error = library.add_file(desk.folder.path()).await.unwrap_err();
    assert_eq!(error.kind, LibraryErrorKind::BadFile, "a folder: {error}");
    let error = library.add_file(&desk.folder.path().join("none.gguf")).await.unwrap_err();
    assert_eq!(error.kind, LibraryErrorKind::NotFound, "{error}");
    assert!(library.cards().is_empty() && !desk.own.exists(), "nothing is remembered");
}

#[tokio::test]
async fn a_shipped_model_is_ready_and_cannot_be_deleted() {
    let file = model_file(64);
    let desk = Desk::new().listing("https://example.org/listed.gguf", &file);
    fs::write(desk.shipped.join("listed.gguf"), &file).unwrap();
    let library = desk.open().await;
    let shipped = card(&library, &listed());
    assert_eq!((&shipped.state, &shipped.origin), (&ModelState::Ready, &Origin::Shipped));
    assert!(!shipped.can_delete && !shipped.can_download && shipped.recommended);
    let said = message(library.delete(&listed()).await);
    assert!(said.contains("came with the app"), "{said}");
    assert!(desk.shipped.join("listed.gguf").exists());
    let id = library.add_file(&desk.shipped.join("listed.gguf")).await.unwrap();
    assert_eq!(id, listed(), "it is not added a second time");
}

#[tokio::test]
async fn a_shipped_model_of_the_wrong_length_is_damaged() {
    let file = model_file(64);
    let desk = Desk::new().listing("https://example.org/listed.gguf", &file);
    fs::write(desk.shipped.join("listed.gguf"), [file.clone(), vec![0; 9]].concat()).unwrap();
    let library = desk.open().await;
    let damaged = card(&library, &listed());
    let ModelState::Damaged { problem } = &damaged.state else { panic!("{damaged:?}") };
    assert!(problem.message.contains("instead of"), "{}", problem.message);
    assert!(damaged.can_download, "a good one can be fetched in its place");
    assert_eq!(library.file(&listed()).unwrap_err().kind, ErrorKind::BadModelFile);
}

#[tokio::test]
async fn verifying_finds_a_changed_byte_and_remembers_it() {
    let file = model_file(5 << 20);
    let desk = Desk::new().listing("https://example.org/listed.gguf", &file);
    let path = desk.shipped.join("listed.gguf");
    fs::write(&path, &file).unwrap();
    let library = desk.open().await;
    assert!(!card(&library, &listed()).checked, "nobody has read it whole yet");
    library.verify(&listed()).await.unwrap();
    assert!(card(&library, &listed()).checked);
    let reopened = desk.open().await;
    assert!(card(&reopened, &listed()).checked, "it is remembered");
    let mut changed = file.clone();
    *changed.last_mut().unwrap() ^= 1;
    fs::write(&path, &changed).unwrap();
    library.look_again().await;
    assert!(!card(&library, &listed()).checked, "the file has changed since");
    library.verify(&listed()).await.unwrap();
    for library in [library, desk.open().await] {
        let ModelState::Damaged { problem } = card(&library, &listed()).state else {
            panic!("{:?}", card(&library, &listed()).state)
        };
        assert_eq!(problem.kind, LibraryErrorKind::WrongSum);
        assert!(problem.message.contains(&sum(&file)) && problem.message.contains(&sum(&changed)));
    }
}

#[tokio::test]
async fn a_stopped_verification_leaves_the_model_ready() {
    let file = model_file(24 << 20);
    let desk = Desk::new().listing("https://example.org/listed.gguf", &file);
    fs::write(desk.shipped.join("listed.gguf"), &file).unwrap();
    let library = desk.open().await;
    let verified = library.clone();
    let verifying = tokio::spawn(async move { verified.verify(&listed()).await });
    until(&library, &listed(), |state| matches!(state, ModelState::Verifying { .. })).await;
    assert!(library.file(&listed()).is_ok(), "it can be used meanwhile");
    library.cancel(&listed()).await.unwrap();
    verifying.await.unwrap().unwrap();
    let after = card(&library, &listed());
    assert_eq!((after.state, after.checked), (ModelState::Ready, false));
}

#[tokio::test]
async fn models_are_not_known_by_any_name() {
    let desk = Desk::new();
    let library = desk.open().await;
    let nobody = ModelId::new("local", "nobody");
    assert_eq!(library.file(&nobody).unwrap_err().kind, ErrorKind::ModelNotFound);
    for said in [
        message(library.download(&nobody).await),
        message(library.pause(&nobody).await),
        message(library.cancel(&nobody).await),
        message(library.verify(&nobody).await),
        message(library.delete(&nobody).await),
    ] {
        assert!(said.contains("local/nobody"), "{said}");
    }
}

#[tokio::test]
async fn the_app_s_own_list_knows_the_files_that_the_set_up_brings() {
    let own = tempfile::tempdir().unwrap();
    let shipped = ["ANTIPHON_MODELS"].into_iter().filter_map(std::env::var_os).map(PathBuf::from);
    let shipped: Vec<_> = shipped.chain(["../../target/models".into()]).collect();
    let places = Places { shipped, own: own.path().join("own") };
    let library = Library::open(places, Arc::new(Http::default())).await.unwrap();
    for (name, kind) in [
        ("smollm2-135m-instruct", ModelKind::Chat),
        ("whisper-base", ModelKind::Hearing),
        ("whisper-tiny.en", ModelKind::Hearing),
    ] {
        let id = ModelId::new("local", name);
        let before = card(&library, &id);
        assert_eq!(
            (before.state, before.origin, before.kind),
            (ModelState::Ready, Origin::Shipped, kind),
            "the set-up puts models into target/models; $ANTIPHON_MODELS names another folder"
        );
        library.verify(&id).await.unwrap();
        let after = card(&library, &id);
        assert_eq!((after.state, after.checked), (ModelState::Ready, true), "{name}: its SHA-256");
    }
}

#[tokio::test]
async fn a_recogniser_is_known_by_what_its_file_begins_with() {
    let desk = Desk::new();
    let mine = desk.file("My Ears.bin", &recogniser(51_865));
    let library = desk.open().await;
    let id = library.add_file(&mine).await.unwrap();
    assert_eq!(id.as_str(), "local/my-ears");
    let ears = card(&library, &id);
    assert_eq!((ears.kind, &ears.state), (ModelKind::Hearing, &ModelState::Ready));
    assert!(ears.languages.contains(&"hi".to_owned()), "{:?}", ears.languages);
    assert_eq!(library.file(&id).unwrap().path, mine);
    let chat = library.add_file(&desk.file("chat.gguf", &model_file(64))).await.unwrap();
    assert_eq!(card(&library, &chat).kind, ModelKind::Chat);
    let half = &recogniser(51_864)[..500];
    let said = message(library.add_file(&desk.file("half.bin", half)).await);
    assert!(said.contains("too early"), "{said}");
}

#[tokio::test]
async fn a_recogniser_that_the_set_up_made_is_as_good_as_the_one_that_is_fetched() {
    let (fetched, made) = (recogniser(51_865), {
        let mut other = recogniser(51_865);
        *other.last_mut().unwrap() ^= 1;
        other
    });
    let mut desk = Desk::new().listing("https://example.org/ears.bin", &fetched);
    let entry = Entry {
        kind: ModelKind::Hearing,
        made: Some(Made { size: made.len() as u64, sha256: sum(&made) }),
        ..desk.catalogue[0].clone()
    };
    desk.catalogue = vec![entry].leak();
    fs::write(desk.shipped.join("listed.gguf"), &made).unwrap();
    let library = desk.open().await;
    library.verify(&listed()).await.unwrap();
    let ears = card(&library, &listed());
    assert_eq!((&ears.state, ears.checked), (&ModelState::Ready, true), "the one that was made");
    // Where it is fetched it must be the other.
    fs::remove_file(desk.shipped.join("listed.gguf")).unwrap();
    fs::create_dir_all(&desk.own).unwrap();
    fs::write(desk.own.join("listed.gguf"), &made).unwrap();
    library.look_again().await;
    library.verify(&listed()).await.unwrap();
    assert!(matches!(card(&library, &listed()).state, ModelState::Damaged { .. }));
    fs::write(desk.own.join("listed.gguf"), &fetched).unwrap();
    library.look_again().await;
    library.verify(&listed()).await.unwrap();
    assert_eq!(card(&library, &listed()).state, ModelState::Ready);
}
