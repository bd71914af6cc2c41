use std::sync::Arc;

use futures::StreamExt;
use futures::future::BoxFuture;
use model::{ChatRequest, Error, ErrorKind, Message, Origin, Parameters, Purpose, Result, Role};

use super::chat::Run;
use super::{Remote, Tested};
use crate::dialect::Listed;
use crate::{Key, Keys};

/// The one key that is tried.
struct Only(Key);

impl Keys for Only {
    fn key<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Key>>> {
        Box::pin(async { Ok(Some(self.0.clone())) })
    }
}

impl Remote {
    pub(super) async fn probe(self, key: Option<Key>) -> Tested {
        let this = match key {
            Some(key) => Self { keys: Arc::new(Only(key)), ..self },
            None => self,
        };
        let key = match this.key().await {
            Ok(key) => key,
            Err(error) => return found(None, None, Some(error)),
        };
        if !this.row.chat {
            let error = this.probe_voice(key.as_ref()).await;
            return match error {
                None => found(Some(true).filter(|_| key.is_some()), None, None),
                Some(error) => {
                    found(verdict(error.kind).filter(|_| key.is_some()), None, Some(error))
                }
            };
        }
        match this.list_once(key.as_ref()).await {
            Ok(models) => {
                let count = u32::try_from(models.len()).ok();
                match key {
                    Some(_) if this.row.open_list => this.speak(&models, count).await,
                    Some(_) => found(Some(true), count, None),
                    None => found(None, count, None),
                }
            }
            Err(error) if no_list(&error) => this.speak(&[], None).await,
            Err(error) => found(verdict(error.kind).filter(|_| key.is_some()), None, Some(error)),
        }
    }

    /// The names of all models, nothing asked twice.
    async fn list_once(&self, key: Option<&Key>) -> Result<Vec<Listed>> {
        let once = |page| async move {
            let page: Option<String> = page;
            let got = self.page(page.as_deref(), key, Purpose::Test).await;
            got.map_err(|broken| broken.error)
        };
        Ok(super::lists::pages(once).await?.models)
    }

    /// Has the best known model say one token.
    async fn speak(&self, listed: &[Listed], count: Option<u32>) -> Tested {
        let both = || self.row.models.iter().chain(listed);
        let served =
            |model: &&Listed| listed.is_empty() || listed.iter().any(|own| own.name == model.name);
        let Some(model) = both().find(served) else { return found(None, count, None) };
        let request = ChatRequest {
            model: self.row.model(&model.name),
            messages: vec![Message::new(Role::User, "Hi")],
            parameters: Parameters { max_tokens: Some(1), ..Parameters::default() },
            origin: Origin { purpose: Purpose::Test, session: None },
            verbatim: None,
        };
        let mut reply = Box::pin(Run::once(self.clone(), request).into_stream());
        while let Some(event) = reply.next().await {
            if let Err(error) = event {
                return found(verdict(error.kind), count, Some(error));
            }
        }
        found(Some(true), count, None)
    }
}

fn found(key_accepted: Option<bool>, models: Option<u32>, error: Option<Error>) -> Tested {
    let reachable = error.as_ref().is_none_or(|error| match error.kind {
        ErrorKind::Network | ErrorKind::Offline | ErrorKind::MissingKey => false,
        ErrorKind::InvalidRequest => error.status.is_some(),
        _ => true,
    });
    Tested { reachable, key_accepted, models, error }
}

/// Whether there is a server that has no list.
fn no_list(error: &Error) -> bool {
    matches!(error.status, Some(404 | 405 | 501))
}

/// What an error says of the key.
fn verdict(kind: ErrorKind) -> Option<bool> {
    match kind {
        ErrorKind::Unauthorized => Some(false),
        ErrorKind::Quota | ErrorKind::RateLimit | ErrorKind::ModelNotFound => Some(true),
        _ => None,
    }
}
