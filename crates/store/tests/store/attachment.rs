use store::{Attached, Error, NewTurn, Store};

use crate::open::raw;
use crate::sample::{NOW, add, first_turn, kept, next_turn, opened, session_id};

fn file(name: &str, number: u8) -> Attached {
    Attached {
        name: name.into(),
        media_type: "image/png".into(),
        size: 3,
        sha256: format!("{number:02x}").repeat(32),
    }
}

async fn keep(store: &Store, file: &Attached, data: &[u8]) {
    store.keep_file(file, data).await.unwrap();
}

fn with(turn: NewTurn, attachments: &[Attached]) -> NewTurn {
    let mut turn = turn;
    turn.prompts[0].attachments = attachments.to_vec();
    turn
}

#[tokio::test]
async fn the_files_of_a_prompt_come_back_in_their_order_with_every_way_to_read_it() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (cat, dog) = (file("cat \"1\".png", 0xca), file("कुत्ता.png", 0xd0));
    keep(store, &cat, b"cat").await;
    keep(store, &dog, b"dog").await;
    let both = [dog.clone(), cat.clone()];
    let (prompt, reply) = add(store, &with(first_turn(session, "Look"), &both)).await;

    assert_eq!(store.message(prompt).await.unwrap().attachments, both);
    assert_eq!(store.path(reply, None, 9).await.unwrap().messages[0].attachments, both);
    assert_eq!(store.full_path(reply).await.unwrap()[0].attachments, both);
    assert_eq!(store.message(reply).await.unwrap().attachments, [], "a reply has none");
    assert_eq!(store.file(&cat.sha256).await.unwrap(), b"cat");
    let shout = cat.sha256.to_uppercase();
    let again = store.kept_file(&shout, "another.png").await.unwrap();
    assert_eq!(again, Attached { name: "another.png".into(), ..cat }, "found by its sum");
}

#[tokio::test]
async fn the_same_bytes_are_kept_once() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (one, other) = (file("one.png", 1), file("other.png", 1));
    keep(store, &one, b"abc").await;
    keep(store, &other, b"abc").await;
    let (_, reply) =
        add(store, &with(first_turn(session, "Look"), std::slice::from_ref(&one))).await;
    let turn = with(next_turn(session, Some(reply), "Again"), std::slice::from_ref(&other));
    let (prompt, _) = add(store, &turn).await;
    assert_eq!(store.message(prompt).await.unwrap().attachments, [other], "its own name");
    store.close().await;
    let mut database = raw(&kept.folder.path().join("antiphon.sqlite")).await;
    let files: i64 =
        sqlx::query_scalar("select count(*) from file").fetch_one(&mut database).await.unwrap();
    assert_eq!(files, 1, "one file for two attachments");
}

#[tokio::test]
async fn a_prompt_with_a_file_that_is_not_kept_leaves_nothing_behind() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let turn = with(first_turn(session, "Look"), &[file("gone.png", 9)]);
    let refused = store.begin_turn(&turn, NOW).await;
    assert!(matches!(refused, Err(Error::NotFound("attached file"))), "{refused:?}");
    assert!(store.session(session).await.is_err(), "no session was begun");
    assert!(store.file(&file("", 9).sha256).await.is_err());
    assert!(store.file("no sum").await.is_err(), "and no nonsense is found");
}

#[tokio::test]
async fn a_file_that_was_never_sent_is_gone_after_the_next_start() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (sent, unsent) = (file("sent.png", 1), file("unsent.png", 2));
    keep(store, &sent, b"abc").await;
    keep(store, &unsent, b"def").await;
    add(store, &with(first_turn(session, "Look"), std::slice::from_ref(&sent))).await;
    assert!(store.file(&unsent.sha256).await.is_ok(), "it may still be sent");
    store.close().await;
    let store = opened(kept.folder.path()).await;
    assert_eq!(store.file(&sent.sha256).await.unwrap(), b"abc");
    assert!(store.file(&unsent.sha256).await.is_err(), "nobody will ask for it");
}
