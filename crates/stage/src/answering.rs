//! Providers on the loopback that none of us wrote: an emulator of the vendors' interfaces, and
//! llama.cpp's own server with a real model.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Failure, Result, While};
use crate::process::{Owned, bound};

/// A provider that runs; dropping it ends it.
#[derive(Debug)]
pub struct Answering {
    base: String,
    _server: Owned,
}

impl Answering {
    /// The emulator `@copilotkit/aimock`, from the packages of the user interface. What it answers
    /// to which prompt stands in `answering/emulator.mjs`.
    ///
    /// # Errors
    /// Where the packages are not installed.
    pub fn emulator() -> Result<Self> {
        let mut node = bound("node");
        node.arg(beside("emulator.mjs")).arg(root().join("ui"));
        Self::start("the emulator", &mut node)
    }

    /// llama.cpp's own server, from PyPI's `xllamacpp`, with the model in `file`; `python` is the
    /// Python that has it.
    ///
    /// # Errors
    /// Where that is not installed, or the model cannot be loaded.
    pub fn llama_server(python: impl AsRef<OsStr>, file: &Path) -> Result<Self> {
        let mut python = bound(python);
        python.arg(beside("llama_server.py")).arg(file);
        Self::start("llama.cpp's server", &mut python)
    }

    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.base
    }

    /// It says where it listens in its first line, and ends with its standard input.
    fn start(name: &str, command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = Owned::start(name, command)?;
        let output = server.child().stdout.take();
        let mut lines = output.map(BufReader::new).into_iter().flat_map(BufRead::lines);
        let base = lines.find_map(|line| match line {
            Ok(line) => line.starts_with("http://").then_some(Ok(line)),
            Err(error) => Some(Err(error)),
        });
        let base = base.ok_or_else(|| Failure::new(format!("{name} did not start")))?;
        Ok(Self { base: base.during(format!("starting {name}"))?, _server: server })
    }
}

fn beside(name: &str) -> PathBuf {
    root().join("crates/stage/src/answering").join(name)
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
