//! A provider as the engine knows it: a [`Row`] brought to life by its dialect, a key and the
//! network.

mod chat;
mod flow;
mod lists;
mod probe;
mod refusal;
mod voice;

pub use voice::{RemoteHearing, RemoteSpeech};

use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use model::{ChatEvent, ChatModel, ChatRequest, Error, ErrorKind, ModelId, Origin, Result};
use reqwest::Url;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::address::allowed;
use crate::card::traits;
use crate::dialect::Call;
use crate::headers::pair;
use crate::http::{Outgoing, Way};
use crate::{Http, Key, Keys, Limits, ModelList, Row};

/// The models of one provider, as the engine asks them. Cheap to clone.
#[derive(Clone)]
pub struct Remote {
    row: Arc<Row>,
    list: Option<Arc<ModelList>>,
    http: Http,
    keys: Arc<dyn Keys>,
}

/// What a test of a provider found.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// Its server answered, whatever it said.
    pub reachable: bool,
    /// It accepts the key. `None`: there is none, or it did not come to it.
    pub key_accepted: Option<bool>,
    /// How many models it lists.
    pub models: Option<u32>,
    /// Why it cannot be used, if it cannot.
    pub error: Option<Error>,
}

impl Remote {
    /// The models of `row`, reached through `http`, with the keys of `keys`.
    pub fn new(row: Row, http: Http, keys: Arc<dyn Keys>) -> Self {
        Self { row: Arc::new(row), list: None, http, keys }
    }

    /// With what the provider's own list told, which changes how a model may be asked.
    #[must_use]
    pub fn knowing(self, list: ModelList) -> Self {
        Self { list: Some(Arc::new(list)), ..self }
    }

    /// The provider's row.
    pub fn row(&self) -> &Row {
        &self.row
    }

    /// The connections that it is reached through.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// Asks the provider which models it has, page by page. Dropping the future ends the request.
    ///
    /// # Errors
    /// As a chat does, and `Malformed` where the answer is no list.
    pub fn models(&self) -> BoxFuture<'static, Result<ModelList>> {
        let remote = self.clone();
        async move { remote.all_models().await }.boxed()
    }

    /// Makes the cheapest real request and says what it found: the list of models, or, where that
    /// says nothing of the key, a chat of one token. `key` is tried in the place of the known one.
    /// Nothing is tried twice. Dropping the future ends the request.
    pub fn test(&self, key: Option<Key>) -> BoxFuture<'static, Tested> {
        let remote = self.clone();
        async move { remote.probe(key).await }.boxed()
    }

    /// The key, if there is one.
    ///
    /// # Errors
    /// `MissingKey` where the provider needs one and there is none. One that needs none is asked
    /// without where keys cannot be reached.
    async fn key(&self) -> Result<Option<Key>> {
        let key = match self.keys.key(&self.row.id).await {
            Err(_) if self.row.keyless => None,
            key => key?,
        };
        if key.is_none() && !self.row.keyless {
            let message = format!("No key is set for {}.", self.row.title);
            return Err(Error::new(ErrorKind::MissingKey, message));
        }
        Ok(key)
    }

    /// The request that brings `call` to the provider.
    fn outgoing(&self, call: Call, key: Option<&Key>, about: About) -> Result<Outgoing> {
        self.row.check()?;
        let base = about.base.as_deref().unwrap_or(&self.row.base).trim_end_matches('/');
        let url = allowed(&format!("{base}{}", call.path), self.row.plain_http)?;
        let headers = self.headers(&call, key, &about)?;
        let patience = self.row.patience;
        Ok(Outgoing {
            url: at_home(url, base)?,
            headers,
            body: call.body.map(Bytes::from),
            way: Way::Talk,
            limits: about.limits.with(patience),
            provider: Some(self.row.id.clone()),
            model: about.model,
            origin: about.origin,
        })
    }

    fn headers(&self, call: &Call, key: Option<&Key>, about: &About) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if about.streamed {
            // A server that packs holds words back until a block is full.
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream, application/json"));
        } else {
            headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        }
        for (name, value) in &call.headers {
            let (name, value) = pair(name, value)?;
            headers.insert(name, value);
        }
        for (name, value) in &self.row.headers {
            let (name, value) = pair(name, value)?;
            headers.insert(name, value);
        }
        if let Some(key) = key {
            let (name, value) = match &about.authorize {
                Some(authorize) => authorize(key.reveal()),
                None => self.row.dialect.authorization(key.reveal(), &self.row.quirks),
            };
            let value = Zeroizing::new(value);
            // The value is not repeated in an error.
            let unsendable = |_| {
                Error::new(
                    ErrorKind::InvalidRequest,
                    "The key holds characters that cannot be sent.",
                )
            };
            let mut value = HeaderValue::from_str(&value).map_err(unsendable)?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok(headers)
    }
}

/// What a request is about, apart from what it says.
struct About {
    model: Option<ModelId>,
    origin: Origin,
    limits: Limits,
    streamed: bool,
    /// What the call's path is appended to, where that is not the row's base.
    base: Option<String>,
    /// The header that carries a key, where that is not the row's dialect's.
    authorize: Option<Authorize>,
}

/// The header that carries a key, its name in lower case.
type Authorize = Arc<dyn Fn(&str) -> (&'static str, String) + Send + Sync>;

/// The address, if it is still the row's own host: a model's name cannot lead elsewhere.
fn at_home(url: Url, base: &str) -> Result<Url> {
    let same = Url::parse(base).is_ok_and(|base| base.origin() == url.origin());
    match same {
        true => Ok(url),
        false => Err(Error::new(ErrorKind::InvalidRequest, "This is no name of a model.")),
    }
}

impl ChatModel for Remote {
    fn wire(&self, request: &ChatRequest) -> Result<Bytes> {
        let known = traits(&self.row, self.list.as_deref(), request.model.name());
        let call = chat::call(&self.row, request, &known)?;
        Ok(call.body.unwrap_or_default().into())
    }

    fn stream(&self, request: ChatRequest) -> BoxStream<'static, Result<ChatEvent>> {
        chat::Run::new(self.clone(), request).into_stream().boxed()
    }
}
