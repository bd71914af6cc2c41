//! The vendors' own Python libraries, which the dialects are compared with in tests, llama.cpp's own
//! server, and what the ranking is compared with: a Python of their own in `target/`.

use std::fs;
use std::path::{Path, PathBuf};

use super::python;
use crate::failure::{Failure, Result, While};
use crate::{process, say, tree};

/// What is installed: lists of libraries, each with its version.
const LISTS: [&str; 2] =
    ["crates/providers/tests/sdk/requirements.txt", "crates/ranking/tests/choix/requirements.txt"];

/// Sees to it that the libraries are those of the lists. A copy of the lists is left beside them
/// once the installation is complete; a broken one has none and is done again.
pub(crate) fn bring() -> Result<()> {
    let lists = LISTS.map(|list| tree::root().join(list));
    let mut wanted = Vec::new();
    for list in &lists {
        wanted.extend(fs::read(list).during(format!("reading {}", list.display()))?);
    }
    let folder = folder();
    let stamp = folder.join("installed.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    python::check_pip()?;
    say::step("installing the vendors' libraries, for tests");
    install(&folder, &lists).map_err(|failure: Failure| {
        failure.advise(
            "check the network and that pip is 22.3 or newer, then run `cargo xtask setup` again",
        )
    })?;
    fs::write(&stamp, wanted).during("noting which libraries are installed")
}

/// The Python that has them.
pub(crate) fn interpreter() -> PathBuf {
    folder().join("bin/python")
}

fn folder() -> PathBuf {
    tree::target().join("sdks")
}

/// Makes the Python without a pip of its own, which some systems keep in another package: the
/// system's installs into it.
fn install(folder: &Path, lists: &[PathBuf]) -> Result<()> {
    process::run(python::python().args(["-m", "venv", "--clear", "--without-pip"]).arg(folder))?;
    let mut pip = python::python();
    pip.args(["-m", "pip", "--python"]).arg(interpreter());
    pip.args(["install", "--quiet", "--only-binary", ":all:"]);
    for list in lists {
        pip.arg("--requirement").arg(list);
    }
    process::run(&mut pip)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_library_is_of_one_version() {
        let lists = super::LISTS
            .map(|list| std::fs::read_to_string(crate::tree::root().join(list)).unwrap());
        let libraries: Vec<_> = lists
            .iter()
            .flat_map(|list| list.lines())
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect();
        assert_eq!(libraries.len(), 7, "{libraries:?}");
        for library in libraries {
            let (name, version) = library.split_once("==").unwrap();
            assert!(!name.is_empty() && version.split('.').count() >= 2, "{library}");
        }
    }
}
