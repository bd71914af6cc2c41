use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, Stream};
use model::{ChatEvent, ChatRequest, Error, ErrorKind, Result, Usage};
use reqwest::StatusCode;
use tokio::time::{sleep, timeout};

use super::refusal::{refusal, without_key};
use super::{About, Remote};
use crate::card::traits;
use crate::dialect::{Call, Decoder, Dialect, Traits};
use crate::http::{Answer, Broken};
use crate::offline::refused;
use crate::{Key, Row, retry};

/// How long the end of a stream is waited for once the reply is whole, so that its connection can
/// be used again.
const FAREWELL: Duration = Duration::from_millis(100);

/// The call that asks for `request`, with what was sent before as its body where that is to be sent
/// again.
pub(super) fn call(row: &Row, request: &ChatRequest, known: &Traits) -> Result<Call> {
    if !row.chat {
        let message = format!("{} has no model that one can talk with.", row.title);
        return Err(Error::new(ErrorKind::Unsupported, message));
    }
    let mut call = row.dialect.chat(request, &row.quirks, known)?;
    if let Some(body) = &request.verbatim {
        call.body = Some(body.to_vec());
    }
    Ok(call)
}

/// One reply: asked for when it is first polled, again where that helps, then read to its end.
pub(super) struct Run {
    remote: Remote,
    request: ChatRequest,
    key: Option<Key>,
    open: Option<Open>,
    /// Events that have arrived and were not yielded yet.
    ready: VecDeque<ChatEvent>,
    /// What ends the stream once all events are yielded.
    failed: Option<Error>,
    /// How often it has been sent again; `None`: never, whatever happens.
    attempt: Option<u32>,
    /// An event has arrived: the request is not sent again.
    begun: bool,
    over: bool,
}

/// An answer that is being read.
struct Open {
    answer: Answer,
    decoder: Box<dyn Decoder>,
    /// The beginning of the body, as long as it may yet turn out to be no stream.
    beginning: Option<Vec<u8>>,
    usage: Option<Usage>,
}

impl Run {
    pub(super) fn new(remote: Remote, request: ChatRequest) -> Self {
        Self {
            remote,
            request,
            key: None,
            open: None,
            ready: VecDeque::new(),
            failed: None,
            attempt: Some(0),
            begun: false,
            over: false,
        }
    }

    /// A reply that is asked for only once.
    pub(super) fn once(remote: Remote, request: ChatRequest) -> Self {
        Self { attempt: None, ..Self::new(remote, request) }
    }

    pub(super) fn into_stream(self) -> impl Stream<Item = Result<ChatEvent>> + Send {
        stream::unfold(self, |mut run| async move {
            let item = run.next().await?;
            Some((item, run))
        })
    }

