//! Databases of every earlier schema, frozen as SQL in `schema/<its last migration>.sql`.
//!
//! To add a migration, first freeze a database of the schema as it is (the `.dump` of SQLite's
//! shell) under the number of its last migration. A frozen file is never changed.

use std::fs;
use std::path::Path;

use model::{FinishReason, Role};
use sqlx::{AssertSqlSafe, Connection};
use store::{SentFilter, SessionFilter, Spent, Status, Store, TitleSource};

use crate::open::raw;
use crate::sample::{NOW, add, kept, next_turn, small_model};

#[tokio::test]
async fn a_database_of_any_earlier_schema_opens_with_all_it_holds() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store/schema");
    let current = schema(kept().await.folder.path()).await;
    let mut frozen = 0;
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let name = file.display();
        let folder = tempfile::tempdir().unwrap();
        let mut database = raw(&folder.path().join("antiphon.sqlite")).await;
        let text = fs::read_to_string(&file).unwrap();
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut database).await.unwrap();
        database.close().await.unwrap();

        let opened = Store::open(folder.path(), NOW).await.unwrap();
        assert_eq!((opened.set_aside, opened.interrupted), (None, 1), "{name}: it is taken over");
        holds_all(&opened.store, &name.to_string()).await;
        opened.store.close().await;
        assert_eq!(schema(folder.path()).await, current, "{name}: as if it were new");
        frozen += 1;
    }
    assert!(frozen >= 1, "there is something to upgrade");
}

/// The text of every table and index.
async fn schema(folder: &Path) -> Vec<(String, Option<String>)> {
    let mut database = raw(&folder.join("antiphon.sqlite")).await;
    let text = "select name, sql from sqlite_schema order by name";
    sqlx::query_as(text).fetch_all(&mut database).await.unwrap()
}

/// What every frozen database holds: one session of two turns, the second left open.
async fn holds_all(store: &Store, name: &str) {
    let all = SessionFilter { limit: 9, ..SessionFilter::default() };
    let rows = store.sessions(&all).await.unwrap().sessions;
    assert_eq!(rows.len(), 1, "{name}: a session");
    let session = store.session(rows[0].id).await.unwrap();
    assert_eq!(session.title.as_deref(), Some("Schlafende Wale"), "{name}: its title");
    assert_eq!(session.title_source, TitleSource::Model, "{name}: who gave it");
    assert_eq!(session.draft, "Und Delfine?", "{name}: its draft");
    assert_eq!(session.parameters.seed, Some(7), "{name}: its parameters");
    let typed = SessionFilter { text: "WALE".into(), ..all };
    assert_eq!(store.sessions(&typed).await.unwrap().sessions, rows, "{name}: found by title");

    let messages = store.path(session.leaf.unwrap(), None, 9).await.unwrap().messages;
    let told: Vec<_> = messages.iter().map(|m| (m.role, m.status, m.text.as_str())).collect();
    assert_eq!(
        told,
        [
            (Role::User, Status::Complete, "Wie schlafen Wale?"),
            (Role::Assistant, Status::Complete, "Mit einer Hälfte des Gehirns. 🐋"),
            (Role::User, Status::Complete, "Und wie lange?"),
            (Role::Assistant, Status::Interrupted, "Etwa"),
        ],
        "{name}: its messages"
    );
    let reply = &messages[1];
    assert_eq!(reply.versions.siblings.len(), 2, "{name}: two versions");
    assert_eq!(reply.model, Some(small_model()), "{name}: the model");
    assert_eq!(reply.served.as_deref(), Some("small-2026"), "{name}: who served it");
    assert_eq!(reply.parameters.as_ref().unwrap().temperature, Some(0.5), "{name}: parameters");
    assert_eq!(reply.usage.unwrap().reply_tokens, 12, "{name}: tokens");
    assert_eq!(reply.timings.unwrap().total_ms, 900, "{name}: times");
    assert_eq!(reply.finish, Some(FinishReason::End), "{name}: why it ended");
    assert_eq!(
        (reply.cost.clone(), reply.usage.unwrap().reasoning_tokens),
        (None, 0),
        "{name}: new"
    );
    assert_eq!(messages[0].attachments, [], "{name}: nothing was attached");
    assert_eq!(messages[0].recordings, [], "{name}: nothing was said");
    assert!(!store.even_pace(session.id).await.unwrap(), "{name}: every lane as fast as it comes");
    let carried = store.carried(session.leaf.unwrap()).await.unwrap();
    assert!(carried.is_empty(), "{name}: nothing is carried");
    assert_eq!(store.spent(session.id, "local").await.unwrap(), Spent::default(), "{name}: free");
    let all = SentFilter::default();
    assert_eq!(store.sent(&all, None, 9).await.unwrap().lines, [], "{name}: nothing was sent");
    assert!(store.marks().await.unwrap().is_empty(), "{name}: no model was marked");
    let limit = store.model_parameters(&small_model()).await.unwrap().max_tokens;
    assert_eq!(limit, Some(256), "{name}: the model's setting");

    add(store, &next_turn(session.id, session.leaf, "Weiter")).await;
    let undone = store.undo_title(session.id).await.unwrap();
    assert_eq!(undone.title.as_deref(), Some("Wie schlafen"), "{name}: the title before");
}
