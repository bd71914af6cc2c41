use model::ModelId;
use store::{
    Candidate, Kind, Message, MessageId, Millis, NewBlind, NewTurn, Rating, Status, TurnId, Vote,
    VoteFilter,
};
use uuid::Uuid;

use crate::sample::{
    NOW, add, begun, ending, first_turn, kept, next_turn, reply, session_id, small_model,
};

fn candidate(model: &str, message: Option<MessageId>, best: bool) -> Candidate {
    Candidate { model: ModelId::new(ModelId::LOCAL, model), message, best }
}

fn vote(turn: TurnId, at: i64) -> Vote {
    Vote {
        id: Uuid::now_v7(),
        turn,
        session: None,
        at: Millis(at),
        kind: Kind::Chat,
        language: Some("hi".into()),
        blind: true,
        reason: "shorter".into(),
        tags: vec!["code".into(), "हिन्दी".into()],
        voter: String::new(),
        candidates: vec![candidate("a", None, true), candidate("b", None, false)],
    }
}

#[tokio::test]
async fn a_vote_comes_back_and_is_replaced_and_taken_back() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let turn = first_turn(session, "One");
    let (_, reply) = add(store, &turn).await;
    let turn = turn.prompts[0].turn;
    let mut first = Vote { session: Some(session), ..vote(turn, 1) };
    first.candidates[0].message = Some(reply);
    store.cast(&first).await.unwrap();
    let all = VoteFilter::default();
    assert_eq!(store.votes(&all).await.unwrap(), [first.clone()], "every field");
    let second = Vote { tags: Vec::new(), reason: String::new(), ..vote(turn, 2) };
    store.cast(&second).await.unwrap();
    assert_eq!(store.votes(&all).await.unwrap(), [second], "in the place of the first");
    store.take_back(turn, NOW).await.unwrap();
    assert_eq!(store.votes(&all).await.unwrap(), []);
    store.cast(&Vote { id: Uuid::now_v7(), ..first }).await.unwrap();
    assert_eq!(store.votes(&all).await.unwrap().len(), 1, "and cast anew");
}

#[tokio::test]
async fn votes_are_filtered_and_brought_in_once() {
    let kept = kept().await;
    let store = &kept.store;
    let turn = || TurnId(Uuid::now_v7());
    let votes = [
        vote(turn(), 10),
        Vote { kind: Kind::Speech, ..vote(turn(), 20) },
        Vote { language: None, blind: false, tags: Vec::new(), ..vote(turn(), 30) },
    ];
    assert_eq!(store.bring_votes(&votes).await.unwrap(), 3);
    assert_eq!(store.bring_votes(&votes).await.unwrap(), 0, "each is known by its id");
    let all = VoteFilter::default();
    for (filter, places) in [
        (all.clone(), vec![0, 1, 2]),
        (VoteFilter { kind: Some(Kind::Speech), ..all.clone() }, vec![1]),
        (VoteFilter { language: Some("hi".into()), ..all.clone() }, vec![0, 1]),
        (VoteFilter { tag: Some("हिन्दी".into()), ..all.clone() }, vec![0, 1]),
        (VoteFilter { since: Some(Millis(20)), ..all.clone() }, vec![1, 2]),
        (VoteFilter { until: Some(Millis(20)), ..all.clone() }, vec![0]),
        (VoteFilter { blind: true, ..all.clone() }, vec![0, 1]),
        (VoteFilter { session: Some(session_id()), ..all.clone() }, vec![]),
    ] {
        let expected: Vec<_> =
            places.into_iter().map(|place: usize| votes[place].clone()).collect();
        assert_eq!(store.votes(&filter).await.unwrap(), expected, "{filter:?}");
    }
}

#[tokio::test]
async fn a_blind_turn_hides_whom_it_asks_until_it_is_told() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let blind = NewBlind { pool: vec![small_model()], even_pace: true };
    let turn = NewTurn { blind: Some(blind), ..first_turn(session, "One") };
    let (_, reply) = add(store, &turn).await;
    let turn = turn.prompts[0].turn;
    assert!(store.message(reply).await.unwrap().blind);
    assert_eq!(store.blind_turns(session).await.unwrap(), [turn]);
    assert!(store.even_pace(session).await.unwrap());
    assert_eq!(store.session(session).await.unwrap().model, None, "not the session's model");
    assert!(store.marks().await.unwrap().is_empty(), "nor one that was asked last");
    store.tell_names(turn, NOW).await.unwrap();
    assert!(!store.message(reply).await.unwrap().blind);
    assert!(!store.even_pace(session).await.unwrap(), "nothing of it is to be hidden");
    assert!(store.was_blind(session, turn).await.unwrap(), "it was, for the vote");
    store.hide_names(turn).await.unwrap();
    assert!(!store.message(reply).await.unwrap().blind, "no vote has told it");
}

#[tokio::test]
async fn signs_are_counted_for_each_model() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let turn = first_turn(session, "One");
    let (_, first) = add(store, &turn).await;
    let other = Message { model: Some(ModelId::new("local", "other")), ..reply(&turn.prompts[0]) };
    let again = NewTurn { replies: vec![other.clone()], ..NewTurn::default() };
    store.begin_turn(&again, NOW).await.unwrap();
    for id in [first, other.id] {
        store.end(&ending(id, "Whole", Status::Complete)).await.unwrap();
    }
    add(store, &next_turn(session, Some(other.id), "Two")).await;
    store.copied(other.id, NOW).await.unwrap();
    let rating = Rating { stars: Some(5), comment: "good".into() };
    store.rate(other.id, &rating, NOW).await.unwrap();
    assert_eq!(store.message(other.id).await.unwrap().rating, Some(rating));
    begun(store, session_id(), "A reply that is open is no reply yet").await;

    let signs = store.signs().await.unwrap();
    let told: Vec<_> = signs
        .iter()
        .map(|one| {
            let passed = (one.passed_over, one.regenerated);
            (one.model.name(), one.replies, one.kept, one.copied, one.continued, passed)
        })
        .collect();
    assert_eq!(told, [("other", 1, 1, 1, 1, (0, 0)), ("small", 1, 0, 0, 0, (1, 1))]);
}
