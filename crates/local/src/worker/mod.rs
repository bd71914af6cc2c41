//! Models in worker processes: one process a model, started when first needed, ended when idle,
//! started anew when it has died.

mod exit;
mod life;
mod pipes;
mod pool;
mod threads;

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use model::{Error, ErrorKind, ModelId, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ModelFile;
pub(crate) use life::Answer;
pub(crate) use pool::{Asking, Pool};

/// Finds the file of a model, or says why there is none.
pub type Files = Arc<dyn Fn(&ModelId) -> Result<ModelFile> + Send + Sync>;

/// How workers are run.
#[derive(Clone, Debug)]
pub struct Runtime {
    /// The worker program.
    pub worker: PathBuf,
    /// Tokens that a path and its reply may have at most; memory is taken for as many. A model's
    /// own limit holds as well. Of chat models only.
    pub context: u32,
    /// Processor threads, where a request does not say.
    pub threads: u32,
    /// How long a model that nobody asks stays in memory.
    pub idle: Duration,
    /// How long a worker that has something to do may say nothing, not even that it is alive.
    pub silence: Duration,
    /// How many models may be in memory at a time.
    pub loaded: usize,
}

impl Runtime {
    /// The usual: `worker` with 8192 tokens of context and one thread less than the processor has
    /// cores; two models at most, and ten minutes until an idle one goes.
    pub fn new(worker: PathBuf) -> Self {
        Self {
            worker,
            context: 8192,
            threads: threads::usual(),
            idle: Duration::from_secs(600),
            silence: Duration::from_secs(30),
            loaded: 2,
        }
    }
}

/// Whether a model is in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Its worker is starting.
    Loading,
    /// It can answer at once.
    Ready,
}

/// What one kind of worker is told, and how it is understood.
pub(crate) trait Trade: 'static {
    /// What it is told.
    type Command: Serialize + Send + Sync;
    /// What it tells.
    type Report: DeserializeOwned + Send;
    /// What it is asked, but for its number.
    type Request: Clone + Send + Sync;
    /// What a request is answered.
    type Event: Debug + Send;

    /// The command to load `file`, which lies at `path`.
    fn load(file: &ModelFile, path: String, runtime: &Runtime) -> Result<Self::Command>;
    /// The command to begin with a request.
    fn ask(id: u64, request: Self::Request) -> Self::Command;
    /// The command to stop a request.
    fn stop(id: u64) -> Self::Command;
    /// The command that is answered at once.
    fn ping() -> Self::Command;
    /// What a report of the model called `name`, with its body, means.
    fn read(report: Self::Report, body: Vec<u8>, name: &str) -> News<Self::Event>;
}

/// What a worker's report means.
pub(crate) enum News<E> {
    /// The model is ready.
    Loaded { name: String },
    /// The model cannot be loaded.
    Refused(Error),
    /// Something of a request.
    Events { id: u64, events: Vec<E> },
    /// The last of a request.
    Ended { id: u64, events: Vec<E> },
    /// A request failed.
    Failed { id: u64, error: Error },
    /// The worker is alive.
    Alive,
}

/// The program that runs the model did `what`.
pub(crate) fn lost(what: &str) -> Error {
    Error::new(ErrorKind::WorkerLost, format!("The program that runs the model {what}."))
}
