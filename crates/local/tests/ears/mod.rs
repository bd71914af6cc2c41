//! A place to run scripted recognisers on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, BoxStream, StreamExt};
use local::{LocalHearing, ModelFile, Runtime};
use model::{
    Hearing, ModelId, Result, Transcriber, Transcript, TranscriptEvent, TranscriptionRequest,
};
use tokio::time::timeout;

pub(crate) const SECOND: usize = 16_000;
pub(crate) const SOON: Duration = Duration::from_secs(1);
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A recogniser whose file is a script.
pub(crate) struct Desk {
    pub(crate) hearing: LocalHearing,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// One whose recogniser follows `script`.
    pub(crate) fn new(script: &str, adapt: impl FnOnce(&mut Runtime)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("one.json"), script).unwrap();
        let worker = PathBuf::from(env!("CARGO_BIN_EXE_antiphon-scripted-voice"));
        let mut runtime = Runtime::new(worker);
        adapt(&mut runtime);
        let place = folder.path().to_owned();
        let files = Arc::new(move |id: &ModelId| Ok(file(&place, id)));
        Self { hearing: LocalHearing::new(files, runtime), _folder: folder }
    }

    pub(crate) fn stream(
        &self,
        audio: BoxStream<'static, Vec<f32>>,
        options: Hearing,
    ) -> BoxStream<'static, Result<TranscriptEvent>> {
        let request =
            TranscriptionRequest { model: one(), audio, options, origin: Default::default() };
        self.hearing.stream(request)
    }

    /// What is heard of a voice of so many seconds, under the rule `rule`.
    pub(crate) async fn hear(
        &self,
        seconds: usize,
        rule: &str,
    ) -> Result<(Vec<(String, String)>, Transcript)> {
        let options = Hearing {
            partials: true,
            terms: vec![format!("#script {rule}")],
            ..Hearing::default()
        };
        whole(self.stream(voice(seconds), options)).await
    }
}

pub(crate) fn one() -> ModelId {
    ModelId::new(ModelId::LOCAL, "one")
}

fn file(folder: &Path, id: &ModelId) -> ModelFile {
    ModelFile {
        id: id.clone(),
        name: id.name().to_owned(),
        path: folder.join(id.name()).with_extension("json"),
        size: 2,
        context: None,
        defaults: Default::default(),
    }
}

pub(crate) fn voice(seconds: usize) -> BoxStream<'static, Vec<f32>> {
    stream::iter((0..seconds * 10).map(|_| vec![0.1; SECOND / 10])).boxed()
}

pub(crate) async fn whole(
    mut events: BoxStream<'static, Result<TranscriptEvent>>,
) -> Result<(Vec<(String, String)>, Transcript)> {
    let mut partials = Vec::new();
    let heard = async {
        while let Some(event) = events.next().await {
            match event? {
                TranscriptEvent::Partial { committed, tentative } => {
                    partials.push((committed, tentative));
                }
                TranscriptEvent::Finished { transcript } => return Ok(transcript),
            }
        }
        panic!("the stream ended without its end")
    };
    let transcript = timeout(PATIENCE, heard).await.expect("nothing was heard in half a minute")?;
    Ok((partials, transcript))
}
