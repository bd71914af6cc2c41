//! Why a worker is gone, in words.

use std::process::ExitStatus;

use model::{Error, ErrorKind};

/// What a worker was doing when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Loading its model.
    Loading,
    /// Answering, or waiting to.
    Answering,
}

/// How a process ended: by itself or by a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Code(Option<i32>),
    Signal(i32),
}

/// The error for a worker that ended with `status` unasked, whose last words on standard error
/// were `words`.
pub(super) fn error(status: Option<ExitStatus>, doing: Doing, words: &str) -> Error {
    explain(status.map_or(Ended::Code(None), ended), doing, words)
}

#[cfg(unix)]
fn ended(status: ExitStatus) -> Ended {
    use std::os::unix::process::ExitStatusExt;
    status.signal().map_or(Ended::Code(status.code()), Ended::Signal)
}

#[cfg(not(unix))]
fn ended(status: ExitStatus) -> Ended {
    Ended::Code(status.code())
}

fn explain(ended: Ended, doing: Doing, words: &str) -> Error {
    let words = words.trim();
    if ended == Ended::Signal(9) || lacks_memory(words) {
        return Error::new(
            ErrorKind::OutOfMemory,
            "The system ended the program that runs the model, most likely because memory was \
             short. Close other programs, or choose a smaller model.",
        );
    }
    let how = match ended {
        Ended::Code(Some(code)) => format!("with code {code}"),
        Ended::Code(None) => "without a word".to_owned(),
        Ended::Signal(signal) => format!("by signal {signal}{}", name(signal)),
    };
    let said = if words.is_empty() { String::new() } else { format!(" Its last words: {words}") };
    match (ended, doing) {
        (Ended::Signal(_), Doing::Loading) => Error::new(
            ErrorKind::BadModelFile,
            format!(
                "The model could not be loaded; its file may be damaged. \
                 The program that runs it ended {how}.{said}"
            ),
        ),
        (Ended::Signal(_) | Ended::Code(_), _) => Error::new(
            ErrorKind::WorkerLost,
            format!("The program that runs the model ended {how}.{said}"),
        ),
    }
}

fn lacks_memory(words: &str) -> bool {
    ["bad_alloc", "failed to allocate", "memory allocation of", "Cannot allocate memory"]
        .iter()
        .any(|sign| words.contains(sign))
}

fn name(signal: i32) -> &'static str {
    match signal {
        4 => " (illegal instruction)",
        6 => " (abort)",
        7 => " (bus error)",
        8 => " (arithmetic error)",
        11 => " (memory fault)",
        15 => " (ended from outside)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_end_has_its_kind_and_words() {
        use Doing::{Answering, Loading};
        for (ended, doing, words, kind, part) in [
            (Ended::Signal(9), Answering, "", ErrorKind::OutOfMemory, "smaller model"),
            (Ended::Signal(9), Loading, "", ErrorKind::OutOfMemory, "Close other programs"),
            (Ended::Signal(6), Answering, "std::bad_alloc", ErrorKind::OutOfMemory, "memory"),
            (
                Ended::Signal(6),
                Answering,
                "oh",
                ErrorKind::WorkerLost,
                "signal 6 (abort). Its last words: oh",
            ),
            (Ended::Signal(7), Loading, "", ErrorKind::BadModelFile, "(bus error)"),
            (Ended::Code(Some(3)), Loading, "", ErrorKind::WorkerLost, "with code 3."),
            (Ended::Code(None), Answering, "", ErrorKind::WorkerLost, "without a word"),
        ] {
            let error = explain(ended, doing, words);
            assert_eq!(error.kind, kind, "{ended:?} while {doing:?}");
            assert!(error.message.contains(part), "{}", error.message);
        }
    }
}
