//! One prompt and one reply: rows before bytes, then a task for the reply.

use std::sync::Arc;

use model::{ChatModel, ChatRequest, ModelId, Origin, Parameters, Purpose, Role};
use prose::Masker;
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{
    Attached, Message, MessageId, NewSession, NewTurn, RecordingId, SessionId, Status, TitleSource,
};

use crate::models::Known;
use crate::reply::End;
use crate::session::row;
use crate::{Engine, Error, Result, attach, path, title};

/// A prompt and whom it is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
pub struct Ask {
    /// `None` begins a session.
    pub session: Option<SessionId>,
    /// The reply that the prompt follows; `None` at the root. To edit a prompt: its own parent.
    pub parent: Option<MessageId>,
    /// The prompt.
    pub text: String,
    /// Files that were attached before (see [`Engine::attach`]).
    pub attachments: Vec<Attached>,
    /// The recordings that it was spoken in, if it was.
    pub recordings: Vec<RecordingId>,
    /// Who answers.
    pub model: ModelId,
    /// How models answer in a session that begins.
    pub parameters: Option<Parameters>,
}

/// What was begun: the new messages as they were written.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Asked {
    /// The session.
    pub session: SessionId,
    /// The prompt, if it is new, and the reply.
    pub messages: Vec<Message>,
}

/// How a reply is written again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Type)]
pub struct Again {
    /// Who writes it; none: who wrote it before.
    pub model: Option<ModelId>,
    /// How, where this says so; else as the lane, the session and the model say.
    pub parameters: Option<Parameters>,
    /// What was sent for it before is sent again, byte for byte.
    pub verbatim: bool,
}

impl Engine {
    /// Writes the prompt and its reply, begins to answer, and returns before the first byte is
    /// sent. If the rows cannot be written, nothing is sent.
    pub async fn ask(self: &Arc<Self>, ask: Ask) -> Result<Asked> {
        if ask.text.trim().is_empty() && ask.attachments.is_empty() {
            return Err(Error::EmptyPrompt);
        }
        let attachments = self.attachments(&ask.attachments).await?;
        let recordings = self.recordings(&ask.recordings).await?;
        let known = self.can_answer(&ask.model, ask.parent, &attachments).await?;
        self.cancel_titles();
        let begins = ask.session.is_none().then(|| NewSession {
            id: self.clock.session(),
            parameters: ask.parameters.clone().unwrap_or_default(),
        });
        let session = match (&begins, ask.session) {
            (Some(new), _) => new.id,
            (None, Some(id)) => id,
            (None, None) => return Err(Error::NotAllowed("a session is missing")),
        };
        self.has_ended(ask.parent)?;
        let prompt = Message {
            parent: ask.parent,
            text: ask.text,
            attachments,
            recordings,
            ..self.new_prompt(session)
        };
        let own = match &begins {
            Some(new) => new.parameters.clone(),
            None => self.store.session(session).await?.parameters,
        };
        let parameters = self.parameters(&ask.model, own, known.defaults).await?;
        let reply = self.new_reply(&prompt, ask.model, parameters);
        let first = begins.is_some();
        let turn = NewTurn {
            begins,
            prompts: vec![prompt.clone()],
            replies: vec![reply],
            ..NewTurn::default()
        };
        self.begin(turn, None).await?;
        if first {
            self.named_after(&prompt).await;
        }
        self.asked(session, prompt.id).await
    }

