//! Embedded models against worker processes that do as a script tells them.

#[cfg(test)]
mod desk;

use std::time::Duration;

use desk::{Desk, MODEL, OTHER, THIRD, asked, text};
use futures::StreamExt;
use local::{Presence, Runtime};
use model::{ChatEvent, ChatModel, ErrorKind, FinishReason, Message, Parameters, Role};

const SOON: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_reply_arrives_as_it_is_written() {
    let desk = Desk::new(|_| {});
    let prompt = r#"#script {"chunks": ["one ", "two"], "left_out": 2}"#;
    let events: Vec<ChatEvent> =
        desk.chat.stream(asked(MODEL, prompt)).map(Result::unwrap).collect().await;
    let (usage, rest): (Vec<_>, Vec<_>) =
        events.into_iter().partition(|event| matches!(event, ChatEvent::Usage { .. }));
    assert_eq!(usage.len(), 1, "what it cost");
    assert_eq!(
        rest,
        [
            ChatEvent::Started { model: "one".into() },
            ChatEvent::LeftOut { messages: 2 },
            ChatEvent::Text { text: "one ".into() },
            ChatEvent::Text { text: "two".into() },
            ChatEvent::Finished { reason: FinishReason::End },
        ]
    );
}

#[tokio::test]
async fn path_and_parameters_reach_the_worker() {
    let desk = Desk::new(|_| {});
    let mut request = asked(MODEL, "#echo");
    let begun = Message::new(Role::Assistant, "so far ");
    request.messages.push(begun);
    let said = text(&desk, request.clone()).await.unwrap();
    assert_eq!(serde_json::from_str::<Vec<Message>>(&said).unwrap(), request.messages);

    let mut request = asked(MODEL, r#"#script {"echo": "parameters"}"#);
    request.parameters.seed = Some(7);
    let said = text(&desk, request).await.unwrap();
    let parameters: Parameters = serde_json::from_str(&said).unwrap();
    assert_eq!(parameters.seed, Some(7), "the request's own");
    assert_eq!(parameters.temperature, Some(0.25), "the model's, where the request has none");
}

#[tokio::test]
async fn a_worker_that_dies_in_mid_reply_is_replaced_for_the_next() {
    let desk = Desk::new(|_| {});
    let first = desk.process(MODEL).await;
    let events: Vec<_> = desk.chat.stream(asked(MODEL, "#die")).collect().await;
    let error = events.last().unwrap().as_ref().unwrap_err();
    assert_eq!(error.kind, ErrorKind::WorkerLost);
    assert!(error.message.contains("abort"), "how: {}", error.message);
    assert!(error.message.contains("wants it to die"), "its last words: {}", error.message);
    let said = |event: &model::Result<ChatEvent>| matches!(event, Ok(ChatEvent::Text { .. }));
    assert!(events.iter().any(said), "what came before is kept");
    assert_ne!(desk.process(MODEL).await, first, "a new worker answers");
}

#[tokio::test]
async fn a_worker_killed_by_the_system_means_that_memory_was_short() {
    let desk = Desk::new(|_| {});
    let error = text(&desk, asked(MODEL, "#killed")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::OutOfMemory);
    assert!(error.message.contains("smaller model"), "what to do: {}", error.message);
    assert_eq!(text(&desk, asked(MODEL, "a")).await.unwrap(), "You said: a");
}

#[tokio::test]
async fn a_hung_worker_is_ended_and_the_next_prompt_works() {
    let desk = Desk::new(|runtime| runtime.silence = SOON);
    let error = text(&desk, asked(MODEL, "#hang")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WorkerLost);
    assert!(error.message.contains("stopped answering"), "{}", error.message);
    assert_eq!(text(&desk, asked(MODEL, "a")).await.unwrap(), "You said: a");
}

#[tokio::test]
async fn a_worker_that_is_silent_but_alive_is_waited_for() {
    let desk = Desk::new(|runtime| runtime.silence = SOON);
    let wait = 2 * SOON.as_millis();
    let prompt = format!(r#"#script {{"wait_ms": {wait}, "text": "at last"}}"#);
    assert_eq!(text(&desk, asked(MODEL, &prompt)).await.unwrap(), "at last");
}

#[tokio::test]
async fn a_long_load_is_waited_for_but_a_hung_one_is_not() {
    let wait = 2 * SOON.as_millis();
    let desk = Desk::new(|runtime| runtime.silence = SOON);
    desk.script(MODEL, &format!(r#"{{"load": {{"wait_ms": {wait}}}}}"#));
    assert_eq!(text(&desk, asked(MODEL, "a")).await.unwrap(), "You said: a");

    desk.script(OTHER, r#"{"load": {"then": "hang"}}"#);
    let error = text(&desk, asked(OTHER, "a")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WorkerLost);
}

#[tokio::test]
async fn a_prompt_larger_than_the_pipe_does_not_hide_that_the_worker_hangs() {
    let desk = Desk::new(|runtime| runtime.silence = SOON);
    desk.script(MODEL, r#"{"load": {"then": "hang"}}"#);
    let error = text(&desk, asked(MODEL, &"long ".repeat(200_000))).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WorkerLost);
}

#[tokio::test]
async fn a_prompt_of_a_megabyte_arrives_whole() {
    let desk = Desk::new(|_| {});
    let prompt = "many words ".repeat(100_000);
    let said = text(&desk, asked(MODEL, &prompt)).await.unwrap();
    assert_eq!(said.len(), "You said: ".len() + prompt.len());
}

#[tokio::test]
async fn dropping_the_stream_stops_the_reply() {
    let desk = Desk::new(|_| {});
    let worker = desk.process(MODEL).await;
    let endless = r#"#script {"text": "x", "size": 1, "repeat": 100000, "delay_ms": 1000}"#;
    let mut stream = desk.chat.stream(asked(MODEL, endless));
    while !matches!(stream.next().await.unwrap().unwrap(), ChatEvent::Text { .. }) {}
    drop(stream);
    assert_eq!(desk.process(MODEL).await, worker, "the same worker is free for the next");
}

#[tokio::test]
async fn a_waiting_request_can_be_dropped_too() {
    let desk = Desk::new(|_| {});
    let mut first = desk.chat.stream(asked(MODEL, "#stall"));
    first.next().await.unwrap().unwrap();
    let mut second = desk.chat.stream(asked(MODEL, "#die"));
    assert!(futures::poll!(second.next()).is_pending(), "it waits for the first");
    drop(second);
    drop(first);
    assert_eq!(text(&desk, asked(MODEL, "a")).await.unwrap(), "You said: a");
}

#[tokio::test]
async fn a_worker_that_does_not_stop_when_told_is_ended() {
    let desk = Desk::new(|runtime| runtime.silence = SOON);
    let worker = desk.process(MODEL).await;
    let deaf = r#"#script {"text": "x", "then": "deaf"}"#;
    let mut stream = desk.chat.stream(asked(MODEL, deaf));
    while !matches!(stream.next().await.unwrap().unwrap(), ChatEvent::Text { .. }) {}
    drop(stream);
    desk.until(|models| models.is_empty()).await;
    assert_ne!(desk.process(MODEL).await, worker, "another one answers");
}

#[tokio::test]
async fn a_stream_that_is_never_polled_starts_nothing() {
    let desk = Desk::new(|runtime| runtime.worker = "/nowhere/at/all".into());
    let stream = desk.chat.stream(asked(MODEL, "a"));
    assert!(desk.chat.presence().borrow().is_empty());
    drop(stream);
}

#[tokio::test]
async fn an_idle_worker_is_ended_and_started_again_when_needed() {
    let desk = Desk::new(|runtime| runtime.idle = SOON / 4);
    let worker = desk.process(MODEL).await;
    desk.until(|models| models.is_empty()).await;
    assert_ne!(desk.process(MODEL).await, worker);
}

#[tokio::test]
async fn two_models_stay_and_a_third_takes_the_place_of_the_longest_unused() {
    let desk = Desk::new(|_| {});
    let one = desk.process(MODEL).await;
    let other = desk.process(OTHER).await;
    assert_eq!(desk.process(MODEL).await, one, "both stay");
    desk.process(THIRD).await;
    let models: Vec<String> =
        desk.chat.presence().borrow().keys().map(|id| id.name().to_owned()).collect();
    assert_eq!(models, [MODEL, THIRD], "the other was longest unused");
    assert_eq!(desk.process(MODEL).await, one, "still the same");
    assert_ne!(desk.process(OTHER).await, other, "started anew");
}

#[tokio::test]
async fn a_busy_model_is_not_ended_for_another() {
    let desk = Desk::new(|runtime: &mut Runtime| runtime.loaded = 1);
    let mut busy = desk.chat.stream(asked(MODEL, "#stall"));
    busy.next().await.unwrap().unwrap();
    let mut waiting = desk.chat.stream(asked(OTHER, "a"));
    assert!(futures::poll!(waiting.next()).is_pending(), "there is no room for the other");
    assert!(matches!(busy.next().await, Some(Ok(ChatEvent::Text { .. }))), "the first goes on");
    drop(busy);
    assert!(matches!(waiting.next().await, Some(Ok(ChatEvent::Started { .. }))), "now there is");
}

#[tokio::test]
async fn what_is_no_report_ends_the_worker() {
    let desk = Desk::new(|_| {});
    let error = text(&desk, asked(MODEL, "#garbage")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Malformed);
    assert_eq!(text(&desk, asked(MODEL, "a")).await.unwrap(), "You said: a");
}

#[tokio::test]
async fn a_program_that_is_no_worker_is_found_out() {
    let desk = Desk::new(|runtime| runtime.worker = "/bin/echo".into());
    let error = text(&desk, asked(MODEL, "a")).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::WorkerLost | ErrorKind::Malformed), "{error}");
}

#[tokio::test]
async fn a_missing_worker_program_is_said_to_be_missing() {
    let desk = Desk::new(|runtime| runtime.worker = "/nowhere/antiphon-chat-worker".into());
    let error = text(&desk, asked(MODEL, "a")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WorkerLost);
    assert!(error.message.contains("missing (/nowhere/"), "{}", error.message);
}

#[tokio::test]
async fn a_model_that_cannot_be_loaded_says_why_and_may_be_tried_again() {
    let desk = Desk::new(|_| {});
    desk.script(
        MODEL,
        r#"{"load": {"then": "fail", "kind": "bad_model_file", "message": "damaged"}}"#,
    );
    let error = text(&desk, asked(MODEL, "a")).await.unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::BadModelFile, "damaged"));
    desk.script(MODEL, "{}");
    assert_eq!(text(&desk, asked(MODEL, "a")).await.unwrap(), "You said: a");
}

#[tokio::test]
async fn a_worker_that_crashes_while_loading_puts_it_on_the_file() {
    let desk = Desk::new(|_| {});
    desk.script(MODEL, r#"{"load": {"then": "die"}}"#);
    let error = text(&desk, asked(MODEL, "a")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::BadModelFile, "{error}");
}

#[tokio::test]
async fn a_failed_request_leaves_the_worker_running() {
    let desk = Desk::new(|_| {});
    let worker = desk.process(MODEL).await;
    let prompt = r#"#script {"then": "fail", "kind": "prompt_too_long", "message": "9 of 8"}"#;
    let error = text(&desk, asked(MODEL, prompt)).await.unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::PromptTooLong, "9 of 8"));
    assert_eq!(desk.process(MODEL).await, worker);
}

