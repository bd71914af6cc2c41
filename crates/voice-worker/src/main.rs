//! The voice worker: one recogniser or one synthesiser in a process of its own.
//!
//! It is driven over its standard input and output in the frames of [`model::worker`], with the
//! commands and reports of [`model::voice_worker`]. It ends when its standard input ends, reads no
//! network and writes no file. Errors of the engines go to standard error.

mod hearing;
mod inbox;
mod leave;
mod log;
mod memory;
mod outbox;
mod sound;
mod speaking;

use std::convert::Infallible;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use model::voice_worker::Report;
use model::{Error, Result};

use crate::inbox::{Inbox, Load};
use crate::leave::leave;
use crate::outbox::Outbox;

/// Engines may go deep.
const STACK: usize = 16 << 20;

fn main() -> ExitCode {
    memory::settle();
    hearing::native::redirect_log();
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        None => serve(),
        Some("--bare") => hearing::bare::run(arguments),
        Some(other) => {
            log::say(&format!("{other} is not known; this program is started by the app"));
            ExitCode::from(2)
        }
    }
}

fn serve() -> ExitCode {
    let (inbox, outbox) = (Arc::new(Inbox::default()), Arc::new(Outbox::new()));
    let work = {
        let (inbox, outbox) = (Arc::clone(&inbox), Arc::clone(&outbox));
        move || {
            let Err(Error { kind, message, .. }) = work(&inbox, &outbox);
            outbox.send(&Report::LoadFailed { kind, message });
            leave(1)
        }
    };
    if let Err(error) = thread::Builder::new().stack_size(STACK).spawn(work) {
        log::say(&format!("no thread to work on: {error}"));
        return ExitCode::FAILURE;
    }
    inbox.listen(std::io::stdin(), &outbox)
}

/// Loads the model and works until the process ends; returns only where it cannot be loaded.
fn work(inbox: &Inbox, outbox: &Outbox) -> Result<Infallible> {
    match inbox.load() {
        Load::Recogniser { path, threads } => hearing::work(&path, threads, inbox, outbox),
        Load::Synthesiser { path, voices, threads } => {
            speaking::work(&path, &voices, threads, inbox, outbox)
        }
    }
}
