use model::{ModelId, Parameters};
use store::{Error, Millis, NewSession, NewTurn, Session, SessionRow, TitleSource};

use crate::sample::{NOW, add, begun, first_turn, kept, next_turn, session_id, small_model};

#[tokio::test]
async fn a_session_is_read_as_it_was_written() {
    let kept = kept().await;
    let id = session_id();
    let parameters = Parameters {
        system_prompt: Some("Answer in verse. 🙂".into()),
        temperature: Some(0.1),
        seed: Some(u32::MAX),
        ..Parameters::default()
    };
    let begins = Some(NewSession { id, parameters: parameters.clone() });
    let (_, reply) = add(&kept.store, &NewTurn { begins, ..next_turn(id, None, "Hi") }).await;
    let session = kept.store.session(id).await.unwrap();
    let written = Session {
        id,
        title: None,
        title_source: TitleSource::None,
        parameters,
        model: Some(small_model()),
        leaf: Some(reply),
        draft: String::new(),
        created_at: NOW,
        updated_at: NOW,
    };
    assert_eq!(session, written, "every field");
}

#[tokio::test]
async fn a_deleted_session_is_gone_until_it_is_restored() {
    let kept = kept().await;
    let (id, other) = (session_id(), session_id());
    let (_, reply) = begun(&kept.store, id, "Hi").await;
    begun(&kept.store, other, "Hello").await;
    let newest = kept.store.newest_session().await.unwrap();
    assert_eq!(newest, Some(other), "the one begun last");

    kept.store.delete_session(other, NOW).await.unwrap();
    kept.store.delete_session(id, NOW).await.unwrap();
    let gone = |outcome: Result<(), Error>| matches!(outcome, Err(Error::NotFound("session")));
    let store = &kept.store;
    assert!(gone(store.session(id).await.map(drop)), "it cannot be read");
    assert!(gone(store.delete_session(id, NOW).await), "nor deleted twice");
    assert!(gone(store.set_draft(id, "x").await), "nor given a draft");
    assert!(gone(store.set_session_model(id, &small_model()).await), "nor a model");
    let turn = next_turn(id, Some(reply), "Still there?");
    assert!(gone(store.begin_turn(&turn, NOW).await), "nor gone on with");
    let message = store.message(reply).await;
    assert!(matches!(message, Err(Error::NotFound("message"))), "nor can its messages be read");
    assert_eq!(store.newest_session().await.unwrap(), None, "none is left");

    let row = store.restore_session(id).await.unwrap();
    assert_eq!(row, SessionRow { id, title: None, updated_at: NOW }, "back where it was");
    assert_eq!(store.session(id).await.unwrap().leaf, Some(reply), "with its messages");
    assert_eq!(store.newest_session().await.unwrap(), Some(id), "and in the list");
    assert!(gone(store.restore_session(session_id()).await.map(drop)), "a stranger is not");
}

#[tokio::test]
async fn a_draft_is_kept_and_emptied() {
    let kept = kept().await;
    let id = session_id();
    begun(&kept.store, id, "Hi").await;
    for draft in ["Dear 漢字\n'; drop table session; --", ""] {
        kept.store.set_draft(id, draft).await.unwrap();
        assert_eq!(kept.store.session(id).await.unwrap().draft, draft, "as it was left");
    }
}

#[tokio::test]
async fn parameters_and_model_hold_from_the_next_reply_on() {
    let kept = kept().await;
    let id = session_id();
    begun(&kept.store, id, "Hi").await;
    let parameters = Parameters { max_tokens: Some(64), ..Parameters::default() };
    let model = ModelId::new("elsewhere", "a/b");
    kept.store.set_session_parameters(id, &parameters).await.unwrap();
    kept.store.set_session_model(id, &model).await.unwrap();
    let session = kept.store.session(id).await.unwrap();
    assert_eq!(session.parameters, parameters, "the parameters set");
    assert_eq!(session.model, Some(model), "the model set");
    assert_eq!(session.updated_at, NOW, "a setting does not move it in the list");

    kept.store.set_session_parameters(id, &Parameters::default()).await.unwrap();
    let session = kept.store.session(id).await.unwrap();
    assert_eq!(session.parameters, Parameters::default(), "and unset again");
}

#[tokio::test]
async fn the_same_id_begins_only_one_session() {
    let kept = kept().await;
    let id = session_id();
    begun(&kept.store, id, "Hi").await;
    let again = kept.store.begin_turn(&first_turn(id, "Hi"), Millis(1)).await;
    assert!(matches!(again, Err(Error::Sqlite(_))), "{again:?}");
    assert_eq!(kept.store.session(id).await.unwrap().created_at, NOW, "the first one stays");
}
