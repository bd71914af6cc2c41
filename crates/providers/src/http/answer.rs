use std::time::Duration;

use bytes::Bytes;
use model::{ErrorKind, LedgerEntry, Result, Sent, Usage};
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use tokio::time::timeout;

use super::words::{broke, silent};
use crate::Offline;
use crate::offline::refused;

/// An answer whose head has arrived. Dropping it closes its connection.
pub(crate) struct Answer {
    response: Response,
    host: String,
    idle: Duration,
    offline: Offline,
    entry: Entry,
}

/// The request in the record. One that is dropped before it has ended was given up.
pub(super) struct Entry {
    entry: Option<Box<dyn LedgerEntry>>,
    sent: Sent,
}

impl Entry {
    pub(super) fn new(entry: Box<dyn LedgerEntry>) -> Self {
        Self { entry: Some(entry), sent: Sent::default() }
    }

    pub(super) fn answered(&mut self, status: StatusCode) {
        self.sent.status = Some(status.as_u16());
    }

    /// Tells the record, the first time that it is called.
    pub(super) fn ended(&mut self, failure: Option<ErrorKind>, usage: Option<Usage>) {
        if let Some(entry) = self.entry.take() {
            entry.ended(Sent { failure, usage, ..self.sent });
        }
    }
}

impl Answer {
    pub(super) fn new(
        response: Response,
        host: String,
        idle: Duration,
        offline: Offline,
        entry: Entry,
    ) -> Self {
        Self { response, host, idle, offline, entry }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The length of the body, where it is said and the body is not packed.
    pub(crate) fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// Who answers.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The next bytes of the body; `None` at its end.
    ///
    /// # Errors
    /// `Network` where the connection breaks or is silent for too long, `Offline` once the switch
    /// is on. Nothing more arrives then; the caller tells the record.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>> {
        let piece = tokio::select! {
            biased;
            () = self.offline.on() => Err(refused()),
            piece = timeout(self.idle, self.response.chunk()) => match piece {
                Ok(Ok(piece)) => Ok(piece),
                Ok(Err(error)) => Err(broke(&error, &self.host)),
                Err(_) => Err(silent(&self.host, self.idle)),
            },
        };
        if let Ok(Some(bytes)) = &piece {
            self.entry.sent.bytes_in += bytes.len() as u64;
        }
        piece
    }

    /// The body, or its first `most` bytes: what is left of an answer that is an error. A body that
    /// breaks off is what it is.
    pub(crate) async fn beginning(&mut self, most: usize) -> Vec<u8> {
        let mut body = Vec::new();
        while body.len() < most
            && let Ok(Some(piece)) = self.next().await
        {
            body.extend_from_slice(&piece[..piece.len().min(most - body.len())]);
        }
        body
    }

    /// Tells the record how the request ended, unless that has been told.
    pub(crate) fn ended(&mut self, failure: Option<ErrorKind>, usage: Option<Usage>) {
        self.entry.ended(failure, usage);
    }
}
