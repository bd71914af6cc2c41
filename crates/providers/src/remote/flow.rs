use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, Stream};
use model::{Error, ErrorKind, ModelId, Origin, Result};
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use tokio::time::{sleep, timeout};

use super::refusal::{refusal, without_key};
use super::{About, Authorize, Remote};
use crate::dialect::{Call, Decode, Dialect};
use crate::http::{Answer, Broken};
use crate::offline::refused;
use crate::{Key, retry};

/// How long the end of an answer is waited for once all has come, so that its connection can be
/// used again.
const FAREWELL: Duration = Duration::from_millis(100);

/// What is asked for, and how its answer is read.
pub(super) struct Plan<E> {
    pub(super) call: Call,
    pub(super) model: ModelId,
    pub(super) origin: Origin,
    /// What the call's path is appended to, where that is not the row's base.
    pub(super) base: Option<String>,
    pub(super) authorize: Authorize,
    /// The dialect whose errors look alike.
    pub(super) like: Dialect,
    /// A good answer is neither JSON nor a page.
    pub(super) bare: bool,
    pub(super) decoder: Arc<dyn Fn() -> Box<dyn Decode<E>> + Send + Sync>,
    /// Whether an event is the last one.
    pub(super) is_last: fn(&E) -> bool,
}

/// One answer that is no chat: asked for when it is first polled, again where that helps, then
/// read to its end.
pub(super) struct Flow<E> {
    remote: Remote,
    plan: Plan<E>,
    key: Option<Key>,
    open: Option<(Answer, Box<dyn Decode<E>>)>,
    ready: VecDeque<E>,
    failed: Option<Error>,
    attempt: u32,
    /// An event has arrived: the request is not sent again.
    begun: bool,
    over: bool,
}

impl<E: Send + 'static> Flow<E> {
    pub(super) fn new(remote: Remote, plan: Plan<E>) -> Self {
        Self {
            remote,
            plan,
            key: None,
            open: None,
            ready: VecDeque::new(),
            failed: None,
            attempt: 0,
            begun: false,
            over: false,
        }
    }

    pub(super) fn into_stream(self) -> impl Stream<Item = Result<E>> + Send {
        stream::unfold(self, |mut flow| async move {
            let item = flow.next().await?;
            Some((item, flow))
        })
    }

    async fn next(&mut self) -> Option<Result<E>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                if (self.plan.is_last)(&event) {
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

    /// Reads what still comes after the last event, and tells the record.
    async fn close(&mut self) {
        let Some((mut answer, _)) = self.open.take() else { return };
        let rest = async { while let Ok(Some(_)) = answer.next().await {} };
        // Where more keeps coming, the connection is closed instead.
        let _ = timeout(FAREWELL, rest).await;
        answer.ended(None, None);
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
        let again = if self.begun { None } else { retry::wait(&broken, self.attempt) };
        let Some(wait) = again else {
            self.over = true;
            self.failed = Some(without_key(broken.error, self.key.as_ref()));
            return;
        };
        self.attempt += 1;
        tokio::select! {
            biased;
            () = self.remote.http.offline().on() => {
                self.over = true;
                self.failed = Some(refused());
            }
            () = sleep(wait) => {}
        }
    }

    async fn ask(&mut self) -> std::result::Result<(Answer, Box<dyn Decode<E>>), Broken> {
        self.key = self.remote.key().await?;
        let about = About {
            model: Some(self.plan.model.clone()),
            origin: self.plan.origin,
            limits: self.remote.http.chat_limits(),
            streamed: true,
            base: self.plan.base.clone(),
            authorize: Some(self.plan.authorize.clone()),
        };
        let outgoing = self.remote.outgoing(self.plan.call.clone(), self.key.as_ref(), about)?;
        let mut answer = self.remote.http.send(outgoing).await?;
        let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default();
        let other = kind.starts_with("text/html")
            || (self.plan.bare
                && (kind.starts_with("application/json") || kind.starts_with("text/")));
        if answer.status() != StatusCode::OK || other {
            let error = refusal(self.plan.like, &mut answer, Vec::new(), self.key.as_ref()).await;
            return Err(error.into());
        }
        Ok((answer, (self.plan.decoder)()))
    }

    /// Reads one piece of the answer and keeps the events that it completes.
    async fn read(&mut self) -> std::result::Result<(), Broken> {
        let Some((answer, decoder)) = &mut self.open else { return Ok(()) };
        let piece = match answer.next().await {
            Ok(piece) => piece,
            Err(error) => {
                answer.ended(Some(error.kind), None);
                return Err(error.into());
            }
        };
        let mut events = Vec::new();
        let mut read = match &piece {
            Some(piece) => decoder.feed(piece, &mut events),
            None => decoder.end(&mut events),
        };
        let whole = events.last().is_some_and(self.plan.is_last);
        if piece.is_none() && read.is_ok() && !whole {
            read = Err(Error::new(ErrorKind::Truncated, "The answer ended before its end."));
        }
        self.begun |= !events.is_empty();
        self.ready.extend(events);
        self.over = whole;
        if let Err(error) = read {
            answer.ended(Some(error.kind), None);
            return Err(error.into());
        }
        Ok(())
    }
}
