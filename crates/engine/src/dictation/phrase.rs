use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::StreamExt;
use model::{
    BoxStream, HEARING_RATE, Origin, Purpose, Transcriber, TranscriptEvent, TranscriptionRequest,
};
use tokio::sync::{Notify, mpsc};

use super::Dictate;

/// Samples that a source that can wait is read ahead by: half a minute.
const ENOUGH: usize = 30 * HEARING_RATE as usize;

/// One phrase on its way to becoming text.
pub(super) struct Phrase {
    sound: Option<mpsc::UnboundedSender<Vec<f32>>>,
    backlog: Arc<Backlog>,
    /// What was said, where it is to be kept.
    pub(super) kept: Vec<f32>,
    /// Somebody spoke.
    pub(super) spoken: bool,
    /// What the recogniser tells; begun when it is first asked for.
    events: BoxStream<'static, model::Result<TranscriptEvent>>,
    /// What it told last and will not change.
    pub(super) committed: String,
}

/// The samples that the recogniser has not taken yet.
#[derive(Default)]
struct Backlog {
    samples: AtomicUsize,
    taken: Notify,
}

impl Phrase {
    pub(super) fn new(how: &Dictate, transcriber: &dyn Transcriber) -> Self {
        let (sound, taken) = mpsc::unbounded_channel::<Vec<f32>>();
        let backlog = Arc::new(Backlog::default());
        let counted = backlog.clone();
        let audio = futures::stream::unfold((taken, counted), |(mut taken, counted)| async {
            let piece = taken.recv().await?;
            counted.samples.fetch_sub(piece.len(), Ordering::Relaxed);
            counted.taken.notify_one();
            Some((piece, (taken, counted)))
        });
        let events = transcriber.stream(TranscriptionRequest {
            model: how.model.clone(),
            audio: audio.boxed(),
            options: how.hearing.clone(),
            origin: Origin {
                purpose: Purpose::Hearing,
                session: how.session.map(|session| session.0),
            },
        });
        Self {
            sound: Some(sound),
            backlog,
            kept: Vec::new(),
            spoken: false,
            events,
            committed: String::new(),
        }
    }

    /// More of what is said.
    pub(super) fn push(&mut self, samples: Vec<f32>, keep: bool) {
        if keep {
            self.kept.extend_from_slice(&samples);
        }
        if let Some(sound) = &self.sound {
            self.backlog.samples.fetch_add(samples.len(), Ordering::Relaxed);
            // A recogniser that has failed takes no more; its stream says so.
            drop(sound.send(samples));
        }
    }

    /// It is complete.
    pub(super) fn close(&mut self) {
        self.sound = None;
    }

    pub(super) fn is_closed(&self) -> bool {
        self.sound.is_none()
    }

    /// The recogniser has as much before it as it should.
    pub(super) fn is_full(&self) -> bool {
        self.backlog.samples.load(Ordering::Relaxed) > ENOUGH
    }

    /// Waits until the recogniser takes some of it.
    pub(super) fn taken(&self) -> impl Future<Output = ()> + use<> {
        let backlog = self.backlog.clone();
        async move { backlog.taken.notified().await }
    }

    /// What the recogniser tells next; nothing at the end. Cancel-safe.
    pub(super) async fn next(&mut self) -> Option<model::Result<TranscriptEvent>> {
        self.events.next().await
    }
}
