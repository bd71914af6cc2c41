//! 20,000 pieces as fast as they come: how much later than the stream the last is on the screen.

use serde_json::json;

use crate::bench::figure::{Bound, Figure};
use crate::bench::numbers::{largest, median};
use crate::bench::{Bench, alone, play, recorder};
use crate::failure::{Failure, Result};
use crate::shown;
use crate::window::Window;

const PROMPT: &str = "#flood";
const ROUNDS: usize = 3;

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let data = play::folder(bench.desk, "flood", json!({}))?;
    let window = Window::open(bench.desk, &play::scripted(&data))?;
    // Starts the worker.
    play::ask_to_the_end(&window, &data, "Hello")?;
    let (mut later, mut longest, mut alones, mut kepts) = (vec![], vec![], vec![], vec![]);
    for _ in 0..bench.rounds(ROUNDS) {
        let stream = alone::ask(PROMPT)?;
        window.click(shown::NEW_CHAT)?;
        bench.quiet(&window)?;
        let (id, record) = recorder::ask(&window, PROMPT, || Ok(()))?;
        shows_the_end_of(&window, &stream.text())?;
        let kept = play::kept(&data, &id)?;
        if kept.text != stream.text() {
            return Err(Failure::new("the reply that was kept is not what the worker said"));
        }
        let took = record.took_ms().unwrap_or(f64::NAN);
        let alone_ms = stream.took.as_secs_f64() * 1000.0;
        bench.say(format!(
            "flood: screen {took:.0} ms, worker alone {alone_ms:.0} ms, longest gap {:.0} ms",
            record.longest
        ));
        later.push(took - alone_ms);
        longest.push(record.longest);
        alones.push(alone_ms);
        kepts.push(took - kept.total_ms.unwrap_or(f64::NAN));
    }
    let what = "20,000 deltas of markdown, 80 KB";
    Ok(vec![
        Figure::reported(
            format!("{what}: on the screen later than the worker alone says them"),
            median(&later) / 1000.0,
            "s",
        )
        .within(Bound::AtMost(1.5))
        .against(median(&alones) / 1000.0),
        Figure::reported("… later than the engine has them", median(&kepts) / 1000.0, "s")
            .within(Bound::AtMost(1.5)),
        Figure::reported("… longest time without a frame", largest(longest), "ms")
            .within(Bound::AtMost(100.0)),
    ])
}

/// Fails unless the last letters of `text` are the last letters of the last reply, and in view.
pub(super) fn shows_the_end_of(window: &Window, text: &str) -> Result<()> {
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let wanted = letters(text);
    let wanted = &wanted[wanted.len().saturating_sub(6)..];
    let look = "const body = [...document.querySelectorAll(arguments[0])].at(-1); \
                const box = body.getBoundingClientRect(); \
                return [body.textContent.slice(-400), box.bottom > 0 && box.bottom <= innerHeight]";
    let seen = window.run(look, json!([shown::REPLY_TEXT]))?;
    let shown = seen[0].as_str().unwrap_or_default();
    if !letters(shown).ends_with(wanted) {
        return Err(Failure::new(format!(
            "the reply should end in {wanted}, but ends in {shown:?}"
        )));
    }
    if seen[1] != true {
        return Err(Failure::new("the end of the reply is not in view"));
    }
    Ok(())
}
