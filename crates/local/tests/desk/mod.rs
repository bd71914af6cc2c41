//! A place to run scripted workers on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use local::{LocalChat, ModelFile, Presence, Runtime};
use model::{ChatEvent, ChatModel, ChatRequest, Message, ModelId, Parameters, Role};
use tokio::time::{interval, timeout};

pub(crate) const MODEL: &str = "one";
pub(crate) const OTHER: &str = "other";
pub(crate) const THIRD: &str = "third";

/// Models whose files are scripts.
pub(crate) struct Desk {
    pub(crate) chat: LocalChat,
    folder: tempfile::TempDir,
}

impl Desk {
    /// One whose workers run as `adapt` makes the usual runtime.
    pub(crate) fn new(adapt: impl FnOnce(&mut Runtime)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut runtime =
            Runtime::new(PathBuf::from(env!("CARGO_BIN_EXE_antiphon-scripted-worker")));
        adapt(&mut runtime);
        let place = folder.path().to_owned();
        let files = move |id: &ModelId| Ok(file(&place, id));
        let desk = Self { chat: LocalChat::new(Arc::new(files), runtime), folder };
        for name in [MODEL, OTHER, THIRD] {
            desk.script(name, "{}");
        }
        desk
    }

    /// Makes `script` the file of the model called `name`.
    pub(crate) fn script(&self, name: &str, script: &str) {
        std::fs::write(self.folder.path().join(name).with_extension("json"), script).unwrap();
    }

    /// The id of the process that answers for the model called `name`.
    pub(crate) async fn process(&self, name: &str) -> String {
        text(self, asked(name, r#"#script {"echo": "process"}"#)).await.unwrap()
    }

    /// Ends the worker of the model called `name`.
    pub(crate) async fn unload(&self, name: &str) {
        self.chat.unload(&ModelId::new(ModelId::LOCAL, name)).await;
    }

    /// Waits until the loaded models are as `wanted`.
    pub(crate) async fn until(&self, wanted: impl Fn(&BTreeMap<ModelId, Presence>) -> bool) {
        let mut presence = self.chat.presence();
        timeout(Duration::from_secs(20), presence.wait_for(|models| wanted(models)))
            .await
            .expect("the models are not as they should be")
            .unwrap();
    }
}

fn file(folder: &Path, id: &ModelId) -> ModelFile {
    ModelFile {
        id: id.clone(),
        name: id.name().to_owned(),
        path: folder.join(id.name()).with_extension("json"),
        size: 2,
        context: Some(2048),
        defaults: Parameters { temperature: Some(0.25), ..Parameters::default() },
    }
}

/// A request that puts `prompt` to the model called `name`.
pub(crate) fn asked(name: &str, prompt: &str) -> ChatRequest {
    ChatRequest {
        model: ModelId::new(ModelId::LOCAL, name),
        messages: vec![Message::new(Role::User, prompt)],
        parameters: Parameters::default(),
        origin: Default::default(),
        verbatim: None,
    }
}

/// The whole text of a reply, or the error it ended with.
pub(crate) async fn text(desk: &Desk, request: ChatRequest) -> model::Result<String> {
    let mut stream = desk.chat.stream(request);
    let mut text = String::new();
    let whole = async {
        while let Some(event) = stream.next().await {
            if let ChatEvent::Text { text: piece } = event? {
                text.push_str(&piece);
            }
        }
        Ok(())
    };
    timeout(Duration::from_secs(30), whole).await.expect("no reply in half a minute")?;
    Ok(text)
}

/// Whether the process with this id still runs.
pub(crate) fn lives(process: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat"));
    status.is_ok_and(|status| !status.contains(") Z "))
}

/// Waits until the process with this id runs no more.
pub(crate) async fn until_dead(process: &str) {
    let mut ticks = interval(Duration::from_millis(5));
    let dead = async {
        while lives(process) {
            ticks.tick().await;
        }
    };
    timeout(Duration::from_secs(20), dead).await.expect("the process lives on");
}
