//! A model whose every word the test says, a paused clock, and a store in a folder of its own.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::{Ask, Asked, Clock, Engine, Known, Models, Record, Update, Watch};
use futures::StreamExt;
use model::{
    BoxStream, ChatEvent, ChatModel, ChatRequest, Error, FinishReason, ModelId, Parameters,
    Synthesizer, Transcriber,
};
use store::{Message, MessageId, Millis, SessionId, Status, Store};
use tempfile::TempDir;
use tokio::sync::{Notify, mpsc};
use uuid::Uuid;

use crate::aloud::Voice;
use crate::dictation::Scribe;

/// One request that the engine made, and the way to answer it.
pub(crate) struct Call {
    pub(crate) request: ChatRequest,
    events: mpsc::UnboundedSender<model::Result<ChatEvent>>,
}

impl Call {
    pub(crate) fn say(&self, text: &str) -> &Self {
        self.send(Ok(ChatEvent::Text { text: text.into() }))
    }

    pub(crate) fn send(&self, event: model::Result<ChatEvent>) -> &Self {
        self.events.send(event).expect("the engine listens");
        self
    }

    pub(crate) fn finish(&self) {
        self.send(Ok(ChatEvent::Finished { reason: FinishReason::End }));
    }

    pub(crate) fn fail(&self, kind: model::ErrorKind) {
        self.send(Err(Error::new(kind, "the script says so")));
    }

    /// Waits until the engine has dropped the stream.
    pub(crate) async fn cancelled(&self) {
        self.events.closed().await;
    }
}

#[derive(Default)]
pub(crate) struct Scripted {
    calls: Mutex<VecDeque<Call>>,
    called: Notify,
}

impl ChatModel for Scripted {
    fn wire(&self, request: &ChatRequest) -> model::Result<bytes::Bytes> {
        Ok(match &request.verbatim {
            Some(body) => body.clone(),
            None => serde_json::to_vec(&request.messages).unwrap().into(),
        })
    }

    fn stream(&self, request: ChatRequest) -> BoxStream<'static, model::Result<ChatEvent>> {
        let (events, mut arriving) = mpsc::unbounded_channel();
        self.calls.lock().unwrap().push_back(Call { request, events });
        self.called.notify_one();
        futures::stream::poll_fn(move |context| arriving.poll_recv(context)).boxed()
    }
}

/// What the shell says of the models, which a test may change at any time.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) known: BTreeMap<ModelId, Known>,
    pub(crate) embedded: Option<ModelId>,
    pub(crate) titles_by_cloud: bool,
    pub(crate) gone: Option<String>,
}

impl Said {
    fn known(&self, model: &ModelId) -> Known {
        let defaults = Parameters { top_p: Some(0.5), ..Parameters::default() };
        let local = model.provider() == ModelId::LOCAL;
        let known = self.known.get(model).cloned();
        known.unwrap_or(Known { defaults, continues: local, ..Known::default() })
    }
}

/// An engine over a fresh store and scripted models `local` and `cloud`.
pub(crate) struct Desk {
    pub(crate) engine: Arc<Engine>,
    pub(crate) model: Arc<Scripted>,
    pub(crate) voice: Arc<Voice>,
    pub(crate) scribe: Arc<Scribe>,
    pub(crate) record: Record,
    pub(crate) said: Arc<Mutex<Said>>,
    _folder: TempDir,
    _stand_still: std::sync::mpsc::Sender<()>,
}

