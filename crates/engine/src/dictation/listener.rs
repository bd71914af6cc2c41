use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use model::{HEARING_RATE, Transcriber, Transcript, TranscriptEvent};
use tokio::sync::{mpsc, watch};

use super::phrase::Phrase;
use super::{Dictate, Dictated, DictationFailure, DictationState, Ear, EarEvent};
use crate::Engine;

/// The one who listens: from sound to phrases.
pub(super) struct Listener {
    engine: Arc<Engine>,
    how: Dictate,
    transcriber: Arc<dyn Transcriber>,
    tell: watch::Sender<Dictated>,
    now: Dictated,
    samples: u64,
    /// Those that are not written down yet, oldest first; only the last may still be growing.
    phrases: VecDeque<Phrase>,
}

impl Listener {
    pub(super) fn new(
        engine: Arc<Engine>,
        how: Dictate,
        transcriber: Arc<dyn Transcriber>,
        tell: watch::Sender<Dictated>,
    ) -> Self {
        let now = tell.borrow().clone();
        let phrases = VecDeque::new();
        Self { engine, how, transcriber, tell, now, samples: 0, phrases }
    }

    pub(super) async fn run(
        mut self,
        mut ear: Box<dyn Ear>,
        mut finish: mpsc::UnboundedReceiver<()>,
    ) {
        let mut sound = ear.events();
        let mut listening = true;
        while listening || !self.phrases.is_empty() {
            let taken = self.full().map(Phrase::taken);
            let waits = taken.is_some();
            tokio::select! {
                event = sound.next(), if listening && !waits => match event {
                    Some(event) => self.heard(event),
                    None => {
                        listening = false;
                        self.stopped();
                    }
                },
                () = next_taken(taken), if waits => {}
                told = told_of(&mut self.phrases) => {
                    if self.written(told).await {
                        // What follows would fail as well.
                        ear.finish();
                    }
                }
                Some(()) = finish.recv(), if self.now.state != DictationState::Finishing => {
                    ear.finish();
                    self.now.state = DictationState::Finishing;
                }
            }
            self.tell.send_replace(self.now.clone());
        }
        self.now.state = DictationState::Ended;
        self.tell.send_replace(self.now);
    }

    /// The phrase of which the recogniser has enough before it, where the source can wait.
    fn full(&self) -> Option<&Phrase> {
        self.phrases.back().filter(|phrase| self.how.patient && phrase.is_full())
    }

    fn heard(&mut self, event: EarEvent) {
        match event {
            EarEvent::Opened => self.now.state = DictationState::Listening,
            EarEvent::Level(level) => self.now.level = level,
            EarEvent::SpeechBegan => {
                self.now.speaking = true;
                self.growing().spoken = true;
            }
            EarEvent::Samples(samples) => {
                self.samples += samples.len() as u64;
                self.now.heard = length_of(self.samples);
                let keep = self.how.keep.is_some();
                self.growing().push(samples, keep);
            }
            EarEvent::SpeechEnded => {
                self.now.speaking = false;
                if self.how.by_phrase {
                    self.close();
                }
            }
            EarEvent::Moved { device } => self.now.moved = Some(device),
            EarEvent::Lost { message } => {
                self.now.failure = Some(DictationFailure::Lost(message));
            }
        }
    }

    /// The phrase that is being said.
    fn growing(&mut self) -> &mut Phrase {
        if self.phrases.back().is_none_or(Phrase::is_closed) {
            self.phrases.push_back(Phrase::new(&self.how, self.transcriber.as_ref()));
        }
        let last = self.phrases.len() - 1;
        &mut self.phrases[last]
    }

    fn close(&mut self) {
        if let Some(phrase) = self.phrases.back_mut() {
            phrase.close();
        }
        // Nobody is asked about silence.
        self.phrases.retain(|phrase| phrase.spoken || !phrase.is_closed());
    }

    /// Nothing more is heard.
    fn stopped(&mut self) {
        self.close();
        self.now.state = DictationState::Finishing;
        (self.now.level, self.now.speaking) = (0.0, false);
    }

    /// Takes in what the recogniser tells of the oldest phrase; whether it has failed.
    async fn written(&mut self, told: Option<model::Result<TranscriptEvent>>) -> bool {
        let failure = match told {
            Some(Ok(TranscriptEvent::Partial { committed, tentative })) => {
                if let Some(phrase) = self.phrases.front_mut() {
                    phrase.committed.clone_from(&committed);
                }
                (self.now.committed, self.now.tentative) = (committed, tentative);
                return false;
            }
            Some(Ok(TranscriptEvent::Finished { transcript })) => {
                if let Some(phrase) = self.phrases.pop_front() {
                    self.done(phrase.kept, transcript).await;
                }
                return false;
            }
            Some(Err(error)) => error,
            None => model::Error::new(
                model::ErrorKind::Truncated,
                "the recogniser ended before it had written all of it down",
            ),
        };
        let half = self.phrases.pop_front();
        let mut unheard: Vec<f32> = Vec::new();
        let mut committed = String::new();
        if let Some(phrase) = half {
            (unheard, committed) = (phrase.kept, phrase.committed);
        }
        // What comes after it will not be written down either: it is kept with it.
        for phrase in std::mem::take(&mut self.phrases) {
            unheard.extend(phrase.kept);
        }
        let transcript = Transcript { text: committed, ..Transcript::default() };
        self.done(unheard, transcript).await;
        self.now.failure.get_or_insert(DictationFailure::Model(failure));
        true
    }

    /// A phrase is written down, with what is kept of it.
    async fn done(&mut self, sound: Vec<f32>, transcript: Transcript) {
        (self.now.committed, self.now.tentative) = (String::new(), String::new());
        if let Some(language) = &transcript.language {
            self.now.language = Some(language.clone());
        }
        if let (Some(encode), false) = (self.how.keep.clone(), sound.is_empty()) {
            let encoded = tokio::task::spawn_blocking(move || encode(&sound)).await;
            let encoded = encoded.map_err(|error| error.to_string()).and_then(|kept| kept);
            match encoded {
                Ok(sound) => {
                    let kept = self.engine.keep_recording(&sound, &transcript, &self.how.model);
                    match kept.await {
                        Ok(recording) => self.now.recordings.push(recording),
                        Err(error) => self.not_kept(error.to_string()),
                    }
                }
                Err(message) => self.not_kept(message),
            }
        }
        if !transcript.text.is_empty() {
            self.now.phrases.push(transcript.text);
        }
    }

    fn not_kept(&mut self, message: String) {
        self.now.failure.get_or_insert(DictationFailure::NotKept(message));
    }
}

/// What the recogniser tells next of the oldest phrase in which somebody spoke.
async fn told_of(phrases: &mut VecDeque<Phrase>) -> Option<model::Result<TranscriptEvent>> {
    match phrases.front_mut() {
        Some(phrase) if phrase.spoken => phrase.next().await,
        _ => std::future::pending().await,
    }
}

async fn next_taken(taken: Option<impl Future<Output = ()>>) {
    match taken {
        Some(taken) => taken.await,
        None => std::future::pending().await,
    }
}

fn length_of(samples: u64) -> Duration {
    Duration::from_micros(samples * 1_000_000 / u64::from(HEARING_RATE))
}
