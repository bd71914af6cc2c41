//! llama.cpp's plain loop: read a prompt, draw and evaluate one token after another, nothing else.
//!
//! What the worker is measured against: same file, prompt, template, threads and way of drawing,
//! through `llama-cpp-2`'s own types, in one process with no protocol.

use std::io::Write;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::sampling::LlamaSampler;
use model::{Message, Parameters, Role};
use serde::Serialize;

use crate::answer::sampling;
use crate::load::Model;
use crate::log;

const USAGE: &str = "antiphon-chat-worker --bare FILE PROMPT \
    [--tokens N] [--threads N] [--context N] [--temperature T] [--seed N]";

/// What was asked on the command line.
struct Asked {
    file: PathBuf,
    prompt: String,
    context: u32,
    threads: u32,
    parameters: Parameters,
}

/// What was measured, written as one line of JSON.
#[derive(Serialize)]
struct Measured {
    /// Tokens of the prompt, template included.
    prompt_tokens: usize,
    /// Tokens written.
    reply_tokens: u32,
    /// Milliseconds to load the file.
    load_ms: f64,
    /// Milliseconds to read the prompt and draw the first token.
    first_token_ms: f64,
    /// Tokens a second from the first to the last one drawn.
    tokens_per_second: f64,
    /// The reply.
    text: String,
}

/// Runs the loop that `arguments` describe and prints what was measured.
pub(crate) fn run(arguments: impl Iterator<Item = String>) -> ExitCode {
    let Some(asked) = parse(arguments) else {
        log::say(USAGE);
        return ExitCode::from(2);
    };
    let measured = measure(&asked).map_err(|error| error.to_string());
    let line = measured
        .and_then(|measured| serde_json::to_string(&measured).map_err(|error| error.to_string()));
    match line {
        Ok(line) => {
            let written = writeln!(std::io::stdout(), "{line}");
            if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            log::say(&error);
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Asked> {
    let mut asked = Asked {
        file: arguments.next()?.into(),
        prompt: arguments.next()?,
        context: 4096,
        threads: 1,
        parameters: Parameters {
            temperature: Some(0.0),
            max_tokens: Some(128),
            seed: Some(1),
            ..Parameters::default()
        },
    };
    while let Some(name) = arguments.next() {
        let value = arguments.next()?;
        match name.as_str() {
            "--tokens" => asked.parameters.max_tokens = Some(value.parse().ok()?),
            "--threads" => asked.threads = value.parse().ok()?,
            "--context" => asked.context = value.parse().ok()?,
            "--temperature" => asked.parameters.temperature = Some(value.parse().ok()?),
            "--seed" => asked.parameters.seed = Some(value.parse().ok()?),
            _ => return None,
        }
    }
    Some(asked)
}

fn measure(asked: &Asked) -> Result<Measured, Box<dyn std::error::Error>> {
    let start = Instant::now();
    let backend = LlamaBackend::init()?;
    let model = Model::load(&backend, &asked.file, asked.context)?;
    let threads = i32::try_from(asked.threads)?;
    let params = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(model.context))
        .with_n_threads(threads)
        .with_n_threads_batch(threads);
    let mut context = model.llama.new_context(&backend, params)?;
    let load_ms = milliseconds(start);

    let said = [Message::new(Role::User, asked.prompt.clone())];
    let prompt = model.prompt(&said, asked.parameters.max_tokens)?;
    let ids = prompt.tokens.ids();
    let vocab = model.llama.vocab();
    let mut sampler = sampler(&asked.parameters, model.llama.n_vocab());
    let mut batch = LlamaBatch::new(context.n_batch() as usize, 1);
    let most = asked.parameters.max_tokens.unwrap_or(u32::MAX);

    let start = Instant::now();
    let mut position = 0;
    for part in ids.chunks(context.n_batch() as usize) {
        batch.clear();
        for &id in part {
            position += 1;
            batch.add(id, position - 1, &[0], position as usize == ids.len())?;
        }
        context.decode(&mut batch)?;
    }
    let mut token = sampler.sample(&context, batch.n_tokens() - 1);
    let first_token_ms = milliseconds(start);

    let start = Instant::now();
    let mut reply_tokens = 0;
    let mut bytes = Vec::new();
    while !vocab.is_eog(token) {
        reply_tokens += 1;
        vocab.token_to_piece_into(token, &mut bytes, false, None);
        if reply_tokens == most || position as u32 == model.context {
            break;
        }
        batch.clear();
        batch.add(token, position, &[0], true)?;
        context.decode(&mut batch)?;
        position += 1;
        token = sampler.sample(&context, 0);
    }
    let seconds = milliseconds(start) / 1000.0;
    Ok(Measured {
        prompt_tokens: ids.len(),
        reply_tokens,
        load_ms,
        first_token_ms,
        tokens_per_second: f64::from(reply_tokens.saturating_sub(1)) / seconds,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

fn sampler(parameters: &Parameters, vocabulary: i32) -> LlamaSampler {
    let wanted = sampling(parameters);
    let repeats = LlamaSampler::penalties(vocabulary, wanted.lately, wanted.repeat, 0.0, 0.0);
    let candidates = LlamaSampler::top_k(wanted.candidates());
    if wanted.temperature <= 0.0 {
        return LlamaSampler::chain([candidates, repeats, LlamaSampler::greedy()], true);
    }
    let chain = [
        candidates,
        repeats,
        LlamaSampler::top_k(wanted.top_k),
        LlamaSampler::top_p(wanted.top_p, 1),
        LlamaSampler::min_p(wanted.min_p, 1),
        LlamaSampler::temp(wanted.temperature),
        LlamaSampler::dist(wanted.seed),
    ];
    LlamaSampler::chain(chain, true)
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}
