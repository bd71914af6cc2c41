//! The app is killed in mid-stream at random times: what is lost, what is damaged, and what the
//! next start finds.

use std::path::Path;
use std::time::Duration;

use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use crate::bench::figure::{Bound, Figure};
use crate::bench::numbers::{largest, median};
use crate::bench::store::{self, LeftReply};
use crate::bench::{Bench, play, usage};
use crate::failure::{Result, While};
use crate::interrupt;
use crate::patience::{pause, wait_for};
use crate::proc;
use crate::shown;
use crate::window::{App, Window};

const KILLS: usize = 200;
const QUICK_KILLS: usize = 20;
/// Replies that do not end by themselves, of 200 pieces a second each.
const ENDLESS: usize = 3;
/// Replies that end while the app may be killed: pieces, one every 10 ms.
const SHORT: [usize; 4] = [20, 50, 80, 110];
/// The latest kill after the prompts were taken, in milliseconds.
const LATEST: u64 = 1300;

/// What all kills did.
#[derive(Debug, Default)]
struct Toll {
    /// Milliseconds of a stream that were said and not kept, for each reply that was cut.
    lost: Vec<f64>,
    damaged: usize,
    missing: usize,
    wrongly_complete: usize,
    left_streaming: usize,
    changed: usize,
}

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let data = play::folder(bench.desk, "kills", json!({}))?;
    let app = play::scripted(&data);
    let kills = if bench.quick { QUICK_KILLS } else { KILLS };
    let mut chance = Chance::new();
    let mut toll = Toll::default();
    let mut before: Option<(f64, Vec<LeftReply>)> = None;
    for kill in 0..kills {
        interrupt::check()?;
        let window = Window::open(bench.desk, &app)?;
        window.wait(shown::COMPOSER)?;
        if let Some((since, cut)) = before.take() {
            toll.after_restart(&cut, &store::left(&data, since)?.replies);
        }
        before = Some(one(&app, window, chance.below(LATEST), &mut toll)?);
        if (kill + 1) % 20 == 0 {
            bench.say(format!(
                "{} kills: at most {:.0} ms lost",
                kill + 1,
                largest(toll.lost.clone())
            ));
        }
    }
    if let Some((since, cut)) = before {
        drop(play::started(bench.desk, &app)?);
        toll.after_restart(&cut, &store::left(&data, since)?.replies);
    }
    Ok(toll.figures(kills))
}

/// Asks, kills, and looks at what is left. Returns since when, and the replies.
fn one(
    app: &App,
    window: Window,
    after: Duration,
    toll: &mut Toll,
) -> Result<(f64, Vec<LeftReply>)> {
    let since = usage::now_ms() - 1.0;
    let asked = ask_all(&window)?;
    pause(after);
    let pid = window.app()?;
    let killed = usage::now_ms();
    kill_process(pid, Signal::KILL).during("killing the app")?;
    wait_for("the app to be gone", Duration::from_secs(10), || {
        Ok((!proc::all().any(|other| other == pid) || proc::memory(pid).is_none()).then_some(()))
    })?;
    let left = wreck(&app.data, since)?;
    drop(window);
    toll.missing += asked.saturating_sub(left.replies.len());
    toll.damaged += usize::from(left.check != "ok");
    for reply in &left.replies {
        toll.wrongly_complete += usize::from(reply.status == 0 && !reply.whole);
        if reply.status == 1 && !reply.whole {
            toll.lost.push(killed - reply.stamp.unwrap_or(reply.created_at));
        }
    }
    Ok((since, left.replies))
}

/// What lies in a copy of the files as the kill left them, so that the next start meets them as
/// they are.
fn wreck(data: &Path, since: f64) -> Result<store::Left> {
    let copy = tempfile::tempdir().during("making a folder for a copy")?;
    for name in ["antiphon.sqlite", "antiphon.sqlite-wal"] {
        std::fs::copy(data.join(name), copy.path().join(name)).during(format!("copying {name}"))?;
    }
    store::left(copy.path(), since)
}

