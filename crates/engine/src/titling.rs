//! Sessions get their titles: the first words at once, a model's when one is at hand.

use std::sync::{Arc, PoisonError};

use futures::StreamExt;
use model::{ChatEvent, ModelId};
use store::{Message, SessionId, SessionRow, Status, TitleSource};

use crate::models::is_embedded;
use crate::session::row;
use crate::{Engine, Error, Result, title};

impl Engine {
    /// What a reply's end brings about.
    pub(crate) async fn after(self: &Arc<Self>, reply: Message) {
        let Ok(session) = self.store.session(reply.session).await else { return };
        self.told(row(&session));
        // What a blind turn is called could tell who was asked.
        if reply.status != Status::Complete || reply.blind {
            return;
        }
        if !matches!(session.title_source, TitleSource::None | TitleSource::Words) {
            return;
        }
        let Some(namer) = self.namer(&reply) else { return };
        let (engine, id) = (self.clone(), reply.session);
        let mut titles = self.titles.lock().unwrap_or_else(PoisonError::into_inner);
        if titles.contains_key(&id) {
            // Another lane has ended first, and has it named.
            return;
        }
        let task = tokio::spawn(async move {
            if let Some(title) = engine.model_title(&reply, namer).await {
                engine.give_title(id, &title, TitleSource::Model).await;
            }
            engine.titles.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        });
        titles.insert(id, task.abort_handle());
    }

    /// Who names a session without being asked to: the embedded model that wrote the reply, else
    /// one that is ready; a remote model only where the user has said so for good.
    fn namer(&self, reply: &Message) -> Option<ModelId> {
        let wrote = reply.model.clone()?;
        if is_embedded(&wrote) {
            return Some(wrote);
        }
        let embedded = (self.models.embedded)();
        embedded.or_else(|| (self.models.titles_by_cloud)().then_some(wrote))
    }

    /// A title for what `reply` answers from `model`, if it gives one that is fit.
    async fn model_title(&self, reply: &Message, model: ModelId) -> Option<String> {
        let prompt = self.store.message(reply.parent?).await.ok()?;
        let provider = self.models.provider(&model).ok()?;
        let request = title::request(model, reply.session, &prompt.text, &reply.text);
        let mut stream = provider.stream(request);
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

    /// Asks a model for a title now, over any title: `model`, else the one that wrote the first
    /// reply. Where it gives none, the first words are taken.
    pub async fn suggest_title(&self, id: SessionId, model: Option<ModelId>) -> Result<SessionRow> {
        let session = self.store.session(id).await?;
        let leaf = session.leaf.ok_or(Error::NotAllowed("nothing was said yet"))?;
        let path = self.full_path(leaf).await?;
        let first = path.first().ok_or(Error::NotAllowed("nothing was said yet"))?;
        let reply = path.iter().find(|message| message.model.is_some() && !message.text.is_empty());
        let reply = reply.filter(|_| path.iter().all(|message| !message.blind));
        let asked = match reply.map(|reply| (reply, model.or_else(|| reply.model.clone()))) {
            Some((reply, Some(model))) => self.model_title(reply, model).await,
            _ => None,
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
