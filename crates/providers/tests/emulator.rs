//! Recognisers and voices of an emulator that none of us wrote, `@copilotkit/aimock`, from the
//! packages of the user interface, which the project's setup brings.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use futures::{StreamExt, stream};
use model::{
    Hearing, ModelId, Origin, Speaking, SpeechEvent, SpeechRequest, Synthesizer, Transcriber,
    TranscriptEvent, TranscriptionRequest,
};
use providers::{Http, NoKeys, Remote, Row};

/// The emulator; it ends when it is dropped.
struct Emulator {
    base: String,
    node: Child,
}

#[cfg(test)]
impl Emulator {
    fn start() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut node = Command::new("node")
            .arg(root.join("crates/stage/src/answering/emulator.mjs"))
            .arg(root.join("ui"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut base = String::new();
        BufReader::new(node.stdout.take().unwrap()).read_line(&mut base).unwrap();
        Self { base: base.trim().to_owned(), node }
    }

    /// OpenAI's row of the catalogue, led here.
    fn remote(&self) -> Remote {
        assert!(self.base.starts_with("http://"), "it says where it listens: {:?}", self.base);
        let openai = providers::row("openai").unwrap().clone();
        let row = Row { base: format!("{}/v1", self.base), keyless: true, ..openai };
        Remote::new(row, Http::default(), Arc::new(NoKeys))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}

#[tokio::test]
async fn what_is_said_is_written_down_by_each_recogniser() {
    let emulator = Emulator::start();
    let remote = emulator.remote();
    for model in &remote.row().hearing.clone().unwrap().models {
        let request = TranscriptionRequest {
            model: ModelId::new("openai", &model.name),
            audio: stream::iter([vec![0.1; 16_000]]).boxed(),
            options: Hearing::default(),
            origin: Origin::default(),
        };
        let events: Vec<_> = remote.hearing().unwrap().stream(request).collect().await;
        match events.last() {
            Some(Ok(TranscriptEvent::Finished { transcript })) => {
                assert_eq!(transcript.text, "How do I reverse a list?", "{}", model.name);
            }
            other => panic!("{}: {other:?}", model.name),
        }
    }
}

#[tokio::test]
async fn words_are_said_by_each_voice() {
    let emulator = Emulator::start();
    let remote = emulator.remote();
    for model in &remote.row().speech.clone().unwrap().models {
        let request = SpeechRequest {
            model: ModelId::new("openai", &model.name),
            text: "Say hello.".to_owned(),
            voice: Speaking::default(),
            origin: Origin::default(),
        };
        let events: Vec<_> = remote.speech().unwrap().stream(request).collect().await;
        assert_eq!(events.first(), Some(&Ok(SpeechEvent::Started { rate: 24_000 })));
        assert_eq!(events.last(), Some(&Ok(SpeechEvent::Finished)), "{}", model.name);
        let samples = events.iter().flatten().filter_map(|event| match event {
            SpeechEvent::Samples(samples) => Some(samples.len()),
            SpeechEvent::Started { .. } | SpeechEvent::Finished => None,
        });
        assert_eq!(samples.sum::<usize>(), 6, "{}", model.name);
    }
}
