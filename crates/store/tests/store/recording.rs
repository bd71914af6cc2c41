use model::ModelId;
use store::{Error, Millis, NewTurn, Recording, RecordingId, RecordingSums, Store};
use uuid::Uuid;

use crate::sample::{NOW, add, first_turn, kept, next_turn, opened, session_id, small_model};

fn said(text: &str) -> Recording {
    Recording {
        id: RecordingId(Uuid::now_v7()),
        made_at: NOW,
        duration_ms: 1500,
        model: Some(small_model()),
        language: Some("hi".into()),
        text: text.into(),
        media_type: "audio/flac".into(),
        size: 3,
        kept: true,
    }
}

async fn keep(store: &Store, text: &str) -> Recording {
    let recording = said(text);
    store.keep_recording(&recording, b"abc").await.unwrap();
    recording
}

fn with(turn: NewTurn, recordings: &[&Recording]) -> NewTurn {
    let mut turn = turn;
    turn.prompts[0].recordings = recordings.iter().map(|&one| one.clone()).collect();
    turn
}

#[tokio::test]
async fn the_recordings_of_a_prompt_come_back_in_their_order_with_every_way_to_read_it() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (first, second) = (keep(store, "नमस्ते").await, keep(store, "How are you?").await);
    let turn = with(first_turn(session, "नमस्ते How are you?"), &[&second, &first]);
    let (prompt, reply) = add(store, &turn).await;

    let both = [second.clone(), first.clone()];
    assert_eq!(store.message(prompt).await.unwrap().recordings, both);
    assert_eq!(store.path(reply, None, 9).await.unwrap().messages[0].recordings, both);
    assert_eq!(store.full_path(reply).await.unwrap()[0].recordings, both);
    assert_eq!(store.message(reply).await.unwrap().recordings, [], "a reply was not said");
    assert_eq!(store.recording(first.id).await.unwrap(), first);
    assert_eq!(store.sound(first.id).await.unwrap(), b"abc");
}

#[tokio::test]
async fn one_recording_may_belong_to_the_prompts_of_several_lanes() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let recording = keep(store, "Which is better?").await;
    let (prompt, reply) = add(store, &with(first_turn(session, "Which?"), &[&recording])).await;
    let again = with(next_turn(session, Some(reply), "Which?"), &[&recording]);
    let (other, _) = add(store, &again).await;
    for id in [prompt, other] {
        let recordings = store.message(id).await.unwrap().recordings;
        assert_eq!(recordings, std::slice::from_ref(&recording), "both were said in it");
    }
    let sums = RecordingSums { recordings: 1, bytes: 3 };
    assert_eq!(store.sounds().await.unwrap(), sums, "it is kept once");
}

#[tokio::test]
async fn what_was_never_sent_is_gone_after_the_next_start() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let (sent, unsent) = (keep(store, "sent").await, keep(store, "unsent").await);
    add(store, &with(first_turn(session, "sent"), &[&sent])).await;
    store.close().await;
    let store = opened(kept.folder.path()).await;
    assert_eq!(store.recording(sent.id).await.unwrap(), sent, "it belongs to a prompt");
    assert!(matches!(store.recording(unsent.id).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn a_prompt_with_a_recording_that_is_not_kept_leaves_nothing_behind() {
    let kept = kept().await;
    let session = session_id();
    let turn = with(first_turn(session, "Look"), &[&said("never kept")]);
    let refused = kept.store.begin_turn(&turn, NOW).await;
    assert!(matches!(refused, Err(Error::NotFound("recording"))), "{refused:?}");
    assert!(kept.store.session(session).await.is_err(), "no session was begun");
}

#[tokio::test]
async fn a_deleted_sound_is_gone_and_what_was_heard_stays() {
    let kept = kept().await;
    let (store, session) = (&kept.store, session_id());
    let recording = keep(store, "Once said").await;
    let (prompt, _) = add(store, &with(first_turn(session, "Once said"), &[&recording])).await;
    store.delete_sound(recording.id).await.unwrap();
    let left = Recording { kept: false, ..recording.clone() };
    assert_eq!(store.message(prompt).await.unwrap().recordings, [left]);
    assert!(matches!(store.sound(recording.id).await, Err(Error::NotFound(_))));
    assert!(store.delete_sound(recording.id).await.is_err(), "there is nothing left to delete");
    assert_eq!(store.sounds().await.unwrap(), RecordingSums::default());
}

#[tokio::test]
async fn only_what_is_older_than_the_schedule_says_is_deleted() {
    let kept = kept().await;
    let store = &kept.store;
    let old = Recording { made_at: Millis(NOW.0 - 10), ..said("old") };
    store.keep_recording(&old, b"abc").await.unwrap();
    let new = keep(store, "new").await;
    assert_eq!(store.delete_sounds_before(NOW).await.unwrap(), 1);
    assert_eq!(store.delete_sounds_before(NOW).await.unwrap(), 0, "once");
    assert!(!store.recording(old.id).await.unwrap().kept);
    assert!(store.recording(new.id).await.unwrap().kept);
}

#[tokio::test]
async fn what_is_heard_again_takes_the_place_of_what_was_heard() {
    let kept = kept().await;
    let recording = keep(&kept.store, "no mist a").await;
    let heard = Recording {
        model: Some(ModelId::new(ModelId::LOCAL, "other")),
        language: None,
        text: "नमस्ते".into(),
        ..recording.clone()
    };
    kept.store.hear_again(&heard).await.unwrap();
    assert_eq!(kept.store.recording(recording.id).await.unwrap(), heard);
    let unknown = kept.store.hear_again(&said("never kept")).await;
    assert!(matches!(unknown, Err(Error::NotFound(_))));
}
