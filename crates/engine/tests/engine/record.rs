//! The record of what left the machine.

use engine::Known;
use model::{ErrorKind, Ledger, Origin, Price, Purpose, Sending, Sent, Usage};
use store::{SentFilter, SentLine, SentState};

use crate::support::{Desk, cloud};

fn sending(purpose: Purpose) -> Sending {
    Sending {
        host: "api.example".into(),
        provider: Some("cloud".into()),
        model: (purpose == Purpose::Chat).then(cloud),
        origin: Origin { purpose, session: None },
        bytes_out: 12,
    }
}

async fn lines(desk: &Desk) -> Vec<SentLine> {
    desk.engine.what_left(&SentFilter::default(), None, 99).await.unwrap().lines
}

#[tokio::test]
async fn a_request_is_kept_when_it_begins_and_priced_when_it_ends() {
    let desk = Desk::new().await;
    let dear =
        Price { input: 1e6, cached: None, cache_write: None, output: 0.0, as_of: "x".into() };
    desk.know(&cloud(), Known { price: Some(dear), ..Known::default() });
    let entry = desk.record.sending(sending(Purpose::Chat));
    desk.written().await;
    let begun = lines(&desk).await.remove(0);
    assert_eq!((begun.state, begun.ended_at, begun.cost), (SentState::UnderWay, None, None));
    assert_eq!((begun.host.as_str(), begun.bytes_out), ("api.example", 12));
    assert_eq!((begun.provider.as_deref(), begun.model.clone()), (Some("cloud"), Some(cloud())));
    let usage = Some(Usage { prompt_tokens: 7, ..Usage::default() });
    entry.ended(Sent { bytes_in: 99, status: Some(200), failure: None, usage });
    desk.written().await;
    let [ended] = &lines(&desk).await[..] else { panic!("one line") };
    assert_eq!((ended.id, ended.state), (begun.id, SentState::Ended));
    assert_eq!((ended.bytes_in, ended.status, ended.usage), (99, Some(200), usage));
    assert_eq!(ended.cost, Some(7.0));
    assert!(ended.ended_at.is_some_and(|at| at > ended.at));
}

#[tokio::test]
async fn a_request_that_is_dropped_was_given_up_and_one_that_failed_says_why() {
    let desk = Desk::new().await;
    drop(desk.record.sending(sending(Purpose::Models)));
    let failure = Some(ErrorKind::Network);
    desk.record.sending(sending(Purpose::Test)).ended(Sent { failure, ..Sent::default() });
    desk.written().await;
    let lines = lines(&desk).await;
    let told: Vec<_> = lines.iter().map(|line| (line.purpose, line.state, line.failure)).collect();
    assert_eq!(
        told,
        [(Purpose::Test, SentState::Ended, failure), (Purpose::Models, SentState::GivenUp, None)]
    );
}

#[tokio::test]
async fn what_could_not_be_written_yet_is_kept_in_order_and_written_later() {
    let desk = Desk::new().await;
    for n in 0..50 {
        let entry = desk.record.sending(Sending { bytes_out: n, ..sending(Purpose::Chat) });
        entry.ended(Sent { bytes_in: n, ..Sent::default() });
    }
    desk.written().await;
    let lines = lines(&desk).await;
    let told: Vec<_> = lines.iter().rev().map(|line| (line.bytes_out, line.bytes_in)).collect();
    assert_eq!(told, (0..50).map(|n| (n, n)).collect::<Vec<_>>(), "each once, oldest first");
    assert!(lines.iter().all(|line| line.state == SentState::Ended));
}
