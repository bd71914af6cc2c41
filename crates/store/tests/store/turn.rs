use model::{ErrorKind, FinishReason, Parameters, Timings, Usage};
use store::{Checkpoint, Cost, Ending, Error, Failure, Message, Millis, NewTurn, Status, Versions};

use crate::sample::{
    NOW, add, arrived, begun, ending, first_turn, kept, next_turn, prompt, reply, session_id,
};

#[tokio::test]
async fn a_turn_is_written_whole_before_a_byte_has_arrived() {
    let kept = kept().await;
    let turn = first_turn(session_id(), "Why?\u{0}\r\n'\"; --");
    let (prompt_id, reply_id) = add(&kept.store, &turn).await;
    for (id, written) in [(prompt_id, turn.prompts.first()), (reply_id, turn.replies.first())] {
        let versions = Versions { siblings: vec![id] };
        let written = Message { versions, ..written.unwrap().clone() };
        assert_eq!(kept.store.message(id).await.unwrap(), written, "every field");
    }
}

#[tokio::test]
async fn every_field_of_a_message_comes_back() {
    let kept = kept().await;
    let session = session_id();
    let parent = prompt(session, None, "Why?");
    let mut full = Message {
        lane: 3,
        status: Status::Failed,
        text: "Because 漢字 🙂".into(),
        reasoning: "Hm.".into(),
        served: Some("small-2026".into()),
        parameters: Some(Parameters { temperature: Some(0.7), ..Parameters::default() }),
        usage: Some(Usage {
            prompt_tokens: 0,
            cached_tokens: 4,
            cache_written_tokens: 5,
            reply_tokens: u32::MAX,
            reasoning_tokens: 6,
        }),
        cost: Some(Cost { usd: 0.1 + 0.2, as_of: "2026-11-22".into() }),
        timings: Some(Timings { first_token_ms: 0, total_ms: 9 }),
        finish: Some(FinishReason::Refusal),
        left_out: 2,
        failure: Some(Failure {
            kind: ErrorKind::RateLimit,
            message: String::new(),
            retry_at: Some(Millis(7)),
        }),
        created_at: Millis(-1),
        ..reply(&parent)
    };
    full.versions.siblings = vec![full.id];
    let first = first_turn(session, "");
    let turn = NewTurn { prompts: vec![parent], replies: vec![full.clone()], ..first };
    kept.store.begin_turn(&turn, NOW).await.unwrap();
    assert_eq!(kept.store.message(full.id).await.unwrap(), full, "every field");
}

#[tokio::test]
async fn a_turn_with_a_missing_parent_or_session_leaves_nothing_behind() {
    let kept = kept().await;
    let (store, session, other) = (&kept.store, session_id(), session_id());
    let (_, here) = begun(store, session, "Hi").await;
    let (_, elsewhere) = begun(store, other, "Hi").await;

    let missing = next_turn(session, Some(prompt(session, None, "").id), "And?");
    let foreign = next_turn(session, Some(elsewhere), "And?");
    let mut orphan = next_turn(session, Some(here), "And?");
    orphan.replies[0].parent = Some(prompt(session, None, "").id);
    for (turn, why) in [(missing, "missing"), (foreign, "foreign"), (orphan, "orphan")] {
        let refused = store.begin_turn(&turn, Millis(NOW.0 + 1)).await;
        assert!(matches!(refused, Err(Error::NotFound("message"))), "{why}: {refused:?}");
        let prompt = store.message(turn.prompts[0].id).await;
        assert!(matches!(prompt, Err(Error::NotFound("message"))), "{why}: no prompt either");
    }
    let untouched = store.session(session).await.unwrap();
    assert_eq!((untouched.leaf, untouched.updated_at), (Some(here), NOW), "nothing moved");

    let strange = store.begin_turn(&next_turn(session_id(), None, "Hi"), NOW).await;
    assert!(matches!(strange, Err(Error::NotFound("session"))), "{strange:?}");
}

#[tokio::test]
async fn checkpoints_reach_open_replies_only() {
    let kept = kept().await;
    let store = &kept.store;
    let (_, open) = begun(store, session_id(), "Hi").await;
    let (_, ended) = begun(store, session_id(), "Hi").await;
    store.end(&ending(ended, "All of it", Status::Complete)).await.unwrap();
    let open_now = Checkpoint {
        id: open,
        text: "So far".into(),
        reasoning: "Thinking".into(),
        left_out: 2,
        request: None,
    };
    store.checkpoint(&[open_now, arrived(ended, "All")]).await.unwrap();
    let message = store.message(open).await.unwrap();
    assert_eq!(
        (message.text.as_str(), message.reasoning.as_str(), message.left_out, message.status),
        ("So far", "Thinking", 2, Status::Streaming),
        "the open one"
    );
    assert_eq!(store.message(ended).await.unwrap().text, "All of it", "a late one changes nothing");
}

