//! One job after another: read what is new of a path, write until the reply ends.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::available_parallelism;

use llama_cpp_2::token::LlamaToken;
use model::worker::Report;
use model::{Error, ErrorKind, FinishReason, Parameters, Result, Usage};

use crate::inbox::Job;
use crate::load::{Model, refusal};
use crate::native::{Context, Evaluated, Sampler, Sampling, Size};
use crate::outbox::Outbox;
use crate::pieces::Pieces;
use crate::slots::Slots;
use crate::tokens::Tokens;

/// Paths that are kept evaluated at a time: a conversation, a title, a version or two.
const SLOTS: u32 = 4;
/// Tokens evaluated at once.
const BATCH: u32 = 512;
/// Tokens of room beyond the longest path, so that a short question beside a long conversation
/// does not push it out.
const BESIDE: u32 = 1024;

/// A model at work.
pub(crate) struct Answerer<'model> {
    model: &'model Model,
    context: Context<'model>,
    slots: Slots,
    threads: u32,
    stop: Arc<AtomicBool>,
}

/// How a reply ended.
enum End {
    Finished(FinishReason),
    Stopped,
}

impl<'model> Answerer<'model> {
    /// Gets `model` ready to answer with `threads` processor threads; it gives up whatever it is
    /// doing when `stop` is set.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfMemory`], mostly.
    pub(crate) fn new(model: &'model Model, threads: u32, stop: Arc<AtomicBool>) -> Result<Self> {
        let size = Size {
            cells: model.context + BESIDE.min(model.context / 2),
            sequences: SLOTS,
            batch: BATCH.min(model.context),
            threads: sensible(threads),
        };
        model.check_room(size.cells)?;
        let context = Context::new(&model.llama, size, Arc::clone(&stop))
            .ok_or_else(|| refusal("no room for its context"))?;
        let rewinds = !model.llama.is_recurrent() && !model.llama.is_hybrid();
        let slots = Slots::new(SLOTS as usize, rewinds);
        Ok(Self { model, context, slots, threads: size.threads, stop })
    }

    /// Answers `job` with reports to `outbox`.
    pub(crate) fn answer(&mut self, job: &Job, outbox: &Outbox) {
        let id = job.id;
        let mut usage = Usage::default();
        let report = match self.reply(job, &mut usage, outbox) {
            Ok(End::Finished(reason)) => Report::Finished { id, reason, usage },
            Ok(End::Stopped) => Report::Stopped { id, usage },
            Err(Error { kind, message, .. }) => Report::Failed { id, kind, message },
        };
        outbox.send(&report);
    }

