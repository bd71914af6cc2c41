//! Small disks, each mounted for one test in a name space of its own.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Set in the process that may mount.
const INSIDE: &str = "ANTIPHON_TEST_MAY_MOUNT";

/// A disk of a few megabytes. Dropping it takes it away.
pub(crate) struct SmallDisk {
    folder: PathBuf,
}

/// Runs the test of this name again, as a process that may mount a small disk, and is true in that
/// process. False once that process has passed.
///
/// Where no such process is allowed, the test is left out and says so.
pub(crate) fn may_mount(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
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
        return false;
    };
    let run = Command::new(way[0])
        .args(&way[1..])
        .args(["env", &format!("{INSIDE}=1")])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    let passed = run.status.success() && said.contains("1 passed");
    assert!(passed, "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    false
}

fn ok(output: Output) -> bool {
    output.status.success()
}

impl SmallDisk {
    /// Mounts an empty disk of so many megabytes on a folder.
    pub(crate) fn mount(folder: &Path, megabytes: usize) -> Self {
        mount(folder, &["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "none"]);
        SmallDisk { folder: folder.to_owned() }
    }

    /// Changes how it is mounted: `ro`, `rw`, `size=8m`.
    pub(crate) fn set(&self, options: &str) {
        mount(&self.folder, &["-i", "-o", &format!("remount,{options}"), "none"]);
    }

    /// Takes all the space that is left, to the last byte.
    pub(crate) fn fill(&self) {
        let mut file = File::options().create(true).append(true).open(self.ballast()).unwrap();
        for piece in [4096, 1] {
            while file.write_all(&vec![1; piece]).is_ok() {}
        }
    }

    /// Gives the space back.
    pub(crate) fn free(&self) {
        fs::remove_file(self.ballast()).unwrap();
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

fn mount(folder: &Path, options: &[&str]) {
    let arguments: Vec<OsString> =
        options.iter().map(OsString::from).chain([folder.into()]).collect();
    let done = Command::new("mount").args(arguments).output().unwrap();
    assert!(done.status.success(), "{options:?}: {}", String::from_utf8_lossy(&done.stderr));
}
