//! Random operations on random trees: nothing is lost, no message hangs in the air, every request
//! was its path, and undoing restores exactly.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use engine::{Again, Ask, Clock, Compare, Engine, Known, Models, Record, Seat};
use futures::StreamExt;
use model::{
    BoxStream, ChatEvent, ChatModel, ChatRequest, FinishReason, ModelId, Parameters, Role,
};
use store::{MessageId, Millis, Node, SessionId, Store};
use uuid::Uuid;

/// Sessions of [`OPERATIONS`] operations each, one after the other. `ANTIPHON_RANDOM_SESSIONS` says
/// how many there are instead: 2,000 are a hundred thousand operations.
const SESSIONS: u64 = 120;
const OPERATIONS: usize = 50;

/// Answers at once with how much it was sent; every ninth time it fails.
struct Quick;

impl ChatModel for Quick {
    fn wire(&self, request: &ChatRequest) -> model::Result<bytes::Bytes> {
        match &request.verbatim {
            Some(body) => Ok(body.clone()),
            None => Ok(serde_json::to_vec(&request.messages).unwrap().into()),
        }
    }

    fn stream(&self, request: ChatRequest) -> BoxStream<'static, model::Result<ChatEvent>> {
        let words = request.messages.iter().map(|message| message.text.len()).sum::<usize>();
        let text = ChatEvent::Text { text: format!("{words} bytes") };
        let end = match words % 9 {
            0 => Err(model::Error::new(model::ErrorKind::Server, "by chance")),
            _ => Ok(ChatEvent::Finished { reason: FinishReason::End }),
        };
        futures::stream::iter([Ok(text), end]).boxed()
    }
}

/// Random enough, and the same every time (splitmix64).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        (!all.is_empty()).then(|| &all[self.below(all.len())])
    }
}

pub(crate) async fn engine(folder: &Path) -> Arc<Engine> {
    let store = Store::open(folder, Millis(1)).await.unwrap().store;
    let models = Models {
        provider: Box::new(|_| Some(Arc::new(Quick))),
        known: Box::new(|_| Known { continues: true, ..Known::default() }),
        embedded: Box::new(|| None),
        names: Box::new(|model| vec![model.name().to_owned()]),
        titles_by_cloud: Box::new(|| false),
    };
    let ticks = AtomicI64::new(1_000);
    let clock = Clock::new(move || Millis(ticks.fetch_add(1, Ordering::Relaxed)), Uuid::now_v7);
    Engine::new(store, models, Record::new(clock.clone()), clock)
}

fn model(number: usize) -> ModelId {
    ModelId::from(format!("cloud/{number}"))
}

/// One session, what ever was written to it, and what was deleted and not brought back.
struct Walk {
    engine: Arc<Engine>,
    chance: Chance,
    session: SessionId,
    all: BTreeSet<MessageId>,
    deleted: Vec<(MessageId, BTreeSet<MessageId>)>,
}

impl Walk {
    async fn nodes(&self) -> Vec<Node> {
        self.engine.tree(self.session).await.unwrap()
    }

    async fn ids(&self) -> BTreeSet<MessageId> {
        self.nodes().await.into_iter().map(|node| node.id).collect()
    }

    /// Does something, or is refused.
    async fn step(&mut self) {
        self.engine.idle().await;
        let nodes = self.nodes().await;
        let some = self.chance.of(&nodes).cloned();
        let lanes = self.engine.store().lanes(self.session).await.unwrap();
        let Some(node) = some else { return self.ask(None, 0).await };
        let reply = node.role == Role::Assistant;
        match self.chance.below(12) {
            0 if lanes.is_empty() => self.ask(reply.then_some(node.id), 0).await,
            1 if node.role == Role::User && lanes.is_empty() => self.ask(node.parent, 1).await,
            0..=2 => {
                let count = 2 + self.chance.below(3);
                let seat = |place: usize| Seat {
                    lane: lanes.get(place).map(|lane| lane.lane),
                    model: model(place),
                    parameters: Parameters::default(),
                };
                let ask = Compare {
                    session: Some(self.session),
                    seats: (0..count).map(seat).collect(),
                    only: (0..self.chance.below(3) as u32).collect(),
                    text: format!("Prompt {}", self.all.len()),
                    attachments: Vec::new(),
                    replaces: (node.role == Role::User && self.chance.below(3) == 0)
                        .then_some(node.id),
                    parameters: None,
                    blind: None,
                };
                let _ = self.engine.compare(ask).await;
            }
            3 => {
                let verbatim = self.chance.below(4) == 0;
                let again = Again { verbatim, ..Again::default() };
                let _ = self.engine.regenerate(node.id, again).await;
            }
            4 => drop(self.engine.edit_reply(node.id, format!("By hand {}", self.all.len())).await),
            5 => drop(self.engine.fan_out(node.id, &[model(9)]).await),
            6 => drop(self.engine.choose(node.id).await),
            7 => drop(self.engine.gather(node.id).await),
            8 => match self.chance.of(&lanes) {
                Some(lane) => drop(self.engine.make_trunk(self.session, lane.lane).await.unwrap()),
                None => drop(self.engine.continue_reply(node.id).await),
            },
            9 => self.delete_and_undo(node.id).await,
            10 if self.chance.below(4) == 0 => {
                let before = self.ids().await;
                self.engine.delete_branch(node.id).await.unwrap();
                let gone = &before - &self.ids().await;
                self.deleted.push((node.id, gone));
            }
            _ => {
                let Some((root, gone)) = self.deleted.last().cloned() else { return };
                if self.engine.restore_branch(self.session, root).await.is_ok() {
                    assert!(gone.is_subset(&self.ids().await), "all that went came back");
                    self.deleted.pop();
                }
            }
        }
        self.all.extend(self.ids().await);
    }