    async fn next(&mut self) -> Option<Result<ChatEvent>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                if matches!(event, ChatEvent::Finished { .. }) {
                    self.close().await;
                }
                return Some(Ok(event));
            }
            if let Some(error) = self.failed.take() {
                return Some(Err(error));
            }
            if self.over {
                return None;
            }
            if let Err(broken) = self.step().await {
                self.broke(broken).await;
            }
        }
    }

    /// Reads what still comes after the reply is whole, and tells the record.
    async fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let rest = async { while let Ok(Some(_)) = open.answer.next().await {} };
        // Where more keeps coming, the connection is closed instead.
        let _ = timeout(FAREWELL, rest).await;
        open.answer.ended(None, open.usage);
    }

    /// Sends the request, or reads on.
    async fn step(&mut self) -> std::result::Result<(), Broken> {
        match &mut self.open {
            None => self.open = Some(self.ask().await?),
            Some(_) => self.read().await?,
        }
        Ok(())
    }

    /// Sends it again after a while, or gives up.
    async fn broke(&mut self, broken: Broken) {
        self.open = None;
        let attempt = self.attempt.filter(|_| !self.begun);
        let again = attempt.and_then(|attempt| Some((attempt + 1, retry::wait(&broken, attempt)?)));
        let Some((attempt, wait)) = again else {
            self.over = true;
            self.failed = Some(without_key(broken.error, self.key.as_ref()));
            return;
        };
        self.attempt = Some(attempt);
        tokio::select! {
            biased;
            () = self.remote.http.offline().on() => {
                self.over = true;
                self.failed = Some(refused());
            }
            () = sleep(wait) => {}
        }
    }

    async fn ask(&mut self) -> std::result::Result<Open, Broken> {
        let Remote { row, list, http, .. } = &self.remote;
        let known = traits(row, list.as_deref(), self.request.model.name());
        let call = call(row, &self.request, &known)?;
        self.key = self.remote.key().await?;
        let about = About {
            model: Some(self.request.model.clone()),
            origin: self.request.origin,
            limits: http.chat_limits(),
            streamed: true,
            base: None,
            authorize: None,
        };
        let outgoing = self.remote.outgoing(call, self.key.as_ref(), about)?;
        let mut answer = http.send(outgoing).await?;
        if answer.status() != StatusCode::OK {
            let error = refusal(row.dialect, &mut answer, Vec::new(), self.key.as_ref()).await;
            return Err(error.into());
        }
        let decoder = row.dialect.decoder_for(&row.quirks);
        Ok(Open { answer, decoder, beginning: Some(Vec::new()), usage: None })
    }

    /// Reads one piece of the answer and keeps the events that it completes.
    async fn read(&mut self) -> std::result::Result<(), Broken> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let dialect = self.remote.row.dialect;
        let piece = match open.answer.next().await {
            Ok(piece) => piece,
            Err(error) => {
                open.answer.ended(Some(error.kind), open.usage);
                return Err(error.into());
            }
        };
        let ended = piece.is_none();
        let Some(piece) = open.sift(piece, dialect) else {
            return Ok(());
        };
        let piece = match piece {
            Sifted::Stream(piece) => piece,
            Sifted::Other(body) => {
                let error = refusal(dialect, &mut open.answer, body, self.key.as_ref()).await;
                return Err(error.into());
            }
        };
        let mut events = Vec::new();
        let mut read = open.decoder.feed(&piece, &mut events);
        if ended && read.is_ok() && !is_whole(&events) {
            read = open.decoder.end(&mut events);
        }
        if ended && read.is_ok() && !is_whole(&events) {
            read = Err(Error::new(ErrorKind::Truncated, "The answer ended before its end."));
        }
        for event in &mut events {
            match event {
                ChatEvent::Usage { usage } => open.usage = Some(*usage),
                // Some servers never say who answers.
                ChatEvent::Started { model } if model.is_empty() => {
                    self.request.model.name().clone_into(model);
                }
                _ => {}
            }
        }
        let whole = is_whole(&events);
        self.begun |= !events.is_empty();
        self.ready.extend(events);
        match read {
            Err(error) => {
                open.answer.ended(Some(error.kind), open.usage);
                Err(error.into())
            }
            Ok(()) if whole => {
                self.over = true;
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }
}

fn is_whole(events: &[ChatEvent]) -> bool {
    matches!(events.last(), Some(ChatEvent::Finished { .. }))
}

/// What the beginning of a body turned out to be.
enum Sifted {
    /// Bytes for the decoder.
    Stream(Bytes),
    /// JSON or a page where a stream was asked for.
    Other(Vec<u8>),
}

impl Open {
    /// Lets a stream through. Its first character that is no space tells whether it is one:
    /// neither an event stream nor Ollama's lines begin with `<`, and only the latter with `{`.
    fn sift(&mut self, piece: Option<Bytes>, dialect: Dialect) -> Option<Sifted> {
        let ended = piece.is_none();
        let piece = piece.unwrap_or_default();
        let Some(mut beginning) = self.beginning.take() else {
            return Some(Sifted::Stream(piece));
        };
        beginning.extend_from_slice(&piece);
        match beginning.trim_ascii_start().first() {
            None if !ended && beginning.len() < super::refusal::MOST => {
                self.beginning = Some(beginning);
                None
            }
            Some(b'<') => Some(Sifted::Other(beginning)),
            Some(b'{' | b'[') if dialect != Dialect::Ollama => Some(Sifted::Other(beginning)),
            _ => Some(Sifted::Stream(Bytes::from(beginning))),
        }
    }
}
