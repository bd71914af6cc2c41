//! The window's packages: `npm ci`, when the lock file is not the one that was installed.

use std::fs;
use std::path::Path;

use crate::failure::{Failure, Result, While};
use crate::{process, say, tree};

/// Sees to it that `node_modules` is what `package-lock.json` says. A copy of the lock is left in
/// `node_modules` once the installation is complete; a broken one has none and is done again.
pub(crate) fn bring(ui: &Path) -> Result<()> {
    let lock = fs::read(ui.join("package-lock.json")).during("reading ui/package-lock.json")?;
    let stamp = ui.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    say::step("installing the window's packages");
    let mut npm = tree::npm(&["ci", "--no-fund", "--no-audit"]);
    process::run(npm.current_dir(ui)).map_err(|failure: Failure| {
        failure.advise(
            "check the network, then run `cargo xtask setup` again; npm goes on with what it has",
        )
    })?;
    fs::write(&stamp, lock).during("noting which packages are installed")
}