/// Asks for all replies, each in a session of its own; returns how many there are.
fn ask_all(window: &Window) -> Result<usize> {
    let endless = json!({ "text": "water ", "repeat": 100_000, "delay_ms": 5 });
    let short = |pieces: usize| {
        let mut chunks = vec!["light "; pieces];
        chunks.push("END");
        json!({ "chunks": chunks, "delay_ms": 10 })
    };
    let rules = std::iter::repeat_n(endless, ENDLESS).chain(SHORT.map(short));
    let prompts: Vec<String> = rules
        .map(|mut rule| {
            rule["stamp"] = true.into();
            rule["aside"] = true.into();
            format!("#script {rule}")
        })
        .collect();
    let count = prompts.len();
    let ask = "const [prompts] = arguments; \
               const { invoke } = window.__TAURI_INTERNALS__; \
               window.__asked = null; \
               invoke('list_models', {}).then((models) => { \
                 const { id } = (models.find((model) => model.card.recommended) ?? models[0]).card; \
                 return Promise.all(prompts.map((text) => invoke('ask', { ask: { \
                   session: null, attachments: [], parent: null, text, model: id, parameters: null } }))); \
               }).then((asked) => (window.__asked = asked.length), \
                       (problem) => (window.__asked = JSON.stringify(problem)))";
    window.run(ask, json!([prompts]))?;
    let asked = wait_for("the prompts to be taken", Duration::from_secs(30), || {
        let asked = window.run("return window.__asked", json!([]))?;
        Ok((asked != Value::Null).then_some(asked))
    })?;
    if asked == count {
        return Ok(count);
    }
    Err(crate::failure::Failure::new(format!("the prompts were not taken: {asked}")))
}

impl Toll {
    fn after_restart(&mut self, cut: &[LeftReply], now: &[LeftReply]) {
        for reply in now {
            self.left_streaming += usize::from(reply.status == 1);
            self.wrongly_complete += usize::from(reply.status == 0 && !reply.whole);
        }
        for was in cut {
            let expected =
                LeftReply { status: if was.status == 1 { 3 } else { was.status }, ..was.clone() };
            self.changed += usize::from(!now.contains(&expected));
        }
    }

    fn figures(&self, kills: usize) -> Vec<Figure> {
        let none = |name: &str, count: usize| {
            Figure::reported(name, count as f64, "").within(Bound::AtMost(0.0))
        };
        let name = format!("{kills} kills, {} replies cut: most of a stream lost", self.lost.len());
        vec![
            Figure::reported(name, largest(self.lost.iter().copied()), "ms")
                .within(Bound::AtMost(250.0)),
            Figure::reported("… half of them lost at most", median(&self.lost), "ms"),
            none("… damaged databases", self.damaged),
            none("… prompts lost that had been taken", self.missing),
            none("… replies wrongly complete", self.wrongly_complete),
            none("… replies left streaming after the next start", self.left_streaming),
            none("… replies changed otherwise by the next start", self.changed),
        ]
    }
}

/// Times that nobody chose: xorshift, <https://www.jstatsoft.org/article/view/v008i14>.
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        Chance(usage::now_ms() as u64 | 1)
    }

    fn below(&mut self, milliseconds: u64) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Duration::from_millis(self.0 % milliseconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u8, whole: bool) -> LeftReply {
        LeftReply { id: "a".into(), status, created_at: 0.0, stamp: Some(1.0), whole, length: 10 }
    }

    #[test]
    fn a_reply_that_was_cut_must_be_interrupted_after_the_next_start() {
        let mut toll = Toll::default();
        toll.after_restart(&[reply(1, false)], &[reply(3, false)]);
        assert_eq!((toll.left_streaming, toll.changed), (0, 0), "as it should be");
        toll.after_restart(&[reply(1, false)], &[reply(1, false)]);
        assert_eq!((toll.left_streaming, toll.changed), (1, 1), "left as it was");
        toll.after_restart(&[reply(1, false)], &[reply(0, false)]);
        assert_eq!((toll.wrongly_complete, toll.changed), (1, 2), "called complete");
        toll.after_restart(&[reply(0, true)], &[]);
        assert_eq!(toll.changed, 3, "gone");
    }
}
