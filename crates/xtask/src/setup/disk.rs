//! Room on the disk, looked at before a download rather than in the middle of one.

use std::path::Path;

use rustix::fs::statvfs;

use crate::failure::{Failure, Result, While};

/// Fails where the disk that `folder` is on has less than `needed` bytes free.
pub(crate) fn check_room(folder: &Path, needed: u64) -> Result<()> {
    let disk = statvfs(folder).during(format!("asking how full {} is", folder.display()))?;
    check(folder, needed, disk.f_bavail * disk.f_frsize)
}

fn check(folder: &Path, needed: u64, free: u64) -> Result<()> {
    if free >= needed {
        return Ok(());
    }
    let (needed, free, folder) = (megabytes(needed), megabytes(free), folder.display());
    Err(Failure::new(format!("the disk is too full: {needed} are needed and {free} are free"))
        .advise(format!("make room on the disk of {folder}, then run `cargo xtask setup` again")))
}

/// A size for a person to read.
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_with_both_sizes() {
        let failure = check(Path::new("models"), 590_000_000, 12_000_000).unwrap_err();
        let told = failure.to_string();
        assert!(told.contains("590 MB") && told.contains("12 MB"), "{told}");
        assert!(check(Path::new("models"), 12_000_000, 590_000_000).is_ok(), "enough is enough");
    }

    #[test]
    fn no_disk_has_room_for_everything() {
        assert!(check_room(Path::new("."), u64::MAX).is_err());
        assert!(check_room(Path::new("."), 0).is_ok());
    }
}
