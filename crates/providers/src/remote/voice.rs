//! The recognisers and voices of a provider, as the engine asks them.

use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use model::{
    Error, ErrorKind, Origin, Purpose, Result, SpeechEvent, SpeechRequest, Synthesizer,
    Transcriber, Transcript, TranscriptEvent, TranscriptionRequest,
};
use reqwest::StatusCode;
use tokio::time::sleep;

use super::flow::{Flow, Plan};
use super::refusal::{refusal, without_key};
use super::{About, Remote};
use crate::dialect::{Voice, sound};
use crate::http::Broken;
use crate::{Hears, Speaks, retry};

/// What is shorter than this, in samples, holds no word: a twentieth of a second.
const SHORTEST: usize = model::HEARING_RATE as usize / 20;

/// The most pages that a list of voices may have.
const PAGES: usize = 10;

/// The most bytes that one page may have.
const PAGE: usize = 8 << 20;

/// The recognisers of one provider. Cheap to clone.
#[derive(Clone)]
pub struct RemoteHearing {
    remote: Remote,
    hears: Arc<Hears>,
}

/// The voices of one provider. Cheap to clone.
#[derive(Clone)]
pub struct RemoteSpeech {
    remote: Remote,
    speaks: Arc<Speaks>,
}

impl Remote {
    /// The provider's recognisers, if it has any.
    pub fn hearing(&self) -> Option<RemoteHearing> {
        let hears = Arc::new(self.row.hearing.clone()?);
        Some(RemoteHearing { remote: self.clone(), hears })
    }

    /// The provider's voices, if it has any.
    pub fn speech(&self) -> Option<RemoteSpeech> {
        let speaks = Arc::new(self.row.speech.clone()?);
        Some(RemoteSpeech { remote: self.clone(), speaks })
    }
}

impl Remote {
    /// Makes the cheapest real request of a provider that only hears or speaks; what it failed with.
    pub(super) async fn probe_voice(&self, key: Option<&crate::Key>) -> Option<Error> {
        let speech = self.row.speech.as_ref();
        let hearing = self.row.hearing.as_ref();
        let heard = hearing.and_then(|hears| Some((hears.dialect.check()?, hears)));
        let (call, authorize, like, base): (_, super::Authorize, _, _) = match (speech, heard) {
            (Some(speaks), _) if speaks.dialect.voices(None).is_some() => {
                let dialect = speaks.dialect;
                let authorize = Arc::new(move |key: &str| dialect.authorization(key));
                (dialect.voices(None)?, authorize, dialect.refuses_like(), speaks.base.clone())
            }
            (_, Some((call, hears))) => {
                let dialect = hears.dialect;
                let authorize = Arc::new(move |key: &str| dialect.authorization(key));
                (call, authorize, dialect.refuses_like(), hears.base.clone())
            }
            _ => return None,
        };
        let about = About {
            model: None,
            origin: Origin { purpose: Purpose::Test, session: None },
            limits: self.http.limits(),
            streamed: false,
            base,
            authorize: Some(authorize),
        };
        let outgoing = match self.outgoing(call, key, about) {
            Ok(outgoing) => outgoing,
            Err(error) => return Some(error),
        };
        match self.http.send(outgoing).await {
            Err(broken) => Some(without_key(broken.error, key)),
            Ok(mut answer) if answer.status() != StatusCode::OK => {
                Some(refusal(like, &mut answer, Vec::new(), key).await)
            }
            Ok(mut answer) => {
                answer.ended(None, None);
                None
            }
        }
    }
}

impl RemoteHearing {
    fn plan(
        &self,
        request: &TranscriptionRequest,
        samples: &[f32],
    ) -> Result<Plan<TranscriptEvent>> {
        let dialect = self.hears.dialect;
        let wav = sound::wav(samples);
        Ok(Plan {
            call: dialect.call(request.model.name(), &request.options, &wav)?,
            model: request.model.clone(),
            origin: request.origin,
            base: self.hears.base.clone(),
            authorize: Arc::new(move |key| dialect.authorization(key)),
            like: dialect.refuses_like(),
            bare: false,
            decoder: Arc::new(move || dialect.decoder()),
            is_last: |event| matches!(event, TranscriptEvent::Finished { .. }),
        })
    }
}

