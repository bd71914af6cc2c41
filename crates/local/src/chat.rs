//! Chat models in worker processes.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use model::worker::{Command, Report};
use model::{
    ChatEvent, ChatModel, ChatRequest, Error, ErrorKind, Message, ModelId, Parameters, Result,
};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::ModelFile;
use crate::worker::{Answer, Asking, Files, News, Pool, Presence, Runtime, Trade, lost};

/// What chat workers are told and tell.
struct Chatting;

impl Trade for Chatting {
    type Command = Command;
    type Report = Report;
    type Request = Wire;
    type Event = ChatEvent;

    fn load(file: &ModelFile, path: String, runtime: &Runtime) -> Result<Command> {
        let context = file.context.map_or(runtime.context, |most| most.min(runtime.context));
        Ok(Command::Load { path, context, threads: runtime.threads })
    }

    fn ask(id: u64, request: Wire) -> Command {
        let Wire { messages, parameters } = request;
        Command::Generate { id, messages, parameters }
    }

    fn stop(id: u64) -> Command {
        Command::Stop { id }
    }

    fn ping() -> Command {
        Command::Ping
    }

    fn read(report: Report, _body: Vec<u8>, name: &str) -> News<ChatEvent> {
        match report {
            Report::Loaded { name, .. } => News::Loaded { name },
            Report::LoadFailed { kind, message } => News::Refused(Error::new(kind, message)),
            Report::Started { id, left_out: messages } => {
                let left_out = (messages > 0).then_some(ChatEvent::LeftOut { messages });
                let started = ChatEvent::Started { model: name.to_owned() };
                News::Events { id, events: std::iter::once(started).chain(left_out).collect() }
            }
            Report::Text { id, text } => {
                News::Events { id, events: vec![ChatEvent::Text { text }] }
            }
            Report::Finished { id, reason, usage } => {
                let events = vec![ChatEvent::Usage { usage }, ChatEvent::Finished { reason }];
                News::Ended { id, events }
            }
            Report::Stopped { id, .. } => News::Ended { id, events: Vec::new() },
            Report::Failed { id, kind, message } => {
                News::Failed { id, error: Error::new(kind, message) }
            }
            Report::Pong => News::Alive,
        }
    }
}

/// The models that run inside the app.
///
/// Needs a tokio runtime with time and I/O. Dropping it ends all workers.
pub struct LocalChat {
    files: Files,
    pool: Arc<Pool<Chatting>>,
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
    Open(ChatRequest, Asking<Chatting>),
    /// Over.
    Over,
}

/// What a worker is told of a request, but for its number.
#[derive(Clone, Serialize, Deserialize)]
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
                            Some(Answer::Begun) => Reply::Open(request, asking),
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

async fn ask(
    files: &Files,
    pool: &Arc<Pool<Chatting>>,
    request: &ChatRequest,
) -> Result<Asking<Chatting>> {
    let file = files(&request.model)?;
    let messages = request.messages.clone();
    let parameters = request.parameters.clone().or(&file.defaults);
    pool.ask(&Wire { messages, parameters }, &file).await
}