    /// A new version beside `reply`.
    pub async fn regenerate(self: &Arc<Self>, reply: MessageId, again: Again) -> Result<Asked> {
        let old = self.store.message(reply).await?;
        let (Role::Assistant, Some(prompt)) = (old.role, old.parent) else {
            return Err(Error::NotAllowed("only a reply can be written again"));
        };
        if old.blind && again.model.is_some() {
            return Err(Error::NotAllowed("names are told after the vote"));
        }
        let Some(model) = again.model.or(old.model) else {
            return Err(Error::NotAllowed("the reply names no model"));
        };
        let verbatim = match again.verbatim {
            true => Some(self.what_was_sent(reply).await?),
            false => None,
        };
        let known = self.can_answer(&model, Some(prompt), &[]).await?;
        self.cancel_titles();
        let prompt = self.store.message(prompt).await?;
        let mut lanes = self.store.lanes(old.session).await?;
        let lane = lanes.iter_mut().find(|lane| lane.lane == old.lane);
        let own = again.parameters.unwrap_or_default();
        let own = own.or(&lane.as_ref().map(|lane| lane.parameters.clone()).unwrap_or_default());
        let own = own.or(&self.store.session(old.session).await?.parameters);
        let parameters = self.parameters(&model, own, known.defaults).await?;
        let reply = Message {
            lane: old.lane,
            blind: old.blind,
            ..self.new_reply(&prompt, model, parameters)
        };
        let id = reply.id;
        if let Some(lane) = lane {
            lane.leaf = Some(id);
        }
        let turn = NewTurn {
            replies: vec![reply],
            lanes: (!lanes.is_empty()).then_some(lanes),
            ..NewTurn::default()
        };
        self.begin(turn, verbatim).await?;
        self.asked(old.session, id).await
    }

    /// What a model was sent for this reply, byte for byte; an error where that was not kept.
    pub async fn what_was_sent(&self, reply: MessageId) -> Result<Vec<u8>> {
        // A reply that has just begun may not be written yet.
        self.flush().await;
        if self.is_blind(reply).await? {
            return Err(Error::NotAllowed("what was sent is shown after the vote"));
        }
        let body = self.store.request(reply).await?;
        body.ok_or(Error::NotAllowed("what was sent for this reply was not kept"))
    }

    /// Who can answer after `parent` what these files show, and what is known of it.
    pub(crate) async fn can_answer(
        &self,
        model: &ModelId,
        parent: Option<MessageId>,
        attachments: &[Attached],
    ) -> Result<Known> {
        self.models.provider(model)?;
        let known = self.models.known(model);
        attach::can_be_shown(model, &known, attachments)?;
        let blind = known.vision == Some(false) || known.files == Some(false);
        if let Some(parent) = parent.filter(|_| blind) {
            let path = self.full_path(parent).await?;
            let files = path.iter().flat_map(|message| &message.attachments);
            attach::can_be_shown(model, &known, files)?;
        }
        Ok(known)
    }

    /// An error if the message before is still being written.
    pub(crate) fn has_ended(&self, message: Option<MessageId>) -> Result<()> {
        match message.is_some_and(|message| self.desk.live.is_open(message)) {
            true => Err(Error::NotAllowed("the reply before is still being written")),
            false => Ok(()),
        }
    }

    /// Gives a session that begins the first words of its prompt as its title.
    pub(crate) async fn named_after(&self, prompt: &Message) {
        if let Some(words) = title::from_words(&prompt.text) {
            self.give_title(prompt.session, &words, TitleSource::Words).await;
        }
    }

    pub(crate) async fn parameters(
        &self,
        model: &ModelId,
        session: Parameters,
        defaults: Parameters,
    ) -> Result<Parameters> {
        let own = self.store.model_parameters(model).await?;
        Ok(session.or(&own).or(&defaults))
    }

    pub(crate) fn new_prompt(&self, session: SessionId) -> Message {
        let (id, turn) = (self.clock.message(), self.clock.turn());
        Message::new(id, session, turn, Role::User, self.clock.now())
    }

    pub(crate) fn new_reply(
        &self,
        prompt: &Message,
        model: ModelId,
        parameters: Parameters,
    ) -> Message {
        let (id, at) = (self.clock.message(), self.clock.now());
        Message {
            parent: Some(prompt.id),
            lane: prompt.lane,
            status: Status::Streaming,
            model: Some(model),
            parameters: Some(parameters),
            blind: prompt.blind,
            ..Message::new(id, prompt.session, prompt.turn, Role::Assistant, at)
        }
    }

