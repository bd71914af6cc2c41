//! The worker's only unsafe code: what llama.cpp offers and `llama-cpp-2` does not hand out.
//!
//! That is a context whose threads may change between requests, whose work can be given up in the
//! middle of a token, and whose log goes where we want it. Everything here is safe to call.
#![expect(unsafe_code, reason = "calls of llama.cpp's C interface")]

use std::ffi::{CStr, c_char, c_void};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_sys_2 as sys;

use crate::log;

/// How an evaluation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evaluated {
    /// All tokens are in the context.
    Done,
    /// No room for them; nothing has changed.
    Full,
    /// Given up because of the stop flag; those of the sequence from the first new one on may be
    /// half there and must be dropped with [`Context::cut`].
    Stopped,
    /// llama.cpp's own error code.
    Failed(i32),
}

/// How large a context is and how many processor threads work on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Tokens of all sequences together.
    pub cells: u32,
    /// How many sequences there may be.
    pub sequences: u32,
    /// Tokens evaluated at once, at most.
    pub batch: u32,
    /// Processor threads.
    pub threads: u32,
}

/// llama.cpp's working memory for one model: the evaluated tokens of a few sequences.
pub(crate) struct Context<'model> {
    raw: NonNull<sys::llama_context>,
    memory: sys::llama_memory_t,
    threads: u32,
    // Read by the abort callback for as long as `raw` lives.
    _stop: Arc<AtomicBool>,
    _model: PhantomData<&'model LlamaModel>,
}

impl<'model> Context<'model> {
    /// Makes room for `size`; work is given up whenever `stop` is set. `None` where llama.cpp
    /// refuses, mostly for lack of memory; its reason is in the log.
    pub(crate) fn new(
        model: &'model LlamaModel,
        size: Size,
        stop: Arc<AtomicBool>,
    ) -> Option<Self> {
        let threads = i32::try_from(size.threads).ok()?;
        // SAFETY: `LlamaModel` is `repr(transparent)` over a non-null `*mut llama_model`, and
        // making a context is the only thing that is done with the pointer.
        let model: *mut sys::llama_model = unsafe { *ptr::from_ref(model).cast() };
        // SAFETY: plain data in and out; the callback's data outlives the context (see `_stop`).
        let raw = unsafe {
            let mut params = sys::llama_context_default_params();
            params.n_ctx = size.cells;
            params.n_seq_max = size.sequences;
            params.n_batch = size.batch;
            params.n_ubatch = size.batch;
            params.n_threads = threads;
            params.n_threads_batch = threads;
            params.kv_unified = true;
            params.abort_callback = Some(is_set);
            params.abort_callback_data = Arc::as_ptr(&stop).cast_mut().cast();
            sys::llama_init_from_model(model, params)
        };
        let raw = NonNull::new(raw)?;
        // SAFETY: `raw` is a live context.
        let memory = unsafe { sys::llama_get_memory(raw.as_ptr()) };
        Some(Self { raw, memory, threads: size.threads, _stop: stop, _model: PhantomData })
    }

    /// Uses `threads` processor threads from now on.
    pub(crate) fn set_threads(&mut self, threads: u32) {
        if threads == self.threads {
            return;
        }
        if let Ok(n) = i32::try_from(threads) {
            // SAFETY: `raw` is a live context.
            unsafe { sys::llama_set_n_threads(self.raw.as_ptr(), n, n) };
            self.threads = threads;
        }
    }

    /// Evaluates `tokens` at positions `from..` of `sequence`. With `answer`, the distribution
    /// after the last of them can be drawn from with [`Context::draw`].
    pub(crate) fn evaluate(
        &mut self,
        tokens: &[LlamaToken],
        from: usize,
        sequence: i32,
        answer: bool,
    ) -> Evaluated {
        let count = tokens.len();
        let (Ok(n_tokens), Ok(first)) = (i32::try_from(count), i32::try_from(from)) else {
            return Evaluated::Failed(-1);
        };
        let mut positions: Vec<i32> = (first..first.saturating_add(n_tokens)).collect();
        let mut counts = vec![1_i32; count];
        let mut sequence = sequence;
        let mut sequences = vec![&raw mut sequence; count];
        let mut wanted = vec![0_i8; count];
        if let Some(last) = wanted.last_mut() {
            *last = i8::from(answer);
        }
        let batch = sys::llama_batch {
            n_tokens,
            token: tokens.as_ptr().cast_mut().cast(),
            embd: ptr::null_mut(),
            pos: positions.as_mut_ptr(),
            n_seq_id: counts.as_mut_ptr(),
            seq_id: sequences.as_mut_ptr(),
            logits: wanted.as_mut_ptr(),
        };
        // SAFETY: every array of the batch has `n_tokens` items and outlives the call, which only
        // reads them; `LlamaToken` is `repr(transparent)` over `llama_token`.
        match unsafe { sys::llama_decode(self.raw.as_ptr(), batch) } {
            0 => Evaluated::Done,
            1 => Evaluated::Full,
            2 => Evaluated::Stopped,
            code => Evaluated::Failed(code),
        }
    }

    /// Draws the next token after the last evaluation that asked for an answer.
    pub(crate) fn draw(&mut self, sampler: &mut Sampler) -> LlamaToken {
        // SAFETY: both are live; -1 is the last output, which the last evaluation asked for.
        LlamaToken(unsafe {
            sys::llama_sampler_sample(sampler.raw.as_ptr(), self.raw.as_ptr(), -1)
        })
    }

