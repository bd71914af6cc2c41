//! 200 KB of markdown in 2,000 pieces: how its cost grows, and against reading all of it anew at
//! each piece.

use std::process::Command;

use rustix::process::Pid;
use serde_json::json;

use super::flood::shows_the_end_of;
use crate::bench::figure::{Bound, Figure};
use crate::bench::numbers::median;
use crate::bench::{Bench, alone, play, recorder, usage};
use crate::failure::{Failure, Result, While};
use crate::window::Window;
use crate::{process, shown, tree};

const BIG: &str = "#big";
const QUARTER: &str = "#quarter";
const ROUNDS: usize = 3;
/// How many of the deltas are tried for the baseline, spread evenly.
const SAMPLES: usize = 20;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let data = play::folder(bench.desk, "render", json!({}))?;
    let window = Window::open(bench.desk, &play::scripted(&data))?;
    let page = usage::page_of(window.app()?)?;
    // Starts the worker.
    play::ask_to_the_end(&window, &data, "Hello")?;
    let (mut big, mut quarter, mut processor) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..bench.rounds(ROUNDS) {
        let (ms, _) = drawn(bench, &window, page, QUARTER)?;
        quarter.push(ms);
        let (ms, took) = drawn(bench, &window, page, BIG)?;
        big.push(ms);
        processor.push(took);
        bench.say(format!(
            "200 KB: {ms:.0} ms, {took:.0} ms of processor; 50 KB: {:.0} ms",
            quarter[quarter.len() - 1]
        ));
    }
    window.click(shown::NEW_CHAT)?;
    let whole = read_anew(bench, &window, page)?;
    bench.say(format!("reading all anew at each delta: {whole:.0} ms of processor"));
    let (big, quarter, processor) = (median(&big), median(&quarter), median(&processor));
    Ok(vec![
        Figure::reported("200 KB of markdown in 2,000 deltas, on the screen", big, "ms")
            .against(quarter),
        Figure::reported("… against 50 KB in 500 deltas", big / quarter, "")
            .within(Bound::AtMost(5.0)),
        Figure::reported("… processor time of the page", processor, "ms").against(whole),
        Figure::reported("… against reading all of it anew at each delta", processor / whole, "")
            .within(Bound::AtMost(0.1)),
    ])
}

/// Milliseconds from sending until all is on the screen, and what of the processor the page took.
fn drawn(bench: &Bench<'_>, window: &Window, page: Pid, prompt: &str) -> Result<(f64, f64)> {
    window.click(shown::NEW_CHAT)?;
    bench.quiet(window)?;
    let before = usage::processor_ms(page)?;
    let mut after = before;
    let (_, record) = recorder::ask(window, prompt, || {
        after = usage::processor_ms(page)?;
        Ok(())
    })?;
    shows_the_end_of(window, &alone::ask(prompt)?.text())?;
    let took = record.took_ms().ok_or_else(|| Failure::new("nothing was drawn"))?;
    Ok((took, after - before))
}

/// What of the processor the page would take to read and draw the whole text at each delta, by the
/// same code in the same page, from a sample of the deltas.
fn read_anew(bench: &Bench<'_>, window: &Window, page: Pid) -> Result<f64> {
    window.run(&built()?, json!([]))?;
    let text = alone::ask(BIG)?;
    window.run("window.__text = arguments[0]", json!([text.text()]))?;
    let samples = bench.rounds(SAMPLES);
    let before = usage::processor_ms(page)?;
    for sample in 0..samples {
        let delta = (sample * 2 + 1) * text.pieces.len() / (samples * 2);
        let end: usize = text.pieces[..=delta].iter().map(String::len).sum();
        window.run("window.__readWhole(window.__text.slice(0, arguments[0]))", json!([end]))?;
    }
    let took = usage::processor_ms(page)? - before;
    Ok(took / samples as f64 * text.pieces.len() as f64)
}

/// The window's markdown as one script that a page can be given from outside.
fn built() -> Result<String> {
    let folder = tree::root().join("crates/xtask/src/bench/whole");
    let out = tree::target().join("bench/whole");
    let mut vite: Command = tree::npm(&["exec", "--", "vite", "build", "--logLevel", "warn"]);
    vite.arg("--config").arg(folder.join("vite.config.js"));
    vite.arg("--outDir").arg(&out).arg("--emptyOutDir");
    process::output(&mut vite)?;
    let script = out.join("whole.js");
    std::fs::read_to_string(&script).during(format!("reading {}", script.display()))
}
