//! The life of one reply, word by word.

use std::time::Duration;

use crate::support::{Desk, Screen, ask, follow, reply, watch};
use engine::Error;
use model::{
    ChatEvent, ErrorKind, FinishReason, Message as Sent, ModelId, Parameters, Role, Usage,
};
use store::Status;
use tokio::time::advance;

fn said(role: Role, text: &str) -> Sent {
    Sent::new(role, text)
}

#[tokio::test]
async fn the_rows_are_written_before_anything_is_sent() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let [prompt, reply] = &asked.messages[..] else { panic!("a prompt and a reply") };
    let stored = desk.stored(reply.id).await;
    assert_eq!(stored.status, Status::Streaming, "the reply is a row before it is a request");
    assert_eq!(desk.stored(prompt.id).await.text, "Hello", "and so is the prompt");
    let call = desk.call().await;
    assert_eq!(call.request.messages, [said(Role::User, "Hello")], "the path and nothing else");
    assert_eq!(call.request.parameters.top_p, Some(0.5), "the model's defaults hold");
}

#[tokio::test]
async fn a_watcher_sees_a_snapshot_then_deltas_and_ends_with_what_is_stored() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let id = reply(&asked);
    let mut early = watch(&desk, asked.session);
    let mut screen = Screen::default();
    let call = desk.call().await;
    call.send(Ok(ChatEvent::Started { model: "served".into() }));
    call.say("One ").say("two ");
    screen.until_text(&mut early, id, "One two ").await;

    let mut late = watch(&desk, asked.session);
    let mut late_screen = Screen::default();
    late_screen.reduce(late.next().await);
    assert_eq!(late_screen.0[&id].text, "One two ", "who comes late begins with all there is");

    call.say("three");
    let usage = Usage { prompt_tokens: 3, cached_tokens: 0, reply_tokens: 3, ..Usage::default() };
    call.send(Ok(ChatEvent::Usage { usage })).finish();
    let seen = screen.until(&mut early, id, Status::Complete).await.clone();
    let seen_late = late_screen.until(&mut late, id, Status::Complete).await.clone();
    desk.written().await;
    let mut stored = desk.stored(id).await;
    stored.versions = seen.versions.clone();
    assert_eq!(seen, stored, "what is on the screen is what is stored");
    assert_eq!(seen_late, stored, "for every window");
    assert_eq!(stored.text, "One two three");
    assert_eq!(stored.served.as_deref(), Some("served"));
    assert_eq!(stored.usage, Some(usage));
    assert_eq!(stored.finish, Some(FinishReason::End));
}

#[tokio::test]
async fn a_reply_that_has_just_ended_is_read_as_it_ended_before_it_is_written() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let call = desk.call().await;
    call.say("One ");
    desk.written().await;
    call.say("two").finish();
    desk.engine.idle().await;
    assert_eq!(desk.stored(reply(&asked)).await.status, Status::Streaming, "not written yet");
    let open = desk.engine.open(asked.session).await.unwrap();
    let shown = open.path.messages.last().unwrap();
    assert_eq!((shown.status, shown.text.as_str()), (Status::Complete, "One two"));

    desk.call().await.fail(ErrorKind::Server);
    desk.engine.ask(follow(&asked, "Go on")).await.unwrap();
    let sent = desk.call().await.request.messages;
    assert_eq!(sent[1], said(Role::Assistant, "One two"), "the next prompt sends all of it");
}

#[tokio::test]
async fn a_reader_who_is_slow_is_told_each_message_once() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let mut slow = watch(&desk, asked.session);
    let mut quick = watch(&desk, asked.session);
    let call = desk.call().await;
    for _ in 0..1_000 {
        call.say("word ");
    }
    let mut screen = Screen::default();
    screen.until_text(&mut quick, reply(&asked), &"word ".repeat(1_000)).await;
    let updates = slow.next().await;
    assert_eq!(updates.len(), 1, "a thousand deltas are one update");
}

#[tokio::test]
async fn what_arrives_is_written_at_most_every_interval() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let id = reply(&asked);
    let mut watching = watch(&desk, asked.session);
    let mut screen = Screen::default();
    let call = desk.call().await;
    call.say("first");
    screen.until_text(&mut watching, id, "first").await;
    desk.engine.flush().await;
    assert_eq!(desk.stored(id).await.text, "first");

    call.say(" second");
    screen.until_text(&mut watching, id, "first second").await;
    advance(engine::CHECKPOINT_INTERVAL / 2).await;
    assert_eq!(desk.stored(id).await.text, "first", "not before the interval has passed");
    advance(Duration::from_millis(250)).await;
    while desk.stored(id).await.text == "first" {
        tokio::task::yield_now().await;
    }
    assert_eq!(desk.stored(id).await.text, "first second", "within 250 ms");
    assert_eq!(desk.stored(id).await.status, Status::Streaming);
}