#[tokio::test]
async fn an_ending_is_written_and_moves_the_session_up() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (_, id) = begun(store, session, "Hi").await;
    let failure = Failure {
        kind: ErrorKind::Overloaded,
        message: "no room".into(),
        retry_at: Some(Millis(NOW.0 + 30)),
    };
    let end = Ending {
        served: Some("small-2026".into()),
        usage: Some(Usage {
            prompt_tokens: 9,
            cached_tokens: 4,
            cache_written_tokens: 3,
            reply_tokens: 2,
            reasoning_tokens: 1,
        }),
        cost: Some(Cost { usd: 0.25, as_of: "2026-11-22".into() }),
        timings: Some(Timings { first_token_ms: 20, total_ms: 90 }),
        finish: Some(FinishReason::Other),
        failure: Some(failure),
        at: Millis(NOW.0 + 5),
        ..ending(id, "Half", Status::Failed)
    };
    store.end(&end).await.unwrap();
    let message = store.message(id).await.unwrap();
    assert_eq!((message.status, message.text), (Status::Failed, "Half".into()), "what arrived");
    assert_eq!(message.served, end.served, "who served it");
    assert_eq!((message.usage, message.timings), (end.usage, end.timings), "what it took");
    assert_eq!(message.cost, end.cost, "what it cost");
    assert_eq!((message.finish, message.failure), (end.finish, end.failure), "why it ended");
    assert_eq!(store.session(session).await.unwrap().updated_at, end.at, "the session's time");
}

#[tokio::test]
async fn several_endings_are_all_written_or_none() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let mut turn = first_turn(session, "Hi");
    let second = Message { lane: 1, ..reply(&turn.prompts[0]) };
    turn.replies.push(second.clone());
    let (_, first) = add(store, &turn).await;
    assert_eq!(store.session(session).await.unwrap().leaf, Some(first), "the first reply is read");

    let stranger = prompt(session, None, "").id;
    let ends = |ids: [_; 2]| ids.map(|id| ending(id, "Done", Status::Stopped));
    let none = store.end_all(&ends([first, stranger])).await;
    assert!(matches!(none, Err(Error::NotFound("message"))), "{none:?}");
    assert_eq!(store.message(first).await.unwrap().status, Status::Streaming, "none is written");
    store.end_all(&ends([first, second.id])).await.unwrap();
    for id in [first, second.id] {
        assert_eq!(store.message(id).await.unwrap().status, Status::Stopped, "both are");
    }
    let open = store.end(&ending(first, "", Status::Streaming)).await;
    assert!(matches!(open, Err(Error::Value(_))), "an end is an end: {open:?}");
}

#[tokio::test]
async fn only_a_reply_that_was_cut_short_is_opened_again() {
    let kept = kept().await;
    let store = &kept.store;
    let cut = Some(FinishReason::Length);
    for (status, finish, reopens) in [
        (Status::Stopped, None, true),
        (Status::Interrupted, None, true),
        (Status::Failed, None, true),
        (Status::Complete, cut, true),
        (Status::Complete, Some(FinishReason::End), false),
        (Status::Complete, None, false),
    ] {
        let (prompt, id) = begun(store, session_id(), "Hi").await;
        let failure =
            Some(Failure { kind: ErrorKind::Network, message: "gone".into(), retry_at: None });
        store.end(&Ending { finish, failure, ..ending(id, "Half", status) }).await.unwrap();
        let reopened = store.reopen(id).await;
        match reopened {
            Ok(message) => {
                assert!(reopens, "{status:?} {finish:?}");
                assert_eq!((message.status, message.text.as_str()), (Status::Streaming, "Half"));
                assert_eq!((message.finish, message.failure), (None, None), "as if never ended");
            }
            Err(error) => {
                assert!(
                    !reopens && matches!(error, Error::Whole),
                    "{status:?} {finish:?}: {error}"
                );
            }
        }
        let whole = store.reopen(prompt).await;
        assert!(matches!(whole, Err(Error::Whole)), "a prompt is never continued: {whole:?}");
    }
}

#[tokio::test]
async fn many_turns_are_brought_in_at_once() {
    let kept = kept().await;
    let turns: Vec<_> =
        (0..100).map(|time| (first_turn(session_id(), "Hi"), Millis(time))).collect();
    kept.store.begin_turns(&turns).await.unwrap();
    for (turn, time) in &turns {
        let session = kept.store.session(turn.begins.as_ref().unwrap().id).await.unwrap();
        assert_eq!((session.created_at, session.updated_at), (*time, *time), "each at its time");
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_half_way_writes_all_or_nothing() {
    let kept = kept().await;
    let store = &kept.store;
    let (mut all, mut nothing) = (0, 0);
    for patience in 0..200 {
        let turn = first_turn(session_id(), "Hi");
        let impatient = async {
            for _ in 0..patience {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            written = store.begin_turn(&turn, NOW) => written.unwrap(),
            () = impatient => {}
        }
        let (_, after) = begun(store, session_id(), "The next call").await;
        assert!(store.message(after).await.is_ok(), "{patience}: the next call is not disturbed");
        let prompt = store.message(turn.prompts[0].id).await;
        let reply = store.message(turn.replies[0].id).await;
        match (prompt.is_ok(), reply.is_ok()) {
            (true, true) => all += 1,
            (false, false) => nothing += 1,
            half => panic!("{patience}: {half:?}"),
        }
    }
    assert!(nothing > 0, "some were dropped: {all} whole, {nothing} dropped");
}
