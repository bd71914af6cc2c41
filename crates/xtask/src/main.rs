//! The project's own commands: `cargo xtask --help` lists them.

mod desk;
mod failure;
mod interrupt;
mod patience;
mod process;
mod say;
mod setup;
mod tree;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
            setup::everything()?;
            say::line("everything is there");
            Ok(ExitCode::SUCCESS)
        }
        Task::Desk { command } => on_a_desk(&command),
    }
}

fn on_a_desk(command: &[OsString]) -> Result<ExitCode> {
    let desk = desk::Desk::start()?;
    let (program, arguments) = command.split_first().ok_or_else(|| Failure::new("no command"))?;
    let mut child = process::bound(program);
    let status = process::status(desk.seat(child.args(arguments)))?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}
