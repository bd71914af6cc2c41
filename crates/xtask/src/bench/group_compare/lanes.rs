//! Eight lanes that answer at lengths and speeds of their own: how long until the last has ended in
//! the window, against the slowest alone.

use std::time::Duration;

use serde_json::{Value, json};

use crate::bench::figure::{Bound, Figure};
use crate::bench::numbers::median;
use crate::bench::{Bench, play};
use crate::failure::{Failure, Result};
use crate::patience::{pause, wait_for};
use crate::shown;
use crate::window::{Size, Window};

const ROUNDS: usize = 3;
const MODELS: [&str; 2] = ["local/smollm2-135m-instruct", "local/qwen2.5-coder-0.5b-instruct"];
/// Of each lane, the milliseconds before its first piece and between two, and how many pieces.
const LANES: [(u32, u32, u32); 8] = [
    (0, 2, 300),
    (900, 4, 200),
    (50, 10, 120),
    (2500, 1, 100),
    (300, 16, 500),
    (120, 33, 90),
    (20, 7, 700),
    (1500, 25, 60),
];
/// The slowest of them.
const SLOWEST: usize = 4;
const SIZE_OF_WINDOW: Size = Size { width: 1440, height: 900 };

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let data = play::folder(bench.desk, "lanes", json!({}))?;
    let window = Window::open(bench.desk, &play::scripted(&data))?;
    window.resize(SIZE_OF_WINDOW)?;
    let (all, alone) = (begun(&window)?, begun_alone(&window)?);
    let (mut together, mut slowest) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds(ROUNDS) {
        slowest.push(took(bench, &window, &alone, 1)?);
        together.push(took(bench, &window, &all, LANES.len())?);
        bench.say(format!(
            "8 lanes {:.0} ms, the slowest alone {:.0} ms",
            together[together.len() - 1],
            slowest[slowest.len() - 1]
        ));
    }
    let (together, slowest) = (median(&together), median(&slowest));
    let what = "8 lanes of a scripted worker, from sending until all have ended in the window";
    Ok(vec![
        Figure::reported(what, together, "ms").against(slowest),
        Figure::reported("… against the slowest alone", together / slowest, "")
            .within(Bound::AtMost(1.05)),
    ])
}

const READY: &str = "#script {\"text\": \"Ready.\", \"aside\": true}";

/// Begins a session with all lanes; their seeds say to the worker which they are.
fn begun(window: &Window) -> Result<String> {
    let seat = |lane: usize| {
        let parameters = json!({ "seed": lane });
        json!({ "lane": null, "model": MODELS[lane % 2], "parameters": parameters })
    };
    let ask = json!({
        "session": null, "seats": (0..LANES.len()).map(seat).collect::<Vec<_>>(), "only": [],
        "text": READY, "attachments": [], "replaces": null, "parameters": null, "blind": null,
    });
    let open = window.call("compare", json!({ "ask": ask }))?;
    id(&open["session"]["id"])
}

/// Begins a chat with the slowest alone.
fn begun_alone(window: &Window) -> Result<String> {
    let ask = json!({
        "session": null, "parent": null, "text": READY, "attachments": [],
        "model": MODELS[SLOWEST % 2], "parameters": { "seed": SLOWEST },
    });
    let asked = window.call("ask", json!({ "ask": ask }))?;
    id(&asked["session"])
}

fn id(told: &Value) -> Result<String> {
    told.as_str().map(str::to_owned).ok_or_else(|| Failure::new("no session was begun"))
}

/// Milliseconds from the key that sends the prompt until the last of `lanes` replies has ended in
/// the window.
fn took(bench: &Bench<'_>, window: &Window, session: &str, lanes: usize) -> Result<f64> {
    window.click(&play::session_row(session))?;
    window.wait(shown::REPLY)?;
    bench.quiet(window)?;
    window.run(include_str!("ends.js"), json!([shown::REPLY]))?;
    let seeds = LANES.map(|(wait, delay, pieces)| {
        json!({
            "markdown": pieces * 6, "size": 6, "wait_ms": wait, "delay_ms": delay, "aside": true,
        })
    });
    play::ask(window, &format!("#script {}", json!({ "seeds": seeds })))?;
    let ends = wait_for("all lanes to end", Duration::from_secs(60), || {
        pause(Duration::from_millis(250));
        let ends = window.run("return window.__ends", json!([]))?;
        let all = ends["at"].as_array().map_or(0, Vec::len) == lanes;
        Ok(all.then_some(ends))
    })?;
    let last = ends["at"].as_array().into_iter().flatten().filter_map(Value::as_f64).next_back();
    let both = last.zip(ends["sent"].as_f64());
    both.map(|(last, sent)| last - sent).ok_or_else(|| Failure::new("nothing was sent"))
}
