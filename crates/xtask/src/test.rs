//! `cargo xtask test`: every test there is, on a virtual desk.

mod count;

use std::fs;
use std::process::Command;

use crate::desk::Desk;
use crate::failure::Result;
use crate::tally::{Count, Tally};
use crate::{make, process, say, setup, tree};

/// Runs the tests of some packages on a desk.
type Runner = fn(&Desk, &[&str], Option<&str>) -> (Count, Result<()>);

/// Runs all tests, or those whose name contains `filter`; fails if one of them does.
pub(crate) fn test(filter: Option<&str>) -> Result<()> {
    setup::for_tests()?;
    let mut tally = Tally::default();
    tally.count("tests of the window's parts", || ui(filter))?;
    tally.step("building what is tested", make::tests)?;
    let desk = Desk::start()?;
    let runner: Runner = if process::works(&mut tree::cargo(&["nextest", "--version"])) {
        nextest
    } else {
        say::line("  cargo-nextest is not installed: cargo test will do, one test at a time");
        plain
    };
    tally.count("tests in Rust, the real window among them", || {
        runner(&desk, &make::ALL_BUT_XTASK, filter)
    })?;
    tally.count("tests of these commands", || runner(&desk, &["--package", "xtask"], filter))?;
    if filter.is_none() && has_examples() {
        tally.count("examples in the documentation", || {
            let mut cargo = tree::cargo(&["test", "--doc"]);
            counted(cargo.args(make::ALL_BUT_XTASK))
        })?;
    }
    drop(desk);
    let Count { passed, failed } = tally.counted();
    let end = tally.end();
    say::line(format!("\n{passed} passed, {failed} failed"));
    end
}

fn ui(filter: Option<&str>) -> (Count, Result<()>) {
    let report = tree::target().join("window-tests.json");
    forget(&report);
    let mut npm = tree::npm(&["test", "--", "--reporter=default", "--reporter=json"]);
    npm.arg(format!("--outputFile.json={}", report.display()));
    npm.args(filter.map(|filter| format!("--testNamePattern={filter}")));
    let result = process::run(&mut npm);
    let count = fs::read_to_string(&report).ok().and_then(|text| count::of_vitest(&text));
    (count.unwrap_or_default(), result)
}

fn nextest(desk: &Desk, packages: &[&str], filter: Option<&str>) -> (Count, Result<()>) {
    let report = tree::target().join("nextest/default/junit.xml");
    forget(&report);
    let mut cargo = tree::cargo(&["nextest", "run", "--no-fail-fast", "--no-tests=pass"]);
    cargo.args(packages).args(filter);
    let result = process::run(on_a_desk(desk, &mut cargo));
    let count = fs::read_to_string(&report).ok().and_then(|text| count::of_junit(&text));
    (count.unwrap_or_default(), result)
}

fn plain(desk: &Desk, packages: &[&str], filter: Option<&str>) -> (Count, Result<()>) {
    let mut cargo = tree::cargo(&["test", "--tests", "--no-fail-fast"]);
    cargo.args(packages).args(filter);
    // Two windows at a time would meet on the desk.
    cargo.args(["--", "--test-threads=1"]);
    counted(on_a_desk(desk, &mut cargo))
}

/// Runs a cargo test command, showing what it prints, and counts by its own result lines.
fn counted(cargo: &mut Command) -> (Count, Result<()>) {
    let mut count = Count::default();
    let result = process::each_line(cargo, |line| {
        say::line(line);
        if let Some(more) = count::of_libtest(line) {
            count.passed += more.passed;
            count.failed += more.failed;
        }
    });
    (count, result)
}

fn on_a_desk<'a>(desk: &Desk, command: &'a mut Command) -> &'a mut Command {
    command.env("ANTIPHON_MODELS", tree::models());
    desk.seat(command.env("ANTIPHON_SDKS", setup::sdks::interpreter()))
}

/// Whether any doc comment in the crates shows code.
fn has_examples() -> bool {
    let mut git = Command::new("git");
    git.args(["grep", "-q", "-E", "^\\s*//[/!] ```", "--", "*.rs"]);
    process::works(git.current_dir(tree::root()))
}

/// Removes the report of an earlier run, if there is one.
fn forget(report: &std::path::Path) {
    drop(fs::remove_file(report));
}
