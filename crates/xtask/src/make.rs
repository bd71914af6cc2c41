//! Building: the window's files, the app, the workers.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::failure::{Failure, Result, While};
use crate::tree::{self, Profile};
use crate::{process, say};

/// The feature under which the app serves the window's files from itself.
const SELF_CONTAINED: &str = "antiphon/custom-protocol";

/// What the tests compile: the same features for every command, so that nothing is compiled twice.
/// xtask is left out, since it is built by itself before there is anything else.
pub(crate) const ALL_BUT_XTASK: [&str; 5] =
    ["--workspace", "--exclude", "xtask", "--features", SELF_CONTAINED];

/// A program of the release build.
pub(crate) fn release(program: &str) -> PathBuf {
    Profile::Release.folder().join(program)
}

/// The app and its workers, for a person to use.
pub(crate) fn app() -> Result<()> {
    ui()?;
    say::step("building the app and its workers");
    let mut arguments = vec!["build", "--release", "--features", SELF_CONTAINED];
    for package in ["antiphon", "chat-worker", "voice-worker", "local"] {
        arguments.extend(["--package", package]);
    }
    arguments.push("--bins");
    process::run(&mut tree::cargo(&arguments))
}

/// A program of a crate's own benches, which prints its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measuring {
    /// The crate.
    pub(crate) package: &'static str,
    /// The bench.
    pub(crate) bench: &'static str,
}

impl Measuring {
    /// Builds it, where [`Measuring::program`] says.
    pub(crate) fn build(self) -> Result<()> {
        let Measuring { package, bench } = self;
        say::step(format!("building what measures the crate {package}"));
        let arguments = ["bench", "--package", package, "--bench", bench, "--no-run"];
        let mut cargo = tree::cargo(&arguments);
        let mut built = None;
        process::each_line(cargo.arg("--message-format=json-render-diagnostics"), |line| {
            built = self.executable(line).or(built.take());
        })?;
        // Its name in cargo's folder changes with every version of what it is made of.
        let built = built.ok_or_else(|| Failure::new("cargo does not say what it has built"))?;
        let program = self.program();
        let folder = program.parent().unwrap_or(tree::root());
        fs::create_dir_all(folder).during(format!("making {}", folder.display()))?;
        fs::copy(&built, &program).during(format!("copying {}", built.display()))?;
        Ok(())
    }

    /// Where it lies.
    pub(crate) fn program(self) -> PathBuf {
        tree::target().join("bench").join(self.bench)
    }

    /// The program, if it is this bench that a line of cargo's tells of.
    fn executable(self, line: &str) -> Option<PathBuf> {
        let told: serde_json::Value = serde_json::from_str(line).ok()?;
        let target = &told["target"];
        let is_bench =
            target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|k| k == "bench"));
        (is_bench && target["name"] == self.bench)
            .then(|| told["executable"].as_str().map(PathBuf::from))?
    }
}

/// Everything that the tests run and start.
pub(crate) fn tests() -> Result<()> {
    ui()?;
    say::step("building the app, its workers and the tests");
    let mut cargo = tree::cargo(&["build", "--bins", "--tests"]);
    process::run(cargo.args(ALL_BUT_XTASK))
}

/// The window's files, unless they are those that were built last. A rebuild would change their
/// dates, and the app would be compiled again for nothing.
pub(crate) fn ui() -> Result<()> {
    let (ui, note) = (tree::ui(), tree::target().join("ui-built.txt"));
    let sources = listing(&ui)?;
    if ui.join("dist/index.html").exists()
        && fs::read_to_string(&note).is_ok_and(|built| built == sources)
    {
        return Ok(());
    }
    say::step("building the window");
    process::run(&mut tree::npm(&["run", "build"]))?;
    fs::write(&note, sources).during(format!("writing {}", note.display()))
}

/// Every source file below a folder with its size and date, in a fixed order.
fn listing(folder: &Path) -> Result<String> {
    let mut listing = String::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let doing = || format!("looking through {}", folder.display());
        let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
            .during(doing())?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<std::io::Result<_>>()
            .during(doing())?;
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default();
            if name == "node_modules" || name == "dist" {
                continue;
            }
            let metadata = fs::metadata(&path).during(doing())?;
            if metadata.is_dir() {
                folders.push(path);
                continue;
            }
            let modified = metadata.modified().during(doing())?;
            let modified = modified.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
            writeln!(listing, "{} {} {modified}", path.display(), metadata.len())
                .during("listing the window's sources")?;
        }
    }
    Ok(listing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_that_measures_is_found_in_what_cargo_says() {
        let artifact = |kind: &str, name: &str| {
            serde_json::json!({
                "reason": "compiler-artifact", "target": { "kind": [kind], "name": name },
                "executable": "/t/release/deps/wire-1f",
            })
        };
        let wire = Measuring { package: "providers", bench: "wire" };
        let found = |line: serde_json::Value| wire.executable(&line.to_string());
        assert_eq!(found(artifact("bench", "wire")), Some("/t/release/deps/wire-1f".into()));
        assert_eq!(found(artifact("bin", "wire")), None, "of another kind");
        assert_eq!(found(artifact("bench", "other")), None, "of another name");
        assert_eq!(wire.executable("   Compiling wire"), None, "no message at all");
    }

    #[test]
    fn only_a_changed_source_changes_the_listing() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["src", "dist", "node_modules"] {
            fs::create_dir(at(name)).unwrap();
        }
        fs::write(at("src/main.ts"), "1").unwrap();
        let before = listing(folder.path()).unwrap();
        fs::write(at("dist/main.js"), "1").unwrap();
        fs::write(at("node_modules/x.js"), "1").unwrap();
        assert_eq!(listing(folder.path()).unwrap(), before, "what is built is not a source");
        fs::write(at("src/main.ts"), "12").unwrap();
        assert_ne!(listing(folder.path()).unwrap(), before, "a change is seen");
    }
}
