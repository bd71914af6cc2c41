use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use model::{Error, ErrorKind, Fetch, FetchRequest, Fetched, Origin, Purpose, Result};
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, IF_RANGE, RANGE};
use reqwest::{StatusCode, Url};

use super::{Answer, Http, Outgoing, Way};
use crate::address::allowed;
use crate::headers;

impl Fetch for Http {
    fn fetch(&self, request: FetchRequest) -> BoxFuture<'static, Result<Fetched>> {
        let http = self.clone();
        async move { http.get(request).await }.boxed()
    }
}

impl Http {
    async fn get(&self, request: FetchRequest) -> Result<Fetched> {
        let url = allowed(&request.address, false)?;
        let known = request.validator.as_deref();
        let mut answer = self.ask_for_file(&url, request.from, known).await?;
        if request.from == 0 {
            return fetched(answer, 0);
        }
        let range = headers::content_range(answer.headers());
        let changed = headers::changed(known, answer.headers());
        match answer.status() {
            StatusCode::PARTIAL_CONTENT if !changed => fetched(answer, request.from),
            // All of it is here already.
            StatusCode::RANGE_NOT_SATISFIABLE
                if !changed && range.and_then(|range| range.total) == Some(request.from) =>
            {
                answer.ended(None, None);
                Ok(Fetched {
                    from: request.from,
                    total: Some(request.from),
                    validator: headers::validator(answer.headers()),
                    bytes: stream::empty().boxed(),
                })
            }
            // The file is another one by now: it is wanted whole.
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE => {
                answer.ended(None, None);
                fetched(self.ask_for_file(&url, 0, None).await?, 0)
            }
            _ => fetched(answer, request.from),
        }
    }

    async fn ask_for_file(&self, url: &Url, from: u64, known: Option<&str>) -> Result<Answer> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if from > 0 {
            let (_, range) = headers::pair("range", &format!("bytes={from}-"))?;
            headers.insert(RANGE, range);
            if let Some(known) = known {
                headers.insert(IF_RANGE, headers::pair("if-range", known)?.1);
            }
        }
        let outgoing = Outgoing {
            url: url.clone(),
            headers,
            body: None,
            way: Way::File,
            limits: self.limits(),
            provider: None,
            model: None,
            origin: Origin { purpose: Purpose::Download, session: None },
        };
        self.send(outgoing).await.map_err(|broken| broken.error)
    }
}

/// What `answer` brings, where the bytes from `asked` on were asked for.
fn fetched(mut answer: Answer, asked: u64) -> Result<Fetched> {
    let found = match answer.status() {
        StatusCode::OK => Ok((0, answer.length())),
        StatusCode::PARTIAL_CONTENT => match headers::content_range(answer.headers()) {
            Some(range) if range.first == Some(asked) => Ok((asked, range.total)),
            _ => {
                let message = "The server sent another part of the file than was asked for.";
                Err(Error::new(ErrorKind::Malformed, message))
            }
        },
        status => Err(refusal(status, &answer)),
    };
    match found {
        Ok((from, total)) => {
            let validator = headers::validator(answer.headers());
            Ok(Fetched { from, total, validator, bytes: pieces(answer) })
        }
        Err(error) => {
            answer.ended(Some(error.kind), None);
            Err(error)
        }
    }
}

/// The pieces of the answer as they arrive, until the end, a break, or too long a silence.
fn pieces(answer: Answer) -> BoxStream<'static, Result<Bytes>> {
    stream::unfold(Some(answer), |answer| async move {
        let mut answer = answer?;
        match answer.next().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(answer))),
            Ok(None) => {
                answer.ended(None, None);
                None
            }
            Err(error) => {
                answer.ended(Some(error.kind), None);
                Some((Err(error), None))
            }
        }
    })
    .boxed()
}

/// An answer that is not the file.
fn refusal(status: StatusCode, answer: &Answer) -> Error {
    let host = answer.host();
    let message = match status.as_u16() {
        404 | 410 => format!("{host} has no file at this address ({status})."),
        401 | 403 => format!("{host} does not give this file to everyone ({status})."),
        429 => format!("{host} asks to wait ({status})."),
        _ => format!("{host} did not send the file ({status})."),
    };
    Error {
        status: Some(status.as_u16()),
        retry_after: headers::retry_after(answer.headers()),
        ..Error::new(ErrorKind::Server, message)
    }
}
