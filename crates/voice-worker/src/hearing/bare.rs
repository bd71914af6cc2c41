//! The recogniser alone, without windows and without the app: what one piece of sound is heard as.
//!
//! For measurements. `antiphon-voice-worker --bare MODEL THREADS [times] [quick]` reads `f32`
//! samples (little-endian, mono, 16,000 a second) from standard input and prints a line of JSON.

use std::ffi::CString;
use std::io::{Read, Write, stdin, stdout};
use std::process::ExitCode;
use std::time::Instant;

use model::voice_worker::from_body;

use super::native::{How, Model, Session, words};
use crate::log;

/// Runs with what follows `--bare`.
pub(crate) fn run(arguments: impl Iterator<Item = String>) -> ExitCode {
    match try_run(&arguments.collect::<Vec<_>>()) {
        Ok(line) => {
            let _ = writeln!(stdout(), "{line}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            log::say(&why);
            ExitCode::FAILURE
        }
    }
}

fn try_run(arguments: &[String]) -> Result<String, String> {
    let [path, threads, rest @ ..] = arguments else {
        return Err("--bare MODEL THREADS [times] [quick]".into());
    };
    let given = |word: &str| rest.iter().any(|given| given == word);
    let path = CString::new(path.as_str()).map_err(|error| error.to_string())?;
    let threads = threads.parse().map_err(|_| "THREADS is a number")?;
    let mut bytes = Vec::new();
    stdin().read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let samples = from_body(&bytes).ok_or("the sound is cut within a sample")?;
    let begin = Instant::now();
    let model = Model::load(&path).map_err(words)?;
    let mut session = Session::new(&model, threads).map_err(words)?;
    let loaded = begin.elapsed();
    let how = How { times: given("times"), thorough: !given("quick"), ..How::default() };
    let begin = Instant::now();
    let heard = session
        .hear(&samples, how, &|| false)
        .map_err(|failure| format!("nothing was heard: {failure:?}"))?;
    let took = begin.elapsed();
    Ok(format!("{:?} {:?} {took:?} {heard:?}", model.facts().name, loaded))
}
