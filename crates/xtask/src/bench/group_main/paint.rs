//! From the moment at which a model says a piece to the frame that shows it.

use serde_json::json;

use crate::bench::figure::{Bound, Figure};
use crate::bench::numbers::{largest, percentile};
use crate::bench::{Bench, play, recorder};
use crate::failure::{Failure, Result};
use crate::shown;
use crate::window::Window;

/// 500 pieces at 50 a second, each with the time at which it is said.
const PROMPT: &str = r#"#script {"markdown": 3000, "size": 6, "delay_ms": 20, "stamp": true}"#;
/// Pieces that are said in one millisecond count once.
const LEAST: usize = 450;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let data = play::folder(bench.desk, "paint", json!({}))?;
    let window = Window::open(bench.desk, &play::scripted(&data))?;
    // Starts the worker.
    play::ask_to_the_end(&window, &data, "Hello")?;
    window.click(shown::NEW_CHAT)?;
    bench.quiet(&window)?;
    let (_, record) = recorder::ask(&window, PROMPT, || Ok(()))?;
    let delays = record.delays;
    if delays.len() < LEAST {
        return Err(Failure::new(format!("only {} pieces were seen", delays.len())));
    }
    Ok(vec![
        Figure::reported(
            "delta to paint, 50 a second, 95 of 100 within",
            percentile(&delays, 95.0),
            "ms",
        )
        .within(Bound::AtMost(33.0)),
        Figure::reported("… half within", percentile(&delays, 50.0), "ms"),
        Figure::reported("… all within", largest(delays), "ms"),
    ])
}
