use std::time::{Duration, Instant};

use store::{Error, Message, MessageId, NewTurn, SessionId, Store};

use crate::sample::{NOW, add, begun, first_turn, kept, next_turn, prompt, reply, session_id};

/// A session of so many turns; yields its messages, oldest first.
async fn long(store: &Store, session: SessionId, turns: usize) -> Vec<MessageId> {
    let (mut ids, mut written) = (Vec::new(), Vec::new());
    for number in 0..turns {
        let text = format!("Prompt {number}");
        let turn = match ids.last() {
            None => first_turn(session, &text),
            Some(&leaf) => next_turn(session, Some(leaf), &text),
        };
        ids.extend([turn.prompts[0].id, turn.replies[0].id]);
        written.push((turn, NOW));
    }
    store.begin_turns(&written).await.unwrap();
    ids
}

fn ids(messages: &[Message]) -> Vec<MessageId> {
    messages.iter().map(|message| message.id).collect()
}

/// Another reply to a prompt.
async fn regenerated(store: &Store, prompt: &Message) -> MessageId {
    let again = reply(prompt);
    let turn = NewTurn { replies: vec![again.clone()], ..NewTurn::default() };
    store.begin_turn(&turn, NOW).await.unwrap();
    again.id
}

#[tokio::test]
async fn a_branch_is_read_in_pieces_of_any_size() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let all = long(store, session, 4).await;
    let leaf = *all.last().unwrap();
    for limit in 1..=9 {
        let mut read = Vec::new();
        loop {
            let path = store.path(leaf, read.first().copied(), limit).await.unwrap();
            assert!(path.messages.len() <= limit as usize, "at most {limit}");
            read.splice(0..0, ids(&path.messages));
            if !path.older {
                break;
            }
        }
        assert_eq!(read, all, "by {limit}");
    }
    let nothing = store.path(leaf, Some(all[0]), 5).await.unwrap();
    assert!(nothing.messages.is_empty() && !nothing.older, "nothing comes before the root");
    let middle = store.path(all[3], None, 9).await.unwrap();
    assert_eq!(ids(&middle.messages), all[..=3], "any message may be the end");
    let missing = store.path(prompt(session, None, "").id, None, 5).await;
    assert!(matches!(missing, Err(Error::NotFound("message"))), "{missing:?}");
}

#[tokio::test]
async fn the_whole_branch_is_what_a_model_reads() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let all = long(store, session, 3).await;
    let aside = next_turn(session, Some(all[1]), "Another way");
    add(store, &aside).await;
    let read = store.full_path(*all.last().unwrap()).await.unwrap();
    assert_eq!(ids(&read), all, "the branch and nothing beside it");
    assert_eq!(read[2].text, "Prompt 1", "with its text");
    assert_eq!(read[2].parent, Some(all[1]), "and its place");
}

#[tokio::test]
async fn versions_are_those_of_the_same_prompt_role_and_lane() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let turn = first_turn(session, "One");
    let (first, reply_one) = add(store, &turn).await;
    let asked = turn.prompts[0].clone();
    let reply_two = regenerated(store, &asked).await;
    let beside = Message { lane: 1, ..reply(&asked) };
    let lane = NewTurn { replies: vec![beside.clone()], ..NewTurn::default() };
    store.begin_turn(&lane, NOW).await.unwrap();
    let edited = next_turn(session, None, "One, in other words");
    let (second, _) = add(store, &edited).await;
    begun(store, session_id(), "Another session's root").await;

    for (leaf, prompts, replies) in [
        (reply_one, vec![first, second], vec![reply_one, reply_two]),
        (reply_two, vec![first, second], vec![reply_one, reply_two]),
        (beside.id, vec![first, second], vec![beside.id]),
    ] {
        let path = store.path(leaf, None, 9).await.unwrap().messages;
        assert_eq!(path[0].versions.siblings, prompts, "the prompts, oldest first");
        assert_eq!(path[1].versions.siblings, replies, "the replies, oldest first");
        assert_eq!(store.message(leaf).await.unwrap(), path[1], "read alone or in its branch");
    }
}

#[tokio::test]
async fn only_the_first_prompt_makes_a_first_turn() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let turn = first_turn(session, "One");
    let (_, leaf) = add(store, &turn).await;
    regenerated(store, &turn.prompts[0]).await;
    assert!(store.is_first_turn(session).await.unwrap(), "however many replies");
    add(store, &next_turn(session, Some(leaf), "Two")).await;
    assert!(!store.is_first_turn(session).await.unwrap(), "two prompts");

    let edited = session_id();
    begun(store, edited, "One").await;
    add(store, &next_turn(edited, None, "One again")).await;
    assert!(!store.is_first_turn(edited).await.unwrap(), "an edited prompt is a second one");
}

#[tokio::test]
async fn the_end_of_a_long_branch_is_read_without_the_rest() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let all = long(store, session, 5_000).await;
    let leaf = *all.last().unwrap();
    let (mut last, mut whole) = (Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        let start = Instant::now();
        assert_eq!(store.path(leaf, None, 50).await.unwrap().messages.len(), 50, "the last 50");
        last = last.min(start.elapsed());
        let start = Instant::now();
        assert_eq!(store.full_path(leaf).await.unwrap().len(), 10_000, "all");
        whole = whole.min(start.elapsed());
    }
    assert!(last * 10 < whole, "50 messages took {last:?}, all 10,000 {whole:?}");
}
