//! Sessions get their titles: the first words at once, a model's when one is at hand.

use std::sync::{Arc, PoisonError};

use futures::StreamExt;
use model::{ChatEvent, ModelId};
use store::{Message, SessionId, SessionRow, Status, TitleSource};

use crate::session::row;
use crate::{Engine, Error, Result, title};

impl Engine {
    /// What a reply's end brings about.
    pub(crate) async fn after(self: &Arc<Self>, reply: Message) {
        let Ok(session) = self.store.session(reply.session).await else { return };
        self.told(row(&session));
        let local = reply.model.as_ref().is_some_and(|model| model.provider() == ModelId::LOCAL);
        if reply.status != Status::Complete || !local {
            return;
        }
        if !matches!(session.title_source, TitleSource::None | TitleSource::Words) {
            return;
        }
        let (engine, id) = (self.clone(), reply.session);
        let task = tokio::spawn(async move {
            if let Some(title) = engine.model_title(&reply).await {
                engine.give_title(id, &title, TitleSource::Model).await;
            }
            engine.titles.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        });
        let mut titles = self.titles.lock().unwrap_or_else(PoisonError::into_inner);
        titles.insert(id, task.abort_handle());
    }

    /// A title from the model that wrote `reply`, if it gives one that is fit.
    async fn model_title(&self, reply: &Message) -> Option<String> {
        let prompt = self.store.message(reply.parent?).await.ok()?;
        let model = reply.model.clone()?;
        let mut stream =
            self.provider(&model).ok()?.stream(title::request(model, &prompt.text, &reply.text));
        let mut answer = String::new();
        while let Some(Ok(event)) = stream.next().await {
            match event {
                ChatEvent::Text { text } => answer.push_str(&text),
                ChatEvent::Finished { .. } => return title::from_answer(&answer, &prompt.text),
                ChatEvent::Started { .. }
                | ChatEvent::LeftOut { .. }
                | ChatEvent::Reasoning { .. }
                | ChatEvent::Usage { .. }
                | ChatEvent::Carry { .. } => {}
            }
        }
        None
    }

    /// Asks the model at hand for a title now, over any title; without one, takes the first words.
    pub async fn suggest_title(&self, id: SessionId) -> Result<SessionRow> {
        let session = self.store.session(id).await?;
        let leaf = session.leaf.ok_or(Error::NotAllowed("nothing was said yet"))?;
        let path = self.full_path(leaf).await?;
        let first = path.first().ok_or(Error::NotAllowed("nothing was said yet"))?;
        let local = |message: &&Message| {
            message.model.as_ref().is_some_and(|model| model.provider() == ModelId::LOCAL)
                && !message.text.is_empty()
        };
        let asked = match path.iter().find(local) {
            Some(reply) => self.model_title(reply).await,
            None => None,
        };
        let (title, source) = match asked {
            Some(title) => (title, TitleSource::Model),
            None => {
                let words = title::from_words(&first.text);
                (words.ok_or(Error::NotAllowed("no title was found"))?, TitleSource::Words)
            }
        };
        let row = self.store.rename(id, &title, source).await?;
        Ok(self.told(row))
    }

    /// A title that nobody asked for: never over the user's, and no error if it cannot be kept.
    pub(crate) async fn give_title(&self, id: SessionId, title: &str, source: TitleSource) {
        match self.store.give_title(id, title, source).await {
            Ok(Some(row)) => {
                self.told(row);
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a title was not kept"),
        }
    }

    /// A prompt never waits for a title.
    pub(crate) fn cancel_titles(&self) {
        let mut titles = self.titles.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, title) in titles.drain() {
            title.abort();
        }
    }
}