    async fn ask(&mut self, parent: Option<MessageId>, place: usize) {
        let ask = Ask {
            session: Some(self.session),
            parent,
            text: format!("Prompt {}", self.all.len()),
            attachments: Vec::new(),
            model: model(place),
            parameters: None,
        };
        self.engine.ask(ask).await.unwrap();
        self.all.extend(self.ids().await);
    }

    async fn delete_and_undo(&self, id: MessageId) {
        self.engine.flush().await;
        let (tree, open) = (self.nodes().await, self.engine.open(self.session).await.unwrap());
        let weight = self.engine.weigh(id).await.unwrap();
        let deleted = self.engine.delete_branch(id).await.unwrap();
        assert_eq!(deleted.messages, weight, "as many as were announced");
        let back = self.engine.restore_branch(self.session, id).await.unwrap();
        assert_eq!((self.nodes().await, back), (tree, open), "undoing restores exactly");
    }

    /// What must hold at any time.
    async fn check(&mut self) {
        self.engine.idle().await;
        self.engine.flush().await;
        let nodes = self.nodes().await;
        let here: BTreeSet<_> = nodes.iter().map(|node| node.id).collect();
        let gone: BTreeSet<_> = self.deleted.iter().flat_map(|(_, gone)| gone).copied().collect();
        assert_eq!(&here | &gone, self.all, "no message is lost");
        assert!(here.is_disjoint(&gone), "and none is both there and gone");
        let hangs = nodes.iter().find(|one| one.parent.is_some_and(|id| !here.contains(&id)));
        assert_eq!(hangs, None, "none hangs in the air");
        for _ in 0..3 {
            let Some(node) = self.chance.of(&nodes) else { return };
            let Ok(body) = self.engine.what_was_sent(node.id).await else { continue };
            let sent: Vec<model::Message> = serde_json::from_slice(&body).unwrap();
            let path = self.engine.store().full_path(node.parent.unwrap()).await.unwrap();
            // A reply that was gone on with was sent its own beginning as well.
            let told: Vec<_> = sent.iter().take(path.len()).map(|one| one.text.as_str()).collect();
            let path: Vec<_> = path.iter().map(|one| one.text.as_str()).collect();
            assert_eq!(told, path, "a request is its path");
        }
    }
}

#[tokio::test]
async fn random_operations_lose_nothing() {
    let wanted = std::env::var("ANTIPHON_RANDOM_SESSIONS").ok();
    let sessions = wanted.map_or(SESSIONS, |wanted| wanted.parse().unwrap());
    let memory = Path::new("/dev/shm");
    let folder = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    let folder = folder.unwrap();
    let engine = engine(folder.path()).await;
    for seed in 0..sessions {
        let asked = engine
            .ask(Ask {
                session: None,
                parent: None,
                text: "Begin".into(),
                attachments: Vec::new(),
                model: model(0),
                parameters: None,
            })
            .await
            .unwrap();
        let all = asked.messages.iter().map(|message| message.id).collect();
        let mut walk = Walk {
            engine: engine.clone(),
            chance: Chance(seed),
            session: asked.session,
            all,
            deleted: Vec::new(),
        };
        for operation in 0..OPERATIONS {
            walk.step().await;
            if operation % 25 == 24 {
                walk.check().await;
            }
        }
    }
}
