//! Going on with a reply, where its model can.

use engine::{Again, Error, Known};
use model::Role;
use store::Status;

use crate::support::{Desk, ask_cloud, cloud, reply};

#[tokio::test]
async fn a_reply_is_continued_only_by_a_model_that_goes_on_from_its_end() {
    let desk = Desk::new().await;
    let asked = desk.engine.ask(ask_cloud("Hello")).await.unwrap();
    let call = desk.call().await;
    call.say("Half");
    desk.written().await;
    desk.engine.stop(reply(&asked)).unwrap();
    desk.written().await;

    let refused = desk.engine.continue_reply(reply(&asked)).await;
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    assert_eq!(desk.calls_waiting(), 0, "nothing was sent");
    assert_eq!(desk.stored(reply(&asked)).await.status, Status::Stopped, "it is as it was");

    desk.know(&cloud(), Known { continues: true, ..Known::default() });
    desk.engine.continue_reply(reply(&asked)).await.unwrap();
    let sent = desk.call().await.request.messages;
    let last = sent.last().unwrap();
    assert_eq!((last.role, last.text.as_str()), (Role::Assistant, "Half"), "its open end");
    assert_eq!(sent.len(), 2, "and no word that nobody wrote");
}

#[tokio::test]
async fn what_is_sent_again_of_a_continued_reply_does_not_begin_in_its_middle() {
    let desk = Desk::new().await;
    desk.know(&cloud(), Known { continues: true, ..Known::default() });
    let asked = desk.engine.ask(ask_cloud("Hello")).await.unwrap();
    let call = desk.call().await;
    call.say("Half");
    desk.written().await;
    desk.engine.stop(reply(&asked)).unwrap();
    let body = desk.engine.what_was_sent(reply(&asked)).await.unwrap();
    desk.engine.continue_reply(reply(&asked)).await.unwrap();
    desk.call().await.say(" and half").finish();
    desk.engine.idle().await;

    let sent = desk.engine.what_was_sent(reply(&asked)).await.unwrap();
    assert_eq!(sent, body, "the path to its prompt");
    let verbatim = Again { verbatim: true, ..Again::default() };
    desk.engine.regenerate(reply(&asked), verbatim).await.unwrap();
    let request = desk.call().await.request;
    assert_eq!(request.verbatim.as_deref(), Some(&body[..]), "a whole new reply is asked for");
}

#[tokio::test]
async fn a_provider_that_has_gone_is_not_asked_and_one_that_came_back_is() {
    let desk = Desk::new().await;
    desk.said.lock().unwrap().gone = Some("cloud".into());
    let refused = desk.engine.ask(ask_cloud("Hello")).await;
    assert!(matches!(refused, Err(Error::NoModel(_))), "{refused:?}");
    desk.said.lock().unwrap().gone = None;
    desk.engine.ask(ask_cloud("Hello")).await.unwrap();
    assert_eq!(desk.call().await.request.model, cloud());
}
