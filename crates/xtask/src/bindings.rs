//! `cargo xtask bindings`: the commands' types, written for the window.

use crate::failure::Result;
use crate::{make, process, say, setup, tree};

/// Writes `ui/src/bindings.ts` anew from the commands.
pub(crate) fn write() -> Result<()> {
    setup::for_checks(&[setup::Purpose::Build])?;
    make::ui()?;
    say::step("writing ui/src/bindings.ts");
    let mut cargo = tree::cargo(&["test", "--test", "bindings"]);
    process::run(cargo.args(make::ALL_BUT_XTASK).env("UPDATE", "1"))
}
