//! What replies cost, by the price of the day.

use std::time::Duration;

use engine::Known;
use model::{ChatEvent, Error, ErrorKind, ModelId, Price, Usage};
use store::{Cost, Millis, Spent, Status};

use crate::support::{Call, Desk, ask, ask_cloud, cloud, reply};

/// A dollar for each token read, ten for each one written.
fn price(as_of: &str) -> Price {
    Price { input: 1e6, cached: None, cache_write: None, output: 1e7, as_of: as_of.into() }
}

fn priced(as_of: &str) -> Known {
    Known { price: Some(price(as_of)), continues: true, ..Known::default() }
}

fn use_up(call: &Call, prompt_tokens: u32, reply_tokens: u32) {
    let usage = Usage { prompt_tokens, reply_tokens, ..Usage::default() };
    call.send(Ok(ChatEvent::Usage { usage }));
}

fn cost(usd: f64, as_of: &str) -> Option<Cost> {
    Some(Cost { usd, as_of: as_of.into() })
}

#[tokio::test]
async fn a_reply_costs_what_it_used_at_the_price_of_the_day() {
    let desk = Desk::new().await;
    desk.know(&cloud(), priced("2026-11-01"));
    let asked = desk.engine.ask(ask_cloud("Hello")).await.unwrap();
    let call = desk.call().await;
    call.say("Hi.");
    use_up(&call, 3, 1);
    use_up(&call, 3, 2);
    call.finish();
    desk.engine.idle().await;
    desk.written().await;
    assert_eq!(desk.stored(reply(&asked)).await.cost, cost(23.0, "2026-11-01"), "the last counts");
    desk.know(&cloud(), priced("2026-12-01"));
    assert_eq!(desk.stored(reply(&asked)).await.cost, cost(23.0, "2026-11-01"), "for good");
    let open = desk.engine.open(asked.session).await.unwrap();
    assert_eq!(desk.engine.spent(open.session.id).await.unwrap(), Spent { usd: 23.0, unknown: 0 });
}

#[tokio::test]
async fn without_a_price_or_without_a_count_the_cost_is_unknown_not_nothing() {
    let desk = Desk::new().await;
    desk.know(&cloud(), priced("2026-11-01"));
    let uncounted = desk.engine.ask(ask_cloud("Hello")).await.unwrap();
    desk.answer("Hi.").await;
    desk.engine.idle().await;
    let strange = ModelId::from("cloud/of-tomorrow".to_owned());
    let unpriced = engine::Ask { model: strange, ..ask("Hello") };
    let unpriced = desk.engine.ask(unpriced).await.unwrap();
    let call = desk.call().await;
    call.say("Hi.");
    use_up(&call, 3, 1);
    call.finish();
    desk.engine.idle().await;
    desk.written().await;
    for asked in [uncounted, unpriced] {
        assert_eq!(desk.stored(reply(&asked)).await.cost, None);
        let spent = desk.engine.spent(asked.session).await.unwrap();
        assert_eq!(spent, Spent { usd: 0.0, unknown: 1 }, "and it is told");
    }
}

#[tokio::test]
async fn a_reply_that_is_continued_costs_both_parts() {
    let desk = Desk::new().await;
    desk.know(&cloud(), priced("2026-11-01"));
    let asked = desk.engine.ask(ask_cloud("Hello")).await.unwrap();
    let id = reply(&asked);
    let call = desk.call().await;
    call.say("One");
    use_up(&call, 1, 1);
    call.send(Ok(ChatEvent::Finished { reason: model::FinishReason::Length }));
    desk.engine.idle().await;
    desk.engine.continue_reply(id).await.unwrap();
    let call = desk.call().await;
    call.say(" two");
    use_up(&call, 2, 1);
    call.finish();
    desk.engine.idle().await;
    desk.written().await;
    assert_eq!(desk.stored(id).await.cost, cost(11.0 + 12.0, "2026-11-01"));
}

#[tokio::test]
async fn a_part_that_is_refused_leaves_the_cost_and_one_that_is_not_counted_hides_it() {
    let desk = Desk::new().await;
    desk.know(&cloud(), priced("2026-11-01"));
    for (kept, fails) in [(cost(11.0, "2026-11-01"), true), (None, false)] {
        let asked = desk.engine.ask(ask_cloud("Hello")).await.unwrap();
        let id = reply(&asked);
        let call = desk.call().await;
        call.say("One");
        use_up(&call, 1, 1);
        call.send(Ok(ChatEvent::Finished { reason: model::FinishReason::Length }));
        desk.engine.idle().await;
        desk.engine.continue_reply(id).await.unwrap();
        match desk.call().await {
            call if fails => call.fail(ErrorKind::Overloaded),
            call => call.say(" two").finish(),
        }
        desk.engine.idle().await;
        desk.written().await;
        assert_eq!(desk.stored(id).await.cost, kept, "refused: {fails}");
    }
}

#[tokio::test]
async fn a_provider_s_wish_to_wait_is_kept_as_a_time() {
    let desk = Desk::new().await;
    let asked = desk.engine.ask(ask_cloud("Hello")).await.unwrap();
    let wait = Error {
        status: Some(429),
        retry_after: Some(Duration::from_secs(30)),
        ..Error::new(ErrorKind::RateLimit, "Slow down.")
    };
    desk.call().await.send(Err(wait));
    desk.engine.idle().await;
    desk.written().await;
    let stored = desk.stored(reply(&asked)).await;
    assert_eq!(stored.status, Status::Failed);
    let failure = stored.failure.unwrap();
    let Millis(until) = failure.retry_at.expect("a time");
    // The test's clock began at 1,000 ms and is asked a few times.
    assert!((31_000..31_100).contains(&until), "{until}");
    assert_eq!((failure.kind, failure.message.as_str()), (ErrorKind::RateLimit, "Slow down."));
}
