//! Branches: edited, deleted, brought back, copied; and what was sent for each reply.

use std::time::Duration;

use engine::{Again, Ask, Error};
use model::ErrorKind;
use store::{Arrival, Rating, Status};
use tokio::time::advance;

use crate::support::{Desk, ask_cloud, follow, reply};

/// A chat of two turns; titles fail.
async fn chat(desk: &Desk) -> (engine::Asked, engine::Asked) {
    let first = desk.session("One", "1").await;
    let second = desk.engine.ask(follow(&first, "Two")).await.unwrap();
    desk.answer("2").await;
    desk.call().await.fail(ErrorKind::Server);
    desk.engine.idle().await;
    desk.written().await;
    (first, second)
}

fn texts(messages: &[store::Message]) -> Vec<&str> {
    messages.iter().map(|message| message.text.as_str()).collect()
}

#[tokio::test]
async fn a_reply_that_is_edited_is_a_version_of_its_own() {
    let desk = Desk::new().await;
    let (first, _) = chat(&desk).await;
    let open = desk.engine.edit_reply(reply(&first), "Uno".into()).await.unwrap();
    assert_eq!(texts(&open.path.messages), ["One", "Uno"]);
    let edited = &open.path.messages[1];
    assert!(edited.edited && edited.versions.siblings == [reply(&first), edited.id]);
    assert_eq!((edited.usage, edited.timings), (None, None), "nobody wrote it that fast");
    let back = desk.engine.choose(reply(&first)).await.unwrap();
    assert_eq!(texts(&back.path.messages), ["One", "1", "Two", "2"], "the old one is kept");
    let empty = desk.engine.edit_reply(reply(&first), " ".into()).await;
    assert!(matches!(empty, Err(Error::EmptyPrompt)));
}

#[tokio::test]
async fn a_deleted_branch_says_how_much_it_takes_and_comes_back_whole() {
    let desk = Desk::new().await;
    let (first, second) = chat(&desk).await;
    let before = desk.engine.open(first.session).await.unwrap();
    assert_eq!(desk.engine.weigh(reply(&first)).await.unwrap(), 3);
    let deleted = desk.engine.delete_branch(reply(&first)).await.unwrap();
    assert_eq!(deleted.messages, 3, "the reply, and the turn that follows it");
    assert_eq!(texts(&deleted.open.path.messages), ["One"], "the prompt is left");
    assert!(desk.engine.store().message(reply(&second)).await.is_err(), "it is gone");
    let session = first.session;
    let inner = desk.engine.restore_branch(session, reply(&second)).await;
    assert!(inner.is_err(), "only what was deleted itself is brought back");
    let back = desk.engine.restore_branch(session, reply(&first)).await.unwrap();
    assert_eq!(back, before, "exactly as it was");
}

#[tokio::test]
async fn a_branch_that_comes_back_where_nothing_else_is_left_is_read() {
    let desk = Desk::new().await;
    let (first, _) = chat(&desk).await;
    let other = Ask { session: Some(first.session), ..ask_cloud("Another beginning") };
    let other = desk.engine.ask(other).await.unwrap();
    desk.answer("0").await;
    desk.engine.idle().await;
    let (session, [one, another]) = (first.session, [first.messages[0].id, other.messages[0].id]);
    desk.engine.delete_branch(one).await.unwrap();
    let empty = desk.engine.delete_branch(another).await.unwrap();
    assert!(empty.open.path.messages.is_empty(), "nothing is left");
    let back = desk.engine.restore_branch(session, one).await.unwrap();
    assert_eq!(texts(&back.path.messages), ["One", "1", "Two", "2"], "not an empty chat");
}

#[tokio::test]
async fn a_branch_is_deleted_while_it_is_being_written() {
    let desk = Desk::new().await;
    let first = desk.session("One", "1").await;
    let second = desk.engine.ask(follow(&first, "Two")).await.unwrap();
    let call = desk.call().await;
    call.say("half");
    let deleted = desk.engine.delete_branch(second.messages[0].id).await.unwrap();
    assert_eq!(texts(&deleted.open.path.messages), ["One", "1"]);
    call.cancelled().await;
    let back = desk.engine.restore_branch(first.session, second.messages[0].id).await.unwrap();
    assert_eq!(back.path.messages[3].status, Status::Stopped);
}

