//! Recognisers in worker processes.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::stream::{self, BoxStream, StreamExt};
use model::voice_worker::{Command, Report, SOUND_AHEAD, to_body};
use model::{
    Error, ErrorKind, HEARING_RATE, Hearing, ModelId, Result, Transcriber, TranscriptEvent,
    TranscriptionRequest,
};
use tokio::sync::watch;

use crate::ModelFile;
use crate::worker::{Answer, Asking, Files, News, Pool, Presence, Runtime, Trade, lost};

/// The longest piece of sound that is sent at once, in samples: two seconds.
const PIECE: usize = 2 * HEARING_RATE as usize;

/// What voice workers are told and tell where they hear.
struct Listening;

/// What a worker tells of a request.
#[derive(Debug)]
enum Told {
    /// So many samples were taken up.
    Taken(u64),
    Event(TranscriptEvent),
}

impl Trade for Listening {
    type Command = Command;
    type Report = Report;
    type Request = Hearing;
    type Event = Told;

    fn load(_file: &ModelFile, path: String, runtime: &Runtime) -> Result<Command> {
        Ok(Command::LoadRecogniser { path, threads: runtime.threads })
    }

    fn ask(id: u64, options: Hearing) -> Command {
        Command::Hear { id, options }
    }

    fn stop(id: u64) -> Command {
        Command::Stop { id }
    }

    fn ping() -> Command {
        Command::Ping
    }

    fn read(report: Report, _body: Vec<u8>, _name: &str) -> News<Told> {
        match report {
            Report::Loaded { name, .. } => News::Loaded { name },
            Report::LoadFailed { kind, message } => News::Refused(Error::new(kind, message)),
            Report::Taken { id, samples } => {
                News::Events { id, events: vec![Told::Taken(samples)] }
            }
            Report::Partial { id, committed, tentative } => {
                let event = TranscriptEvent::Partial { committed, tentative };
                News::Events { id, events: vec![Told::Event(event)] }
            }
            Report::Heard { id, transcript } => {
                let event = TranscriptEvent::Finished { transcript };
                News::Ended { id, events: vec![Told::Event(event)] }
            }
            Report::Stopped { id } => News::Ended { id, events: Vec::new() },
            Report::Failed { id, kind, message } => {
                News::Failed { id, error: Error::new(kind, message) }
            }
            Report::Samples { id } | Report::Spoken { id } => {
                let message = "The program that runs the recogniser began to speak.";
                News::Failed { id, error: Error::new(ErrorKind::Malformed, message) }
            }
            Report::Pong => News::Alive,
        }
    }
}

/// The recognisers that run inside the app.
///
/// Needs a tokio runtime with time and I/O. Dropping it ends all workers.
pub struct LocalHearing {
    files: Files,
    pool: Arc<Pool<Listening>>,
}

impl LocalHearing {
    /// Recognisers whose files are found by `files` and that run as `runtime` says, whose worker is
    /// a voice worker. Starts nothing yet.
    pub fn new(files: Files, runtime: Runtime) -> Self {
        Self { files, pool: Arc::new(Pool::new(runtime)) }
    }

    /// Which recognisers are in memory, or on their way there.
    pub fn presence(&self) -> watch::Receiver<BTreeMap<ModelId, Presence>> {
        self.pool.presence()
    }

    /// Ends the worker of `model`, if there is one, and returns when its file is no longer in use.
    /// What it is hearing breaks off with an error.
    pub async fn unload(&self, model: &ModelId) {
        self.pool.unload(model).await;
    }
}

impl Drop for LocalHearing {
    fn drop(&mut self) {
        self.pool.end_all();
    }
}

impl Transcriber for LocalHearing {
    fn stream(&self, request: TranscriptionRequest) -> BoxStream<'static, Result<TranscriptEvent>> {
        let (files, pool) = (Arc::clone(&self.files), Arc::clone(&self.pool));
        let TranscriptionRequest { model, audio, options, origin: _ } = request;
        let begin = async move {
            let file = files(&model)?;
            Request { pool, file, options, sound: Sound::new(audio) }.begin().await
        };
        let events = stream::once(begin).flat_map(|begun| match begun {
            Ok(heard) => stream::unfold(Some(heard), next).boxed(),
            Err(error) => stream::once(async { Err(error) }).boxed(),
        });
        events.boxed()
    }
}

async fn next(heard: Option<Heard>) -> Option<(Result<TranscriptEvent>, Option<Heard>)> {
    let mut heard = heard?;
    match heard.next().await {
        Ok(event) => {
            let over = matches!(event, TranscriptEvent::Finished { .. });
            Some((Ok(event), (!over).then_some(heard)))
        }
        Err(error) => Some((Err(error), None)),
    }
}

/// A request that a worker is to be found for.
struct Request {
    pool: Arc<Pool<Listening>>,
    file: ModelFile,
    options: Hearing,
    sound: Sound,
}

impl Request {
    /// Hands it to a worker; nothing of the sound is read before one has it.
    async fn begin(self) -> Result<Heard> {
        loop {
            let mut asking = self.pool.ask(&self.options, &self.file).await?;
            match asking.next().await {
                Some(Answer::Again) => {}
                Some(Answer::Failed(error)) => return Err(error),
                Some(Answer::Begun | Answer::Event(_)) => {
                    return Ok(Heard { asking, sound: self.sound });
                }
                None => return Err(lost("was ended")),
            }
        }
    }
}

/// A request that a worker hears.
struct Heard {
    asking: Asking<Listening>,
    sound: Sound,
}

impl Heard {
    /// The next event. Sound is sent meanwhile, as far as the worker takes it up.
    async fn next(&mut self) -> Result<TranscriptEvent> {
        loop {
            tokio::select! {
                biased;
                answer = self.asking.next() => match answer {
                    Some(Answer::Event(Told::Event(event))) => return Ok(event),
                    Some(Answer::Event(Told::Taken(samples))) => self.sound.taken = samples,
                    Some(Answer::Begun) => {}
                    Some(Answer::Failed(error)) => return Err(error),
                    // A worker that has begun does not say so; if it did, the sound would be gone.
                    Some(Answer::Again) | None => return Err(lost("was ended")),
                },
                piece = self.sound.next(), if self.sound.flows() => match piece {
                    Some(piece) => self.asking.add(|id| Command::Sound { id }, to_body(&piece)),
                    None => self.asking.add(|id| Command::SoundEnd { id }, Vec::new()),
                },
            }
        }
    }
}

/// What is said, on its way to a worker.
struct Sound {
    audio: BoxStream<'static, Vec<f32>>,
    /// What has arrived and was not sent.
    rest: std::vec::IntoIter<f32>,
    sent: u64,
    taken: u64,
    ended: bool,
}

impl Sound {
    fn new(audio: BoxStream<'static, Vec<f32>>) -> Self {
        Self { audio, rest: Vec::new().into_iter(), sent: 0, taken: 0, ended: false }
    }

    /// Whether more may be sent.
    fn flows(&self) -> bool {
        !self.ended && self.sent.saturating_sub(self.taken) < SOUND_AHEAD
    }

    /// The next piece to be sent; `None` where all was said. Dropping the future loses nothing.
    async fn next(&mut self) -> Option<Vec<f32>> {
        while self.rest.as_slice().is_empty() {
            match self.audio.next().await {
                Some(piece) => self.rest = piece.into_iter(),
                None => {
                    self.ended = true;
                    return None;
                }
            }
        }
        let piece: Vec<f32> = self.rest.by_ref().take(PIECE).collect();
        self.sent += piece.len() as u64;
        Some(piece)
    }
}
