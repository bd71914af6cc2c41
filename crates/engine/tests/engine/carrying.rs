//! Sessions carried in and out of a store.

use std::io::{Cursor, Read, Seek, SeekFrom};

use carry::{Branches, Format, Lost};
use engine::{Carrying, Engine, Error, PageKind};
use store::{SessionFilter, SessionId};

use crate::random::engine;

/// So many chats of two messages, as Claude exports them.
pub(crate) fn chats(many: usize) -> Vec<u8> {
    let chat = |n: usize| {
        format!(
            "{{\"uuid\":\"c{n}\",\"name\":\"Chat {n}\",\"created_at\":\"2025-03-01T10:00:00Z\",\
            \"updated_at\":\"2025-03-01T10:00:0{}Z\",\"chat_messages\":[\
            {{\"uuid\":\"{n}a\",\"sender\":\"human\",\"text\":\"Question {n}\"}},\
            {{\"uuid\":\"{n}b\",\"sender\":\"assistant\",\"text\":\"Answer {n}\"}}]}}",
            n % 10
        )
    };
    format!("[{}]", (0..many).map(chat).collect::<Vec<_>>().join(",")).into_bytes()
}

pub(crate) async fn ids(engine: &Engine) -> Vec<SessionId> {
    let all = SessionFilter { limit: 10_000, ..SessionFilter::default() };
    engine.sessions(&all).await.unwrap().sessions.iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn an_import_is_there_once_however_often_it_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let carrying = Carrying::default();
    let first = engine.import(Cursor::new(chats(30)), &carrying).await.unwrap();
    assert_eq!(first.format, Format::Claude);
    assert_eq!((first.came.new_sessions, first.came.new_messages), (30, 60));
    assert_eq!(first.losses, []);
    let progress = carrying.progress();
    assert_eq!((progress.done, progress.sessions, progress.messages), (progress.of, 30, 60));
    let again = engine.import(Cursor::new(chats(31)), &Carrying::default()).await.unwrap();
    let came = again.came;
    assert_eq!((came.new_sessions, came.known_sessions, came.new_messages), (1, 30, 2));
    let ids = ids(&engine).await;
    assert_eq!(ids.len(), 31);
    let open = engine.open(ids[0]).await.unwrap();
    assert_eq!(open.path.messages.len(), 2, "it opens where its branch ends");
    assert!(open.session.title.unwrap().starts_with("Chat "));
}

#[tokio::test]
async fn what_a_person_did_here_stays() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    engine.import(Cursor::new(chats(2)), &Carrying::default()).await.unwrap();
    let ids = ids(&engine).await;
    engine.rename(ids[0], "My own").await.unwrap();
    let reply = engine.open(ids[0]).await.unwrap().path.messages[1].id;
    engine.delete_branch(reply).await.unwrap();
    engine.delete(ids[1]).await.unwrap();
    let again = engine.import(Cursor::new(chats(2)), &Carrying::default()).await.unwrap();
    assert_eq!(again.came.new_messages, 0);
    let open = engine.open(ids[0]).await.unwrap();
    assert_eq!(open.session.title.as_deref(), Some("My own"));
    assert_eq!(open.path.messages.len(), 1, "what was deleted in it stays so");
    engine.open(ids[1]).await.expect("a session that was deleted comes back");
}

/// A file that cancels when it was read so far.
struct Cancels {
    file: Cursor<Vec<u8>>,
    at: u64,
    carrying: Carrying,
}

impl Read for Cancels {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.file.position() >= self.at {
            self.carrying.cancel();
        }
        let some = buffer.len().min(1 << 12);
        self.file.read(&mut buffer[..some])
    }
}