    /// Forgets what `sequence` holds from position `from` on. False where this kind of model can
    /// only forget a sequence whole; then nothing has changed.
    pub(crate) fn cut(&mut self, sequence: i32, from: usize) -> bool {
        let Ok(from) = i32::try_from(from) else { return true };
        // SAFETY: `memory` belongs to the live context.
        unsafe { sys::llama_memory_seq_rm(self.memory, sequence, from, -1) }
    }

    /// Lets the empty sequence `to` share the first `length` tokens of sequence `from`.
    pub(crate) fn share(&mut self, from: i32, to: i32, length: usize) {
        let Ok(length) = i32::try_from(length) else { return };
        // SAFETY: `memory` belongs to the live context.
        unsafe { sys::llama_memory_seq_cp(self.memory, from, to, 0, length) }
    }
}

impl Drop for Context<'_> {
    fn drop(&mut self) {
        // SAFETY: `raw` is live and not used again.
        unsafe { sys::llama_free(self.raw.as_ptr()) }
    }
}

unsafe extern "C" fn is_set(flag: *mut c_void) -> bool {
    // SAFETY: the data is the `AtomicBool` that `Context` keeps alive.
    unsafe { &*flag.cast::<AtomicBool>() }.load(Ordering::Relaxed)
}

/// How a token is drawn from the distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sampling {
    /// What divides the weight of a token that was written lately; 1 leaves it alone.
    pub repeat: f32,
    /// How many of the last tokens count as lately.
    pub lately: i32,
    /// 0 or less: always the likeliest.
    pub temperature: f32,
    /// Draw from so many of the likeliest.
    pub top_k: i32,
    /// Draw from the likeliest that make up this share.
    pub top_p: f32,
    /// Draw from those at least this likely, as a share of the likeliest.
    pub min_p: f32,
    /// What the chance begins with; llama.cpp's own seed for a random one is not to be used.
    pub seed: u32,
}

impl Sampling {
    /// How many of the likeliest tokens have to be looked at. No more than `lately` of them can
    /// lose weight, and none gains any: the rest of a large vocabulary need not be gone through.
    pub(crate) fn candidates(&self) -> i32 {
        self.top_k + self.lately
    }
}

/// A chain of llama.cpp's samplers.
pub(crate) struct Sampler {
    raw: NonNull<sys::llama_sampler>,
}

impl Sampler {
    /// The chain for `sampling` over a vocabulary of so many tokens; `None` only where memory is
    /// short.
    pub(crate) fn new(sampling: Sampling, vocabulary: i32) -> Option<Self> {
        // SAFETY: the chain takes over each sampler that is added to it.
        unsafe {
            let params = sys::llama_sampler_chain_params { no_perf: true };
            let raw = NonNull::new(sys::llama_sampler_chain_init(params))?;
            let chain = Self { raw };
            let Sampling { lately, repeat, .. } = sampling;
            chain.add(sys::llama_sampler_init_top_k(sampling.candidates()));
            chain.add(sys::llama_sampler_init_penalties(vocabulary, lately, repeat, 0.0, 0.0));
            if sampling.temperature <= 0.0 {
                chain.add(sys::llama_sampler_init_greedy());
            } else {
                chain.add(sys::llama_sampler_init_top_k(sampling.top_k));
                chain.add(sys::llama_sampler_init_top_p(sampling.top_p, 1));
                chain.add(sys::llama_sampler_init_min_p(sampling.min_p, 1));
                chain.add(sys::llama_sampler_init_temp(sampling.temperature));
                chain.add(sys::llama_sampler_init_dist(sampling.seed));
            }
            Some(chain)
        }
    }

    /// Notes `token` as written.
    pub(crate) fn accept(&mut self, token: LlamaToken) {
        // SAFETY: `raw` is live.
        unsafe { sys::llama_sampler_accept(self.raw.as_ptr(), token.0) }
    }

    unsafe fn add(&self, sampler: *mut sys::llama_sampler) {
        // SAFETY: the caller hands over a fresh sampler.
        unsafe { sys::llama_sampler_chain_add(self.raw.as_ptr(), sampler) }
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        // SAFETY: `raw` is live and not used again; it frees the samplers that it holds.
        unsafe { sys::llama_sampler_free(self.raw.as_ptr()) }
    }
}

/// Whether `model` writes on from what it has read, as a chat model does.
pub(crate) fn writes_on(model: &LlamaModel) -> bool {
    // SAFETY: as in `Context::new`; the calls only read.
    unsafe {
        let model: *mut sys::llama_model = *ptr::from_ref(model).cast();
        sys::llama_model_has_decoder(model) && !sys::llama_model_has_encoder(model)
    }
}

/// Sends llama.cpp's own words to [`log::native`].
pub(crate) fn redirect_log() {
    // SAFETY: the callback lives as long as the program and takes no data.
    unsafe { sys::llama_log_set(Some(on_log), ptr::null_mut()) }
}

unsafe extern "C" fn on_log(level: sys::ggml_log_level, text: *const c_char, _: *mut c_void) {
    if text.is_null() {
        return;
    }
    // SAFETY: llama.cpp passes a C string that lives as long as the call.
    let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
    let level = match level {
        sys::GGML_LOG_LEVEL_ERROR => log::Level::Error,
        sys::GGML_LOG_LEVEL_CONT => log::Level::Same,
        _ => log::Level::Chatter,
    };
    log::native(level, &text);
}

/// Ends the process at once, whatever llama.cpp's threads are doing: no destructor of its globals
/// runs under their feet.
pub(crate) fn leave(code: i32) -> ! {
    // SAFETY: always safe; nothing of ours needs to be written back.
    unsafe { libc::_exit(code) }
}
