//! The chat worker: llama.cpp in a process of its own, for one chat model.
//!
//! It is driven over its standard input and output in the frames of [`model::worker`], ends when
//! its standard input ends, reads no network and writes no file. llama.cpp's own errors go to
//! standard error.
//!
//! `antiphon-chat-worker --bare FILE PROMPT` runs llama.cpp's plain loop instead, to measure the
//! worker against (see [`bare`]).

mod answer;
mod bare;
mod date;
mod inbox;
mod load;
mod log;
mod native;
mod outbox;
mod pieces;
mod prompt;
mod slots;
mod template;
mod tokens;
mod window;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;

use llama_cpp_2::llama_backend::LlamaBackend;
use model::worker::Report;
use model::{Error, ErrorKind, Result};

use crate::answer::Answerer;
use crate::inbox::{Inbox, Load};
use crate::load::Model;
use crate::outbox::Outbox;

/// Some tokenizers split text by recursion, as deep as a word is long.
const STACK: usize = 64 << 20;

fn main() -> ExitCode {
    native::redirect_log();
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        None => serve(),
        Some("--bare") => bare::run(arguments),
        Some(other) => {
            log::say(&format!("{other} is not known; this program is started by the app"));
            ExitCode::from(2)
        }
    }
}

fn serve() -> ExitCode {
    let stop = Arc::new(AtomicBool::new(false));
    let outbox = Arc::new(Outbox::new());
    let inbox = Arc::new(Inbox::new(Arc::clone(&stop)));
    let work = {
        let (inbox, outbox) = (Arc::clone(&inbox), Arc::clone(&outbox));
        move || work(&inbox, &outbox, &stop)
    };
    if let Err(error) = thread::Builder::new().stack_size(STACK).spawn(work) {
        log::say(&format!("no thread to work on: {error}"));
        return ExitCode::FAILURE;
    }
    inbox.listen(std::io::stdin(), &outbox)
}

/// Loads the model and answers until the process ends.
fn work(inbox: &Inbox, outbox: &Outbox, stop: &Arc<AtomicBool>) {
    let load = inbox.load();
    let Err(Error { kind, message, .. }) = work_with(&load, inbox, outbox, stop);
    outbox.send(&Report::LoadFailed { kind, message });
    native::leave(1)
}

fn work_with(
    load: &Load,
    inbox: &Inbox,
    outbox: &Outbox,
    stop: &Arc<AtomicBool>,
) -> Result<std::convert::Infallible> {
    let backend =
        LlamaBackend::init().map_err(|error| Error::new(ErrorKind::Server, error.to_string()))?;
    let model = Model::load(&backend, Path::new(&load.path), load.context)?;
    let mut answerer = Answerer::new(&model, load.threads, Arc::clone(stop))?;
    outbox.send(&Report::Loaded { name: model.name.clone(), context: model.context });
    loop {
        answerer.answer(&inbox.next(), outbox);
    }
}
