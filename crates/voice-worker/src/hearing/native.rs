//! The recogniser's only unsafe code: what transcribe.cpp offers in C.
//!
//! Its own Rust binding keeps to itself what tells speech from an invention (how likely there was
//! no speech, how sure the words are), and that is what is needed most here. Everything in this
//! file is safe to call.
#![expect(unsafe_code, reason = "calls of transcribe.cpp's C interface")]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};

use transcribe_cpp_sys as sys;

use crate::log;

/// transcribe.cpp's own code for what went wrong.
pub(crate) type Status = sys::transcribe_status;

/// A loaded model.
pub(crate) struct Model {
    raw: NonNull<sys::transcribe_model>,
}

/// What a model says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// The name that its file states.
    pub name: Option<String>,
    /// The languages that it hears.
    pub languages: Vec<String>,
    /// It can write down in English what is said in another language.
    pub translates: bool,
    /// It tells when something was said.
    pub times: bool,
    /// It can be given words that are likely.
    pub vocabulary: bool,
    /// It takes the family's own settings.
    pub whisper: bool,
    /// It writes down speech; others tell who speaks, or when.
    pub hears: bool,
    /// The longest piece that it takes, in milliseconds; 0 where there is no limit.
    pub longest_ms: i64,
}

/// How a piece is to be heard.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct How<'a> {
    /// The language; found out where there is none.
    pub language: Option<&'a CStr>,
    /// Write it down in English.
    pub translate: bool,
    /// Words that are likely.
    pub terms: &'a [CString],
    /// Tell when what was said.
    pub times: bool,
    /// Try again, less strictly, where the words are unlikely or repeat themselves.
    pub thorough: bool,
}

/// What was heard of a piece.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Heard {
    /// The language, where it was found out.
    pub language: Option<String>,
    /// Its parts: text, and begin and end in milliseconds from the piece's first sample; both 0
    /// where they are not known.
    pub parts: Vec<(String, i64, i64)>,
    /// How sure it is, window by window; nothing where the family does not tell.
    pub evidence: Vec<Evidence>,
}

/// How sure a recogniser is of what it heard in one window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Evidence {
    /// Where the window begins, in milliseconds from the piece's first sample.
    pub start_ms: i64,
    /// How likely it holds no speech, from 0 to 1.
    pub no_speech: f32,
    /// The mean logarithm of the likelihood of its words.
    pub logprob: f32,
    /// How well its words compress: over about 2.4 they repeat themselves.
    pub compression: f32,
}

/// Why nothing was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It was given up because `stop` said so.
    Stopped,
    /// transcribe.cpp's own code.
    Status(Status),
}

impl Model {
    /// Loads the file at `path`, whose format its first bytes tell.
    pub(crate) fn load(path: &CStr) -> Result<Self, Status> {
        let mut raw = ptr::null_mut();
        // SAFETY: plain data in, a pointer out.
        let status = unsafe {
            let mut params = std::mem::zeroed::<sys::transcribe_model_load_params>();
            sys::transcribe_model_load_params_init(&raw mut params);
            sys::transcribe_model_load_file(path.as_ptr(), &raw const params, &raw mut raw)
        };
        match NonNull::new(raw) {
            Some(raw) if status == Status::TRANSCRIBE_OK => Ok(Self { raw }),
            Some(_) | None => Err(status),
        }
    }

