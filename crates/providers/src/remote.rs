use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use model::{ChatEvent, ChatModel, ChatRequest, Error, ErrorKind, Result};

use crate::{Http, Key, Keys, ModelList, Row};

/// The models of one provider, as the engine asks them. Cheap to clone.
#[derive(Clone)]
pub struct Remote {
    pub(crate) row: Arc<Row>,
    pub(crate) list: Option<Arc<ModelList>>,
    pub(crate) http: Http,
    pub(crate) keys: Arc<dyn Keys>,
}

/// What a test of a provider found.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// Its server answered, whatever it said.
    pub reachable: bool,
    /// It accepts the key. `None`: it was not asked for one, or did not come to it.
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

    /// Asks the provider which models it has, page by page. Dropping the future ends the request.
    ///
    /// # Errors
    /// As a chat does, and `Malformed` where the answer is no list.
    pub fn models(&self) -> BoxFuture<'static, Result<ModelList>> {
        async { Err(Error::new(ErrorKind::InvalidRequest, "to be written")) }.boxed()
    }

    /// Makes the cheapest real request and says what it found: the list of models, or, where that
    /// says nothing of the key, a chat of one token. `key` is tried in the place of the known one.
    pub fn test(&self, key: Option<Key>) -> BoxFuture<'static, Tested> {
        drop(key);
        async {
            let error = Some(Error::new(ErrorKind::InvalidRequest, "to be written"));
            Tested { reachable: false, key_accepted: None, models: None, error }
        }
        .boxed()
    }
}

impl ChatModel for Remote {
    fn stream(&self, request: ChatRequest) -> BoxStream<'static, Result<ChatEvent>> {
        drop(request);
        stream::iter([Err(Error::new(ErrorKind::InvalidRequest, "to be written"))]).boxed()
    }
}
