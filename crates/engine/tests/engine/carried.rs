//! What a model wants back with its reply.

use model::{Carried, ChatEvent, FinishReason, ModelId};

use crate::support::{Desk, ask_cloud, cloud, follow};

const SIGNED: &str = r#"[{"thinking":"Hm.","signature":"c2ln"}]"#;

/// A session whose one reply carries something.
async fn begun(desk: &Desk) -> engine::Asked {
    let asked = desk.engine.ask(ask_cloud("Hello")).await.unwrap();
    let call = desk.call().await;
    call.send(Ok(ChatEvent::Reasoning { text: "Hm.".into() })).say("Hi.");
    call.send(Ok(ChatEvent::Carry { json: "[\"first\"]".into() }));
    call.send(Ok(ChatEvent::Carry { json: SIGNED.into() }));
    call.send(Ok(ChatEvent::Finished { reason: FinishReason::End }));
    desk.engine.idle().await;
    asked
}

#[tokio::test]
async fn what_a_reply_carries_goes_back_to_the_model_that_wrote_it_unchanged() {
    let desk = Desk::new().await;
    for written in [false, true] {
        let asked = begun(&desk).await;
        if written {
            desk.written().await;
        }
        let next = engine::Ask { model: cloud(), ..follow(&asked, "And?") };
        desk.engine.ask(next).await.unwrap();
        let call = desk.call().await;
        let sent = &call.request.messages;
        let carried = Carried { model: cloud(), json: SIGNED.into() };
        assert_eq!(sent[1].carried, Some(carried), "the last one, in the store or not: {written}");
        assert_eq!((sent[1].text.as_str(), &sent[2].carried), ("Hi.", &None));
        assert!(!sent[1].text.contains("Hm."), "reasoning itself is never sent back");
        call.say("So.").finish();
        desk.engine.idle().await;
    }
}

#[tokio::test]
async fn another_model_is_sent_the_text_alone() {
    let desk = Desk::new().await;
    let asked = begun(&desk).await;
    desk.written().await;
    for other in ["cloud/another", "local/scripted"] {
        let model = ModelId::from(other.to_owned());
        let next = engine::Ask { model, ..follow(&asked, "And?") };
        desk.engine.ask(next).await.unwrap();
        let sent = desk.call().await.request.messages;
        assert_eq!((sent[1].text.as_str(), &sent[1].carried), ("Hi.", &None), "to {other}");
    }
}

#[tokio::test]
async fn what_a_reply_carries_is_never_shown_to_a_window() {
    let desk = Desk::new().await;
    let asked = begun(&desk).await;
    desk.written().await;
    let open = desk.engine.open(asked.session).await.unwrap();
    let shown = serde_json::to_string(&open).unwrap();
    assert!(!shown.contains("c2ln"), "{shown}");
}