impl Desk {
    /// Pauses the clock: from here on only `tokio::time::advance` moves it.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Millis(1)).await.unwrap().store;
        Self::over(store, folder)
    }

    pub(crate) fn over(store: Store, folder: TempDir) -> Self {
        tokio::time::pause();
        // The store works on a thread of its own, which looks like idleness to a paused clock: a
        // blocking task keeps it from running ahead.
        let (stand_still, rest) = std::sync::mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || rest.recv());
        let model = Arc::new(Scripted::default());
        let local: Arc<dyn ChatModel> = model.clone();
        let voice = Arc::new(Voice::default());
        let speech = voice.clone();
        let scribe = Arc::new(Scribe::default());
        let hearing = scribe.clone();
        let said = Arc::new(Mutex::new(Said::default()));
        let [one, two, three, four] = [(); 4].map(|()| said.clone());
        let models = Models {
            provider: Box::new(move |provider| {
                let gone = one.lock().unwrap().gone.as_deref() == Some(provider);
                (["local", "cloud"].contains(&provider) && !gone).then(|| local.clone())
            }),
            hearing: Box::new(move |provider| {
                (provider == ModelId::LOCAL).then(|| hearing.clone() as Arc<dyn Transcriber>)
            }),
            speech: Box::new(move |provider| {
                (provider == ModelId::LOCAL).then(|| speech.clone() as Arc<dyn Synthesizer>)
            }),
            known: Box::new(move |model| two.lock().unwrap().known(model)),
            embedded: Box::new(move || three.lock().unwrap().embedded.clone()),
            names: Box::new(|model| vec![model.name().to_owned()]),
            titles_by_cloud: Box::new(move || four.lock().unwrap().titles_by_cloud),
        };
        let ticks = AtomicI64::new(1_000);
        let clock = Clock::new(move || Millis(ticks.fetch_add(1, Ordering::Relaxed)), Uuid::now_v7);
        let record = Record::new(clock.clone());
        let engine = Engine::new(store, models, record.clone(), clock);
        Self {
            engine,
            model,
            voice,
            scribe,
            record,
            said,
            _folder: folder,
            _stand_still: stand_still,
        }
    }

    /// The next request that the engine makes.
    pub(crate) async fn call(&self) -> Call {
        loop {
            if let Some(call) = self.model.calls.lock().unwrap().pop_front() {
                return call;
            }
            self.model.called.notified().await;
        }
    }

    /// What is known of a model from now on.
    pub(crate) fn know(&self, model: &ModelId, known: Known) {
        self.said.lock().unwrap().known.insert(model.clone(), known);
    }

    pub(crate) fn calls_waiting(&self) -> usize {
        self.model.calls.lock().unwrap().len()
    }

    pub(crate) async fn ask(&self, text: &str) -> Asked {
        self.engine.ask(ask(text)).await.unwrap()
    }

    pub(crate) async fn stored(&self, id: MessageId) -> Message {
        self.engine.store().message(id).await.unwrap()
    }

    /// Lets the writer's interval pass and waits until it has written.
    pub(crate) async fn written(&self) {
        tokio::time::advance(Duration::from_millis(300)).await;
        self.engine.flush().await;
    }

    /// Answers the first prompt of a session to its end, refuses the title, and is written.
    pub(crate) async fn session(&self, prompt: &str, reply: &str) -> Asked {
        let asked = self.ask(prompt).await;
        self.answer(reply).await;
        self.call().await.fail(model::ErrorKind::Server);
        self.engine.idle().await;
        self.written().await;
        asked
    }

    /// Answers the next request to its end.
    pub(crate) async fn answer(&self, reply: &str) {
        self.call().await.say(reply).finish();
    }
}

pub(crate) fn ask(text: &str) -> Ask {
    Ask {
        session: None,
        parent: None,
        text: text.into(),
        attachments: Vec::new(),
        recordings: Vec::new(),
        model: ModelId::from("local/scripted".to_owned()),
        parameters: None,
    }
}

/// A model that is not on this machine.
pub(crate) fn cloud() -> ModelId {
    ModelId::from("cloud/scripted".to_owned())
}

/// A prompt to a model that is not on this machine.
pub(crate) fn ask_cloud(text: &str) -> Ask {
    Ask { model: cloud(), ..ask(text) }
}

pub(crate) fn follow(asked: &Asked, text: &str) -> Ask {
    let parent = asked.messages.last().map(|message| message.id);
    Ask { session: Some(asked.session), parent, ..ask(text) }
}

/// The reply among what was begun.
pub(crate) fn reply(asked: &Asked) -> MessageId {
    asked.messages.last().expect("a reply").id
}

/// What a window shows: the reducer of the updates.
#[derive(Default)]
pub(crate) struct Screen(pub(crate) BTreeMap<MessageId, Message>);

impl Screen {
    pub(crate) fn reduce(&mut self, updates: Vec<Update>) {
        for update in updates {
            match update {
                Update::Message { message } => {
                    self.0.insert(message.id, message);
                }
                Update::Delta { id, text, reasoning } => {
                    let message = self.0.get_mut(&id).expect("deltas come after the message");
                    message.text.push_str(&text);
                    message.reasoning.push_str(&reasoning);
                }
            }
        }
    }

    /// Reads until the reply has this status.
    pub(crate) async fn until(
        &mut self,
        watch: &mut Watch,
        id: MessageId,
        status: Status,
    ) -> &Message {
        while self.0.get(&id).is_none_or(|message| message.status != status) {
            self.reduce(watch.next().await);
        }
        &self.0[&id]
    }

    /// Reads until the reply's text is this.
    pub(crate) async fn until_text(&mut self, watch: &mut Watch, id: MessageId, text: &str) {
        while self.0.get(&id).is_none_or(|message| message.text != text) {
            self.reduce(watch.next().await);
        }
    }
}

pub(crate) fn watch(desk: &Desk, session: SessionId) -> Watch {
    desk.engine.watch(session)
}