impl Seek for Cancels {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

#[tokio::test]
async fn an_import_that_was_cancelled_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let carrying = Carrying::default();
    let bytes = chats(3_000);
    let at = bytes.len() as u64 / 2;
    let source = Cancels { file: Cursor::new(bytes.clone()), at, carrying: carrying.clone() };
    let cut = engine.import(source, &carrying).await.unwrap();
    assert!(cut.cancelled);
    let came = cut.came.new_sessions;
    assert!(came > 500 && came < 3_000, "some are there: {came}");
    for id in ids(&engine).await {
        assert_eq!(engine.open(id).await.unwrap().path.messages.len(), 2, "each is whole");
    }
    let rest = engine.import(Cursor::new(bytes), &Carrying::default()).await.unwrap();
    assert_eq!((rest.came.known_sessions, rest.came.new_sessions), (came, 3_000 - came));
}

#[tokio::test]
async fn a_hostile_file_takes_nothing_else_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let message = |id: u8, more: &str| {
        format!(
            "{{\"id\":\"00000000-0000-0000-0000-0000000000{id:02}\",\
            \"turn\":\"00000000-0000-0000-0000-000000000099\",\"role\":\"assistant\",\
            \"created_at\":1,\"text\":\"x\"{more}}}"
        )
    };
    let session = |id: u8, messages: &[String]| {
        format!(
            "{{\"id\":\"00000000-0000-0000-0000-0000000001{id:02}\",\"created_at\":1,\
            \"updated_at\":1,\"messages\":[{}]}}",
            messages.join(",")
        )
    };
    let sessions = [
        session(1, &[message(1, ",\"rating\":{\"stars\":9,\"at\":1}"), message(1, "")]),
        session(2, &[message(2, ",\"parent\":\"00000000-0000-0000-0000-000000000077\"")]),
        session(3, &[message(1, "")]),
        session(
            4,
            &[message(4, ",\"failure\":{\"kind\":\"odd\",\"message\":\"m\"},\"lane\":4294967295")],
        ),
    ];
    let file = format!(
        "{{\"format\":\"antiphon\",\"version\":1,\"files\":[],\"sessions\":[{}]}}",
        sessions.join(",")
    );
    let imported = engine.import(Cursor::new(file), &Carrying::default()).await.unwrap();
    let lost: Vec<Lost> = imported.losses.iter().map(|loss| loss.what).collect();
    assert_eq!(lost, [Lost::DuplicateId, Lost::Orphan]);
    assert_eq!(imported.came.new_sessions, 4);
    assert_eq!(imported.came.known_messages, 1, "an id of another session's is not taken");
    assert_eq!(imported.counts.len(), 2);
    for text in ["", "{\"format\":\"antiphon\",\"version\":7}"] {
        let refused = engine.import(Cursor::new(text), &Carrying::default()).await;
        assert!(matches!(refused, Err(Error::Carry(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn files_are_carried_and_what_is_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path()).await;
    let row = |data: &str| {
        format!(
            "[{{\"id\":\"w\",\"title\":\"T\",\"chat\":{{\"history\":{{\"currentId\":\"a\",\"messages\":{{\
            \"a\":{{\"role\":\"user\",\"content\":\"see\",\"files\":[{{\"url\":\"data:image/png;base64,{data}\"}}]}}}}}}}}}}]"
        )
    };
    let text = engine.import(Cursor::new(row("aGVsbG8=")), &Carrying::default()).await.unwrap();
    let lost: Vec<Lost> = text.losses.iter().map(|loss| loss.what).collect();
    assert_eq!(lost, [Lost::ForeignFile, Lost::MissingFile], "its bytes are no picture's");
    let picture = row("iVBORw0KGgo=").replace("\"w\"", "\"v\"");
    engine.import(Cursor::new(picture), &Carrying::default()).await.unwrap();
    let mut shown = 0;
    for id in ids(&engine).await {
        let page = engine.page(id, PageKind::Html, Branches::Read).await.unwrap();
        let page = String::from_utf8(page.bytes).unwrap();
        shown += page.matches("src=\"data:image/png;base64,iVBORw0KGgo=\"").count();
        let page = engine.page(id, PageKind::Markdown, Branches::All).await.unwrap();
        assert!(String::from_utf8(page.bytes).unwrap().contains("see"));
    }
    assert_eq!(shown, 1, "a picture stands in its page");
}
