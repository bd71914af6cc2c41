//! What finding costs in a store of a working life: prints one line of JSON a figure.
//!
//! `cargo xtask bench archive` runs it. With `--quick` the stores are small.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints, and stops if it cannot"
)]

mod made;

use std::collections::BTreeSet;
use std::time::Instant;

use lookup::{Day, Query};
use made::{Made, word};
use model::ModelId;
use store::{Search, Store};

/// The kinds of queries, each with the words of its nth turn.
type Asked = (&'static str, fn(u64) -> String);

const QUERIES: [Asked; 8] = [
    ("rare word", |n| word(30_000 + 37 * n)),
    ("middling word", |n| word(400 + 3 * n)),
    ("common word", |n| word(2 + n % 8)),
    ("two words", |n| format!("{} {}", word(2 + n % 8), word(400 + 3 * n))),
    ("two common words", |n| format!("{} {}", word(2 + n % 8), word(12 + n % 9))),
    ("phrase", |n| format!("\"{} {}\"", word(2 + n % 8), word(3 + n % 7))),
    ("prefix of 3 letters", |n| format!("{}*", &word(100 + n)[..3])),
    ("prefix of a rare word", |n| format!("{}*", &word(30_000 + 37 * n)[..6])),
];

/// The most that a search may take, in milliseconds: the 95th percentile.
const BOUND: f64 = 50.0;

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(measure(if quick { 200 } else { 5_000 }, quick));
}

/// Measures a store of so many sessions, and one of ten times as many.
async fn measure(sessions: u64, quick: bool) {
    let small = Made::new(sessions).await;
    let small_times = searches(&small.store, quick).await;
    small.end().await;
    let large = Made::new(sessions * 10).await;
    let messages = large.messages();
    let size = large.size() as f64;
    line("messages a second into the index", large.filled_a_second, "1/s", None, None);
    line("file against raw text", size / large.raw as f64, "times", Some(2.5), None);
    line(
        "index against raw text",
        (size - large.bare as f64) / large.raw as f64,
        "times",
        None,
        None,
    );
    let scanned = large.scan(&word(30_000)).await;
    let times = searches(&large.store, quick).await;
    for ((name, _), (time, small)) in QUERIES.iter().zip(times.iter().zip(&small_times)) {
        let bound = (!quick).then_some(BOUND);
        line(&format!("{name}, {messages} messages, p95"), *time, "ms", bound, Some(scanned));
        let grown = (!quick).then_some(3.0);
        // Below a millisecond the clock and the machine are measured.
        line(
            &format!("{name}, for ten times as many"),
            time.max(1.0) / small.max(1.0),
            "times",
            grown,
            None,
        );
    }
    let written = large.writes(if quick { 5 } else { 200 }).await;
    line("a finished message with its index, p95", written, "ms", (!quick).then_some(20.0), None);
    large.end().await;
}

/// The 95th percentile of each kind of query, in milliseconds, first page with snippets.
async fn searches(store: &Store, quick: bool) -> Vec<f64> {
    let mut all = Vec::new();
    for (_, words) in QUERIES {
        let mut times = Vec::new();
        for n in 0..if quick { 5 } else { 60 } {
            let query = Query::parse(&words(n), Day(20_000)).expect("a query");
            let search = Search { query, limit: 20, ..Search::default() };
            let bare = |_: &BTreeSet<ModelId>, text: &str| text.to_owned();
            let begun = Instant::now();
            let found = store.search(&search, &bare).await.expect("it searches");
            times.push(begun.elapsed().as_secs_f64() * 1_000.0);
            std::hint::black_box(found);
        }
        all.push(late(times));
    }
    all
}

/// The 95th percentile.
fn late(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() * 95).div_ceil(100) - 1]
}

fn line(figure: &str, value: f64, unit: &str, at_most: Option<f64>, baseline: Option<f64>) {
    let line = serde_json::json!({
        "figure": figure, "value": value, "unit": unit, "at_most": at_most, "baseline": baseline,
    });
    println!("{line}");
}
