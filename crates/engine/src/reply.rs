//! One reply's task: it owns the model's stream and folds what arrives into the reply.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use model::{BoxStream, ChatEvent, Error, ErrorKind, FinishReason, Price, Timings};
use store::{Cost, Failure, Message, MessageId, Millis, Status};
use tokio::time::Instant;

use crate::live::Live;
use crate::models::Models;
use crate::writer::Writer;

/// Where a reply's events go.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) live: Arc<Live>,
    pub(crate) writer: Arc<Writer>,
    pub(crate) models: Arc<Models>,
}

/// What is known at a reply's end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct End {
    pub(crate) status: Status,
    pub(crate) finish: Option<FinishReason>,
    pub(crate) failure: Option<model::Error>,
}

impl End {
    pub(crate) fn stopped() -> Self {
        Self { status: Status::Stopped, finish: None, failure: None }
    }

    /// The request never left.
    pub(crate) fn unsent(error: &crate::Error) -> Self {
        let failure = match error {
            crate::Error::Model(error) => error.clone(),
            other => Error::new(ErrorKind::InvalidRequest, other.to_string()),
        };
        Self { status: Status::Failed, finish: None, failure: Some(failure) }
    }

    fn finished(reason: FinishReason) -> Self {
        Self { status: Status::Complete, finish: Some(reason), failure: None }
    }

    /// A reply that had begun was interrupted; one that had not, failed.
    fn failed(error: Error, begun: bool) -> Self {
        let lost = matches!(
            error.kind,
            ErrorKind::WorkerLost
                | ErrorKind::OutOfMemory
                | ErrorKind::Truncated
                | ErrorKind::Network
                | ErrorKind::Offline
        );
        let status = if lost && begun { Status::Interrupted } else { Status::Failed };
        Self { status, finish: None, failure: Some(error) }
    }
}

impl Desk {
    /// Drives `stream` to its end and returns how it ended. Dropping the future drops the stream,
    /// which cancels the reply at the model.
    pub(crate) async fn write(
        &self,
        id: MessageId,
        mut stream: BoxStream<'static, model::Result<ChatEvent>>,
    ) -> End {
        let asked = Instant::now();
        let mut first = None;
        while let Some(event) = stream.next().await {
            let event = match event {
                Ok(event) => event,
                Err(error) => {
                    self.timed(id, asked, first);
                    return End::failed(error, first.is_some());
                }
            };
            match event {
                ChatEvent::Started { model } => {
                    self.live.change(id, |reply| reply.served = Some(model));
                }
                ChatEvent::LeftOut { messages } => {
                    self.live.change(id, |reply| reply.left_out = messages);
                }
                ChatEvent::Text { text } => {
                    first.get_or_insert_with(Instant::now);
                    self.live.append(id, &text, "", asked.elapsed());
                }
                ChatEvent::Reasoning { text } => {
                    first.get_or_insert_with(Instant::now);
                    self.live.append(id, "", &text, asked.elapsed());
                }
                ChatEvent::Usage { usage } => {
                    self.live.change(id, |reply| reply.usage = Some(usage));
                }
                ChatEvent::Carry { json } => self.live.carry(id, json),
                ChatEvent::Finished { reason } => {
                    self.timed(id, asked, first);
                    return End::finished(reason);
                }
            }
            self.writer.wake();
        }
        self.timed(id, asked, first);
        let message = "the reply ended without its end";
        End::failed(Error::new(ErrorKind::Truncated, message), first.is_some())
    }

    fn timed(&self, id: MessageId, asked: Instant, first: Option<Instant>) {
        let millis = |until: Instant| {
            u32::try_from(until.duration_since(asked).as_millis()).unwrap_or(u32::MAX)
        };
        let now = Instant::now();
        let timings =
            Timings { first_token_ms: millis(first.unwrap_or(now)), total_ms: millis(now) };
        self.live.change(id, |reply| reply.timings = Some(timings));
    }

    /// Ends the reply and leaves it for the writer. `None` if it had ended before.
    pub(crate) fn end(&self, id: MessageId, end: End, at: Millis) -> Option<Message> {
        let asked = self.live.message(id)?.model;
        let price = asked.and_then(|model| self.models.known(&model).price);
        let message = self.live.end(id, at, |message, before| {
            message.status = end.status;
            message.finish = end.finish;
            message.failure = end.failure.map(|error| failure(error, at));
            message.cost = cost(message, price, before);
        });
        self.writer.wake();
        message
    }
}

fn failure(error: Error, at: Millis) -> Failure {
    let later = |wait: Duration| Millis(at.0.saturating_add_unsigned(wait.as_millis() as u64));
    Failure { kind: error.kind, message: error.message, retry_at: error.retry_after.map(later) }
}

/// What a reply cost, on top of what it had cost before it was continued.
fn cost(reply: &Message, price: Option<Price>, before: Option<Option<Cost>>) -> Option<Cost> {
    let now = reply
        .usage
        .zip(price)
        .map(|(usage, price)| Cost { usd: price.cost(&usage), as_of: price.as_of });
    match (before, now) {
        (None, now) => now,
        (Some(before), Some(now)) => Some(Cost { usd: before?.usd + now.usd, ..now }),
        // It was refused before anything was read: what it had cost holds.
        (Some(before), None) if reply.status == Status::Failed => before,
        (Some(_), None) => None,
    }
}