#[tokio::test]
async fn unloading_breaks_off_and_frees_the_file() {
    let desk = Desk::new(|_| {});
    let worker = desk.process(MODEL).await;
    let mut stream = desk.chat.stream(asked(MODEL, "#stall"));
    stream.next().await.unwrap().unwrap();
    desk.unload(MODEL).await;
    assert!(!desk::lives(&worker), "its process is gone");
    let events: Vec<_> = stream.collect().await;
    assert_eq!(events.last().unwrap().as_ref().unwrap_err().kind, ErrorKind::WorkerLost);
    desk.unload(MODEL).await;
    assert_eq!(text(&desk, asked(MODEL, "a")).await.unwrap(), "You said: a", "loads again");
}

#[tokio::test]
async fn no_worker_outlives_its_owner() {
    let desk = Desk::new(|_| {});
    let worker = desk.process(MODEL).await;
    let mut stream = desk.chat.stream(asked(MODEL, "#stall"));
    stream.next().await.unwrap().unwrap();
    drop(desk);
    let events: Vec<_> = stream.collect().await;
    assert_eq!(events.last().unwrap().as_ref().unwrap_err().kind, ErrorKind::WorkerLost);
    desk::until_dead(&worker).await;
}

#[tokio::test]
async fn whether_a_model_is_loading_or_ready_can_be_watched() {
    let desk = Desk::new(|_| {});
    desk.script(MODEL, r#"{"load": {"wait_ms": 300}}"#);
    let mut presence = desk.chat.presence();
    let answer = tokio::spawn(desk.chat.stream(asked(MODEL, "a")).collect::<Vec<_>>());
    let mut seen = Vec::new();
    while seen.last() != Some(&Presence::Ready) {
        presence.changed().await.unwrap();
        seen.extend(presence.borrow_and_update().values().copied());
    }
    assert_eq!(seen, [Presence::Loading, Presence::Ready]);
    answer.await.unwrap();
}
