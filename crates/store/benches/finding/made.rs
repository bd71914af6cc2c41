//! Stores of many messages, made in a minute: rows go in without the app, the index by it.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use lookup::Day;
use model::Role;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection, Row};
use store::{
    Checkpoint, Ending, Message, MessageId, Millis, NewSession, NewTurn, SessionId, Status, Store,
    TurnId,
};
use uuid::Uuid;

/// So many messages has each session.
const LENGTH: u64 = 20;
/// So many words there are; they come as often as their rank lets them (Zipf).
const WORDS: f64 = 60_000.0;
const NOW: i64 = 1_795_000_000_000;

/// A store that is gone when this is.
pub(crate) struct Made {
    pub(crate) store: Store,
    folder: tempfile::TempDir,
    sessions: u64,
    /// The bytes of all texts.
    pub(crate) raw: u64,
    /// The bytes of the file without its index.
    pub(crate) bare: u64,
    pub(crate) filled_a_second: f64,
}

impl Made {
    pub(crate) async fn new(sessions: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let open =
            || async { Store::open(folder.path(), Millis(NOW)).await.expect("a store").store };
        open().await.close().await;
        let mut database = raw(folder.path().join("antiphon.sqlite")).await;
        let mut random = Random(7);
        let mut bytes = 0;
        for first in (0..sessions).step_by(500) {
            let mut within = database.begin().await.expect("a transaction");
            for session in first..(first + 500).min(sessions) {
                bytes += insert(&mut within, session, &mut random).await;
            }
            within.commit().await.expect("it is written");
        }
        let state = "update search_state set version = -1";
        sqlx::query(state).execute(&mut database).await.expect("a state");
        database.close().await.expect("it closes");
        let bare = fs::metadata(folder.path().join("antiphon.sqlite")).expect("a file").len();
        let store = open().await;
        let begun = Instant::now();
        while !store.fill_index(2_000).await.expect("it is filled").is_whole() {}
        let filled_a_second = (sessions * LENGTH) as f64 / begun.elapsed().as_secs_f64();
        Self { store, folder, sessions, raw: bytes, bare, filled_a_second }
    }

    pub(crate) fn messages(&self) -> u64 {
        self.sessions * LENGTH
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("antiphon.sqlite")
    }

    pub(crate) fn size(&self) -> u64 {
        fs::metadata(self.file()).expect("a file").len()
    }

    /// Milliseconds of a plain scan for a word; the best of three.
    pub(crate) async fn scan(&self, word: &str) -> f64 {
        let mut database = raw(self.file()).await;
        let mut best = f64::MAX;
        for _ in 0..3 {
            let begun = Instant::now();
            let found: i64 = sqlx::query_scalar("select count(*) from message where text like ?")
                .bind(format!("%{word}%"))
                .fetch_one(&mut database)
                .await
                .expect("a scan");
            std::hint::black_box(found);
            best = best.min(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        database.close().await.expect("it closes");
        best
    }

    /// Milliseconds from a reply's end to its being on disk and found: the 95th percentile.
    pub(crate) async fn writes(&self, count: u64) -> f64 {
        let mut random = Random(11);
        let mut times = Vec::new();
        for n in 0..count {
            let (session, turn) = (SessionId(Uuid::now_v7()), TurnId(Uuid::now_v7()));
            let message = |role| {
                Message::new(MessageId(Uuid::now_v7()), session, turn, role, Millis(NOW + n as i64))
            };
            let prompt = Message { text: random.text().0, ..message(Role::User) };
            let open = Message {
                parent: Some(prompt.id),
                status: Status::Streaming,
                ..message(Role::Assistant)
            };
            let id = open.id;
            let begins = Some(NewSession { id: session, parameters: model::Parameters::default() });
            let turn = NewTurn {
                begins,
                prompts: vec![prompt],
                replies: vec![open],
                ..NewTurn::default()
            };
            self.store.begin_turn(&turn, Millis(NOW)).await.expect("a turn");
            let ending = ending(id, random.text().0);
            let begun = Instant::now();
            self.store.end(&ending).await.expect("an end");
            times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        }
        crate::late(times)
    }

    pub(crate) async fn end(self) {
        self.store.close().await;
    }
}

async fn raw(file: PathBuf) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).pragma("synchronous", "off");
    SqliteConnection::connect_with(&options).await.expect("a database")
}

