//! From a file to a model that can be asked, or a clear reason why not.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use model::{Error, ErrorKind, Result};

use crate::log;
use crate::native::writes_on;
use crate::template::Template;

/// Tokens of context where neither the app nor the file says how many.
const USUAL_CONTEXT: u32 = 4096;

/// A loaded model and how to speak to it.
pub(crate) struct Model {
    /// llama.cpp's own.
    pub llama: LlamaModel,
    /// How a path is put to it.
    pub template: Template,
    /// What its file calls it.
    pub name: String,
    /// Tokens that a path and its reply may have.
    pub context: u32,
    /// How the control tokens are spelled: text that must not be taken for one.
    pub controls: Vec<String>,
}

impl Model {
    /// Loads the GGUF file at `path` for up to `context` tokens (0: as many as usual).
    ///
    /// # Errors
    /// [`ErrorKind::BadModelFile`] where it is no chat model that can be read,
    /// [`ErrorKind::OutOfMemory`] where it does not fit.
    pub(crate) fn load(backend: &LlamaBackend, path: &Path, context: u32) -> Result<Self> {
        if !processor_suffices() {
            return Err(Error::new(
                ErrorKind::Server,
                "This processor lacks the instructions (AVX2, FMA) that models are run with here.",
            ));
        }
        look_at(path)?;
        let llama = LlamaModel::load_from_file(backend, path, &LlamaModelParams::default())
            .map_err(|error| refusal(&error.to_string()))?;
        if !writes_on(&llama) {
            return Err(bad("This model is not a chat model."));
        }
        let limit = llama.n_ctx_train();
        let context = match (context, limit) {
            (0, 0) => USUAL_CONTEXT,
            (0, limit) => limit.min(USUAL_CONTEXT),
            (wanted, 0) => wanted,
            (wanted, limit) => wanted.min(limit),
        };
        let vocab = llama.vocab();
        let spelled = |token: llama_cpp_2::token::LlamaToken| {
            if token.0 < 0 {
                return String::new();
            }
            String::from_utf8_lossy(&vocab.token_to_piece(token, true, None)).into_owned()
        };
        let source = llama.chat_template(None).ok().and_then(|source| source.to_string().ok());
        let template = Template::new(source, spelled(vocab.bos()), spelled(vocab.eos()))
            .map_err(|error| bad(format!("The model's chat template cannot be read: {error:#}")))?;
        let controls = vocab
            .tokens()
            .filter(|&token| vocab.is_control(token))
            .map(spelled)
            .filter(|text| text.len() > 1)
            .collect();
        let name = llama.meta_val_str("general.name").ok().filter(|name| !name.is_empty());
        let stem = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { template, name: name.unwrap_or_else(stem), context, controls, llama })
    }
}

impl Model {
    /// Whether the evaluated form of so many tokens finds room beside the model itself.
    ///
    /// # Errors
    /// [`ErrorKind::OutOfMemory`] where it does not: better than being killed for it later.
    pub(crate) fn check_room(&self, tokens: u32) -> Result<()> {
        let llama = &self.llama;
        let width = u64::from(llama.n_embd().unsigned_abs());
        let heads = u64::from(llama.n_head().max(1));
        let each = width * u64::from(llama.n_head_kv()) / heads;
        // Keys and values, two bytes each.
        let needed = u64::from(tokens) * u64::from(llama.n_layer()) * each * 4;
        match available_memory() {
            Some(free) if needed > free => Err(out_of_memory(needed + llama.size(), free)),
            _ => Ok(()),
        }
    }
}

/// Looks at the file before llama.cpp does, for what it would say less clearly.
fn look_at(path: &Path) -> Result<()> {
    let unreadable = |error: std::io::Error| bad(format!("The file cannot be read: {error}."));
    let mut file = File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head).map_err(unreadable)?;
    if head != b"GGUF" {
        return Err(bad("This file is not a GGUF model file."));
    }
    match available_memory() {
        Some(free) if length > free => Err(out_of_memory(length, free)),
        _ => Ok(()),
    }
}

/// Bytes of memory that could be used without harm, where the system says so.
fn available_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    available_in(&text)
}

fn available_in(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn out_of_memory(needed: u64, free: u64) -> Error {
    let gigabytes = |bytes: u64| bytes as f64 / 1e9;
    Error::new(
        ErrorKind::OutOfMemory,
        format!(
            "The model needs about {:.1} GB of memory and {:.1} GB are free. \
             Close other programs, or choose a smaller model.",
            gigabytes(needed),
            gigabytes(free)
        ),
    )
}

/// The error for what llama.cpp has refused, in its own words where it has left some.
pub(crate) fn refusal(otherwise: &str) -> Error {
    let said = log::take_errors();
    if said.iter().any(|line| is_lack_of_memory(line)) {
        return Error::new(
            ErrorKind::OutOfMemory,
            "There is not enough memory for this model. \
             Close other programs, or choose a smaller model.",
        );
    }
    let reason = said.first().map_or(otherwise, |line| strip_function(line));
    bad(format!("The model file is damaged or of an unknown kind ({reason})."))
}

fn is_lack_of_memory(line: &str) -> bool {
    [
        "failed to allocate",
        "unable to allocate",
        "bad_alloc",
        "Cannot allocate memory",
        "mmap failed",
    ]
    .iter()
    .any(|words| line.contains(words))
}

/// llama.cpp begins its lines with the name of the function that speaks.
fn strip_function(line: &str) -> &str {
    match line.split_once(": ") {
        Some((function, rest)) if !function.contains(' ') => rest,
        _ => line,
    }
}

fn bad(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::BadModelFile, message)
}

#[cfg(target_arch = "x86_64")]
fn processor_suffices() -> bool {
    std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma")
}

#[cfg(not(target_arch = "x86_64"))]
fn processor_suffices() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_own_figure_of_free_memory_is_read() {
        let text = "MemTotal: 24000000 kB\nMemFree:   1000 kB\nMemAvailable:    2048 kB\n";
        assert_eq!(available_in(text), Some(2 << 20));
        assert_eq!(available_in("MemTotal: 1 kB\n"), None, "an old system does not say");
    }

    #[test]
    fn the_name_of_the_function_that_speaks_is_left_out() {
        assert_eq!(strip_function("llama_model_load: error loading"), "error loading");
        assert_eq!(strip_function("tensor 'a': too long"), "tensor 'a': too long");
    }
}
