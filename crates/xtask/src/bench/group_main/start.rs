//! From the start of the process to a window that can be used, with nothing and with 10,000
//! sessions in the store.

use std::time::Duration;

use serde_json::json;

use crate::bench::figure::{Bound, Figure};
use crate::bench::numbers::median;
use crate::bench::{Bench, play, store, usage};
use crate::failure::{Failure, Result};
use crate::patience::wait_for;
use crate::shown;
use crate::window::{App, Window};

const SESSIONS: u32 = 10_000;
const ROUNDS: usize = 9;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let (empty, full) = (
        play::folder(bench.desk, "start-empty", json!({}))?,
        play::folder(bench.desk, "start-full", json!({}))?,
    );
    let (empty, full) = (play::real(&empty), play::real(&full));
    // Makes both stores, and brings everything into the system's memory.
    play::close(bench.desk, &empty, play::started(bench.desk, &empty)?)?;
    play::close(bench.desk, &full, play::started(bench.desk, &full)?)?;
    store::fill(&full.data, SESSIONS)?;
    play::close(bench.desk, &full, play::started(bench.desk, &full)?)?;
    let (mut nothing, mut many) = (Vec::new(), Vec::new());
    for _ in 0..bench.rounds(ROUNDS) {
        nothing.push(once(bench, &empty, 0)?);
        many.push(once(bench, &full, 1)?);
        bench.say(format!(
            "start: empty {:.0} ms, full {:.0} ms",
            nothing[nothing.len() - 1],
            many[many.len() - 1]
        ));
    }
    let (nothing, many) = (median(&nothing), median(&many));
    Ok(vec![
        Figure::reported("start to usable window, empty store", nothing, "ms"),
        Figure::reported(format!("start to usable window, {SESSIONS} sessions"), many, "ms")
            .against(nothing),
        Figure::reported("… against the empty store", many / nothing, "")
            .within(Bound::AtMost(1.2)),
    ])
}

/// Milliseconds from the start of the process until the composer and the first sessions, of which
/// there must be at least so many, were drawn.
fn once(bench: &Bench<'_>, app: &App, rows: u64) -> Result<f64> {
    let window = Window::open(bench.desk, app)?;
    // The window notes when a frame with its first sessions has been drawn.
    let look = "const mark = performance.getEntriesByName('usable')[0]; \
                return mark ? performance.timeOrigin + mark.startTime : null";
    let usable = wait_for("the window to be usable", Duration::from_secs(60), || {
        Ok(window.run(look, json!([]))?.as_f64())
    })?;
    let found = window.run(
        "return [...arguments].map((each) => document.querySelectorAll(each).length)",
        json!([shown::COMPOSER, shown::SESSION]),
    )?;
    if found[0] != 1 || found[1].as_u64() < Some(rows) {
        return Err(Failure::new(format!("a usable window has a composer and sessions: {found}")));
    }
    let took = usable - usage::started_ms(window.app()?)?;
    play::close(bench.desk, app, window)?;
    Ok(took)
}