    /// What it says of itself.
    pub(crate) fn facts(&self) -> Facts {
        use sys::{transcribe_feature as feature, transcribe_timestamp_kind as times};
        let raw = self.raw.as_ptr();
        // SAFETY: the model lives; all texts are copied before the next call.
        unsafe {
            let mut told = std::mem::zeroed::<sys::transcribe_capabilities>();
            sys::transcribe_capabilities_init(&raw mut told);
            let _ = sys::transcribe_model_get_capabilities(raw, &raw mut told);
            let languages = match usize::try_from(told.n_languages) {
                Ok(count @ 1..) if !told.languages.is_null() => {
                    std::slice::from_raw_parts(told.languages, count)
                }
                _ => &[],
            };
            let name = sys::transcribe_model_meta_val_str(raw, c"general.name".as_ptr());
            let supports = |what| sys::transcribe_model_supports(raw, what);
            Facts {
                name: Some(text(name)).filter(|name| !name.is_empty()),
                languages: languages.iter().map(|&language| text(language)).collect(),
                translates: told.supports_translate,
                times: told.max_timestamp_kind != times::TRANSCRIBE_TIMESTAMPS_NONE,
                vocabulary: supports(feature::TRANSCRIBE_FEATURE_VOCABULARY),
                whisper: sys::transcribe_model_accepts_ext_kind(
                    raw,
                    sys::transcribe_ext_slot::TRANSCRIBE_EXT_SLOT_RUN,
                    sys::TRANSCRIBE_EXT_KIND_WHISPER_RUN,
                ),
                hears: sys::transcribe_model_roles(raw)
                    & sys::transcribe_role::TRANSCRIBE_ROLE_ASR.0
                    != 0,
                longest_ms: told.max_audio_ms,
            }
        }
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: nothing borrows it any more.
        unsafe { sys::transcribe_model_free(self.raw.as_ptr()) }
    }
}

/// A model at work.
pub(crate) struct Session<'model> {
    raw: NonNull<sys::transcribe_session>,
    whisper: bool,
    _model: PhantomData<&'model Model>,
}

impl<'model> Session<'model> {
    /// Gets `model` ready to hear with `threads` processor threads.
    pub(crate) fn new(model: &'model Model, threads: u32) -> Result<Self, Status> {
        let mut raw = ptr::null_mut();
        // SAFETY: plain data in, a pointer out; the model outlives it.
        let status = unsafe {
            let mut params = std::mem::zeroed::<sys::transcribe_session_params>();
            sys::transcribe_session_params_init(&raw mut params);
            params.n_threads = c_int::try_from(threads).unwrap_or(1);
            sys::transcribe_session_init(model.raw.as_ptr(), &raw const params, &raw mut raw)
        };
        match NonNull::new(raw) {
            Some(raw) if status == Status::TRANSCRIBE_OK => {
                Ok(Self { raw, whisper: model.facts().whisper, _model: PhantomData })
            }
            Some(_) | None => Err(status),
        }
    }

    /// Hears `samples`; gives up when `stop` says so, at the next word.
    pub(crate) fn hear(
        &mut self,
        samples: &[f32],
        how: How<'_>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Heard, Failure> {
        use sys::{transcribe_task as task, transcribe_timestamp_kind as times};
        let refused = Failure::Status(Status::TRANSCRIBE_ERR_INPUT_TOO_LONG);
        let count = c_int::try_from(samples.len()).map_err(|_| refused)?;
        let terms: Vec<*const c_char> = how.terms.iter().map(|term| term.as_ptr()).collect();
        // SAFETY: all that is pointed at lives until the call returns, and the callback with what
        // it is given is taken away again after it.
        let status = unsafe {
            let mut whisper = std::mem::zeroed::<sys::transcribe_whisper_run_ext>();
            sys::transcribe_whisper_run_ext_init(&raw mut whisper);
            // Three tries at most: one strict, two with more and more freedom.
            whisper.temperature_inc = if how.thorough { 0.4 } else { 0.0 };
            whisper.seed = 1;
            let mut params = std::mem::zeroed::<sys::transcribe_run_params>();
            sys::transcribe_run_params_init(&raw mut params);
            params.task = match how.translate {
                true => task::TRANSCRIBE_TASK_TRANSLATE,
                false => task::TRANSCRIBE_TASK_TRANSCRIBE,
            };
            params.timestamps = match how.times {
                true => times::TRANSCRIBE_TIMESTAMPS_SEGMENT,
                false => times::TRANSCRIBE_TIMESTAMPS_NONE,
            };
            params.language = how.language.map_or(ptr::null(), CStr::as_ptr);
            if how.translate {
                params.target_language = c"en".as_ptr();
            }
            if !terms.is_empty() {
                params.vocabulary = terms.as_ptr();
                params.n_vocabulary = i32::try_from(terms.len()).unwrap_or(0);
            }
            if self.whisper {
                params.family = (&raw const whisper).cast();
            }
            let raw = self.raw.as_ptr();
            let asked = (&raw const stop).cast_mut().cast();
            sys::transcribe_set_abort_callback(raw, Some(is_stopped), asked);
            let status = sys::transcribe_run(raw, samples.as_ptr(), count, &raw const params);
            sys::transcribe_set_abort_callback(raw, None, ptr::null_mut());
            status
        };
        match status {
            Status::TRANSCRIBE_OK
            | Status::TRANSCRIBE_ERR_OUTPUT_TRUNCATED
            | Status::TRANSCRIBE_ERR_OUTPUT_REPETITION => Ok(self.heard()),
            Status::TRANSCRIBE_ERR_ABORTED => Err(Failure::Stopped),
            other => Err(Failure::Status(other)),
        }
    }