impl Transcriber for RemoteHearing {
    /// All of the sound is waited for, then sent at once: none of these interfaces takes sound as
    /// it is being said. What holds no word is not sent.
    fn stream(&self, request: TranscriptionRequest) -> BoxStream<'static, Result<TranscriptEvent>> {
        let this = self.clone();
        let ask = async move {
            let mut request = request;
            let mut samples = Vec::new();
            while let Some(piece) = request.audio.next().await {
                samples.extend(piece);
            }
            if samples.len() < SHORTEST {
                let transcript = Transcript::default();
                return stream::iter([Ok(TranscriptEvent::Finished { transcript })]).boxed();
            }
            let partials = request.options.partials;
            match this.plan(&request, &samples) {
                Ok(plan) => Flow::new(this.remote, plan)
                    .into_stream()
                    .filter(move |event| {
                        let partial = matches!(event, Ok(TranscriptEvent::Partial { .. }));
                        std::future::ready(partials || !partial)
                    })
                    .boxed(),
                Err(error) => stream::iter([Err(error)]).boxed(),
            }
        };
        stream::once(ask).flatten().boxed()
    }
}

impl RemoteSpeech {
    /// All voices of the provider: its own list where it has one, else those that it is known to
    /// have. Dropping the future ends the request.
    ///
    /// # Errors
    /// As a chat does, and `Malformed` where the answer is no list.
    pub fn voices(&self) -> BoxFuture<'static, Result<Vec<Voice>>> {
        let this = self.clone();
        async move { this.all_voices().await }.boxed()
    }

    async fn all_voices(&self) -> Result<Vec<Voice>> {
        let mut found: Vec<Voice> = Vec::new();
        let mut page: Option<String> = None;
        for _ in 0..PAGES {
            let Some((voices, next)) = self.patient_page(page.as_deref()).await? else {
                return Ok(self.speaks.voices.clone());
            };
            let before = found.len();
            for voice in voices {
                if !found.iter().any(|known| known.name == voice.name) {
                    found.push(voice);
                }
            }
            page = next;
            if page.is_none() || found.len() == before {
                break;
            }
        }
        Ok(found)
    }

    /// One page, asked for again where that helps; none where there is no list.
    async fn patient_page(
        &self,
        page: Option<&str>,
    ) -> Result<Option<(Vec<Voice>, Option<String>)>> {
        let mut attempt = 0;
        loop {
            let broken = match self.page(page).await {
                Ok(page) => return Ok(page),
                Err(broken) => broken,
            };
            let Some(wait) = retry::wait(&broken, attempt) else { return Err(broken.error) };
            attempt += 1;
            tokio::select! {
                biased;
                () = self.remote.http.offline().on() => return Err(crate::offline::refused()),
                () = sleep(wait) => {}
            }
        }
    }

    async fn page(
        &self,
        page: Option<&str>,
    ) -> std::result::Result<Option<(Vec<Voice>, Option<String>)>, Broken> {
        let dialect = self.speaks.dialect;
        let Some(call) = dialect.voices(page) else { return Ok(None) };
        let key = self.remote.key().await?;
        let about = About {
            model: None,
            origin: Origin { purpose: Purpose::Models, session: None },
            limits: self.remote.http.limits(),
            streamed: false,
            base: self.speaks.base.clone(),
            authorize: Some(Arc::new(move |key| dialect.authorization(key))),
        };
        let outgoing = self.remote.outgoing(call, key.as_ref(), about)?;
        let mut answer = self.remote.http.send(outgoing).await?;
        if answer.status() != StatusCode::OK {
            let like = dialect.refuses_like();
            return Err(refusal(like, &mut answer, Vec::new(), key.as_ref()).await.into());
        }
        let mut body = Vec::new();
        while let Some(piece) =
            answer.next().await.inspect_err(|error| answer.ended(Some(error.kind), None))?
        {
            body.extend_from_slice(&piece);
            if body.len() > PAGE {
                answer.ended(Some(ErrorKind::Malformed), None);
                return Err(
                    Error::new(ErrorKind::Malformed, "The list of voices has no end.").into()
                );
            }
        }
        let read = dialect.read_voices(&body).map_err(|error| without_key(error, key.as_ref()));
        answer.ended(read.as_ref().err().map(|error| error.kind), None);
        Ok(Some(read?))
    }

    fn plan(&self, request: &SpeechRequest) -> Result<Plan<SpeechEvent>> {
        let dialect = self.speaks.dialect;
        let named = request.voice.name.as_str();
        let voice = match named.is_empty() {
            true => self.speaks.voice(request.voice.language.as_deref()),
            false => named,
        };
        Ok(Plan {
            call: dialect.call(request, voice)?,
            model: request.model.clone(),
            origin: request.origin,
            base: self.speaks.base.clone(),
            authorize: Arc::new(move |key| dialect.authorization(key)),
            like: dialect.refuses_like(),
            bare: dialect.is_bare(),
            decoder: Arc::new(move || dialect.decoder()),
            is_last: |event| matches!(event, SpeechEvent::Finished),
        })
    }
}

impl Synthesizer for RemoteSpeech {
    fn stream(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechEvent>> {
        match self.plan(&request) {
            Ok(plan) => Flow::new(self.remote.clone(), plan).into_stream().boxed(),
            Err(error) => stream::iter([Err(error)]).boxed(),
        }
    }
}
