//! A desk that is not there: a display, a session bus, a keychain, a loudspeaker and a microphone
//! of its own, so that the real window runs on any machine and touches nothing of its owner's.

mod bus;
mod display;
mod place;
mod sound;
mod stray;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Failure, Result, While};
use crate::process;
use place::Place;

/// The programs that a desk is made of, by the package that brings each.
const PROGRAMS: [(&str, &str); 6] = [
    ("Xvfb", "xvfb"),
    ("dbus-daemon", "dbus"),
    ("gnome-keyring-daemon", "gnome-keyring"),
    ("pulseaudio", "pulseaudio"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("setpriv", "util-linux"),
];

/// What would lead a program to the desk of the person at the machine, or change what it shows.
const FOREIGN: [&str; 9] = [
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DESKTOP_SESSION",
    "XDG_CURRENT_DESKTOP",
    "XDG_SESSION_TYPE",
    "GTK_MODULES",
    "GTK_THEME",
    "GDK_SCALE",
    "GNOME_KEYRING_CONTROL",
];

/// A running desk. Dropping it ends everything that was started on it and removes its folders.
#[derive(Debug)]
pub struct Desk {
    environment: BTreeMap<&'static str, OsString>,
    // In the order in which they end.
    _sound: process::Owned,
    _bus: bus::Bus,
    _display: process::Owned,
    _strays: stray::Strays,
    place: Place,
}

impl Desk {
    /// Starts everything and waits until each part answers; takes about half a second.
    pub fn start() -> Result<Self> {
        let missing: Vec<_> =
            PROGRAMS.iter().filter(|(program, _)| !process::exists(program)).collect();
        if !missing.is_empty() {
            let (programs, packages): (Vec<&str>, Vec<&str>) = missing.into_iter().copied().unzip();
            return Err(Failure::new(format!("not installed: {}", programs.join(", ")))
                .advise(format!("run `cargo xtask setup`, or install: {}", packages.join(" "))));
        }
        let place = Place::make()?;
        let strays = stray::Strays::marked();
        let mut environment = place.environment();
        environment.insert(stray::MARK, strays.mark().into());
        for (name, value) in SETTINGS {
            environment.insert(name, value.into());
        }
        let (display, address) = display::start(&environment, place.log("display")?)?;
        environment.insert("DISPLAY", address.into());
        let bus = bus::Bus::start(&mut environment, &place)?;
        let sound = sound::start(&mut environment, &place)?;
        Ok(Desk {
            environment,
            _sound: sound,
            _bus: bus,
            _display: display,
            _strays: strays,
            place,
        })
    }

    /// A fresh folder that goes with the desk.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        // Apart from the desk's own, whatever the name.
        let folders = self.place.path("folders");
        let path = folders.join(name);
        std::fs::create_dir_all(&folders)
            .and_then(|()| std::fs::create_dir(&path))
            .during(format!("making {}", path.display()))?;
        Ok(path)
    }

    /// Puts a command on this desk.
    pub fn seat<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        seat(command, &self.environment)
    }
}

/// How the programs on the desk shall behave: without a graphics card, without services that
/// would outlive them, and the same on every machine.
const SETTINGS: [(&str, &str); 11] = [
    ("GDK_BACKEND", "x11"),
    ("GIO_USE_VFS", "local"),
    ("GSETTINGS_BACKEND", "memory"),
    ("GTK_A11Y", "none"),
    ("GTK_USE_PORTAL", "0"),
    ("LANG", "C.UTF-8"),
    ("LC_ALL", "C.UTF-8"),
    ("LIBGL_ALWAYS_SOFTWARE", "1"),
    ("NO_AT_BRIDGE", "1"),
    ("TZ", "UTC"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
];

fn seat<'a>(
    command: &'a mut Command,
    environment: &BTreeMap<&'static str, OsString>,
) -> &'a mut Command {
    for name in FOREIGN {
        command.env_remove(name);
    }
    command.envs(environment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_shares_nothing_with_the_person_at_the_machine_and_leaves_nothing_behind() {
        let desk = Desk::start().unwrap();
        let mut shell = Command::new("sh");
        shell.env("WAYLAND_DISPLAY", "wayland-0").args([
            "-c",
            "echo \"${WAYLAND_DISPLAY-none} $DISPLAY $XDG_RUNTIME_DIR\"; \
             setsid sleep 600 >/dev/null 2>&1 & echo $!",
        ]);
        let said = process::output(desk.seat(&mut shell)).unwrap();
        let words: Vec<&str> = said.split_whitespace().collect();
        assert_eq!(words[0], "none", "no way to the person's own display");
        assert!(words[1].starts_with(':'), "a display of its own: {said}");
        let folder = std::path::PathBuf::from(words[2]);
        assert!(folder.is_dir(), "folders of its own: {said}");
        let alive = |pid: &str| std::path::Path::new("/proc").join(pid).join("exe").exists();
        assert!(alive(words[3]), "the stray runs while the desk stands");
        drop(desk);
        assert!(!folder.exists(), "the folders are gone");
        assert!(!alive(words[3]), "a process that left its group ended with the desk");
    }

    #[test]
    fn the_keychain_of_a_desk_is_open() {
        let desk = Desk::start().unwrap();
        let mut ask = Command::new("dbus-send");
        ask.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets/collection/login",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked",
        ]);
        let answer = process::output(desk.seat(&mut ask)).unwrap();
        assert!(answer.contains("boolean false"), "the login keyring is not locked: {answer}");
    }
}
