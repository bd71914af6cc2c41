use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use model::{ChatModel, ChatRequest, FinishReason, ModelId, Origin, Parameters, Purpose, Role};
use serde::{Deserialize, Serialize};
use specta::Type;
use store::{
    Attached, Message, MessageId, NewSession, NewTurn, SessionId, Status, Store, TitleSource,
    Versions,
};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::AbortHandle;

use crate::live::Live;
use crate::models::{Known, Models};
use crate::record::Record;
use crate::reply::{Desk, End};
use crate::session::row;
use crate::watch::{Change, Watch};
use crate::writer::Writer;
use crate::{Clock, Error, Result, attach, path, title};

/// How many changes a listener may fall behind before it has to read all again.
const CHANGES: usize = 1024;

/// Everything the app does with sessions and replies.
///
/// It lives within a tokio runtime. Dropping it cancels the replies that are being written; the
/// next start finds them interrupted.
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) desk: Desk,
    pub(crate) clock: Clock,
    pub(crate) models: Arc<Models>,
    changes: broadcast::Sender<Change>,
    pub(crate) titles: Mutex<HashMap<SessionId, AbortHandle>>,
}

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

impl Engine {
    /// An engine over `store`, which keeps what `record` notes as well. Must be called within a
    /// tokio runtime.
    pub fn new(store: Store, models: Models, record: Record, clock: Clock) -> Arc<Self> {
        let (changes, _) = broadcast::channel(CHANGES);
        let models = Arc::new(models);
        let live = Arc::new(Live::new(changes.clone()));
        let writer = Writer::start(store.clone(), live.clone(), record, models.clone());
        let writer = Arc::new(writer);
        let desk = Desk { live, writer, models: models.clone() };
        Arc::new(Self { store, desk, clock, models, changes, titles: Mutex::default() })
    }

    /// The store, for what needs no rule of the engine's.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Follows one session: its live replies as they stand, then what changes.
    pub fn watch(&self, session: SessionId) -> Watch {
        Watch::new(self.desk.live.clone(), session)
    }

    /// What changes outside of any one session. Who falls behind reads all again.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// The sessions with a live reply.
    pub fn live_sessions(&self) -> Vec<SessionId> {
        self.desk.live.sessions()
    }

    /// Writes the prompt and its reply, begins to answer, and returns before the first byte is
    /// sent. If the rows cannot be written, nothing is sent.
    pub async fn ask(self: &Arc<Self>, ask: Ask) -> Result<Asked> {
        if ask.text.trim().is_empty() && ask.attachments.is_empty() {
            return Err(Error::EmptyPrompt);
        }
        self.models.provider(&ask.model)?;
        let attachments = self.attachments(&ask.attachments).await?;
        let known = self.models.known(&ask.model);
        attach::can_be_shown(&ask.model, &known, &attachments)?;
        if let Some(parent) = ask.parent {
            self.path_can_be_shown(&ask.model, &known, parent).await?;
        }
        self.cancel_titles();
        let at = self.clock.now();
        let begins = ask.session.is_none().then(|| NewSession {
            id: self.clock.session(),
            parameters: ask.parameters.clone().unwrap_or_default(),
        });
        let session = match (&begins, ask.session) {
            (Some(new), _) => new.id,
            (None, Some(id)) => id,
            (None, None) => return Err(Error::NotAllowed("a session is missing")),
        };
        if let Some(parent) = ask.parent
            && self.desk.live.message(parent).is_some()
        {
            return Err(Error::NotAllowed("the reply before is still being written"));
        }
        let prompt = Message {
            id: self.clock.message(),
            session,
            parent: ask.parent,
            turn: self.clock.turn(),
            lane: 0,
            role: Role::User,
            status: Status::Complete,
            text: ask.text,
            attachments,
            reasoning: String::new(),
            model: None,
            served: None,
            parameters: None,
            usage: None,
            cost: None,
            timings: None,
            finish: None,
            left_out: 0,
            failure: None,
            created_at: at,
            versions: Versions::default(),
        };
        let own = match &begins {
            Some(new) => new.parameters.clone(),
            None => self.store.session(session).await?.parameters,
        };
        let parameters = self.parameters(&ask.model, own, known.defaults).await?;
        let reply = self.new_reply(&prompt, ask.model, parameters);
        let first = begins.is_some();
        self.begin(NewTurn { begins, prompt: Some(prompt.clone()), replies: vec![reply] }).await?;
        if first && let Some(words) = title::from_words(&prompt.text) {
            self.give_title(session, &words, TitleSource::Words).await;
        }
        self.asked(session, prompt.id).await
    }

    /// A new version beside `reply`, by the same model or another.
    pub async fn regenerate(
        self: &Arc<Self>,
        reply: MessageId,
        model: Option<ModelId>,
    ) -> Result<Asked> {
        let old = self.store.message(reply).await?;
        let (Role::Assistant, Some(prompt)) = (old.role, old.parent) else {
            return Err(Error::NotAllowed("only a reply can be written again"));
        };
        let Some(model) = model.or(old.model) else {
            return Err(Error::NotAllowed("the reply names no model"));
        };
        self.models.provider(&model)?;
        let known = self.models.known(&model);
        self.path_can_be_shown(&model, &known, prompt).await?;
        self.cancel_titles();
        let prompt = self.store.message(prompt).await?;
        let own = self.store.session(old.session).await?.parameters;
        let parameters = self.parameters(&model, own, known.defaults).await?;
        let reply = self.new_reply(&prompt, model, parameters);
        let id = reply.id;
        self.begin(NewTurn { begins: None, prompt: None, replies: vec![reply] }).await?;
        self.asked(old.session, id).await
    }

