use store::TitleSource::{Model, None as Untitled, User, Words};
use store::{Error, SessionFilter, SessionId, Store, TitleSource};

use crate::sample::{NOW, begun, kept, session_id};

async fn titled(store: &Store, id: SessionId) -> (Option<String>, TitleSource) {
    let session = store.session(id).await.unwrap();
    (session.title, session.title_source)
}

#[tokio::test]
async fn a_given_title_gives_way_to_a_better_one_but_never_replaces_the_users() {
    let kept = kept().await;
    let (store, id) = (&kept.store, session_id());
    begun(store, id, "How do whales sleep?").await;
    let row = store.give_title(id, "How do whales", Words).await.unwrap();
    assert_eq!(row.unwrap().title.as_deref(), Some("How do whales"), "the first words");
    let row = store.give_title(id, "Sleeping whales", Model).await.unwrap();
    assert_eq!(row.unwrap().title.as_deref(), Some("Sleeping whales"), "a model knows better");

    for (title, source) in [("Whales at night", Model), ("WHALES", User)] {
        store.rename(id, title, source).await.unwrap();
        let refused = store.give_title(id, "Something", Model).await.unwrap();
        assert_eq!(refused, None, "over one by {source:?}");
        assert_eq!(titled(store, id).await, (Some(title.into()), source), "it stays");
    }
    let stranger = store.give_title(session_id(), "Something", Model).await;
    assert!(matches!(stranger, Err(Error::NotFound("session"))), "{stranger:?}");
}

#[tokio::test]
async fn a_rename_is_undone_in_one_step_and_only_once() {
    let kept = kept().await;
    let (store, id) = (&kept.store, session_id());
    begun(store, id, "Hi").await;
    let nothing = store.undo_title(id).await;
    assert!(matches!(nothing, Err(Error::NotFound(_))), "nothing to undo: {nothing:?}");

    store.rename(id, "Mine", User).await.unwrap();
    let row = store.rename(id, "A model's", Model).await.unwrap();
    assert_eq!(row.title.as_deref(), Some("A model's"), "what was asked for");
    assert_eq!(row.updated_at, NOW, "a title does not move it in the list");
    let row = store.undo_title(id).await.unwrap();
    assert_eq!(row.title.as_deref(), Some("Mine"), "the user's own again");
    assert_eq!(titled(store, id).await, (Some("Mine".into()), User), "as the user's");
    let again = store.undo_title(id).await;
    assert!(matches!(again, Err(Error::NotFound(_))), "one step: {again:?}");

    let mine = SessionFilter { text: "mine".into(), limit: 9, ..SessionFilter::default() };
    assert_eq!(store.sessions(&mine).await.unwrap().sessions.len(), 1, "the filter knows it too");
}

#[tokio::test]
async fn undoing_the_first_title_leaves_none() {
    let kept = kept().await;
    let (store, id) = (&kept.store, session_id());
    begun(store, id, "Hi").await;
    store.give_title(id, "Hi", Words).await.unwrap();
    assert_eq!(store.undo_title(id).await.unwrap().title, None, "untitled again");
    assert_eq!(titled(store, id).await, (None, Untitled), "from nobody");
    let hi = SessionFilter { text: "hi".into(), limit: 9, ..SessionFilter::default() };
    assert_eq!(store.sessions(&hi).await.unwrap().sessions, [], "and not found by it");
}

#[tokio::test]
async fn a_deleted_session_is_not_renamed() {
    let kept = kept().await;
    let (store, id) = (&kept.store, session_id());
    begun(store, id, "Hi").await;
    store.delete_session(id, NOW).await.unwrap();
    let renamed = store.rename(id, "Mine", User).await;
    assert!(matches!(renamed, Err(Error::NotFound("session"))), "{renamed:?}");
}
