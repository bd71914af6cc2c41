//! Time to first token through the app's provider layer, against a raw client that reads the same
//! bytes from the same server, taken in turns. Both keep their connection.

use std::time::{Duration, Instant};

use futures::StreamExt;
use memchr::memmem;
use model::{ChatEvent, ChatModel};
use providers::Remote;
use providers::dialect::{Dialect, Quirks, Traits};
use reqwest::Client;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};

use crate::figure::{Figure, median, percentile, say};
use crate::provider::{KEY, Provider, question};
use crate::serve::{ANSWER, FIRST_WORD};
use crate::{Pace, Result};

const ROUNDS: usize = 600;
/// Rounds before those that count.
const WARM_UP: usize = 20;

pub(crate) fn measure(pace: Pace) -> Result<Vec<Figure>> {
    let provider = Provider::start()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let remote = provider.remote(ANSWER)?;
    let raw = Raw::new(&provider)?;
    let rounds = pace.rounds(ROUNDS);
    let (app, bare) = runtime.block_on(in_turns(&remote, &raw, rounds))?;
    let more: Vec<f64> = app.iter().zip(&bare).map(|(app, bare)| app - bare).collect();
    say(format!(
        "first token: {:.3} ms, raw {:.3} ms, {rounds} rounds",
        median(&app),
        median(&bare)
    ));
    Ok(vec![
        Figure::new("first token through the provider layer, median", median(&app), "ms")
            .against(median(&bare)),
        Figure::new("… more than a raw client, median", median(&more), "ms").at_most(3.0),
        Figure::new("… p99", percentile(&app, 99.0), "ms").against(percentile(&bare, 99.0)),
        Figure::new("… more than a raw client, p99", percentile(&more, 99.0), "ms"),
    ])
}

/// Milliseconds of each round, through the app and raw.
async fn in_turns(remote: &Remote, raw: &Raw, rounds: usize) -> Result<(Vec<f64>, Vec<f64>)> {
    let (mut app, mut bare) = (Vec::new(), Vec::new());
    for round in 0..WARM_UP + rounds {
        // Whoever comes second may find the machine slower, or faster.
        let (through, alone) = if round.is_multiple_of(2) {
            let through = through(remote).await?;
            (through, raw.ask().await?)
        } else {
            let alone = raw.ask().await?;
            (through(remote).await?, alone)
        };
        if round >= WARM_UP {
            app.push(through.as_secs_f64() * 1e3);
            bare.push(alone.as_secs_f64() * 1e3);
        }
    }
    Ok((app, bare))
}

/// From the question to the first word, through everything; the rest of the reply is read too.
async fn through(remote: &Remote) -> Result<Duration> {
    let request = question();
    let start = Instant::now();
    let mut stream = remote.stream(request);
    let mut first = None;
    while let Some(event) = stream.next().await {
        if let ChatEvent::Text { .. } = event? {
            first.get_or_insert_with(|| start.elapsed());
        }
    }
    first.ok_or_else(|| "the reply has no words".into())
}

/// A client without anything around it, and a request that is ready to be sent.
struct Raw {
    client: Client,
    url: String,
    body: bytes::Bytes,
}

impl Raw {
    fn new(provider: &Provider) -> Result<Self> {
        let (quirks, traits) = (Quirks::default(), Traits::default());
        let call = Dialect::OpenaiChat.chat(&question(), &quirks, &traits)?;
        Ok(Self {
            client: Client::builder().no_proxy().build()?,
            url: format!("{}{}", provider.base(ANSWER), call.path),
            body: call.body.ok_or("a question has a body")?.into(),
        })
    }

    /// From the request to the bytes of the first word; the rest is read too.
    async fn ask(&self) -> Result<Duration> {
        let start = Instant::now();
        let request = self
            .client
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream, application/json")
            .header(AUTHORIZATION, format!("Bearer {KEY}"))
            .body(self.body.clone());
        let mut response = request.send().await?;
        let (mut read, mut first) = (Vec::new(), None);
        while let Some(piece) = response.chunk().await? {
            read.extend_from_slice(&piece);
            if first.is_none() && memmem::find(&read, FIRST_WORD.as_bytes()).is_some() {
                first = Some(start.elapsed());
            }
        }
        first.ok_or_else(|| "the answer has no words".into())
    }
}
