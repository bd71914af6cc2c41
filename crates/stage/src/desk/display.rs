//! The display: an X server that draws into memory.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::failure::{Failure, Result};
use crate::process::{Owned, bound};

/// The size of the screen in pixels, and its depth.
const SCREEN: &str = "1440x900x24";

/// Starts the server on a free number, which it finds by itself, and returns it with the display's
/// address once it answers.
pub(crate) fn start(
    environment: &BTreeMap<&'static str, OsString>,
    log: File,
) -> Result<(Owned, String)> {
    let mut command = bound("Xvfb");
    command
        .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"])
        .envs(environment)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log);
    let mut server = Owned::start("Xvfb", &mut command)?;
    let mut number = String::new();
    if let Some(output) = server.child().stdout.take() {
        // An error leaves the number empty.
        drop(BufReader::new(output).read_line(&mut number));
    }
    match number.trim() {
        "" => {
            server.check()?;
            Err(Failure::new("Xvfb did not say which display it opened"))
        }
        number => Ok((server, format!(":{number}"))),
    }
}