#[tokio::test]
async fn a_branch_is_copied_into_a_session_of_its_own() {
    let desk = Desk::new().await;
    let (first, second) = chat(&desk).await;
    desk.engine.rename(first.session, "Counting").await.unwrap();
    let id = desk.engine.copy_branch(reply(&second)).await.unwrap();
    let copy = desk.engine.open(id).await.unwrap();
    assert_eq!(texts(&copy.path.messages), ["One", "1", "Two", "2"]);
    assert_eq!(copy.session.title.as_deref(), Some("Counting"));
    let turns: Vec<_> = copy.path.messages.iter().map(|message| message.turn).collect();
    assert!(turns[0] == turns[1] && turns[1] != turns[2] && turns[2] == turns[3]);
    desk.engine.delete_branch(copy.path.messages[0].id).await.unwrap();
    let old = desk.engine.open(first.session).await.unwrap();
    assert_eq!(old.path.messages.len(), 4, "nothing of it is shared");
}

#[tokio::test]
async fn what_was_sent_is_kept_and_sent_again_byte_for_byte() {
    let desk = Desk::new().await;
    let (first, second) = chat(&desk).await;
    let body = desk.engine.what_was_sent(reply(&second)).await.unwrap();
    let sent: Vec<model::Message> = serde_json::from_slice(&body).unwrap();
    let told: Vec<_> = sent.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(told, ["One", "1", "Two"], "the path");
    let again = Again { verbatim: true, ..Again::default() };
    let again = desk.engine.regenerate(reply(&second), again).await.unwrap();
    assert_eq!(desk.call().await.request.verbatim.as_deref(), Some(&body[..]));
    assert_eq!(desk.engine.what_was_sent(reply(&again)).await.unwrap(), body);
    let edited = desk.engine.edit_reply(reply(&first), "Uno".into()).await.unwrap();
    let nothing = desk.engine.what_was_sent(edited.path.messages[1].id).await;
    assert!(matches!(nothing, Err(Error::NotAllowed(_))), "nothing was sent for it");
}

#[tokio::test]
async fn a_reply_is_written_again_with_other_parameters() {
    let desk = Desk::new().await;
    let first = desk.session("One", "1").await;
    let parameters = model::Parameters { temperature: Some(1.5), ..Default::default() };
    let again = Again { parameters: Some(parameters), ..Again::default() };
    desk.engine.regenerate(reply(&first), again).await.unwrap();
    let told = desk.call().await.request.parameters;
    assert_eq!((told.temperature, told.top_p), (Some(1.5), Some(0.5)), "the rest as ever");
}

#[tokio::test]
async fn a_reply_remembers_how_it_arrived_and_what_was_thought_of_it() {
    let desk = Desk::new().await;
    let asked = desk.ask("One").await;
    let call = desk.call().await;
    for (wait, text) in [(100, "one "), (400, "two "), (500, "three")] {
        advance(Duration::from_millis(wait)).await;
        call.say(text);
        tokio::task::yield_now().await;
    }
    call.finish();
    desk.engine.idle().await;
    let arrivals = desk.engine.arrivals(reply(&asked)).await.unwrap();
    let expected = [(100, 4), (500, 8), (1000, 13)].map(|(ms, chars)| Arrival { ms, chars });
    assert_eq!(arrivals, expected);
    let rating = Rating { stars: Some(4), comment: "clear".into() };
    desk.engine.rate(reply(&asked), &rating).await.unwrap();
    assert_eq!(desk.stored(reply(&asked)).await.rating, Some(rating));
    desk.engine.rate(reply(&asked), &Rating::default()).await.unwrap();
    assert_eq!(desk.stored(reply(&asked)).await.rating, None);
}
