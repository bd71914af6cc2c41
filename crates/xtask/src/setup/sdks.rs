//! The vendors' own Python libraries, which the dialects are compared with in tests, and llama.cpp's
//! own server: a Python of their own in `target/`.

use std::fs;
use std::path::{Path, PathBuf};

use super::python;
use crate::failure::{Failure, Result, While};
use crate::{process, say, tree};

/// Sees to it that the libraries are those of the list. A copy of the list is left beside them
/// once the installation is complete; a broken one has none and is done again.
pub(crate) fn bring() -> Result<()> {
    let list = tree::root().join("crates/providers/tests/sdk/requirements.txt");
    let wanted = fs::read(&list).during(format!("reading {}", list.display()))?;
    let folder = folder();
    let stamp = folder.join("installed.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    python::check_pip()?;
    say::step("installing the vendors' libraries, for tests");
    install(&folder, &list).map_err(|failure: Failure| {
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
fn install(folder: &Path, list: &Path) -> Result<()> {
    process::run(python::python().args(["-m", "venv", "--clear", "--without-pip"]).arg(folder))?;
    let mut pip = python::python();
    pip.args(["-m", "pip", "--python"]).arg(interpreter());
    pip.args(["install", "--quiet", "--only-binary", ":all:", "--requirement"]);
    process::run(pip.arg(list))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_library_is_of_one_version() {
        let list = include_str!("../../../providers/tests/sdk/requirements.txt");
        let libraries: Vec<_> =
            list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        assert_eq!(libraries.len(), 4, "{libraries:?}");
        for library in libraries {
            let (name, version) = library.split_once("==").unwrap();
            assert!(!name.is_empty() && version.split('.').count() >= 2, "{library}");
        }
    }
}
