//! Small disks, each mounted for one test in a name space of its own.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::failure::{Failure, Result, While};

/// Set in the process that may mount.
const INSIDE: &str = "ANTIPHON_TEST_MAY_MOUNT";

/// A disk of a few megabytes. Dropping it takes it away.
#[derive(Debug)]
pub struct SmallDisk {
    folder: PathBuf,
}

/// Runs the test of this name again, as a process that may mount a small disk, and is true in that
/// process. False once that process has passed; an error if it has not.
///
/// Where no such process is allowed, the test is left out and says so.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
pub fn may_mount(test: &str) -> Result<bool> {
    if std::env::var_os(INSIDE).is_some() {
        return Ok(true);
    }
    let ways: [&[&str]; 3] = [
        &["unshare", "--mount"],
        &["unshare", "--mount", "--map-root-user"],
        &["sudo", "-nE", "unshare", "--mount"],
    ];
    let allowed = |way: &&&[&str]| {
        let probe = "mount -t tmpfs none /mnt";
        Command::new(way[0]).args(&way[1..]).args(["sh", "-c", probe]).output().is_ok_and(ok)
    };
    let Some(way) = ways.iter().find(allowed) else {
        eprintln!("left out: this user may not mount a disk");
        return Ok(false);
    };
    let program = std::env::current_exe().during("finding the test's program")?;
    let run = Command::new(way[0])
        .args(&way[1..])
        .args(["env", &format!("{INSIDE}=1")])
        .arg(program)
        .args(["--exact", test, "--nocapture"])
        .output()
        .during("running the test where it may mount")?;
    let said = String::from_utf8_lossy(&run.stdout);
    if run.status.success() && said.contains("1 passed") {
        return Ok(false);
    }
    Err(Failure::new(format!("{said}\n{}", String::from_utf8_lossy(&run.stderr))))
}

fn ok(output: Output) -> bool {
    output.status.success()
}

impl SmallDisk {
    /// Mounts an empty disk of so many megabytes on a folder.
    pub fn mount(folder: &Path, megabytes: usize) -> Result<Self> {
        mount(folder, &["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "none"])?;
        Ok(SmallDisk { folder: folder.to_owned() })
    }

    /// Changes how it is mounted: `ro`, `rw`, `size=8m`.
    pub fn set(&self, options: &str) -> Result<()> {
        // With a source and `-i`, no option of the first mount is repeated: its owner may have no
        // name in this name space.
        mount(&self.folder, &["-i", "-o", &format!("remount,{options}"), "none"])
    }

    /// Takes all the space that is left, to the last byte.
    pub fn fill(&self) -> Result<()> {
        let file = File::options().create(true).append(true).open(self.ballast());
        let mut file = file.during("filling the small disk")?;
        for piece in [4096, 1] {
            while file.write_all(&vec![1; piece]).is_ok() {}
        }
        Ok(())
    }

    /// Gives the space back.
    pub fn free(&self) -> Result<()> {
        fs::remove_file(self.ballast()).during("giving the space back")
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("-l").arg(&self.folder).output();
        assert!(done.is_ok_and(ok) || std::thread::panicking(), "the small disk is taken away");
    }
}

fn mount(folder: &Path, options: &[&str]) -> Result<()> {
    let done = Command::new("mount").args(options).arg(folder).output().during("mounting")?;
    if done.status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("mount {options:?}: {}", String::from_utf8_lossy(&done.stderr))))
}
