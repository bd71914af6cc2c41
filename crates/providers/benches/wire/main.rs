//! What the way from a provider's bytes to the app's events costs, in figures: one line of JSON
//! each. `cargo xtask bench providers` runs it and holds the figures against their bounds.
//!
//! `wire [first-token|decode|streams …] [--quick]`; all three without a name. `wire serve` is the
//! other side: a provider on the loopback, in a process of its own.

mod decode;
mod figure;
mod first_token;
mod long;
mod plain;
mod provider;
mod serve;
mod streams;

use std::error::Error;
use std::process::ExitCode;

use figure::say;

/// Nothing here is recovered from: a measurement that cannot be made is told and that is all.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// As much as a figure needs.
    Full,
    /// Little: to see that it can be measured.
    Quick,
}

impl Pace {
    /// How many rounds to make where `full` are right.
    fn rounds(self, full: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Quick => full.div_ceil(10),
        }
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.first().map(String::as_str) {
        Some("serve") => serve::until_input_ends(),
        _ => measure(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format!("it could not be measured: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn measure(words: &[String]) -> Result<()> {
    let pace = match words.iter().any(|word| word == "--quick") {
        true => Pace::Quick,
        false => Pace::Full,
    };
    // `cargo bench` adds an option of its own.
    let names: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !word.starts_with("--")).collect();
    let known = ["first-token", "decode", "streams"];
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        return Err(format!("there are no figures {unknown}; there are {known:?}").into());
    }
    for name in known.into_iter().filter(|name| names.is_empty() || names.contains(name)) {
        let figures = match name {
            "first-token" => first_token::measure(pace)?,
            "decode" => decode::measure(pace)?,
            _ => streams::measure(pace)?,
        };
        figures.iter().try_for_each(figure::Figure::print)?;
    }
    Ok(())
}
