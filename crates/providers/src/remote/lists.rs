use std::collections::HashSet;

use model::{Error, ErrorKind, Origin, Purpose, Result};
use tokio::time::sleep;

use super::refusal::{is_html, refusal, without_key};
use super::{About, Remote};
use crate::dialect::Listed;
use crate::http::{Answer, Broken};
use crate::offline::refused;
use crate::{Key, ModelList, retry};

/// The most pages that a list may have.
const PAGES: usize = 20;

/// The most bytes that one page may have.
const PAGE: usize = 16 << 20;

/// All pages that `ask` brings, until there is none after one, or one brings nothing new.
pub(super) async fn pages<F>(ask: impl Fn(Option<String>) -> F) -> Result<ModelList>
where
    F: Future<Output = Result<(Vec<Listed>, Option<String>)>>,
{
    let mut list = ModelList { models: Vec::new(), whole: false };
    let (mut names, mut page) = (HashSet::new(), None);
    for _ in 0..PAGES {
        let (models, next) = ask(page).await?;
        let before = list.models.len();
        list.models.extend(models.into_iter().filter(|model| names.insert(model.name.clone())));
        if next.is_none() || list.models.len() == before {
            list.whole = true;
            break;
        }
        page = next;
    }
    Ok(list)
}

impl Remote {
    pub(super) async fn all_models(&self) -> Result<ModelList> {
        let key = &self.key().await?;
        if !self.row.chat {
            return Ok(ModelList { models: Vec::new(), whole: true });
        }
        pages(|page| async move { self.patient_page(page.as_deref(), key.as_ref()).await }).await
    }

    /// One page, asked for again where that helps.
    async fn patient_page(
        &self,
        page: Option<&str>,
        key: Option<&Key>,
    ) -> Result<(Vec<Listed>, Option<String>)> {
        let mut attempt = 0;
        loop {
            let broken = match self.page(page, key, Purpose::Models).await {
                Ok(page) => return Ok(page),
                Err(broken) => broken,
            };
            let Some(wait) = retry::wait(&broken, attempt) else { return Err(broken.error) };
            attempt += 1;
            tokio::select! {
                biased;
                () = self.http.offline().on() => return Err(refused()),
                () = sleep(wait) => {}
            }
        }
    }

    /// One page of the list.
    pub(super) async fn page(
        &self,
        page: Option<&str>,
        key: Option<&Key>,
        purpose: Purpose,
    ) -> std::result::Result<(Vec<Listed>, Option<String>), Broken> {
        let dialect = self.row.dialect;
        let call = dialect.models(&self.row.quirks, page);
        let about = About {
            model: None,
            origin: Origin { purpose, session: None },
            limits: self.http.limits(),
            streamed: false,
            base: None,
            authorize: None,
        };
        let mut answer = self.http.send(self.outgoing(call, key, about)?).await?;
        if !answer.status().is_success() {
            return Err(refusal(dialect, &mut answer, Vec::new(), key).await.into());
        }
        let read = match whole(&mut answer).await {
            Ok(body) if is_html(&body) => Err(refusal(dialect, &mut answer, body, key).await),
            Ok(body) => dialect.read_models(&body).map_err(|error| without_key(error, key)),
            Err(error) => Err(error),
        };
        answer.ended(read.as_ref().err().map(|error| error.kind), None);
        Ok(read?)
    }
}

/// All of the answer's body.
async fn whole(answer: &mut Answer) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(piece) = answer.next().await? {
        body.extend_from_slice(&piece);
        if body.len() > PAGE {
            let message = format!("The list of models is longer than {} MB.", PAGE >> 20);
            return Err(Error::new(ErrorKind::Malformed, message));
        }
    }
    Ok(body)
}