#[tokio::test]
async fn stop_keeps_what_had_arrived_and_cancels_the_request() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let id = reply(&asked);
    let mut watching = watch(&desk, asked.session);
    let call = desk.call().await;
    call.say("One two");
    Screen::default().until_text(&mut watching, id, "One two").await;
    desk.engine.stop(id).unwrap();
    call.cancelled().await;
    desk.written().await;
    let stored = desk.stored(id).await;
    assert_eq!((stored.status, stored.text.as_str()), (Status::Stopped, "One two"));
    assert!(matches!(desk.engine.stop(id), Err(Error::NotAllowed(_))), "it has ended");
}

#[tokio::test]
async fn a_worker_that_runs_out_of_memory_interrupts_what_it_was_writing() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    desk.call().await.say("One two").fail(ErrorKind::OutOfMemory);
    desk.engine.idle().await;
    desk.written().await;
    let stored = desk.stored(reply(&asked)).await;
    assert_eq!((stored.status, stored.text.as_str()), (Status::Interrupted, "One two"));
}

#[tokio::test]
async fn a_lost_worker_leaves_the_reply_interrupted_and_the_next_prompt_works() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let call = desk.call().await;
    call.say("One two").fail(ErrorKind::WorkerLost);
    desk.engine.idle().await;
    desk.written().await;
    let stored = desk.stored(reply(&asked)).await;
    assert_eq!((stored.status, stored.text.as_str()), (Status::Interrupted, "One two"));
    assert_eq!(stored.failure.map(|failure| failure.kind), Some(ErrorKind::WorkerLost));

    let next = desk.engine.ask(follow(&asked, "Go on")).await.unwrap();
    let call = desk.call().await;
    let path = ["Hello", "One two", "Go on"];
    assert_eq!(
        call.request.messages.iter().map(|sent| sent.text.as_str()).collect::<Vec<_>>(),
        path
    );
    call.say("Fine").finish();
    desk.engine.idle().await;
    desk.written().await;
    assert_eq!(desk.stored(reply(&next)).await.status, Status::Complete);
}

#[tokio::test]
async fn a_reply_cut_off_after_its_first_word_is_never_complete() {
    assert_eq!(cut_after("One").await, Status::Interrupted);
}

#[tokio::test]
async fn a_reply_cut_off_before_its_first_word_is_never_complete() {
    assert_eq!(cut_after("").await, Status::Failed);
}

/// What becomes of a reply whose stream ends after these words without its end.
async fn cut_after(words: &str) -> Status {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let call = desk.call().await;
    if !words.is_empty() {
        call.say(words);
    }
    drop(call);
    desk.engine.idle().await;
    desk.written().await;
    let stored = desk.stored(reply(&asked)).await;
    assert_eq!(stored.text, words, "what arrived is kept");
    assert_eq!(stored.failure.map(|failure| failure.kind), Some(ErrorKind::Truncated));
    stored.status
}

#[tokio::test]
async fn a_failure_before_the_first_word_says_why_and_sends_no_empty_reply_later() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    desk.call().await.fail(ErrorKind::PromptTooLong);
    desk.engine.idle().await;
    desk.written().await;
    let stored = desk.stored(reply(&asked)).await;
    assert_eq!(stored.status, Status::Failed);
    let failure = stored.failure.expect("a reason");
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (ErrorKind::PromptTooLong, "the script says so")
    );
    desk.engine.ask(follow(&asked, "Shorter")).await.unwrap();
    let sent = desk.call().await.request.messages;
    assert_eq!(sent, [said(Role::User, "Hello"), said(Role::User, "Shorter")]);
}

#[tokio::test]
async fn continue_extends_the_same_version_from_its_exact_end() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let id = reply(&asked);
    let mut watching = watch(&desk, asked.session);
    let mut screen = Screen::default();
    let call = desk.call().await;
    call.say("One tw");
    screen.until_text(&mut watching, id, "One tw").await;
    desk.engine.stop(id).unwrap();
    desk.engine.continue_reply(id).await.unwrap();
    let call = desk.call().await;
    let path = [said(Role::User, "Hello"), said(Role::Assistant, "One tw")];
    assert_eq!(call.request.messages, path, "the reply so far is the end of the path");
    call.say("o three").finish();
    screen.until(&mut watching, id, Status::Complete).await;
    desk.written().await;
    let stored = desk.stored(id).await;
    assert_eq!(stored.text, "One two three", "one version, extended");
    let refused = desk.engine.continue_reply(id).await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "a whole reply has no more to say");
}

