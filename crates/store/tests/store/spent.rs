use model::{ModelId, Usage};
use store::{Cost, Ending, Message, Spent, Status};

use crate::sample::{add, begun, ending, first_turn, kept, reply, session_id};

#[tokio::test]
async fn a_session_costs_what_all_its_branches_cost() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let mut turn = first_turn(session, "Hi");
    let prompt = turn.prompts[0].clone();
    let cloud =
        |lane| Message { lane, model: Some(ModelId::new("cloud", "large")), ..reply(&prompt) };
    // The first is embedded: `small_model`.
    turn.replies.extend([cloud(1), cloud(2), cloud(3), cloud(4)]);
    add(store, &turn).await;
    let usage = Some(Usage { prompt_tokens: 5, reply_tokens: 1, ..Usage::default() });
    let cost = |usd| Some(Cost { usd, as_of: "2026-11-22".into() });
    let [here, dear, cheap, unpriced, refused] = &turn.replies[..] else { panic!("five replies") };
    let ends = [
        Ending { usage, ..ending(here.id, "Hello", Status::Complete) },
        Ending { usage, cost: cost(0.5), ..ending(dear.id, "Hello", Status::Complete) },
        Ending { usage, cost: cost(0.25), ..ending(cheap.id, "Hel", Status::Stopped) },
        Ending { usage, ..ending(unpriced.id, "Hello", Status::Complete) },
        ending(refused.id, "", Status::Failed),
    ];
    let spent = async || store.spent(session, ModelId::LOCAL).await.unwrap();
    assert_eq!(spent().await, Spent::default(), "nothing while nothing has ended");
    store.end_all(&ends).await.unwrap();
    begun(store, session_id(), "Another session").await;
    assert_eq!(spent().await, Spent { usd: 0.75, unknown: 1 }, "one price is unknown");
}
