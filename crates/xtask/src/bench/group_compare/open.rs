//! Opening a session of 10,000 messages with 500 forks, beside one of 10 messages: from the click
//! until the last turn has been painted.

use std::time::Duration;

use serde_json::json;

use crate::bench::figure::{Bound, Figure};
use crate::bench::numbers::{largest, median};
use crate::bench::trees::{self, Shape, Written};
use crate::bench::{Bench, play};
use crate::failure::{Failure, Result};
use crate::patience::wait_for;
use crate::shown;
use crate::window::{Size, Window};

const MESSAGES: u32 = 10_000;
const FORKS: u32 = 500;
const FEW: u32 = 10;
const ROUNDS: usize = 9;
const SIZE_OF_WINDOW: Size = Size { width: 1440, height: 900 };

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let data = play::folder(bench.desk, "open", json!({}))?;
    let app = play::scripted(&data);
    play::close(bench.desk, &app, play::started(bench.desk, &app)?)?;
    // Opened by the app at its start is what was written last.
    let many = trees::write(&data, Shape::Chat { forks: FORKS }, MESSAGES)?;
    let few = trees::write(&data, Shape::Chat { forks: 0 }, FEW)?;
    let window = Window::open(bench.desk, &app)?;
    window.resize(SIZE_OF_WINDOW)?;
    let first = opened(bench, &window, &many)?;
    let (mut large, mut small) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds(ROUNDS) {
        small.push(opened(bench, &window, &few)?);
        large.push(opened(bench, &window, &many)?);
        bench.say(format!(
            "{FEW} messages {:.0} ms, {MESSAGES} messages {:.0} ms",
            small[small.len() - 1],
            large[large.len() - 1]
        ));
    }
    let what = format!("opening {MESSAGES} messages with {FORKS} forks, to the last turn's paint");
    Ok(vec![
        Figure::reported(what, median(&large), "ms")
            .within(Bound::AtMost(150.0))
            .against(median(&small)),
        Figure::reported("… all within", largest(large), "ms").against(largest(small)),
        Figure::reported("… the first time", first, "ms"),
    ])
}

/// Milliseconds from the click on the session until a frame with the end of its last message in
/// view had been painted.
fn opened(bench: &Bench<'_>, window: &Window, session: &Written) -> Result<f64> {
    window.click(shown::NEW_CHAT)?;
    bench.quiet(window)?;
    let row = play::session_row(&session.session);
    let last = format!("{}[data-id=\"{}\"]", shown::REPLY, session.leaf);
    window.run(include_str!("opened.js"), json!([row, last]))?;
    window.click(&row)?;
    let took = wait_for("the last turn", Duration::from_secs(30), || {
        Ok(window.run("return window.__opened", json!([]))?.as_f64())
    })?;
    bench.quiet(window)?;
    let reply = window.attribute(shown::REPLY, "data-id")?;
    match reply.is_some_and(|reply| reply == session.leaf) {
        true => Ok(took),
        false => Err(Failure::new("the session does not end where it should")),
    }
}
