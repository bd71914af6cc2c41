//! Writing down what is said.

pub(crate) mod bare;
mod belief;
mod levels;
mod listen;
mod load;
pub(crate) mod native;
mod script;
mod window;

use std::convert::Infallible;
use std::path::Path;

use model::voice_worker::Report;
use model::{Error, ErrorKind, HEARING_RATE, Result};

use crate::inbox::{Inbox, Job, Task};
use crate::outbox::Outbox;
use listen::{Break, Listening};
use load::Manner;
use native::{Facts, Session};
use window::{LONGEST, SECOND};

/// Loads the recogniser at `path` and hears until the process ends.
///
/// # Errors
/// Where it cannot be loaded.
pub(crate) fn work(path: &str, threads: u32, inbox: &Inbox, outbox: &Outbox) -> Result<Infallible> {
    let model = load::load(path)?;
    let facts = model.facts();
    let mut session = load::session(&model, threads)?;
    outbox.send(&Report::Loaded {
        name: name(path, &facts),
        languages: load::languages(&facts),
        voices: Vec::new(),
        rate: HEARING_RATE,
    });
    loop {
        let job = inbox.next();
        let report = match hear(&job, &facts, &mut session, outbox) {
            Some(report) => report,
            None => {
                job.refuse(outbox);
                continue;
            }
        };
        outbox.send(&report);
    }
}

/// The end of a request; `None` where it asks for something else.
fn hear(job: &Job, facts: &Facts, session: &mut Session<'_>, outbox: &Outbox) -> Option<Report> {
    let Task::Hear { options, sound } = &job.task else { return None };
    let id = job.id;
    let manner = match Manner::new(options, facts) {
        Ok(manner) => manner,
        Err(Error { kind, message, .. }) => return Some(Report::Failed { id, kind, message }),
    };
    let (manner, longest) = (&manner, longest(facts));
    let partials = options.partials;
    let listening = Listening { job, sound, session, manner, outbox, partials, longest };
    Some(match listening.run() {
        Ok(transcript) => Report::Heard { id, transcript },
        Err(Break::Stopped) => Report::Stopped { id },
        Err(Break::Failed(status)) => Report::Failed {
            id,
            kind: ErrorKind::Server,
            message: format!("The recogniser failed: {}.", native::words(status)),
        },
    })
}

/// The longest piece to be heard at once, in samples.
fn longest(facts: &Facts) -> usize {
    match usize::try_from(facts.longest_ms) {
        Ok(ms @ 1..) => LONGEST.min(ms * SECOND / 1000),
        Ok(0) | Err(_) => LONGEST,
    }
}

/// The name that the file states, else the file's own.
fn name(path: &str, facts: &Facts) -> String {
    let stem = || Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    facts.name.clone().unwrap_or_else(stem)
}
