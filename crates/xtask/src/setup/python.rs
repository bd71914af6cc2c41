//! Python, whose pip fetches the models and whose standard library opens what it fetched.

use std::process::Command;

use crate::failure::{Failure, Result};
use crate::process;

/// A Python command that no person's settings can turn from its work.
pub(crate) fn python() -> Command {
    let mut command = Command::new("python3");
    command
        .env("PYTHONUTF8", "1")
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1")
        .env("PIP_NO_INPUT", "1")
        .env("PIP_REQUIRE_VIRTUALENV", "0");
    command
}

/// Whether Python's pip can be called.
pub(crate) fn has_pip() -> bool {
    process::works(python().args(["-c", "import pip"]))
}

/// Fails with what to do where Python has no pip.
pub(crate) fn check_pip() -> Result<()> {
    if has_pip() {
        return Ok(());
    }
    Err(Failure::new("python3 has no pip, which fetches the models and libraries")
        .advise("install python3-pip, or run `python3 -m ensurepip`, and try again"))
}
