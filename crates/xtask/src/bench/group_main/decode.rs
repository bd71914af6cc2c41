//! Tokens a second through worker, engine and relay, against llama.cpp's bare loop, taken in turns.
//!
//! The turns are short and many: a shared machine changes its speed by a quarter from one second to
//! the next, which few long turns would take for a difference. Drawing is reported apart: without a
//! graphics card it takes a third of another core, and the memory's bandwidth that both share.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::json;

use crate::bench::figure::{Bound, Figure};
use crate::bench::store::Kept;
use crate::bench::{Bench, play};
use crate::failure::{Failure, Result, While};
use crate::window::Window;
use crate::{make, process, tree};

const MODELS: [(&str, &str); 2] = [
    ("qwen2.5-coder-0.5b-instruct", "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"),
    ("smollm2-135m-instruct", "smollm2-135m-instruct-q4_1.gguf"),
];
const PROMPT: &str = "Explain in detail how a bicycle stays upright while it is ridden.";
const TOKENS: u32 = 64;
const THREADS: u32 = 1;
/// As the app takes it.
const CONTEXT: u32 = 8192;
const ROUNDS: usize = 45;
/// The window draws in one round of so many.
const DRAWN: usize = 3;

/// What the bare loop prints.
#[derive(Debug, Deserialize)]
struct Bare {
    prompt_tokens: f64,
    tokens_per_second: f64,
    text: String,
}

pub(super) fn measure(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (name, file) in MODELS {
        figures.extend(one(bench, name, file)?);
    }
    Ok(figures)
}

fn one(bench: &Bench<'_>, name: &str, file: &str) -> Result<Vec<Figure>> {
    let model = format!("local/{name}");
    let data = play::folder(bench.desk, name, json!({ "default_model": model }))?;
    let window = Window::open(bench.desk, &play::real(&data))?;
    let parameters =
        json!({ "temperature": 0.0, "seed": 1, "max_tokens": TOKENS, "threads": THREADS });
    window.call("set_model_parameters", json!({ "model": model, "parameters": parameters }))?;
    // Loads the model, and has the session's title made, which versions of its reply do not ask for.
    play::ask_to_the_end(&window, &data, PROMPT)?;
    bench.quiet(&window)?;
    let (mut bare, mut undrawn, mut drawn) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..bench.rounds(ROUNDS) {
        // Whoever comes second in a round may find the machine slower, or faster.
        let before = (round % 2 == 0).then(|| bare_loop(file)).transpose()?;
        let unseen = play::again_undrawn(&window, &data)?;
        let alone = before.map_or_else(|| bare_loop(file), Ok)?;
        same(&alone, &unseen)?;
        bare.push(alone.tokens_per_second);
        undrawn.push(speed(&unseen)?);
        if round % DRAWN == 0 {
            let seen = play::again(&window, &data)?;
            same(&alone, &seen)?;
            drawn.push(speed(&seen)?);
        }
    }
    let about = format!("{name}, {TOKENS} tokens, {THREADS} thread");
    let ratio = |through: &[f64]| together(through) / together(&bare);
    Ok(vec![
        Figure::reported(format!("decode, {about}"), together(&undrawn), "tokens/s")
            .against(together(&bare)),
        Figure::reported("… against llama.cpp's bare loop", ratio(&undrawn), "")
            .within(Bound::AtLeast(0.95)),
        Figure::reported("… while the window draws it", ratio(&drawn), ""),
    ])
}

fn bare_loop(file: &str) -> Result<Bare> {
    let path: &Path = &tree::models().join(file);
    let mut command = Command::new(make::release("antiphon-chat-worker"));
    command.arg("--bare").arg(path).arg(PROMPT);
    for (name, value) in
        [("--tokens", TOKENS), ("--threads", THREADS), ("--context", CONTEXT), ("--seed", 1)]
    {
        command.args([name, &value.to_string()]);
    }
    command.args(["--temperature", "0"]);
    serde_json::from_str(&process::output(&mut command)?).during("reading what the bare loop says")
}

/// The speed of turns of equal length taken as one.
fn together(speeds: &[f64]) -> f64 {
    speeds.len() as f64 / speeds.iter().map(|speed| 1.0 / speed).sum::<f64>()
}

/// From the first to the last token.
fn speed(kept: &Kept) -> Result<f64> {
    match (kept.reply_tokens, kept.first_token_ms, kept.total_ms) {
        (Some(tokens), Some(first), Some(total)) => Ok((tokens - 1.0) / (total - first) * 1000.0),
        _ => Err(Failure::new("the reply was kept without its figures")),
    }
}

/// Two loops that read or say something else cannot be compared.
fn same(bare: &Bare, kept: &Kept) -> Result<()> {
    if kept.prompt_tokens == Some(bare.prompt_tokens) && kept.text.trim() == bare.text.trim() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the app read {:?} tokens and said {:?}; the bare loop read {} and said {:?}",
        kept.prompt_tokens, kept.text, bare.prompt_tokens, bare.text
    )))
}
