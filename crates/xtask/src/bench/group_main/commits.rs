//! How often the database is written to while replies stream.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::bench::figure::{Bound, Figure};
use crate::bench::numbers::largest;
use crate::bench::{Bench, play};
use crate::failure::{Result, While};
use crate::interrupt;
use crate::patience::{pause, wait_for};
use crate::shown;
use crate::window::Window;

/// Says a piece 50 times a second for longer than anybody listens, beside all others.
const STEADY: &str = r#"#script {"markdown": 60000, "size": 6, "delay_ms": 20, "aside": true}"#;

/// Time for drafts and titles, which are written once, to be written.
const SETTLING: Duration = Duration::from_secs(3);
const COUNTED: Duration = Duration::from_secs(15);

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for streams in [1, 8] {
        let data = play::folder(bench.desk, &format!("commits-{streams}"), json!({}))?;
        let window = Window::open(bench.desk, &play::scripted(&data))?;
        for _ in 0..streams {
            window.click(shown::NEW_CHAT)?;
            let before = play::last_reply(&window)?;
            play::ask(&window, STEADY)?;
            wait_for("the reply to begin", Duration::from_secs(30), || {
                let begun = play::last_reply(&window)?.is_some_and(|id| Some(id) != before);
                let text = window.text(shown::REPLY_TEXT)?;
                Ok((begun && text.is_some_and(|text| !text.is_empty())).then_some(()))
            })?;
        }
        let (each, fullest) = counted(&data)?;
        let about = format!("{streams} streams at 50 deltas a second");
        figures.extend([
            Figure::reported(format!("commits a second, {about}"), each, "/s")
                .within(Bound::AtMost(5.0)),
            Figure::reported("… in the fullest second", fullest, "/s").within(Bound::AtMost(5.0)),
        ]);
    }
    Ok(figures)
}

/// Commits a second, and commits in the fullest second.
fn counted(data: &Path) -> Result<(f64, f64)> {
    let path = data.join("antiphon.sqlite-shm");
    let index = File::open(&path).during(format!("opening {}", path.display()))?;
    wait(SETTLING)?;
    let (begin, first) = (Instant::now(), commits(&index)?);
    let (mut times, mut seen) = (Vec::new(), first);
    while begin.elapsed() < COUNTED {
        let now = commits(&index)?;
        for _ in 0..now.wrapping_sub(seen) {
            times.push(begin.elapsed().as_secs_f64());
        }
        seen = now;
        pause(Duration::from_millis(5));
        interrupt::check()?;
    }
    let each = times.len() as f64 / begin.elapsed().as_secs_f64();
    let second =
        |start: f64| times.iter().filter(|time| (start..start + 1.0).contains(*time)).count();
    Ok((each, largest(times.iter().map(|&start| second(start) as f64))))
}

/// How many transactions the database has seen: the change counter of the index to its write-ahead
/// log, <https://sqlite.org/walformat.html#the_wal_index_header>.
fn commits(index: &File) -> Result<u32> {
    let mut counter = [0; 4];
    index.read_exact_at(&mut counter, 8).during("reading the index of the log")?;
    Ok(u32::from_ne_bytes(counter))
}

fn wait(time: Duration) -> Result<()> {
    let begin = Instant::now();
    while begin.elapsed() < time {
        interrupt::check()?;
        pause(time.saturating_sub(begin.elapsed()));
    }
    Ok(())
}
