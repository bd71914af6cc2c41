use store::{Status, Whole};

use crate::sample::{NOW, begun, ending, kept, next_turn, session_id};

#[tokio::test]
async fn a_session_is_brought_whole_once_and_grows() {
    let (from, to) = (kept().await, kept().await);
    let session = session_id();
    let (_, reply) = begun(&from.store, session, "first").await;
    from.store.end(&ending(reply, "answer", Status::Complete)).await.unwrap();
    let first = from.store.whole_session(session).await.unwrap();
    let came = to.store.bring_sessions(std::slice::from_ref(&first)).await.unwrap();
    assert_eq!((came.new_sessions, came.new_messages), (1, 2));
    assert_eq!(
        to.store.whole_session(session).await.unwrap(),
        first,
        "with all that belongs to it"
    );
    let came = to.store.bring_sessions(std::slice::from_ref(&first)).await.unwrap();
    assert_eq!((came.known_sessions, came.known_messages), (1, 2), "again: nothing");
    let turn = next_turn(session, Some(reply), "second");
    let leaf = turn.replies[0].id;
    from.store.begin_turn(&turn, NOW).await.unwrap();
    let grown = from.store.whole_session(session).await.unwrap();
    let came = to.store.bring_sessions(&[grown]).await.unwrap();
    assert_eq!((came.grown_sessions, came.new_messages), (1, 2));
    let read = to.store.session(session).await.unwrap();
    assert_eq!(read.leaf, Some(leaf), "it is read further down the same branch");
}

#[tokio::test]
async fn of_several_sessions_all_come_or_none() {
    let (from, to) = (kept().await, kept().await);
    let (good, bad) = (session_id(), session_id());
    begun(&from.store, good, "good").await;
    let (_, reply) = begun(&from.store, bad, "bad").await;
    let good = from.store.whole_session(good).await.unwrap();
    let mut whole: Whole = from.store.whole_session(bad).await.unwrap();
    let one = whole.messages.iter_mut().find(|one| one.message.id == reply).unwrap();
    one.message.rating = Some(store::Rating { stars: Some(9), comment: String::new() });
    to.store.bring_sessions(&[good, whole]).await.expect_err("nobody gives nine stars");
    assert_eq!(to.store.session_ids(None).await.unwrap(), [], "nothing half done");
}