    /// Rows before bytes: the turn is written, then every reply that is to be answered is begun.
    pub(crate) async fn begin(
        self: &Arc<Self>,
        turn: NewTurn,
        verbatim: Option<Vec<u8>>,
    ) -> Result<()> {
        self.store.begin_turn(&turn, self.clock.now()).await?;
        let mut open = turn.replies;
        open.retain(|reply| reply.status == Status::Streaming);
        let masker = self.blindfold(&open).await?;
        for reply in open {
            self.start(reply, verbatim.clone(), masker.clone());
        }
        Ok(())
    }

    /// The new messages from `first` on, as the store has them, told to everyone.
    pub(crate) async fn asked(&self, session: SessionId, first: MessageId) -> Result<Asked> {
        let leaf = self.store.session(session).await?.leaf.unwrap_or(first);
        let ended = self.desk.live.ended();
        let stretch = self.store.path(leaf, None, 2).await?.messages;
        let new = stretch.iter().position(|message| message.id == first).unwrap_or(0);
        let mut messages = stretch;
        messages.drain(..new);
        self.freshen(&mut messages, ended);
        for message in &mut messages {
            if !self.desk.live.tell_read(message) {
                *message = self.store.message(message.id).await?;
                self.desk.live.tell_read(message);
            }
        }
        self.told(row(&self.store.session(session).await?));
        self.veil_all(&mut messages).await?;
        Ok(Asked { session, messages })
    }

    /// Begins to answer: who is asked, and how, stands in the reply.
    pub(crate) fn start(
        self: &Arc<Self>,
        reply: Message,
        verbatim: Option<Vec<u8>>,
        masker: Option<Arc<Masker>>,
    ) {
        let (Some(model), Some(parameters)) = (reply.model.clone(), reply.parameters.clone())
        else {
            return;
        };
        let origin = Origin { purpose: Purpose::Chat, session: Some(reply.session.0) };
        let verbatim = verbatim.map(Into::into);
        let request = ChatRequest { model, messages: Vec::new(), parameters, origin, verbatim };
        let (id, prompt) = (reply.id, reply.parent);
        let continued = !reply.text.is_empty();
        self.desk.live.begin(reply, masker);
        let engine = self.clone();
        let task = tokio::spawn(async move {
            let end = match engine.sent(id, request, prompt, continued).await {
                Ok((provider, request)) => engine.desk.write(id, provider.stream(request)).await,
                Err(error) => End::unsent(&error),
            };
            let ended = engine.desk.end(id, end, engine.clock.now());
            if let Some(reply) = ended {
                engine.after(reply).await;
            }
        });
        self.desk.live.owned_by(id, task.abort_handle());
    }

    /// The request for a reply, and who answers it. What will be sent is kept, but not once more of a
    /// reply that is gone on with: sent again, it would bring an answer that begins in the middle.
    async fn sent(
        &self,
        reply: MessageId,
        mut request: ChatRequest,
        prompt: Option<MessageId>,
        continued: bool,
    ) -> Result<(Arc<dyn ChatModel>, ChatRequest)> {
        let continued = continued.then_some(reply);
        let leaf = continued.or(prompt).ok_or(Error::NotAllowed("the reply has no prompt"))?;
        // Replies that have just ended are newer in memory: what they carry is looked up first, for
        // the reason that `freshen` gives.
        let newer = self.desk.live.carried();
        let path = self.full_path(leaf).await?;
        let mut carried = self.store.carried(leaf).await?;
        carried.extend(newer);
        let files = self.shown(&path).await?;
        request.messages = path::sent(&request, &path, &carried, &files);
        let provider = self.models.provider(&request.model)?;
        if continued.is_none() {
            self.desk.live.sent(reply, provider.wire(&request)?);
        }
        Ok((provider, request))
    }
}
