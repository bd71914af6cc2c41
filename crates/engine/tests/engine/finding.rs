//! Finding what was said.

use engine::{Searched, Typed};
use lookup::Fault;
use store::Found;

use crate::blind::battle;
use crate::support::Desk;

fn typed(text: &str, unfinished: bool) -> Typed {
    Typed { text: text.into(), unfinished, utc_offset: 0 }
}

async fn found(desk: &Desk, text: &str, unfinished: bool) -> Found {
    match desk.engine.search(&typed(text, unfinished), None).await.unwrap() {
        Searched::Found(found) => found,
        Searched::Unreadable(error) => panic!("{text}: {error}"),
    }
}

#[tokio::test]
async fn what_models_say_blindly_is_found_without_their_names() {
    let desk = Desk::new().await;
    let open = battle(&desk).await;
    desk.engine.flush().await;
    for text in ["Ada", "Ada-7b", "Bert", "Cleo", "model:ada", "model:bert made"] {
        let found = found(&desk, text, true).await;
        assert!(found.sessions.is_empty(), "{text} tells: {found:?}");
    }
    let made = found(&desk, "\"made by hand\"", false).await;
    assert_eq!(made.sessions.len(), 1, "what they say is found");
    let shown = serde_json::to_string(&made).unwrap().to_lowercase();
    for name in ["ada-7b", "bert-1", "cleo_9"] {
        assert!(!shown.contains(name), "{name} in {shown}");
    }
    let inside = desk.engine.find_in_session(open.session.id, &typed("made", false)).await.unwrap();
    assert!(matches!(inside, Searched::Found(inside) if !inside.hits.is_empty()));
}

#[tokio::test]
async fn a_query_may_be_unfinished_and_a_slip_is_told() {
    let desk = Desk::new().await;
    battle(&desk).await;
    desk.engine.flush().await;
    assert_eq!(found(&desk, "worl", true).await.sessions.len(), 1, "as it is typed");
    assert_eq!(found(&desk, "worl", false).await.sessions.len(), 0, "a whole word");
    let slip = desk.engine.search(&typed("\"worl", true), None).await.unwrap();
    let Searched::Unreadable(error) = slip else { panic!("{slip:?}") };
    assert_eq!((error.at.from, error.fault), (0, Fault::OpenQuote));
    assert!(desk.engine.index_progress().await.unwrap().is_whole());
}
