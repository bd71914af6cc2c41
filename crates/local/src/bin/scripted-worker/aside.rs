//! Replies that are said beside each other, as remote models do: each on a thread of its own.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use model::worker::{Report, encode};
use model::{FinishReason, Message, Parameters, Usage};

use crate::player::{say, write};
use crate::script::Rule;

/// The replies that were begun, by their requests, with the way to stop each.
#[derive(Default)]
pub(crate) struct Aside {
    begun: HashMap<u64, Sender<()>>,
}

impl Aside {
    /// Begins to say what `rule` wants.
    pub(crate) fn begin(&mut self, id: u64, rule: Rule, said: &[Message], how: &Parameters) {
        let pieces = rule.pieces(said, how);
        let (stop, stopped) = channel();
        self.begun.insert(id, stop);
        thread::spawn(move || play(id, &rule, pieces, &stopped));
    }

    /// Stops a reply. False if none of that number is being said here.
    pub(crate) fn stop(&mut self, id: u64) -> bool {
        self.begun.remove(&id).is_some_and(|stop| stop.send(()).is_ok())
    }
}

fn play(id: u64, rule: &Rule, pieces: Vec<String>, stopped: &Receiver<()>) {
    let start = Instant::now() + Duration::from_millis(rule.wait_ms);
    let mut usage = Usage::default();
    report(&Report::Started { id, left_out: rule.left_out });
    for (number, text) in pieces.into_iter().enumerate() {
        let due = start + Duration::from_millis(rule.delay_ms).saturating_mul(number as u32);
        let wait = due.saturating_duration_since(Instant::now());
        if !matches!(stopped.recv_timeout(wait), Err(RecvTimeoutError::Timeout)) {
            return report(&Report::Stopped { id, usage });
        }
        report(&Report::Text { id, text: rule.stamped(text) });
        usage.reply_tokens += 1;
    }
    report(&Report::Finished { id, reason: FinishReason::End, usage });
}

fn report(report: &Report) {
    match encode(report, &[]) {
        Ok(frame) => write(&frame),
        Err(error) => say(&format!("a report cannot be written: {error}")),
    }
}
