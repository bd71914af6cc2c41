//! Sessions that are there before the app starts.

use model::{ModelId, Parameters, Role};
use store::{
    Checkpoint, Ending, Message, MessageId, Millis, NewSession, NewTurn, SessionId, Status, TurnId,
};
use uuid::Uuid;

use crate::support::{Room, SMALL_MODEL, stored};

/// Writes a session of so many prompts and replies, before the app starts.
pub(crate) fn seed(room: &Room, turns: usize) {
    seed_forks(room, turns, 1);
}

/// The same, with so many versions of each reply; the chat goes on from the first.
pub(crate) fn seed_forks(room: &Room, turns: usize, versions: usize) {
    stored(room, async |store| {
        let (session, mut parent) = (SessionId(Uuid::now_v7()), None);
        let (mut begun, mut endings) = (Vec::new(), Vec::new());
        for turn in 0..turns {
            let at = Millis(1_700_000_000_000 + i64::try_from(turn).unwrap() * 1000);
            let prompt = message(session, parent, Role::User, format!("Prompt {turn} of the seed"));
            let words = format!("Reply {turn} of the seed.\n\n").repeat(1 + turn % 5);
            let mut replies = Vec::new();
            for version in 1..=versions {
                let reply = message(session, Some(prompt.id), Role::Assistant, String::new());
                let reply = Message { turn: prompt.turn, ..reply };
                let said =
                    if version == 1 { String::new() } else { format!("Version {version} of ") };
                endings.push(ending(reply.id, format!("{said}{words}"), at));
                replies.push(reply);
            }
            parent = replies.first().map(|reply| reply.id);
            let parameters = Parameters::default();
            let begins = (turn == 0).then_some(NewSession { id: session, parameters });
            let prompts = vec![prompt];
            begun.push((NewTurn { begins, prompts, replies, ..NewTurn::default() }, at));
        }
        store.begin_turns(&begun).await.unwrap();
        store.end_all(&endings).await.unwrap();
    });
}

fn message(session: SessionId, parent: Option<MessageId>, role: Role, text: String) -> Message {
    let reply = role == Role::Assistant;
    let (id, turn) = (MessageId(Uuid::now_v7()), TurnId(Uuid::now_v7()));
    Message {
        parent,
        status: if reply { Status::Streaming } else { Status::Complete },
        text,
        model: reply.then(|| ModelId::from(SMALL_MODEL.to_owned())),
        parameters: reply.then(Parameters::default),
        ..Message::new(id, session, turn, role, Millis(1_700_000_000_000))
    }
}

fn ending(id: MessageId, text: String, at: Millis) -> Ending {
    Ending {
        arrived: Checkpoint { id, text, reasoning: String::new(), left_out: 0, request: None },
        status: Status::Complete,
        served: None,
        usage: None,
        cost: None,
        carried: None,
        timings: None,
        arrivals: Vec::new(),
        finish: None,
        failure: None,
        at,
    }
}
