//! System packages: installed by apt where there is apt, told by name elsewhere.

use std::path::Path;
use std::process::Command;

use super::needs::{NEEDS, Need, Purpose, Sign};
use super::python;
use crate::failure::{Failure, Result};
use crate::{process, say};

/// Sees to it that the packages for these purposes are there.
pub(crate) fn bring(purposes: &[Purpose]) -> Result<()> {
    let needs: Vec<&Need> = NEEDS.iter().filter(|need| purposes.contains(&need.purpose)).collect();
    if process::exists("apt-get") && process::exists("dpkg-query") {
        with_apt(&needs)
    } else {
        tell(&needs)
    }
}

fn with_apt(needs: &[&Need]) -> Result<()> {
    let mut wanted = names(needs.iter().map(|need| need.debian));
    let missing_of = |wanted: &[&str]| Ok(missing(wanted, &installed(wanted)?));
    let mut missing: Vec<String> = missing_of(&wanted)?;
    if !python::has_pip() {
        wanted.push("python3-pip");
        missing.push("python3-pip".into());
    }
    if missing.is_empty() {
        return Ok(());
    }
    let command = format!("apt-get install --no-install-recommends {}", missing.join(" "));
    say::step(format!("installing system packages: {}", missing.join(" ")));
    let advice = || format!("see what apt said above, or install them by hand: sudo {command}");
    let update = process::run(apt()?.args(["-q", "update"]));
    let install = process::run(
        apt()?.args(["-q", "-y", "--no-install-recommends", "install"]).args(&missing),
    );
    match (update, install) {
        (_, Ok(())) => Ok(()),
        // The install cannot know a package that the failed update did not bring.
        (Err(failure), Err(_)) | (Ok(()), Err(failure)) => Err(failure.advise(advice())),
    }
}

/// `apt-get`, by sudo where we are not root, asking nothing and waiting for another apt to end.
fn apt() -> Result<Command> {
    let mut command = if rustix::process::geteuid().is_root() {
        Command::new("env")
    } else if process::exists("sudo") {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    } else {
        return Err(Failure::new("system packages are missing, and there is no sudo")
            .advise("run `cargo xtask setup` as root, once"));
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"]);
    Ok(command)
}

/// What dpkg says of these packages; those it has never heard of are not an error.
fn installed(wanted: &[&str]) -> Result<String> {
    let mut ask = Command::new("dpkg-query");
    ask.args(["-W", "-f", "${db:Status-Status} ${Package}\n"]).args(wanted);
    let output = ask
        .output()
        .map_err(|error| Failure::new(format!("cannot ask dpkg what is installed: {error}")))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The wanted packages that are not installed, given dpkg's lines `status package`.
fn missing(wanted: &[&str], installed: &str) -> Vec<String> {
    let have: Vec<&str> =
        installed.lines().filter_map(|line| line.strip_prefix("installed ")).collect();
    wanted.iter().filter(|name| !have.contains(name)).map(|&name| name.into()).collect()
}

/// Each name once, in order.
fn names<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names = Vec::new();
    for name in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn tell(needs: &[&Need]) -> Result<()> {
    let missing: Vec<&&Need> = needs.iter().filter(|need| !seen(need.sign)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let command = if process::exists("dnf") {
        format!("sudo dnf install {}", names(missing.iter().map(|need| need.fedora)).join(" "))
    } else if process::exists("pacman") {
        format!("sudo pacman -S --needed {}", names(missing.iter().map(|need| need.arch)).join(" "))
    } else {
        format!("what Debian calls: {}", names(missing.iter().map(|need| need.debian)).join(" "))
    };
    let signs: Vec<String> = missing.iter().map(|need| described(need.sign)).collect();
    Err(Failure::new(format!("this system has no {}", signs.join(", no ")))
        .advise(format!("install them and try again: {command}")))
}

fn described(sign: Sign) -> String {
    match sign {
        Sign::Program(name) => name.into(),
        Sign::Library(name) => format!("library {name} to build with"),
        Sign::Font(language) => format!("font for the language {language}"),
        Sign::File(paths) => paths.first().copied().unwrap_or_default().into(),
    }
}

fn seen(sign: Sign) -> bool {
    match sign {
        Sign::Program(name) => process::exists(name),
        Sign::Library(name) => process::works(Command::new("pkg-config").args(["--exists", name])),
        Sign::Font(language) => {
            process::output(Command::new("fc-list").arg(format!(":lang={language}")))
                .is_ok_and(|fonts| !fonts.trim().is_empty())
        }
        Sign::File(paths) => paths.iter().any(|path| Path::new(path).exists()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_missing_unless_dpkg_calls_it_installed() {
        let said = "installed cmake\nconfig-files xvfb\nnot-installed dbus\ninstalled cmake-data\n";
        let missing = missing(&["cmake", "xvfb", "dbus", "pulseaudio"], said);
        assert_eq!(missing, ["xvfb", "dbus", "pulseaudio"]);
    }

    #[test]
    fn a_package_that_brings_two_things_is_named_once() {
        let fonts = names(["fonts-noto-cjk", "xvfb", "fonts-noto-cjk"].into_iter());
        assert_eq!(fonts, ["fonts-noto-cjk", "xvfb"]);
    }

    #[test]
    fn elsewhere_what_is_missing_is_told_by_name() {
        let absent = Need {
            purpose: Purpose::Build,
            sign: Sign::Program("no-such-program"),
            debian: "deb-name",
            fedora: "rpm-name",
            arch: "arch-name",
        };
        let failure = tell(&[&absent]).unwrap_err();
        assert!(failure.to_string().contains("no-such-program"), "{failure}");
        assert!(failure.advice().unwrap().contains("-name"), "{failure:?}");
        let present = Need { sign: Sign::Program("sh"), ..absent };
        assert!(tell(&[&present]).is_ok(), "nothing to tell");
    }
}
