//! One package of a model, fetched by pip.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::disk::megabytes;
use super::join::digest;
use super::lock::Part;
use crate::failure::{Failure, Result, While};
use crate::interrupt::{self, InFront};
use crate::{patience, process, say};

const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// The wheel in the part's folder, if it is there and whole.
pub(crate) fn kept(part: &Part, store: &Path) -> Result<Option<PathBuf>> {
    let Some(wheel) = wheel_in(&store.join(part.folder())) else { return Ok(None) };
    let whole = fs::metadata(&wheel).is_ok_and(|metadata| metadata.len() == part.bytes)
        && digest(&wheel)? == part.sha256;
    Ok(whole.then_some(wheel))
}

/// Fetches the part with `pip`, a Python command, and returns its wheel. It appears in its folder
/// only when it is complete and its hash is right.
pub(crate) fn fetch(part: &Part, store: &Path, pip: Command, label: &str) -> Result<PathBuf> {
    let coming = store.join("coming");
    remove(&coming)?;
    let (files, scratch) = (coming.join("files"), coming.join("scratch"));
    fs::create_dir_all(&scratch).during(format!("making {}", scratch.display()))?;
    let requirement = coming.join("requirement.txt");
    fs::write(&requirement, part.requirement()).during("writing what to fetch")?;
    let log = coming.join("pip.log");
    download(pip, [&files, &scratch, &requirement, &log], |bytes| {
        say::passing(&format!("  {label}: {} of {}", megabytes(bytes), megabytes(part.bytes)));
    })
    .map_err(|failure| explain(part, failure, &fs::read_to_string(&log).unwrap_or_default()))?;
    let finished = store.join(part.folder());
    remove(&finished)?;
    fs::rename(&files, &finished).during(format!("keeping {}", part.package))?;
    remove(&coming)?;
    wheel_in(&finished).ok_or_else(|| Failure::new(format!("pip fetched no {}", part.package)))
}

fn download(
    mut pip: Command,
    [files, scratch, requirement, log]: [&Path; 4],
    mut progress: impl FnMut(u64),
) -> Result<()> {
    let log = File::create(log).during("making pip's log")?;
    let also_log = log.try_clone().during("making pip's log")?;
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"])
        .args(["--require-hashes", "--no-cache-dir", "--dest"])
        .arg(files)
        .arg("--requirement")
        .arg(requirement)
        // pip writes what is still coming to its temporary folder: there the progress is seen.
        .env("TMPDIR", scratch)
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(also_log);
    // Python may be a script that starts another: all of them are one group.
    let mut child = process::spawn(pip.process_group(0))?;
    let _in_front = InFront::group(process::pid_of(&child));
    let status = loop {
        if let Some(status) = child.try_wait().during("waiting for pip")? {
            break status;
        }
        progress(size(scratch));
        patience::pause(LOOK_AGAIN);
    };
    say::passing("");
    interrupt::check()?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("pip failed ({status})"))) }
}

/// Says in plain words what pip said at length.
fn explain(part: &Part, failure: Failure, log: &str) -> Failure {
    let Part { package, version, .. } = part;
    let lines = || log.lines().map(str::trim).filter(|line| !line.is_empty());
    let last = lines().rfind(|line| line.starts_with("ERROR")).or_else(|| lines().next_back());
    let said = last.unwrap_or_default();
    let has = |words: &[&str]| words.iter().any(|word| log.contains(word));
    let (what, advice) = if has(&["DO NOT MATCH THE HASHES"]) {
        (
            format!("{package} {version} is not the file that was expected: its SHA-256 differs"),
            "nothing of it was used; try again, and if it stays so, do not trust that source",
        )
    } else if has(&["No space left", "Errno 28"]) {
        (format!("the disk filled up while {package} was coming"), "make room and try again")
    } else if has(&["NewConnectionError", "ConnectionError", "Temporary failure", "Read timed out"])
    {
        (
            format!("{package} could not be fetched: the network did not answer"),
            "check the network and pip's settings, then run `cargo xtask setup` again; \
             the parts that are here are kept",
        )
    } else {
        (
            format!("{package} {version} could not be fetched: {failure}: {said}"),
            "run `cargo xtask setup` again; the parts that are here are kept",
        )
    };
    Failure::new(what).advise(advice)
}

fn wheel_in(folder: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(folder).ok()?;
    let mut paths = entries.flatten().map(|entry| entry.path());
    paths.find(|path| path.extension().is_some_and(|extension| extension == "whl"))
}

/// The bytes of all files below a folder that may be changing meanwhile.
fn size(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    };
    entries.flatten().map(of).sum()
}

/// Removes a folder, which need not exist.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).during(format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}
