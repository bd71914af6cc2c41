//! The project's own commands: `cargo xtask --help` lists them.

mod bench;
mod bindings;
mod check;
mod make;
mod picture;
mod run;
mod say;
mod setup;
mod tally;
mod test;
mod tree;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use stage::{answering, desk, failure, interrupt, patience, proc, process, shown, window};

use failure::{Failure, Result};

/// The project's own commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Bring what is missing: system packages, the window's packages, the models
    Setup,
    /// Open the app; without a display, show on a virtual one that it answers
    Run {
        /// Ask this on a virtual display and print the reply as it comes
        #[arg(long)]
        ask: Option<String>,
    },
    /// Run all tests: Rust, the window's parts, and the real window on a virtual display
    Test {
        /// Run only the tests whose name contains this
        filter: Option<String>,
    },
    /// Check formatting, lints, types, layers, generated files and sizes
    Check,
    /// Write ui/src/bindings.ts anew from the commands
    Bindings,
    /// Draw the app's screens into target/pictures
    Picture {
        /// The scenes to draw; all without a name
        names: Vec<String>,
        /// Draw the programs that are there, without building them
        #[arg(long)]
        as_built: bool,
    },
    /// Measure the release build; figures go to target/bench
    Bench {
        /// The groups (main, providers, compare, archive), or figures of a group (main/start); all without a name
        names: Vec<String>,
        /// Few rounds: whether all can be measured, not what it is
        #[arg(long)]
        quick: bool,
        /// Measure the programs that are there, without building them
        #[arg(long)]
        as_built: bool,
    },
    /// Run a command on a virtual desk: display, session bus, keychain and sound of its own
    Desk {
        /// The command and its arguments, after `--`
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let task = Arguments::parse().task;
    match interrupt::listen().and_then(|()| perform(task)) {
        Ok(code) => code,
        Err(_) if interrupt::happened() => {
            say::failure(&Failure::new("interrupted; everything started is stopped"));
            ExitCode::from(interrupt::EXIT_CODE)
        }
        Err(failure) => {
            say::failure(&failure);
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<ExitCode> {
    match task {
        Task::Setup => {
            setup::for_tests()?;
            say::line("everything is there");
        }
        Task::Run { ask } => run::run(ask.as_deref())?,
        Task::Test { filter } => test::test(filter.as_deref())?,
        Task::Check => check::check()?,
        Task::Bindings => bindings::write()?,
        Task::Picture { names, as_built } => {
            if !as_built {
                picture::prepare()?;
            }
            picture::draw(&names)?;
        }
        Task::Bench { names, quick, as_built } => {
            bench::measure(&bench::Plan { names, quick, as_built })?;
        }
        Task::Desk { command } => return on_a_desk(&command),
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs a command on a desk and ends as it ends.
fn on_a_desk(command: &[OsString]) -> Result<ExitCode> {
    let (program, arguments) = command.split_first().ok_or_else(|| Failure::new("no command"))?;
    let desk = desk::Desk::start()?;
    let mut child = process::bound(program);
    let status = process::status(desk.seat(child.args(arguments)))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
