//! Blind turns: who answered is told to nobody before the vote.

use std::collections::BTreeSet;
use std::sync::Arc;

use model::{ModelId, Role};
use prose::{MaskStream, Masker};
use store::{Lane, Message, MessageId, SessionId};

use crate::models::Models;
use crate::{Engine, Error, Result, names};

/// What stands in the place of a model that is not told yet.
pub const HIDDEN: &str = "hidden/model";

/// What a window may be shown of a message: all, or of a blind turn only what does not tell who
/// wrote it, neither by name nor by figures.
pub(crate) fn veiled(message: &mut Message, masker: &Masker) {
    if !message.blind || message.role != Role::Assistant {
        return;
    }
    message.text = masker.mask(&message.text);
    bare(message);
}

/// Takes away all but the text.
fn bare(message: &mut Message) {
    message.reasoning.clear();
    message.model = None;
    message.served = None;
    message.parameters = None;
    message.usage = None;
    message.cost = None;
    message.timings = None;
    message.left_out = 0;
    if let Some(failure) = &mut message.failure {
        failure.message.clear();
        failure.retry_at = None;
    }
}

/// The veil of one reply while it is being written.
pub(crate) struct Veil {
    masker: Arc<Masker>,
    mask: MaskStream<Arc<Masker>>,
    /// What was shown by now.
    text: String,
}

impl Veil {
    /// The veil of a reply that begins, or goes on.
    pub(crate) fn new(message: &Message, masker: Arc<Masker>) -> Self {
        let mut mask = MaskStream::new(masker.clone());
        let text = mask.push(&message.text);
        Self { masker, mask, text }
    }

    /// What may be shown now that this has arrived.
    pub(crate) fn push(&mut self, text: &str) -> String {
        let shown = self.mask.push(text);
        self.text.push_str(&shown);
        shown
    }

    /// The message as it may be shown: while it is written, what was shown by now.
    pub(crate) fn over(&self, message: &Message, ended: bool) -> Message {
        let text = if ended { self.masker.mask(&message.text) } else { self.text.clone() };
        let mut shown = Message { text, ..message.clone() };
        bare(&mut shown);
        shown
    }
}

/// A masker of all that names these models.
pub(crate) fn masker(models: &Models, asked: &BTreeSet<ModelId>) -> Masker {
    Masker::new(asked.iter().flat_map(|model| names::of(model, (models.names)(model))))
}

impl Engine {
    /// The masker for the blind turns of a session: of all that it may ask, for one lane may name
    /// the model of another, and a name that is not hidden would tell who was not asked.
    pub(crate) async fn masker_of(&self, session: SessionId) -> Result<Arc<Masker>> {
        Ok(Arc::new(masker(&self.models, &self.store.blind_pool(session).await?)))
    }

    /// What veils replies of one turn that are about to begin, where it is blind; and where it is to
    /// be so at one pace, they keep that from here on.
    pub(crate) async fn blindfold(&self, replies: &[Message]) -> Result<Option<Arc<Masker>>> {
        let Some(first) = replies.first().filter(|reply| reply.blind) else { return Ok(None) };
        let masker = self.masker_of(first.session).await?;
        if self.store.even_pace(first.session).await? {
            self.desk.live.keep_pace(replies, &masker);
        }
        Ok(Some(masker))
    }

    /// Veils messages of one session as they leave the engine.
    pub(crate) async fn veil_all(&self, messages: &mut [Message]) -> Result<()> {
        let Some(blind) = messages.iter().find(|message| message.blind) else { return Ok(()) };
        let masker = self.masker_of(blind.session).await?;
        for message in messages.iter_mut() {
            veiled(message, &masker);
        }
        self.desk.live.clip(messages);
        Ok(())
    }

    /// Hides who answers in the lanes of a session whose last turn is blind.
    pub(crate) async fn veil_lanes(&self, session: SessionId, lanes: &mut [Lane]) -> Result<bool> {
        let blind = !self.store.blind_turns(session).await?.is_empty();
        if blind {
            for lane in lanes {
                lane.model = ModelId::from(HIDDEN.to_owned());
                lane.parameters = model::Parameters::default();
            }
        }
        Ok(blind)
    }

    /// An error while a session has a blind turn that was not voted on.
    pub(crate) async fn is_told(&self, session: SessionId) -> Result<()> {
        match self.store.blind_turns(session).await?.is_empty() {
            true => Ok(()),
            false => Err(Error::NotAllowed("names are told after the vote")),
        }
    }

    /// Whether a reply's model is not told yet.
    pub(crate) async fn is_blind(&self, reply: MessageId) -> Result<bool> {
        Ok(self.store.message(reply).await?.blind)
    }
}
