//! Eight lanes that write 100 pieces a second each for a minute, at the end of a session of 10,000
//! messages: the frames of the window, and what memory it takes.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::bench::figure::{Bound, Figure};
use crate::bench::trees::{self, Shape};
use crate::bench::{Bench, frames, memory, play};
use crate::failure::{Failure, Result};
use crate::patience::{pause, wait_for};
use crate::shown;
use crate::window::{Size, Window};

const LANES: u32 = 8;
const MESSAGES: u32 = 10_000;
const A_SECOND: u32 = 100;
/// Letters of a piece, about a token's.
const SIZE: u32 = 6;
const SIZE_OF_WINDOW: Size = Size { width: 1440, height: 900 };

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let seconds = if bench.quick { 5 } else { 60 };
    let data = play::folder(bench.desk, "minute", json!({}))?;
    let app = play::scripted(&data);
    play::close(bench.desk, &app, play::started(bench.desk, &app)?)?;
    let written = trees::write(&data, Shape::Lanes(LANES), MESSAGES)?;
    let window = Window::open(bench.desk, &app)?;
    window.resize(SIZE_OF_WINDOW)?;
    window.click(&play::session_row(&written.session))?;
    window.wait(&format!("[data-id=\"{}\"]", written.leaf))?;
    // Starts the workers.
    asked(&window, &data, &script(1), Duration::from_secs(60))?;
    bench.quiet(&window)?;
    let before = memory_of(&window)?;
    frames::begin(&window)?;
    let pieces = seconds * A_SECOND;
    let limit = Duration::from_secs(u64::from(seconds) * 4 + 60);
    let (sent, took) = asked(&window, &data, &script(pieces), limit)?;
    let seen = frames::end(&window, sent, sent + f64::from(seconds) * 1000.0)?;
    let after = memory_of(&window)?;
    bench.say(format!(
        "{} frames, half within {:.0} ms; the replies took {:.1} s; memory {before:.0} to {after:.0} MiB",
        seen.count(), seen.gap(50.0), took / 1000.0
    ));
    let what =
        format!("{LANES} lanes × {A_SECOND} deltas a second, {MESSAGES} messages, {seconds} s");
    bench.say(format!("the longest tasks: {}", seen.long_tasks(sent)));
    Ok(vec![
        Figure::reported(format!("{what}: 95 of 100 frames within"), seen.gap(95.0), "ms")
            .within(Bound::AtMost(33.0)),
        Figure::reported("… half of the frames within", seen.gap(50.0), "ms"),
        Figure::reported("… longest task", seen.longest_task(), "ms").within(Bound::AtMost(100.0)),
        Figure::reported("… longest time without a frame", seen.longest_gap(), "ms"),
        Figure::reported(
            "… the replies took, of the time that they were given",
            took / 1000.0,
            "s",
        )
        .against(f64::from(seconds)),
        Figure::reported(
            "… memory of all processes at the end, against the start",
            after / before,
            "",
        )
        .within(Bound::AtMost(1.2)),
        Figure::reported("… memory of all processes at the end", after, "MiB").against(before),
    ])
}

/// Has every lane write so many pieces, each lane beside the others.
fn script(pieces: u32) -> String {
    let (bytes, delay) = (pieces * SIZE, 1000 / A_SECOND);
    let rule = json!({ "markdown": bytes, "size": SIZE, "delay_ms": delay, "aside": true });
    format!("#script {rule}")
}

/// Asks all lanes and waits until each has answered; says when it was sent and how long all took,
/// by the page's clock.
fn asked(window: &Window, data: &Path, prompt: &str, limit: Duration) -> Result<(f64, f64)> {
    let replies = "return document.querySelectorAll(arguments[0]).length";
    let count = |selector: &str| {
        let found = window.run(replies, json!([selector]))?;
        found.as_u64().ok_or_else(|| Failure::new("the page cannot count"))
    };
    let before = count(shown::REPLY)?;
    play::ask(window, prompt)?;
    let sent = frames::now(window)?;
    let streaming = shown::reply_that_is("streaming");
    wait_for("the replies to begin", Duration::from_secs(30), || {
        Ok((count(shown::REPLY)? >= before + u64::from(LANES)).then_some(()))
    })?;
    wait_for("the replies to end", limit, || {
        // Seldom enough to leave the processor to what is measured.
        pause(Duration::from_millis(500));
        Ok((count(&streaming)? == 0).then_some(()))
    })?;
    let took = frames::now(window)? - sent;
    let last = "return [...document.querySelectorAll(arguments[0])].slice(-arguments[1])\
                .map((reply) => reply.dataset.id)";
    let last = window.run(last, json!([shown::REPLY, LANES]))?;
    for id in last.as_array().into_iter().flatten() {
        play::kept(data, id.as_str().unwrap_or_default())?;
    }
    Ok((sent, took))
}

fn memory_of(window: &Window) -> Result<f64> {
    Ok(memory::by_process(window.app()?).values().sum())
}
