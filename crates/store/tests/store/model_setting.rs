use model::{ModelId, Parameters, Timings, Usage};
use store::{Ending, Status, Store};

use crate::sample::{add, begun, ending, first_turn, kept, session_id, small_model};

#[tokio::test]
async fn a_models_parameters_are_kept_for_it_alone() {
    let kept = kept().await;
    let store = &kept.store;
    let other = ModelId::new(ModelId::LOCAL, "other");
    let unset = store.model_parameters(&small_model()).await.unwrap();
    assert_eq!(unset, Parameters::default(), "nothing was said");
    for threads in [4, 2] {
        let set = Parameters { threads: Some(threads), top_p: Some(0.9), ..Parameters::default() };
        store.set_model_parameters(&small_model(), &set).await.unwrap();
        assert_eq!(store.model_parameters(&small_model()).await.unwrap(), set, "the newest");
    }
    let unset = store.model_parameters(&other).await.unwrap();
    assert_eq!(unset, Parameters::default(), "the other one is as it was");
}

async fn answered(store: &Store, model: &ModelId, tokens: u32, writing_ms: u32) {
    let mut turn = first_turn(session_id(), "Hi");
    turn.replies[0].model = Some(model.clone());
    let (_, reply) = add(store, &turn).await;
    let usage =
        Usage { prompt_tokens: 5, cached_tokens: 0, reply_tokens: tokens, ..Usage::default() };
    let timings = Timings { first_token_ms: 700, total_ms: 700 + writing_ms };
    let ending = ending(reply, "Hello", Status::Complete);
    store.end(&Ending { usage: Some(usage), timings: Some(timings), ..ending }).await.unwrap();
}

#[tokio::test]
async fn a_models_speed_is_the_median_of_its_last_ten_replies() {
    let kept = kept().await;
    let store = &kept.store;
    assert_eq!(store.speeds().await.unwrap(), [], "nothing is known at first");

    let (fast, slow) = (ModelId::new(ModelId::LOCAL, "fast"), small_model());
    answered(store, &slow, 1_000, 1_000).await;
    for seconds in 1..=10 {
        answered(store, &slow, 60, seconds * 1_000).await;
    }
    answered(store, &fast, 90, 1_000).await;
    // What says nothing about speed: no time, no tokens, no measure.
    answered(store, &fast, 90, 0).await;
    answered(store, &fast, 0, 1_000).await;
    begun(store, session_id(), "Hi").await;

    let speeds = store.speeds().await.unwrap();
    assert_eq!(speeds[0], (fast, 90.0), "one reply");
    // 60 tokens in 5 and in 6 seconds are the middle two; the eleventh-newest does not count.
    assert_eq!(speeds[1], (slow, (12.0 + 10.0) / 2.0), "the middle of ten");
    assert_eq!(speeds.len(), 2, "no other model");
}
