use store::{Ending, Status};

use crate::sample::{add, begun, ending, kept, next_turn, session_id};

#[tokio::test]
async fn what_a_reply_carries_is_found_on_its_own_branch_only() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (_, first) = begun(store, session, "Hi").await;
    let carried = |json: &str| Some(json.to_owned());
    let whole = |id| ending(id, "Hello", Status::Complete);
    store.end(&Ending { carried: carried("[1]"), ..whole(first) }).await.unwrap();
    let (_, second) = add(store, &next_turn(session, Some(first), "And?")).await;
    store.end(&whole(second)).await.unwrap();
    let (_, beside) = add(store, &next_turn(session, Some(first), "Or?")).await;
    store.end(&Ending { carried: carried("[2]"), ..whole(beside) }).await.unwrap();

    let of = async |leaf| store.carried(leaf).await.unwrap().into_iter().collect::<Vec<_>>();
    assert_eq!(of(second).await, [(first, "[1]".to_owned())], "the other branch is not this one");
    assert_eq!(of(beside).await, [(first, "[1]".to_owned()), (beside, "[2]".to_owned())]);

    store.reopen(second).await.unwrap_err();
    store.end(&Ending { carried: carried("[3]"), ..whole(beside) }).await.unwrap();
    assert_eq!(of(beside).await[1].1, "[3]", "the last one counts");
    store.end(&whole(beside)).await.unwrap();
    assert_eq!(of(beside).await[1].1, "[3]", "an end without one takes none away");
}
