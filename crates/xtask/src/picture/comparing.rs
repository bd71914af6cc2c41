//! Several models side by side.

use std::time::Duration;

use serde_json::json;

use super::scenes::{LIGHTHOUSE, Scene, ask, scene};
use super::stage::Stage;
use crate::failure::Result;
use crate::shown;
use crate::window::{Window, keys};

/// Embedded models answer one after the other on two cores.
const LONG: Duration = Duration::from_secs(180);
const SEATS: [&str; 2] = ["smollm2", "qwen2.5 coder"];
const PROMPT: &str = "What is the capital of Japan, and what is it known for?";

/// The scenes of this kind.
pub(crate) const COMPARISONS: &[Scene] = &[
    scene("compare-2", Stage::Model, |window| compare(window, 2)),
    scene("compare-4", Stage::Model, |window| compare(window, 4)),
    scene("compare-8", Stage::Model, |window| compare(window, 8)),
    scene("blind", Stage::Model, blind),
    scene("blind-options", Stage::Model, blind_options),
    scene("blind-even-pace", Stage::Scripted(&[LIGHTHOUSE]), |window| {
        blind_options(window)?;
        let even = "[...document.querySelectorAll('[data-testid=blind-sheet] :is([role=switch], [type=checkbox])')] \
                    .at(-1).click()";
        window.run(even, json!([]))?;
        window.click("[data-testid=blind-done]")?;
        window.click("[data-testid=blind]")?;
        ask(window, LIGHTHOUSE.prompt)?;
        window.wait("[data-testid=even-pace-note]")?;
        window.wait_until_says("[data-testid=cell] [data-part=body]", "Then")
    }),
    scene("blind-told", Stage::Model, |window| {
        blind(window)?;
        vote(window)
    }),
    scene("voted", Stage::Model, |window| {
        compare(window, 2)?;
        vote(window)
    }),
    scene("ranking", Stage::Model, |window| {
        compare(window, 2)?;
        vote(window)?;
        window.click("[data-testid=ranking-button]")?;
        window.wait("[data-testid=ranking-page] table")
    }),
    scene("ranking-empty", Stage::Model, |window| {
        window.click("[data-testid=ranking-button]")?;
        window.wait("[data-testid=ranking]")
    }),
    scene("map", Stage::Model, |window| {
        compare(window, 2)?;
        ask(window, "Which of its districts is the oldest?")?;
        answered(window, 4)?;
        window.click("[data-testid=map-button]")?;
        window.wait("[data-testid=map-panel] [role=tree]")
    }),
    scene("diff", Stage::Model, |window| {
        read_together(window, "differences")?;
        window.wait("[data-testid=word-diff] ins")
    }),
    scene("agreement", Stage::Model, |window| {
        read_together(window, "agree")?;
        window.wait("[data-testid=agreement-line]")
    }),
    scene("merge", Stage::Model, |window| {
        read_together(window, "Merge")?;
        window.wait("[data-testid=merge-go]")
    }),
    scene("merged", Stage::Model, |window| {
        read_together(window, "Merge")?;
        window.click("[data-testid=merge-go]")?;
        answered(window, 3)?;
        window.wait("[data-testid=sources-switch]")
    }),
    scene("race", Stage::Model, |window| {
        compare(window, 2)?;
        window.click("[data-testid=reply-more]")?;
        choose(window, "Replay")?;
        window.wait("[data-testid=race-track]")
    }),
];

fn seat(window: &Window, models: usize) -> Result<()> {
    for place in 1..models {
        window.click("[data-testid=add-seat]")?;
        window.write(shown::PICKER_SEARCH, SEATS[(place + 1) % 2])?;
        window.write(shown::PICKER_SEARCH, keys::ENTER)?;
        let more = "return document.querySelectorAll('[data-testid=seat]').length > arguments[0]";
        window.until("one more seat", LONG, more, json!([place]))?;
    }
    Ok(())
}

fn answered(window: &Window, replies: usize) -> Result<()> {
    let all = "const all = [...document.querySelectorAll('[data-testid=reply]')]; \
               return all.length >= arguments[0] \
                 && all.every((one) => one.dataset.status !== 'streaming')";
    window.until("all replies", LONG, all, json!([replies])).map(|_| ())
}

fn compare(window: &Window, models: usize) -> Result<()> {
    seat(window, models)?;
    ask(window, PROMPT)?;
    answered(window, models)
}

/// Two answers, and what can be done with both.
fn read_together(window: &Window, item: &str) -> Result<()> {
    compare(window, 2)?;
    window.click("header [data-testid=read-together]")?;
    choose(window, item)
}

/// Presses the item of the open menu that says this.
fn choose(window: &Window, words: &str) -> Result<()> {
    let press = "const item = [...document.querySelectorAll('[role=menuitem]')] \
                   .find((one) => one.innerText.includes(arguments[0])); \
                 item?.click(); return item !== undefined";
    window.until("an item of the menu", LONG, press, json!([words])).map(|_| ())
}

fn blind(window: &Window) -> Result<()> {
    seat(window, 2)?;
    window.click("[data-testid=blind]")?;
    ask(window, "Who are you, and who made you?")?;
    answered(window, 2)
}

fn blind_options(window: &Window) -> Result<()> {
    seat(window, 2)?;
    window.click("[data-testid=blind-options]")?;
    window.wait("[data-testid=blind-sheet]")
}

fn vote(window: &Window) -> Result<()> {
    window.click("[data-testid=vote-best]")?;
    window.wait("[data-testid=voted]")
}
