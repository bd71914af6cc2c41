//! The map of a wide tree, moved and made larger and smaller in every frame.

use std::time::Duration;

use serde_json::json;

use crate::bench::figure::{Bound, Figure};
use crate::bench::trees::{self, Shape, Written};
use crate::bench::{Bench, frames, play};
use crate::failure::Result;
use crate::window::{Size, Window};

const MESSAGES: [u32; 2] = [2_000, 10_000];
const SIZE_OF_WINDOW: Size = Size { width: 1440, height: 900 };
const BUTTON: &str = "[data-testid=map-button]";
const CLOSE: &str = "[data-testid=map-close]";
const TREE: &str = "[data-testid=map-panel] [role=tree]";

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let data = play::folder(bench.desk, "map", json!({}))?;
    let app = play::scripted(&data);
    play::close(bench.desk, &app, play::started(bench.desk, &app)?)?;
    let sessions: Vec<_> = MESSAGES
        .into_iter()
        .map(|messages| Ok((messages, trees::write(&data, Shape::Scattered, messages)?)))
        .collect::<Result<_>>()?;
    let window = Window::open(bench.desk, &app)?;
    window.resize(SIZE_OF_WINDOW)?;
    let mut figures = Vec::new();
    for (messages, session) in &sessions {
        figures.extend(of(bench, &window, *messages, session)?);
    }
    Ok(figures)
}

fn of(bench: &Bench<'_>, window: &Window, messages: u32, session: &Written) -> Result<Vec<Figure>> {
    window.click(&play::session_row(&session.session))?;
    window.wait(&format!("[data-id=\"{}\"]", session.leaf))?;
    window.click(BUTTON)?;
    window.wait(TREE)?;
    bench.quiet(window)?;
    let from = frames::begin(window)?;
    let rounds = bench.rounds(3);
    window.run(include_str!("moves.js"), json!([TREE, rounds]))?;
    let ends = window.until(
        "the map to be moved",
        Duration::from_secs(180),
        "return window.__moved",
        json!([]),
    )?;
    let seen = frames::end(window, from, ends.as_f64().unwrap_or(f64::INFINITY))?;
    window.click(CLOSE)?;
    bench.say(format!("{} frames on {messages} messages", seen.count()));
    bench.say(format!("the longest tasks: {}", seen.long_tasks(from)));
    Ok(vec![
        Figure::reported(
            format!("the map of {messages} messages, moved and zoomed: 95 of 100 frames within"),
            seen.gap(95.0),
            "ms",
        )
        .within(Bound::AtMost(33.0)),
        Figure::reported("… half of the frames within", seen.gap(50.0), "ms"),
        Figure::reported("… longest task", seen.longest_task(), "ms"),
    ])
}
