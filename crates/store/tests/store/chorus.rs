use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use store::{Chorus, Error};

/// The tables that are read, as Chorus's own schema describes them.
const SCHEMA: &str = "
    create table chats (id text primary key, title text, created_at datetime, updated_at datetime,
        project_id text);
    create table projects (id text primary key, name text);
    create table message_sets (id text primary key, chat_id text, type text, created_at datetime,
        level integer);
    create table messages (id text primary key, message_set_id text, chat_id text, text text,
        model text, selected boolean, created_at datetime, state text, error_message text);
    create table message_parts (chat_id text, message_id text, level integer, content text);
    insert into chats values ('c', 'Rivers', '2025-05-05 10:00:00', null, 'p');
    insert into projects values ('p', 'School');
    insert into message_sets values ('b', 'c', 'ai', null, 1), ('a', 'c', 'user', null, 0);
    insert into messages values
        ('2', 'b', 'c', '', 'openai::gpt-4o', 1, '2025-05-05 10:00:02', 'idle', null),
        ('1', 'a', 'c', 'Longest?', 'user', 1, '2025-05-05 10:00:01', 'idle', null);
    insert into message_parts values ('c', '2', 1, 'Nile.'), ('c', '2', 0, 'The');";

#[tokio::test]
async fn chats_are_read_with_their_sets_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chats.db");
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut database = options.connect().await.unwrap();
    sqlx::raw_sql(SCHEMA).execute(&mut database).await.unwrap();
    let chorus = Chorus::open(&path).await.unwrap();
    assert_eq!(chorus.chats().await.unwrap(), ["c"]);
    let chat = chorus.chat("c").await.unwrap();
    assert_eq!((&chat["title"], &chat["project"]), (&"Rivers".into(), &"School".into()));
    assert_eq!(chat["messages"][0]["text"], "Longest?", "by the level of its set");
    assert_eq!(chat["messages"][1]["parts"], serde_json::json!(["The", "Nile."]));
}

#[tokio::test]
async fn another_database_is_refused() {
    let kept = crate::sample::kept().await;
    let refused = Chorus::open(&kept.folder.path().join("antiphon.sqlite")).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    let text = kept.folder.path().join("text.db");
    std::fs::write(&text, "no database").unwrap();
    assert!(Chorus::open(&text).await.is_err());
}
