//! Recognisers as the app has them.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, BoxStream, StreamExt};
use local::{LocalHearing, ModelFile, Runtime};
use model::{
    Hearing, ModelId, Result, Transcriber, Transcript, TranscriptEvent, TranscriptionRequest,
};
use tokio::time::timeout;

use crate::sounds::brought;

/// Long enough for a slow machine under load; reached only when something is broken.
const PATIENCE: Duration = Duration::from_secs(300);

/// The small recogniser, English alone.
pub(crate) const TINY: &str = "ggml-tiny.en.bin";
/// The usual recogniser, of many languages.
pub(crate) const BASE: &str = "ggml-base.bin";

/// What was heard, and what was told meanwhile: committed and tentative.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) partials: Vec<(String, String)>,
    pub(crate) transcript: Transcript,
}

/// Recognisers, one processor thread each.
pub(crate) fn hearing() -> LocalHearing {
    let mut runtime = Runtime::new(PathBuf::from(env!("CARGO_BIN_EXE_antiphon-voice-worker")));
    runtime.threads = 1;
    LocalHearing::new(Arc::new(|id: &ModelId| Ok(file(id))), runtime)
}

fn file(id: &ModelId) -> ModelFile {
    let path = brought("models", id.name());
    let size = std::fs::metadata(&path).unwrap().len();
    let name = id.name().to_owned();
    ModelFile { id: id.clone(), name, path, size, context: None, defaults: Default::default() }
}

/// Hears what `audio` says with the recogniser called `model`.
pub(crate) async fn hear(
    hearing: &LocalHearing,
    model: &str,
    audio: BoxStream<'static, Vec<f32>>,
    options: Hearing,
) -> Result<Heard> {
    let model = ModelId::new(ModelId::LOCAL, model);
    let request = TranscriptionRequest { model, audio, options, origin: Default::default() };
    let mut events = hearing.stream(request);
    let mut partials = Vec::new();
    let whole = async {
        while let Some(event) = events.next().await {
            match event? {
                TranscriptEvent::Partial { committed, tentative } => {
                    partials.push((committed, tentative));
                }
                TranscriptEvent::Finished { transcript } => {
                    return Ok(Heard { partials, transcript });
                }
            }
        }
        panic!("the stream ended without its end")
    };
    timeout(PATIENCE, whole).await.expect("nothing was heard in minutes")
}

/// A sound that is there at once, as a file is.
pub(crate) fn file_of(samples: Vec<f32>) -> BoxStream<'static, Vec<f32>> {
    stream::iter([samples]).boxed()
}

/// A sound that is being said: a piece arrives when its time has come.
pub(crate) fn spoken(samples: Vec<f32>) -> BoxStream<'static, Vec<f32>> {
    const TICK: Duration = Duration::from_millis(100);
    let pieces: Vec<Vec<f32>> = samples.chunks(1600).map(<[f32]>::to_vec).collect();
    let clock = tokio::time::interval(TICK);
    stream::unfold((clock, pieces.into_iter()), |(mut clock, mut pieces)| async {
        let piece = pieces.next()?;
        clock.tick().await;
        Some((piece, (clock, pieces)))
    })
    .boxed()
}
