//! Small conversations to test with.

use std::path::Path;

use model::{ModelId, Parameters, Role};
use store::{
    Checkpoint, Ending, Message, MessageId, Millis, NewSession, NewTurn, SessionId, Status, Store,
    TurnId,
};
use uuid::Uuid;

/// The time at which samples happen, where nothing else is said.
pub(crate) const NOW: Millis = Millis(1_795_000_000_000);

/// A store in a folder that lasts as long as it.
pub(crate) struct Kept {
    pub(crate) store: Store,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) async fn kept() -> Kept {
    let folder = tempfile::tempdir().unwrap();
    Kept { store: opened(folder.path()).await, folder }
}

/// The store in `folder`, which opens without any trouble.
pub(crate) async fn opened(folder: &Path) -> Store {
    let opened = Store::open(folder, NOW).await.unwrap();
    assert_eq!(opened.set_aside, None, "nothing was set aside");
    opened.store
}

pub(crate) fn session_id() -> SessionId {
    SessionId(Uuid::now_v7())
}

pub(crate) fn small_model() -> ModelId {
    ModelId::new(ModelId::LOCAL, "small")
}

/// A prompt after `parent`.
pub(crate) fn prompt(session: SessionId, parent: Option<MessageId>, text: &str) -> Message {
    let (id, turn) = (MessageId(Uuid::now_v7()), TurnId(Uuid::now_v7()));
    Message { parent, text: text.into(), ..Message::new(id, session, turn, Role::User, NOW) }
}

/// An open, empty reply to `prompt`.
pub(crate) fn reply(prompt: &Message) -> Message {
    Message {
        id: MessageId(Uuid::now_v7()),
        parent: Some(prompt.id),
        role: Role::Assistant,
        status: Status::Streaming,
        text: String::new(),
        model: Some(small_model()),
        parameters: Some(Parameters::default()),
        ..prompt.clone()
    }
}

/// A prompt and a reply that begin a session.
pub(crate) fn first_turn(session: SessionId, text: &str) -> NewTurn {
    let begins = Some(NewSession { id: session, parameters: Parameters::default() });
    NewTurn { begins, ..next_turn(session, None, text) }
}

/// A prompt and a reply that follow `parent`.
pub(crate) fn next_turn(session: SessionId, parent: Option<MessageId>, text: &str) -> NewTurn {
    let prompt = prompt(session, parent, text);
    let replies = vec![reply(&prompt)];
    NewTurn { prompts: vec![prompt], replies, ..NewTurn::default() }
}

/// Begins a session with one turn; yields its prompt and its reply.
pub(crate) async fn begun(store: &Store, session: SessionId, text: &str) -> (MessageId, MessageId) {
    add(store, &first_turn(session, text)).await
}

/// Writes a turn; yields its prompt and its first reply.
pub(crate) async fn add(store: &Store, turn: &NewTurn) -> (MessageId, MessageId) {
    store.begin_turn(turn, NOW).await.unwrap();
    (turn.prompts[0].id, turn.replies[0].id)
}

pub(crate) fn arrived(id: MessageId, text: &str) -> Checkpoint {
    Checkpoint { id, text: text.into(), reasoning: String::new(), left_out: 0, request: None }
}

/// A reply's end with nothing but its text.
pub(crate) fn ending(id: MessageId, text: &str, status: Status) -> Ending {
    Ending {
        arrived: arrived(id, text),
        status,
        served: None,
        usage: None,
        cost: None,
        carried: None,
        timings: None,
        arrivals: Vec::new(),
        finish: None,
        failure: None,
        at: NOW,
    }
}
