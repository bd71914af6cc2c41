//! `cargo xtask check`: everything about the sources that a program can judge.

mod notices;
mod sizes;
mod slips;

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Result;
use crate::setup::{self, Purpose};
use crate::tally::Tally;
use crate::{make, process, say, tree};

/// What makes a warning an error.
const STRICT: [&str; 3] = ["--", "-D", "warnings"];

/// Does all checks and fails if one of them does.
pub(crate) fn check() -> Result<()> {
    setup::for_checks(&[Purpose::Build])?;
    let mut tally = Tally::default();
    tally.step("formatting of Rust", || cargo(&["fmt", "--all", "--check"]))?;
    tally.step("sizes of files", || sizes::check(&sources()?))?;
    tally.step("names that belong to one machine", || slips::check(&sources()?))?;
    tally.step("licences of third parties", notices::check)?;
    tally.step("types of the window", || npm("check"))?;
    tally.step("lints, tiers and formatting of the window", || npm("lint"))?;
    // The same packages and features as in the tests, or half of all would be compiled twice.
    tally.step("lints of Rust", || {
        make::ui()?;
        let mut cargo = tree::cargo(&["clippy", "--all-targets"]);
        process::run(cargo.args(make::ALL_BUT_XTASK).args(STRICT))
    })?;
    tally.step("lints of these commands", || {
        let mut cargo = tree::cargo(&["clippy", "--all-targets", "--package", "xtask"]);
        process::run(cargo.args(STRICT))
    })?;
    tally.step("layers and generated files", || {
        make::ui()?;
        let mut cargo =
            tree::cargo(&["test", "--no-fail-fast", "--test", "layers", "--test", "bindings"]);
        process::run(cargo.args(make::ALL_BUT_XTASK))
    })?;
    tally.end()?;
    say::line("all checks passed");
    Ok(())
}

fn cargo(arguments: &[&str]) -> Result<()> {
    process::run(&mut tree::cargo(arguments))
}

fn npm(script: &str) -> Result<()> {
    process::run(&mut tree::npm(&["run", script]))
}

/// Every file of the project, known to git or new to it, relative to the root.
fn sources() -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let names = process::output(git.current_dir(tree::root()))?;
    let paths = names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    // A file that was deleted but not yet committed is still known.
    Ok(paths.filter(|path| tree::root().join(path).is_file()).collect())
}
