//! Random operations on random trees: nothing is lost, no message hangs in the air, every request
//! was its path, and undoing restores exactly.
//!
//! The walk keeps a picture of its own of what was written ([`mirror`]); after every operation the
//! store is held against it, and at the end of each session every deletion is taken back.

mod answers;
mod chance;
mod deeds;
mod mirror;
mod turns;
mod walk;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use engine::{Carrying, Clock, Engine, Known, Models, Record};
use model::ModelId;
use store::{Millis, Store};
use uuid::Uuid;

use self::answers::Answers;
pub(crate) use self::chance::Chance;
use self::walk::{Done, Walk};

/// Sessions of [`OPERATIONS`] operations each. `ANTIPHON_RANDOM_SESSIONS` says how many there are
/// instead: 2,000 are a hundred thousand operations.
const SESSIONS: u64 = 48;
const OPERATIONS: usize = 50;
/// Stores that are walked on at once.
const TOGETHER: u64 = 4;
/// Sessions of one store. The app has thousands, but a walk looks at no other than its own.
const OF_ONE_STORE: usize = 12;

/// Everything that is done.
const DEEDS: [&str; 22] = [
    "ask",
    "blind turn",
    "choose",
    "compare",
    "continue",
    "copy branch",
    "delete",
    "edit prompt of lanes",
    "edit reply",
    "fan out",
    "gather",
    "make trunk",
    "merge",
    "rate",
    "regenerate",
    "reveal",
    "send again",
    "set lanes",
    "stop",
    "take a vote back",
    "undo",
    "vote",
];

pub(crate) async fn engine(folder: &Path) -> Arc<Engine> {
    let store = Store::open(folder, Millis(1)).await.unwrap().store;
    let models = Models {
        provider: Box::new(|_| Some(Arc::new(Answers))),
        known: Box::new(|_| Known { continues: true, ..Known::default() }),
        hearing: Box::new(|_| None),
        speech: Box::new(|_| None),
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

/// A folder in memory, where there is one: what is tested here is not the disk.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => tempfile::tempdir_in(memory).unwrap(),
        false => tempfile::tempdir().unwrap(),
    }
}

/// Walks through these sessions, a few to a store, and looks at each store again in its next life.
async fn walk_all(seeds: Vec<u64>) -> Done {
    let mut done = Done::default();
    for seeds in seeds.chunks(OF_ONE_STORE) {
        let folder = folder();
        let first = engine(folder.path()).await;
        let mut ended = Vec::new();
        for &seed in seeds {
            let mut walk = Walk::begin(first.clone(), seed).await;
            let told = Told(seed);
            for _ in 0..OPERATIONS {
                walk.step().await;
            }
            ended.push(walk.end().await);
            drop(told);
        }
        first.close().await;
        drop(first);
        let next = engine(folder.path()).await;
        for (session, mut mirror, counts) in ended {
            mirror.compare(&next, session).await;
            mirror.all_was_sent(&next, session).await;
            add(&mut done, counts);
        }
        carried_over(&next).await;
        next.close().await;
    }
    done
}

/// Carries all out, into an empty store, and out again: the same bytes.
async fn carried_over(engine: &Engine) {
    let out = async |engine: &Engine| {
        engine.export(None, Vec::new(), &Carrying::default()).await.unwrap().0
    };
    let first = out(engine).await;
    let folder = folder();
    let other = self::engine(folder.path()).await;
    let import = async || {
        other.import(std::io::Cursor::new(first.clone()), &Carrying::default()).await.unwrap()
    };
    let imported = import().await;
    assert_eq!(imported.losses, [], "nothing is lost");
    let again = import().await;
    assert_eq!((again.came.new_messages, again.came.new_sessions), (0, 0), "known by then");
    let second = out(&other).await;
    if first != second {
        let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (first, second) = (lines(&first), lines(&second));
        let differ = first.lines().zip(second.lines()).find(|(one, other)| one != other);
        panic!("out, in and out again differs: {differ:#?}");
    }
    other.close().await;
}

/// Says in which session a walk failed.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("this was session {}", self.0);
        }
    }
}

fn add(done: &mut Done, more: Done) {
    for (deed, (times, refused)) in more {
        let sum = done.entry(deed).or_default();
        *sum = (sum.0 + times, sum.1 + refused);
    }
}

#[tokio::test]
async fn random_operations_lose_nothing() {
    let wanted = std::env::var("ANTIPHON_RANDOM_SESSIONS").ok();
    let sessions = wanted.map_or(SESSIONS, |wanted| wanted.parse().unwrap());
    let part = |one: u64| (0..sessions).filter(|seed| seed % TOGETHER == one).collect();
    let parts = (0..TOGETHER).map(|one| tokio::spawn(walk_all(part(one))));
    let mut done = Done::default();
    for walked in futures::future::try_join_all(parts).await.unwrap() {
        add(&mut done, walked);
    }
    println!("{done:#?}");
    let times = |deed| done.get(deed).map_or(0, |(times, _)| *times);
    for deed in DEEDS {
        assert!(times(deed) > 0, "a walk that never does this proves nothing: {deed}");
    }
    assert_eq!(done.len(), DEEDS.len(), "every deed is named");
}