    fn reply(&mut self, job: &Job, usage: &mut Usage, outbox: &Outbox) -> Result<End> {
        let id = job.id;
        let max_tokens = job.parameters.max_tokens;
        let prompt = self.model.prompt(&job.messages, max_tokens)?;
        outbox.send(&Report::Started { id, left_out: prompt.left_out });

        self.context.set_threads(job.parameters.threads.map_or(self.threads, sensible));
        let (slot, path) = self.settle(&prompt.tokens);
        usage.prompt_tokens = count(path.len());
        usage.cached_tokens = count(self.slots.path(slot).len());
        if !self.read(slot, &path)? {
            return Ok(End::Stopped);
        }
        let vocabulary = self.model.llama.n_vocab();
        let mut sampler = Sampler::new(sampling(&job.parameters), vocabulary)
            .ok_or_else(|| Error::new(ErrorKind::OutOfMemory, "There is not enough memory."))?;
        // What a reply has said already counts, whoever wrote it.
        for &token in path.tail(prompt.begun) {
            sampler.accept(token);
        }
        let mut pieces = Pieces::default();
        let send = |text: String| {
            if !text.is_empty() {
                outbox.send(&Report::Text { id, text });
            }
        };
        let vocab = self.model.llama.vocab();
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(End::Stopped);
            }
            let token = self.context.draw(&mut sampler);
            if vocab.is_eog(token) {
                send(pieces.finish());
                return Ok(End::Finished(FinishReason::End));
            }
            usage.reply_tokens += 1;
            send(pieces.push(&vocab.token_to_piece(token, false, None)));
            let spent = max_tokens.is_some_and(|most| usage.reply_tokens >= most);
            if spent || self.slots.path(slot).len() >= self.model.context as usize {
                // A character that is cut off here is left to whoever continues the reply.
                return Ok(End::Finished(FinishReason::Length));
            }
            match self.evaluate(slot, &[token], true) {
                Evaluated::Done => {}
                Evaluated::Full => return Ok(End::Finished(FinishReason::Length)),
                Evaluated::Stopped => return Ok(End::Stopped),
                Evaluated::Failed(code) => return Err(failed(code)),
            }
            self.model.push(self.slots.path(slot), token);
        }
    }

    /// Finds the sequence where most of `wanted` is known and makes it hold just that. Gives the
    /// sequence and the whole path, whose beginning it holds.
    fn settle(&mut self, wanted: &Tokens) -> (usize, Tokens) {
        let place = self.slots.place(wanted);
        let mut known = place.shared.known;
        let mut new = place.shared.new;
        if let Some(source) = place.source {
            self.forget(place.slot);
            self.context.share(sequence(source), sequence(place.slot), known);
            let mut path = self.slots.path(source).clone();
            path.truncate(known);
            *self.slots.path(place.slot) = path;
        } else if known < self.slots.path(place.slot).len() {
            if self.context.cut(sequence(place.slot), known) {
                self.slots.path(place.slot).truncate(known);
            } else {
                self.forget(place.slot);
                (known, new) = (0, 0);
            }
        }
        debug_assert_eq!(self.slots.path(place.slot).len(), known);
        let mut path = self.slots.path(place.slot).clone();
        path.extend(wanted, new, wanted.len());
        (place.slot, path)
    }

    /// Evaluates what `slot` does not hold yet of `path`. False when stopped; what was evaluated
    /// until then is kept.
    ///
    /// The last token is evaluated on its own: then the reply is computed in the same way whether
    /// the rest was just read or known before, and the same seed gives the same reply.
    fn read(&mut self, slot: usize, path: &Tokens) -> Result<bool> {
        let last = path.len() - 1;
        loop {
            let from = self.slots.path(slot).len();
            if from > last {
                return Ok(true);
            }
            let to = if from == last { path.len() } else { last.min(from + BATCH as usize) };
            match self.evaluate(slot, &path.ids()[from..to], from == last) {
                Evaluated::Done => self.slots.path(slot).extend(path, from, to),
                Evaluated::Stopped => return Ok(false),
                Evaluated::Full => {
                    return Err(Error::new(ErrorKind::PromptTooLong, "The context is full."));
                }
                Evaluated::Failed(code) => return Err(failed(code)),
            }
        }
    }

    /// Evaluates `tokens` after what `slot` holds. Other sequences give way where room is short.
    /// Unless done, the context holds what it held before, or nothing of this sequence.
    fn evaluate(&mut self, slot: usize, tokens: &[LlamaToken], answer: bool) -> Evaluated {
        let from = self.slots.path(slot).len();
        loop {
            let evaluated = self.context.evaluate(tokens, from, sequence(slot), answer);
            match evaluated {
                Evaluated::Done => {}
                Evaluated::Full => {
                    if let Some(other) = self.slots.spare(slot) {
                        self.forget(other);
                        continue;
                    }
                }
                Evaluated::Stopped | Evaluated::Failed(_) => {
                    if !self.context.cut(sequence(slot), from) {
                        self.forget(slot);
                    }
                }
            }
            return evaluated;
        }
    }

    fn forget(&mut self, slot: usize) {
        self.context.cut(sequence(slot), 0);
        self.slots.forget(slot);
    }
}

/// At most as many threads as there are processors: they wait for each other by spinning, and one
/// that has to share a processor holds up all.
fn sensible(threads: u32) -> u32 {
    let most = available_parallelism().map_or(1, usize::from);
    threads.clamp(1, count(most))
}

fn sequence(slot: usize) -> i32 {
    slot as i32
}

fn count(tokens: usize) -> u32 {
    u32::try_from(tokens).unwrap_or(u32::MAX)
}

fn failed(code: i32) -> Error {
    let kind = if code == -2 { ErrorKind::OutOfMemory } else { ErrorKind::Server };
    Error::new(kind, format!("llama.cpp could not evaluate the conversation (code {code})."))
}

/// How `parameters` want tokens drawn.
pub(crate) fn sampling(parameters: &Parameters) -> Sampling {
    Sampling {
        // Small models fall into a loop without it; Qwen's own generation_config.json has the same.
        repeat: 1.1,
        lately: 256,
        temperature: parameters.temperature.unwrap_or(0.7).clamp(0.0, 10.0),
        top_k: 40,
        top_p: parameters.top_p.unwrap_or(0.95).clamp(0.0, 1.0),
        min_p: 0.05,
        // The largest number asks llama.cpp for a random seed.
        seed: parameters.seed.unwrap_or_else(any_seed).min(u32::MAX - 1),
    }
}

fn any_seed() -> u32 {
    RandomState::new().hash_one(0) as u32
}
