//! Where a session's title comes from.

use crate::support::{Desk, ask_cloud, cloud, follow};
use engine::Change;
use model::{Effort, ErrorKind, ModelId, Origin, Purpose};
use store::{SessionId, TitleSource};

async fn title(desk: &Desk, id: SessionId) -> (Option<String>, TitleSource) {
    let session = desk.engine.store().session(id).await.unwrap();
    (session.title, session.title_source)
}

/// Waits until the session's row says `title`.
async fn told(changes: &mut tokio::sync::broadcast::Receiver<Change>, title: &str) {
    loop {
        if let Change::Session { row } = changes.recv().await.unwrap()
            && row.title.as_deref() == Some(title)
        {
            return;
        }
    }
}

#[tokio::test]
async fn the_first_words_are_the_title_until_the_model_gives_one() {
    let desk = Desk::new().await;
    let mut changes = desk.engine.changes();
    let asked = desk.ask("What is the capital of France, please?").await;
    told(&mut changes, "What is the capital of France…").await;
    desk.answer("Paris.").await;
    let call = desk.call().await;
    assert!(call.request.messages[0].text.contains("Paris."), "the title sees the reply");
    call.say("Title: \"Capital of").say(" France\"").finish();
    told(&mut changes, "Capital of France").await;
    assert_eq!(title(&desk, asked.session).await.1, TitleSource::Model);
}

#[tokio::test]
async fn a_title_is_never_put_over_the_user_s() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello there").await;
    desk.answer("Hello.").await;
    let call = desk.call().await;
    desk.engine.rename(asked.session, "  Mine  alone ").await.unwrap();
    call.say("Greetings").finish();
    call.cancelled().await;
    desk.written().await;
    let kept = (Some("Mine alone".to_owned()), TitleSource::User);
    assert_eq!(title(&desk, asked.session).await, kept);
}

#[tokio::test]
async fn a_title_on_demand_is_undone_in_one_step() {
    let desk = Desk::new().await;
    let asked = desk.session("Hello there", "Hello.").await;
    desk.engine.rename(asked.session, "Mine").await.unwrap();
    let suggest = desk.engine.suggest_title(asked.session, None);
    let answer = async { desk.call().await.say("Greetings").finish() };
    let (row, ()) = tokio::join!(suggest, answer);
    assert_eq!(row.unwrap().title.as_deref(), Some("Greetings"));
    let row = desk.engine.undo_title(asked.session).await.unwrap();
    assert_eq!(row.title.as_deref(), Some("Mine"));
    assert_eq!(title(&desk, asked.session).await.1, TitleSource::User);
}

#[tokio::test]
async fn without_a_model_s_title_the_first_words_stay() {
    let desk = Desk::new().await;
    let asked = desk.session("Hello there", "Hello.").await;
    let words = (Some("Hello there".to_owned()), TitleSource::Words);
    assert_eq!(title(&desk, asked.session).await, words);
    let suggest = desk.engine.suggest_title(asked.session, None);
    let answer = async { desk.call().await.fail(ErrorKind::WorkerLost) };
    let (row, ()) = tokio::join!(suggest, answer);
    assert_eq!(row.unwrap().title.as_deref(), Some("Hello there"));
}

#[tokio::test]
async fn a_prompt_never_waits_for_a_title() {
    let desk = Desk::new().await;
    let asked = desk.ask("Hello there").await;
    desk.answer("Hello.").await;
    let naming = desk.call().await;
    desk.engine.ask(follow(&asked, "And now?")).await.unwrap();
    naming.cancelled().await;
}

/// Answers the first prompt of a session at a remote model, to its end.
async fn in_the_cloud(desk: &Desk) -> engine::Asked {
    let asked = desk.engine.ask(ask_cloud("Hello there")).await.unwrap();
    desk.answer("Hello.").await;
    desk.engine.idle().await;
    desk.written().await;
    asked
}

#[tokio::test]
async fn no_cloud_model_is_asked_for_a_title() {
    let desk = Desk::new().await;
    let asked = in_the_cloud(&desk).await;
    assert_eq!(desk.calls_waiting(), 0);
    let words = (Some("Hello there".to_owned()), TitleSource::Words);
    assert_eq!(title(&desk, asked.session).await, words, "the first words are the title");
}

#[tokio::test]
async fn an_embedded_model_that_is_ready_names_what_a_cloud_model_answered() {
    let desk = Desk::new().await;
    for by_cloud in [false, true] {
        let small = ModelId::from("local/small".to_owned());
        desk.said.lock().unwrap().embedded = Some(small.clone());
        desk.said.lock().unwrap().titles_by_cloud = by_cloud;
        let mut changes = desk.engine.changes();
        in_the_cloud(&desk).await;
        let call = desk.call().await;
        assert_eq!(call.request.model, small, "even where the cloud may: {by_cloud}");
        call.say("Greetings").finish();
        told(&mut changes, "Greetings").await;
    }
}

#[tokio::test]
async fn a_cloud_model_names_sessions_where_the_user_has_said_so() {
    let desk = Desk::new().await;
    desk.said.lock().unwrap().titles_by_cloud = true;
    let mut changes = desk.engine.changes();
    let asked = in_the_cloud(&desk).await;
    let call = desk.call().await;
    assert_eq!(call.request.model, cloud());
    let origin = Origin { purpose: Purpose::Title, session: Some(asked.session.0) };
    assert_eq!(call.request.origin, origin, "the record can say what it was for");
    assert_eq!(call.request.parameters.reasoning, Some(Effort::None), "it need not think long");
    call.say("Greetings").finish();
    told(&mut changes, "Greetings").await;
}

#[tokio::test]
async fn a_title_on_demand_comes_from_the_model_at_hand_or_any_other() {
    let desk = Desk::new().await;
    let asked = in_the_cloud(&desk).await;
    let small = ModelId::from("local/small".to_owned());
    for (wanted, asks) in [(None, cloud()), (Some(small.clone()), small)] {
        let suggest = desk.engine.suggest_title(asked.session, wanted);
        let answer = async {
            let call = desk.call().await;
            assert_eq!(call.request.model, asks);
            call.say("Greetings").finish();
        };
        let (row, ()) = tokio::join!(suggest, answer);
        assert_eq!(row.unwrap().title.as_deref(), Some("Greetings"));
    }
}
