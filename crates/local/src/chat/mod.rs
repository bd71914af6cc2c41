//! Chat models in worker processes: one process a model, started when first needed, ended when
//! idle, started anew when it has died.

mod exit;
mod pipes;
mod pool;
mod threads;
mod worker;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use model::{
    ChatEvent, ChatModel, ChatRequest, Error, ErrorKind, Message, ModelId, Parameters, Result,
};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::ModelFile;
use pool::{Asking, Pool};
use worker::Answer;

/// Finds the file of a model, or says why there is none.
pub type Files = Arc<dyn Fn(&ModelId) -> Result<ModelFile> + Send + Sync>;

/// How workers are run.
#[derive(Clone, Debug)]
pub struct Runtime {
    /// The worker program.
    pub worker: PathBuf,
    /// Tokens that a path and its reply may have at most; memory is taken for as many. A model's
    /// own limit holds as well.
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

/// The models that run inside the app.
///
/// Needs a tokio runtime with time and I/O. Dropping it ends all workers.
pub struct LocalChat {
    files: Files,
    pool: Arc<Pool>,
}

impl LocalChat {
    /// Models whose files are found by `files` and that run as `runtime` says. Starts nothing yet.
    pub fn new(files: Files, runtime: Runtime) -> Self {
        Self { files, pool: Arc::new(Pool::new(runtime)) }
    }

    /// Which models are in memory, or on their way there.
    pub fn presence(&self) -> watch::Receiver<BTreeMap<ModelId, Presence>> {
        self.pool.presence()
    }

    /// Ends the worker of `model`, if there is one, and returns when its file is no longer in use.
    /// A reply it is writing breaks off with an error.
    pub async fn unload(&self, model: &ModelId) {
        self.pool.unload(model).await;
    }
}

impl Drop for LocalChat {
    fn drop(&mut self) {
        self.pool.end_all();
    }
}

/// Where a stream is.
enum Reply {
    /// Not asked yet.
    New(ChatRequest),
    /// Asked, and answering.
    Open(ChatRequest, Asking),
    /// Over.
    Over,
}

/// What a worker is told of a request, but for its number.
#[derive(Serialize, Deserialize)]
struct Wire {
    messages: Vec<Message>,
    parameters: Parameters,
}

/// The request with what was sent before in the place of its path, where it is to be sent again.
fn as_before(mut request: ChatRequest) -> Result<ChatRequest> {
    let Some(body) = request.verbatim.take() else { return Ok(request) };
    let unreadable = |error: serde_json::Error| {
        Error::new(ErrorKind::InvalidRequest, format!("What was sent cannot be read: {error}."))
    };
    let Wire { messages, parameters } = serde_json::from_slice(&body).map_err(unreadable)?;
    Ok(ChatRequest { messages, parameters, ..request })
}

impl ChatModel for LocalChat {
    fn wire(&self, request: &ChatRequest) -> Result<Bytes> {
        if let Some(body) = &request.verbatim {
            return Ok(body.clone());
        }
        let file = (self.files)(&request.model)?;
        let parameters = request.parameters.clone().or(&file.defaults);
        let wire = Wire { messages: request.messages.clone(), parameters };
        let body = serde_json::to_vec(&wire);
        body.map(Bytes::from)
            .map_err(|error| Error::new(ErrorKind::InvalidRequest, error.to_string()))
    }

    fn stream(&self, request: ChatRequest) -> BoxStream<'static, Result<ChatEvent>> {
        let request = match as_before(request) {
            Ok(request) => request,
            Err(error) => return stream::once(async { Err(error) }).boxed(),
        };
        let (files, pool) = (Arc::clone(&self.files), Arc::clone(&self.pool));
        stream::unfold(Reply::New(request), move |mut reply| {
            let (files, pool) = (Arc::clone(&files), Arc::clone(&pool));
            async move {
                loop {
                    reply = match reply {
                        Reply::New(request) => match ask(&files, &pool, &request).await {
                            Ok(asking) => Reply::Open(request, asking),
                            Err(error) => return Some((Err(error), Reply::Over)),
                        },
                        Reply::Open(request, mut asking) => match asking.next().await {
                            Some(Answer::Event(event)) => {
                                let over = matches!(event, ChatEvent::Finished { .. });
                                let next =
                                    if over { Reply::Over } else { Reply::Open(request, asking) };
                                return Some((Ok(event), next));
                            }
                            Some(Answer::Failed(error)) => return Some((Err(error), Reply::Over)),
                            Some(Answer::Again) => Reply::New(request),
                            None => return Some((Err(lost("was ended")), Reply::Over)),
                        },
                        Reply::Over => return None,
                    }
                }
            }
        })
        .boxed()
    }
}

async fn ask(files: &Files, pool: &Arc<Pool>, request: &ChatRequest) -> Result<Asking> {
    let file = files(&request.model)?;
    pool.ask(request, &file).await
}

/// The program that runs the model did `what`.
fn lost(what: &str) -> Error {
    Error::new(ErrorKind::WorkerLost, format!("The program that runs the model {what}."))
}