#[tokio::test]
async fn continue_after_a_length_stop_is_allowed() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let call = desk.call().await;
    call.say("One");
    call.send(Ok(ChatEvent::Finished { reason: FinishReason::Length }));
    desk.engine.idle().await;
    desk.engine.continue_reply(reply(&asked)).await.unwrap();
    let mut call = desk.call().await;
    while call.request.messages.last().map(|sent| sent.role) != Some(Role::Assistant) {
        call = desk.call().await;
    }
    assert_eq!(call.request.messages.last(), Some(&said(Role::Assistant, "One")));
}

#[tokio::test]
async fn regenerate_is_a_new_version_beside_the_old_one() {
    let desk = Desk::new().await;
    let asked = desk.session("Hello", "One").await;
    let again = desk.engine.regenerate(reply(&asked), engine::Again::default()).await.unwrap();
    let call = desk.call().await;
    assert_eq!(call.request.messages, [said(Role::User, "Hello")], "the same path");
    call.say("Another").finish();
    desk.engine.idle().await;
    desk.written().await;
    let open = desk.engine.open(asked.session).await.unwrap();
    let shown = open.path.messages.last().unwrap();
    assert_eq!((shown.id, shown.text.as_str()), (reply(&again), "Another"), "the new one is read");
    assert_eq!(shown.versions.siblings, [reply(&asked), reply(&again)]);
    let back = desk.engine.choose(reply(&asked)).await.unwrap();
    assert_eq!(back.path.messages.last().unwrap().text, "One", "the old one is still there");
    let prompt = asked.messages[0].id;
    assert!(matches!(
        desk.engine.regenerate(prompt, engine::Again::default()).await,
        Err(Error::NotAllowed(_))
    ));
}

#[tokio::test]
async fn an_edited_prompt_is_a_branch_and_the_old_one_is_kept() {
    let desk = Desk::new().await;
    let asked = desk.session("Hello", "One").await;
    let edited = engine::Ask { session: Some(asked.session), ..ask("Good morning") };
    let branch = desk.engine.ask(edited).await.unwrap();
    let call = desk.call().await;
    assert_eq!(call.request.messages, [said(Role::User, "Good morning")]);
    call.say("Two").finish();
    desk.engine.idle().await;
    desk.written().await;
    let open = desk.engine.open(asked.session).await.unwrap();
    let siblings = &open.path.messages[0].versions.siblings;
    assert_eq!(siblings, &[asked.messages[0].id, branch.messages[0].id]);
}

#[tokio::test]
async fn the_session_s_parameters_and_system_prompt_are_sent() {
    let desk = Desk::new().await;
    let parameters = Parameters {
        system_prompt: Some("Be brief.".into()),
        temperature: Some(0.2),
        ..Parameters::default()
    };
    let asked = desk
        .engine
        .ask(engine::Ask { parameters: Some(parameters), ..ask("Hello") })
        .await
        .unwrap();
    let call = desk.call().await;
    assert_eq!(call.request.messages[0], said(Role::System, "Be brief."));
    assert_eq!(call.request.parameters.temperature, Some(0.2));
    assert_eq!(call.request.parameters.top_p, Some(0.5), "what is not set falls through");
    let stored = desk.stored(reply(&asked)).await;
    assert_eq!(
        stored.parameters.and_then(|sent| sent.temperature),
        Some(0.2),
        "kept with the reply"
    );
}

#[tokio::test]
async fn what_cannot_be_asked_leaves_no_trace() {
    let desk = Desk::new().await;
    assert!(matches!(desk.engine.ask(ask(" \n ")).await, Err(Error::EmptyPrompt)));
    let unknown = ModelId::from("nobody/model".to_owned());
    let refused = desk.engine.ask(engine::Ask { model: unknown, ..ask("Hello") }).await;
    assert!(matches!(refused, Err(Error::NoModel(_))));
    let all = store::SessionFilter { limit: 10, ..Default::default() };
    assert!(desk.engine.sessions(&all).await.unwrap().sessions.is_empty());
    assert_eq!(desk.calls_waiting(), 0);
}

#[tokio::test]
async fn deleting_a_session_stops_its_replies_and_restoring_brings_them_back() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello").await;
    let call = desk.call().await;
    desk.engine.delete(asked.session).await.unwrap();
    call.cancelled().await;
    assert!(desk.engine.open(asked.session).await.is_err(), "it is gone");
    desk.engine.restore(asked.session).await.unwrap();
    desk.written().await;
    let open = desk.engine.open(asked.session).await.unwrap();
    assert_eq!(open.path.messages.last().unwrap().status, Status::Stopped);
}
