//! Memory of the app and all that it started, with nothing to do.

use serde_json::json;

use crate::bench::figure::Figure;
use crate::bench::{Bench, memory, play, store};
use crate::failure::Result;
use crate::shown;
use crate::window::Window;

const SESSIONS: u32 = 100;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let data = play::folder(bench.desk, "memory", json!({}))?;
    let app = play::real(&data);
    play::close(bench.desk, &app, play::started(bench.desk, &app)?)?;
    store::fill(&data, SESSIONS)?;
    let window = play::started(bench.desk, &app)?;
    // As a person leaves it: with a chat open.
    window.click(shown::SESSION)?;
    window.wait(shown::REPLY)?;
    window.settle()?;
    bench.quiet(&window)?;
    let mut figures = shares(&window, &format!("memory, idle, {SESSIONS} sessions"))?;
    play::ask_to_the_end(&window, &data, "Say yes.")?;
    bench.quiet(&window)?;
    figures.extend(shares(&window, "memory, after a reply, the model still in memory")?);
    Ok(figures)
}

fn shares(window: &Window, name: &str) -> Result<Vec<Figure>> {
    let shares = memory::by_process(window.app()?);
    let all = Figure::reported(name, shares.values().sum(), "MiB");
    let each = shares.iter().map(|(process, share)| {
        let part = if process.starts_with("WebKitWebProc") { ", the webview's page" } else { "" };
        Figure::reported(format!("… {process}{part}"), *share, "MiB")
    });
    Ok(std::iter::once(all).chain(each).collect())
}