    fn heard(&self) -> Heard {
        let raw = self.raw.as_ptr();
        // SAFETY: the session lives and is not at work; all texts are copied before the next call.
        unsafe {
            let language = text(sys::transcribe_detected_language(raw));
            let part = |number| {
                let mut part = std::mem::zeroed::<sys::transcribe_segment>();
                sys::transcribe_segment_init(&raw mut part);
                let _ = sys::transcribe_get_segment(raw, number, &raw mut part);
                (text(part.text), part.t0_ms, part.t1_ms)
            };
            let evidence = |number| {
                let mut trace = std::mem::zeroed::<sys::transcribe_whisper_chunk_trace>();
                sys::transcribe_whisper_chunk_trace_init(&raw mut trace);
                let _ = sys::transcribe_get_whisper_chunk_trace(raw, number, &raw mut trace);
                Evidence {
                    start_ms: trace.t0_ms,
                    no_speech: trace.no_speech_prob,
                    logprob: trace.avg_logprob,
                    compression: trace.compression_ratio,
                }
            };
            let mut parts: Vec<_> = (0..sys::transcribe_n_segments(raw)).map(part).collect();
            if parts.is_empty() {
                parts.push((text(sys::transcribe_full_text(raw)), 0, 0));
            }
            Heard {
                language: Some(language).filter(|language| !language.is_empty()),
                parts,
                evidence: (0..sys::transcribe_get_whisper_chunk_count(raw)).map(evidence).collect(),
            }
        }
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // SAFETY: nothing borrows it any more.
        unsafe { sys::transcribe_session_free(self.raw.as_ptr()) }
    }
}

/// transcribe.cpp's words for a code.
pub(crate) fn words(status: Status) -> String {
    let code = c_int::try_from(status.0).unwrap_or(-1);
    // SAFETY: a text that is never freed.
    text(unsafe { sys::transcribe_status_string(code) })
}

/// Sends transcribe.cpp's errors to our own log, and nothing else of what it says.
pub(crate) fn redirect_log() {
    // SAFETY: called once, before anything else of the library.
    unsafe { sys::transcribe_log_set(Some(note), ptr::null_mut()) }
}

unsafe extern "C" fn note(
    level: sys::transcribe_log_level,
    line: *const c_char,
    _data: *mut c_void,
) {
    if level == sys::transcribe_log_level::TRANSCRIBE_LOG_LEVEL_ERROR {
        log::say(text(line).trim());
    }
}

unsafe extern "C" fn is_stopped(stop: *mut c_void) -> bool {
    // SAFETY: what `hear` has given, which lives as long as the callback is there.
    let stop = unsafe { &*stop.cast::<&dyn Fn() -> bool>() };
    stop()
}

fn text(raw: *const c_char) -> String {
    if raw.is_null() {
        return String::new();
    }
    // SAFETY: transcribe.cpp's texts end with a zero.
    unsafe { CStr::from_ptr(raw) }.to_string_lossy().into_owned()
}
