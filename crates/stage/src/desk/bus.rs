//! The session bus, and the keychain that listens on it, unlocked.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::place::Place;
use super::seat;
use crate::failure::{Failure, Result, While};
use crate::patience::wait_for;
use crate::process::{self, Owned, bound};

const LIMIT: Duration = Duration::from_secs(20);

/// A running bus with its keychain.
#[derive(Debug)]
pub(crate) struct Bus {
    _keychain: Owned,
    _daemon: Owned,
}

impl Bus {
    /// Starts both, adds the bus's address to the environment and waits until the keychain answers.
    pub(crate) fn start(
        environment: &mut BTreeMap<&'static str, OsString>,
        place: &Place,
    ) -> Result<Self> {
        let mut command = bound("dbus-daemon");
        command
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(place.log("bus")?);
        let mut daemon = Owned::start("dbus-daemon", seat(&mut command, environment))?;
        let mut address = String::new();
        if let Some(output) = daemon.child().stdout.take() {
            // An error leaves the address empty.
            drop(BufReader::new(output).read_line(&mut address));
        }
        if address.trim().is_empty() {
            daemon.check()?;
            return Err(Failure::new("dbus-daemon did not say where it listens"));
        }
        environment.insert("DBUS_SESSION_BUS_ADDRESS", address.trim().into());
        let keychain = keychain(environment, place)?;
        Ok(Bus { _keychain: keychain, _daemon: daemon })
    }
}

fn keychain(environment: &BTreeMap<&'static str, OsString>, place: &Place) -> Result<Owned> {
    let mut command = bound("gnome-keyring-daemon");
    command
        .args(["--foreground", "--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(place.log("keychain")?)
        .stderr(place.log("keychain-errors")?);
    let mut daemon = Owned::start("gnome-keyring-daemon", seat(&mut command, environment))?;
    if let Some(mut input) = daemon.child().stdin.take() {
        input.write_all(b"desk\n").during("unlocking the keychain of the virtual desk")?;
    }
    wait_for("the keychain of the virtual desk", LIMIT, || {
        daemon.check()?;
        let mut ask = Command::new("dbus-send");
        ask.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ]);
        let answer = process::output(seat(&mut ask, environment))?;
        Ok(answer.contains("boolean true").then_some(()))
    })?;
    Ok(daemon)
}