    /// Goes on with a reply that was stopped, interrupted, cut by length or failed on the way: the
    /// same version is extended. Only where its model goes on from the exact end of what it wrote;
    /// any other would begin anew, or answer a prompt that nobody wrote.
    pub async fn continue_reply(self: &Arc<Self>, id: MessageId) -> Result<()> {
        if self.desk.live.message(id).is_some() {
            return Err(Error::NotAllowed("the reply is being written"));
        }
        self.desk.writer.flush().await;
        let mut reply = self.store.message(id).await?;
        let cut = reply.finish == Some(FinishReason::Length);
        let open = matches!(reply.status, Status::Stopped | Status::Interrupted | Status::Failed);
        let (Role::Assistant, true) = (reply.role, open || cut) else {
            return Err(Error::NotAllowed("the reply is complete"));
        };
        let (Some(model), Some(parameters)) = (reply.model.clone(), reply.parameters.clone())
        else {
            return Err(Error::NotAllowed("the reply names no model"));
        };
        self.models.provider(&model)?;
        if !self.models.known(&model).continues {
            return Err(Error::NotAllowed("this model cannot go on with a reply: ask again"));
        }
        self.cancel_titles();
        self.store.reopen(id).await?;
        reply.status = Status::Streaming;
        // What is counted and billed from here on comes on top of what it cost before.
        (reply.finish, reply.failure, reply.usage) = (None, None, None);
        self.start(reply, model, parameters);
        Ok(())
    }

    /// Stops a reply that is being written; what had arrived is kept.
    pub fn stop(&self, id: MessageId) -> Result<()> {
        let Some(task) = self.desk.live.task(id) else {
            return Err(Error::NotAllowed("the reply has ended"));
        };
        if let Some(task) = task {
            task.abort();
        }
        self.desk.end(id, End::stopped(), self.clock.now());
        Ok(())
    }

    /// Writes all that has arrived by now: before the app ends.
    pub async fn flush(&self) {
        self.desk.writer.flush().await;
    }

    /// Waits until no reply is being written.
    pub async fn idle(&self) {
        let mut changes = self.changes();
        while !self.desk.live.all().is_empty() {
            // Falling behind, or the end of all changes, is answered by looking again.
            if let Err(RecvError::Closed) = changes.recv().await {
                return;
            }
        }
    }

    /// Writes all that has arrived and closes the store: when the app ends.
    pub async fn close(&self) {
        self.cancel_titles();
        self.flush().await;
        self.store.close().await;
    }

    /// Refuses a model that is known not to be able to be shown what the path up to `leaf` holds.
    async fn path_can_be_shown(
        &self,
        model: &ModelId,
        known: &Known,
        leaf: MessageId,
    ) -> Result<()> {
        if known.vision != Some(false) && known.files != Some(false) {
            return Ok(());
        }
        let path = self.full_path(leaf).await?;
        attach::can_be_shown(model, known, path.iter().flat_map(|message| &message.attachments))
    }

    async fn parameters(
        &self,
        model: &ModelId,
        session: Parameters,
        defaults: Parameters,
    ) -> Result<Parameters> {
        let own = self.store.model_parameters(model).await?;
        Ok(session.or(&own).or(&defaults))
    }

    fn new_reply(&self, prompt: &Message, model: ModelId, parameters: Parameters) -> Message {
        Message {
            id: self.clock.message(),
            parent: Some(prompt.id),
            role: Role::Assistant,
            status: Status::Streaming,
            text: String::new(),
            attachments: Vec::new(),
            model: Some(model),
            parameters: Some(parameters),
            created_at: self.clock.now(),
            versions: Versions::default(),
            ..prompt.clone()
        }
    }

    /// Rows before bytes: the turn is written, then every reply is begun.
    async fn begin(self: &Arc<Self>, turn: NewTurn) -> Result<()> {
        self.store.begin_turn(&turn, self.clock.now()).await?;
        for reply in turn.replies {
            let (Some(model), Some(parameters)) = (reply.model.clone(), reply.parameters.clone())
            else {
                continue;
            };
            self.start(reply, model, parameters);
        }
        Ok(())
    }

    /// The new messages from `first` on, as the store has them, told to everyone.
    async fn asked(&self, session: SessionId, first: MessageId) -> Result<Asked> {
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
        Ok(Asked { session, messages })
    }

    fn start(self: &Arc<Self>, reply: Message, model: ModelId, parameters: Parameters) {
        let origin = Origin { purpose: Purpose::Chat, session: Some(reply.session.0) };
        let request = ChatRequest { model, messages: Vec::new(), parameters, origin };
        let (id, prompt) = (reply.id, reply.parent);
        let continued = !reply.text.is_empty();
        self.desk.live.begin(reply);
        let engine = self.clone();
        let task = tokio::spawn(async move {
            let end = match engine.sent(request, prompt, continued.then_some(id)).await {
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

    async fn sent(
        &self,
        mut request: ChatRequest,
        prompt: Option<MessageId>,
        continued: Option<MessageId>,
    ) -> Result<(Arc<dyn ChatModel>, ChatRequest)> {
        let leaf = continued.or(prompt).ok_or(Error::NotAllowed("the reply has no prompt"))?;
        // Replies that have just ended are newer in memory: what they carry is looked up first, for
        // the reason that `freshen` gives.
        let newer = self.desk.live.carried();
        let path = self.full_path(leaf).await?;
        let mut carried = self.store.carried(leaf).await?;
        carried.extend(newer);
        let files = self.shown(&path).await?;
        request.messages = path::sent(&request, &path, &carried, &files);
        Ok((self.models.provider(&request.model)?, request))
    }
}