async fn insert(database: &mut SqliteConnection, session: u64, random: &mut Random) -> u64 {
    let at = NOW - 100_000_000_000 + session as i64 * 2_000_000;
    let made = sqlx::query(
        "insert into session (session_id, created_at, updated_at) values (?, ?, ?)
        returning session_key",
    )
    .bind(Uuid::now_v7().as_bytes().as_slice())
    .bind(at)
    .bind(at)
    .fetch_one(&mut *database)
    .await
    .expect("a session");
    let key: i64 = made.try_get(0).expect("a key");
    let (mut parent, mut bytes) = (None::<i64>, 0);
    for n in 0..LENGTH as i64 {
        let (text, length) = random.text();
        bytes += length;
        let row = sqlx::query(
            "insert into message (message_id, session_key, parent_key, turn_id, lane, role, status,
                created_at, left_out, text) values (?, ?, ?, ?, 0, ?, 0, ?, 0, ?)",
        )
        .bind(Uuid::now_v7().as_bytes().as_slice())
        .bind(key)
        .bind(parent)
        .bind(Uuid::now_v7().as_bytes().as_slice())
        .bind(1 + n % 2)
        .bind(at + n * 1_000)
        .bind(text)
        .execute(&mut *database)
        .await
        .expect("a message");
        parent = Some(row.last_insert_rowid());
    }
    bytes
}

fn ending(id: MessageId, text: String) -> Ending {
    let reasoning = String::new();
    Ending {
        arrived: Checkpoint { id, text, reasoning, left_out: 0, request: None },
        status: Status::Complete,
        served: None,
        usage: None,
        cost: None,
        carried: None,
        timings: None,
        arrivals: Vec::new(),
        finish: None,
        failure: None,
        at: Millis(Day(20_000).start(0)),
    }
}

/// A sequence of numbers that is the same every time (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// About 300 bytes, every tenth in Devanagari; and how many they are.
    fn text(&mut self) -> (String, u64) {
        let indic = self.next().is_multiple_of(10);
        let mut text = String::with_capacity(320);
        while text.len() < 290 {
            let part = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
            let rank = WORDS.powf(part) as u64;
            let one = if indic { indic_word(rank) } else { word(rank) };
            text.push_str(&one);
            text.push(if self.next().is_multiple_of(12) { '.' } else { ' ' });
            text.push_str(if text.ends_with('.') { " " } else { "" });
        }
        let length = text.len() as u64;
        (text, length)
    }
}

const FIRST: [&str; 16] = [
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va",
];
const THEN: [&str; 16] =
    ["n", "ra", "st", "le", "mi", "to", "nd", "ku", "ss", "pa", "er", "ig", "oz", "ul", "th", "yx"];

/// The word of this rank, from 1: longer the rarer it is.
pub(crate) fn word(rank: u64) -> String {
    let mut left = rank;
    let mut word = FIRST[(left % 16) as usize].to_owned();
    loop {
        left /= 16;
        word.push_str(THEN[(left % 16) as usize]);
        if left < 16 {
            return word;
        }
        word.push_str(FIRST[(left % 13) as usize]);
    }
}

fn indic_word(rank: u64) -> String {
    let letter = |n: u64| char::from_u32(0x915 + (n % 36) as u32).unwrap_or('क');
    let signs = ['\u{93e}', '\u{93f}', '\u{940}', '\u{947}', '\u{94b}'];
    let mut word = String::from(letter(rank));
    let mut left = rank;
    while left > 0 {
        word.push(letter(left / 5));
        word.push(signs[(left % 5) as usize]);
        left /= 180;
    }
    word
}
