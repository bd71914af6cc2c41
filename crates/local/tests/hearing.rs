//! Embedded recognisers against voice workers that do as a script tells them.

#[cfg(test)]
mod ears;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ears::{Desk, PATIENCE, SECOND, SOON, one, voice, whole};
use futures::stream::{self, StreamExt};
use local::Presence;
use model::voice_worker::SOUND_AHEAD;
use model::{ErrorKind, Hearing, Transcript, TranscriptEvent};
use tokio::sync::oneshot;
use tokio::time::timeout;

#[tokio::test]
async fn what_is_heard_is_told_as_it_is_said_and_then_whole() {
    let desk = Desk::new("{}", |_| {});
    let rule = r#"{"text": "one two three four", "word_ms": 100}"#;
    let options =
        Hearing { partials: true, terms: vec![format!("#script {rule}")], ..Hearing::default() };
    // It is said for as long as nothing of it has been told.
    let (told, silence) = oneshot::channel::<()>();
    let end = stream::once(silence).filter_map(|_| async { None });
    let mut told = Some(told);
    let events = desk.stream(voice(2).chain(end).boxed(), options);
    let events = events.inspect(move |_| drop(told.take()));
    let (partials, transcript) = whole(events.boxed()).await.unwrap();
    assert!(!partials.is_empty(), "while it is said");
    assert!(partials.is_sorted_by_key(|(committed, _)| committed.len()), "{partials:?}");
    assert_eq!(transcript.text, "one two three four");
    assert_eq!(transcript.segments[0].end_ms, 2000, "all of the sound arrived");
    assert_eq!(transcript.language.as_deref(), Some("en"));
}

#[tokio::test]
async fn a_file_is_read_only_as_far_ahead_as_it_is_heard() {
    // A worker that loads for ever takes nothing up.
    let desk = Desk::new(r#"{"load": {"then": "stall"}}"#, |_| {});
    let read = Arc::new(AtomicUsize::new(0));
    let counted = {
        let read = Arc::clone(&read);
        stream::repeat_with(move || {
            read.fetch_add(SECOND, Ordering::Relaxed);
            vec![0.1; SECOND]
        })
    };
    let mut events = desk.stream(counted.boxed(), Hearing::default());
    let waited = timeout(SOON, events.next()).await;
    assert!(waited.is_err(), "nothing is heard: {waited:?}");
    assert_eq!(read.load(Ordering::Relaxed) as u64, SOUND_AHEAD, "half a minute and no more");
}

#[tokio::test]
async fn ten_minutes_in_one_piece_are_heard_whole() {
    let desk = Desk::new("{}", |_| {});
    let long = stream::iter([vec![0.1; 600 * SECOND]]).boxed();
    let (_, transcript) = whole(desk.stream(long, Hearing::default())).await.unwrap();
    assert_eq!(transcript.text, "heard 600 seconds");
}

#[tokio::test]
async fn a_worker_that_dies_in_mid_utterance_is_replaced_for_the_next() {
    let desk = Desk::new("{}", |_| {});
    let error = desk.hear(3, r#"{"after_ms": 1000, "then": "die"}"#).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WorkerLost);
    assert!(error.message.contains("wants it to die"), "its last words: {error}");
    let error = desk.hear(3, r#"{"after_ms": 1000, "then": "killed"}"#).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::OutOfMemory, "{error}");
    let (_, transcript) = desk.hear(1, "{}").await.unwrap();
    assert_eq!(transcript.text, "heard 1 seconds");
}

#[tokio::test]
async fn a_worker_that_writes_garbage_or_hangs_is_ended_and_the_next_works() {
    let desk = Desk::new("{}", |runtime| runtime.silence = SOON);
    let error = desk.hear(2, r#"{"then": "garbage"}"#).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Malformed);
    let error = desk.hear(2, r#"{"after_ms": 500, "then": "hang"}"#).await.unwrap_err();
    assert!(error.message.contains("stopped answering"), "{error}");
    desk.hear(1, "{}").await.unwrap();
}

#[tokio::test]
async fn a_failed_request_leaves_the_worker_running() {
    let desk = Desk::new("{}", |_| {});
    let rule = r#"{"then": "fail", "kind": "invalid_request", "message": "no"}"#;
    let error = desk.hear(1, rule).await.unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::InvalidRequest, "no"));
    assert_eq!(desk.hearing.presence().borrow().get(&one()), Some(&Presence::Ready));
}

#[tokio::test]
async fn dropping_the_stream_stops_it_and_the_next_is_heard() {
    let desk = Desk::new("{}", |_| {});
    let options = Hearing {
        partials: true,
        terms: vec![r#"#script {"text": "one two", "word_ms": 100}"#.into()],
        ..Hearing::default()
    };
    let speaking = voice(1).chain(stream::pending()).boxed();
    let mut events = desk.stream(speaking, options);
    let first = timeout(PATIENCE, events.next()).await.expect("a partial").unwrap();
    assert!(matches!(first, Ok(TranscriptEvent::Partial { .. })), "{first:?}");
    drop(events);
    let (_, transcript) = desk.hear(1, "{}").await.unwrap();
    assert_eq!(transcript.text, "heard 1 seconds", "it did not wait for the first");
}

#[tokio::test]
async fn silence_is_heard_as_nothing() {
    let desk = Desk::new(r#"{"hear": [{"text": "thank you"}]}"#, |_| {});
    let silence = stream::iter([vec![0.0; SECOND]]).boxed();
    let (partials, transcript) = whole(desk.stream(silence, Hearing::default())).await.unwrap();
    assert!(partials.is_empty());
    assert_eq!(transcript, Transcript::default());
}

#[tokio::test]
async fn a_recogniser_that_cannot_be_loaded_says_why() {
    let script = r#"{"load": {"then": "fail", "message": "not a recogniser"}}"#;
    let error = Desk::new(script, |_| {}).hear(1, "{}").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadModelFile);
    assert_eq!(error.message, "not a recogniser");
}

#[tokio::test]
async fn an_idle_recogniser_is_ended() {
    let desk = Desk::new("{}", |runtime| runtime.idle = Duration::from_millis(50));
    desk.hear(1, "{}").await.unwrap();
    let mut presence = desk.hearing.presence();
    let gone = presence.wait_for(std::collections::BTreeMap::is_empty);
    timeout(PATIENCE, gone).await.expect("it stays").unwrap();
    desk.hear(1, "{}").await.unwrap();
}
