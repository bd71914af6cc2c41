use bytes::Bytes;
use store::{Arrival, Checkpoint, Ending, Status};

use crate::open::raw;
use crate::sample::{add, arrived, begun, ending, kept, next_turn, session_id};

fn body(turns: usize) -> Bytes {
    let texts: Vec<_> =
        (0..turns).map(|turn| format!("\"{turn} {}\"", "word ".repeat(200))).collect();
    format!("{{\"messages\":[{}]}}", texts.join(",")).into()
}

#[tokio::test]
async fn what_was_sent_comes_back_and_what_requests_share_is_kept_once() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (_, mut last) = begun(store, session, "0").await;
    let mut replies = vec![last];
    for turn in 1..40 {
        (_, last) = add(store, &next_turn(session, Some(last), &turn.to_string())).await;
        replies.push(last);
    }
    for (turn, reply) in replies.iter().enumerate() {
        let request = Some(body(turn + 1));
        let checkpoint = Checkpoint { request, ..arrived(*reply, "So far") };
        store.checkpoint(&[checkpoint]).await.unwrap();
    }
    for (turn, reply) in replies.iter().enumerate() {
        let kept = store.request(*reply).await.unwrap().unwrap();
        assert_eq!(kept, body(turn + 1), "byte for byte");
    }
    let mut database = raw(&kept.folder.path().join("antiphon.sqlite")).await;
    let bytes: i64 = sqlx::query_scalar("select sum(length(data)) from piece")
        .fetch_one(&mut database)
        .await
        .unwrap();
    let all: usize = (1..=40).map(|turns| body(turns).len()).sum();
    assert!(bytes as usize * 15 < all, "{bytes} bytes of {all}: each message once");
    assert_eq!(store.request(session_reply(&kept).await).await.unwrap(), None, "nothing was sent");
}

async fn session_reply(kept: &crate::sample::Kept) -> store::MessageId {
    begun(&kept.store, session_id(), "Not asked yet").await.1
}

#[tokio::test]
async fn how_a_reply_arrived_comes_back() {
    let kept = kept().await;
    let store = &kept.store;
    let (_, reply) = begun(store, session_id(), "One").await;
    assert_eq!(store.arrivals(reply).await.unwrap(), [], "not yet");
    let arrivals: Vec<_> =
        [(0, 1), (90, 3), (70_000, 400)].map(|(ms, chars)| Arrival { ms, chars }).into();
    let end = ending(reply, "Whole", Status::Complete);
    store.end(&Ending { arrivals: arrivals.clone(), ..end }).await.unwrap();
    assert_eq!(store.arrivals(reply).await.unwrap(), arrivals);
}
