use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use model::{
    BoxStream, Error, ErrorKind, Origin, Purpose, SpeechEvent, SpeechRequest, Synthesizer,
};
use prose::{SpeechStream, Utterance};
use store::{Failure, SessionId};
use tokio::sync::{mpsc, watch};

use super::made::Made;
use super::source::Source;
use super::{Aloud, AloudOrder, AloudState, Mouth, MouthEvent, ReadAloud, wire};

/// How many sentences are made ahead of the one that is heard.
const AHEAD: usize = 2;
/// How many sentences around the one that is heard are kept.
const AROUND: usize = 3;
/// After so many sentences in a row that could not be made, none is tried any more.
const GIVE_UP: u32 = 3;
/// How fast voices speak, roughly, in UTF-16 units a second: for how much of a sentence was heard
/// that is not whole yet.
const PACE: f64 = 15.0;
/// The slowest and the fastest pace.
const SPEEDS: (f32, f32) = (0.5, 3.0);

/// The one who reads: from a text that may grow to pieces in a mouth.
pub(super) struct Reader {
    read: ReadAloud,
    session: SessionId,
    voice: Arc<dyn Synthesizer>,
    mouth: Arc<dyn Mouth>,
    tell: watch::Sender<Aloud>,
    now: Aloud,
    speech: SpeechStream,
    /// All there is to say by now.
    sentences: Vec<Utterance>,
    /// There will be no more.
    all_read: bool,
    made: Made,
    making: Option<Making>,
    /// The first sentence that was not given to the mouth, nor begun to be made.
    next: usize,
    /// Those that the mouth has, oldest first.
    given: VecDeque<usize>,
    /// The pieces of an earlier epoch are no longer waited for.
    epoch: u32,
    /// Where to begin is yet to be found, as the text grows.
    sought: Option<usize>,
    sounding: bool,
    paused: bool,
    failed_in_a_row: u32,
}

struct Making {
    sentence: usize,
    speech: BoxStream<'static, model::Result<SpeechEvent>>,
    /// The mouth has its beginning.
    begun: bool,
    rate: u32,
}

impl Reader {
    pub(super) fn new(
        read: ReadAloud,
        session: SessionId,
        voice: Arc<dyn Synthesizer>,
        mouth: Arc<dyn Mouth>,
        tell: watch::Sender<Aloud>,
    ) -> Self {
        let now = tell.borrow().clone();
        Self {
            speech: SpeechStream::new(&read.manner),
            sought: Some(read.from as usize),
            now,
            read,
            session,
            voice,
            mouth,
            tell,
            sentences: Vec::new(),
            all_read: false,
            made: Made::default(),
            making: None,
            next: 0,
            given: VecDeque::new(),
            epoch: 0,
            sounding: false,
            paused: false,
            failed_in_a_row: 0,
        }
    }

    pub(super) async fn run(
        mut self,
        mut source: Source,
        mut orders: mpsc::UnboundedReceiver<AloudOrder>,
    ) {
        let mut heard = self.mouth.events();
        loop {
            self.give();
            self.tell();
            if self.is_done() {
                break;
            }
            let flow = tokio::select! {
                more = source.next(), if !self.all_read => self.read_on(more),
                event = next_of(&mut self.making) => self.made(event),
                event = heard.next() => self.heard(event),
                order = orders.recv() => match order {
                    Some(order) => self.order(order),
                    None => ControlFlow::Break(()),
                },
            };
            if flow.is_break() {
                self.silence();
                break;
            }
        }
        self.now.state = AloudState::Ended;
        self.now.at = None;
        self.tell.send_replace(self.now);
    }

    fn is_done(&self) -> bool {
        let said = self.next == self.sentences.len() && self.given.is_empty();
        self.all_read && said && self.making.is_none()
    }

    /// The sentence that is heard, or that is heard next.
    fn current(&self) -> usize {
        let making = self.making.as_ref().map(|making| making.sentence);
        self.given.front().copied().or(making).unwrap_or(self.next)
    }

    /// Takes in what the text has grown by; nothing: that was all of it.
    fn read_on(&mut self, more: Option<String>) -> ControlFlow<()> {
        let new = match more {
            Some(more) => self.speech.push(&more),
            None => {
                self.all_read = true;
                let manner = self.read.manner.clone();
                std::mem::replace(&mut self.speech, SpeechStream::new(&manner)).end()
            }
        };
        self.sentences.extend(new);
        if let Some(at) = self.sought {
            let found = self.sentences.iter().position(|one| one.utf16.end > at);
            self.next = found.unwrap_or(self.sentences.len());
            self.sought = found.map_or(Some(at), |_| None);
        }
        ControlFlow::Continue(())
    }

    /// Gives the mouth what is made, and has made what comes next, as far ahead as is right.
    fn give(&mut self) {
        let current = self.current();
        self.made.keep_near(current, AROUND);
        while self.making.is_none() && self.next < self.sentences.len().min(current + AHEAD + 1) {
            let sentence = self.next;
            self.next += 1;
            if let Some(speech) = self.made.whole(sentence) {
                self.mouth.begin(piece(self.epoch, sentence));
                self.mouth.push(&speech.samples, speech.rate);
                self.mouth.end(self.sentences[sentence].pause.duration());
                self.given.push_back(sentence);
                continue;
            }
            let request = SpeechRequest {
                model: self.read.model.clone(),
                text: self.sentences[sentence].words.clone(),
                voice: self.read.voice.clone(),
                origin: Origin { purpose: Purpose::Speech, session: Some(self.session.0) },
            };
            let speech = self.voice.stream(request);
            self.making = Some(Making { sentence, speech, begun: false, rate: 0 });
        }
    }

    /// More of a sentence was made, or none will be.
    fn made(&mut self, event: Option<model::Result<SpeechEvent>>) -> ControlFlow<()> {
        let Some(making) = &mut self.making else { return ControlFlow::Continue(()) };
        let sentence = making.sentence;
        match event {
            Some(Ok(SpeechEvent::Started { rate })) => {
                making.rate = rate;
                self.made.begin(sentence, rate);
            }
            Some(Ok(SpeechEvent::Samples(samples))) => {
                self.made.add(sentence, &samples);
                if !making.begun {
                    making.begun = true;
                    self.mouth.begin(piece(self.epoch, sentence));
                    self.given.push_back(sentence);
                }
                self.mouth.push(&samples, making.rate);
            }
            Some(Ok(SpeechEvent::Finished)) => {
                self.made.finish(sentence);
                if making.begun {
                    self.mouth.end(self.sentences[sentence].pause.duration());
                }
                self.making = None;
                self.failed_in_a_row = 0;
            }
            Some(Err(error)) => return self.failed(error),
            None => {
                let cut = Error::new(ErrorKind::Truncated, "the voice broke off");
                return self.failed(cut);
            }
        }
        ControlFlow::Continue(())
    }

    /// A sentence cannot be spoken: the rest is, unless that fails as well.
    fn failed(&mut self, error: Error) -> ControlFlow<()> {
        if self.making.take().is_some_and(|making| making.begun) {
            self.mouth.end(Duration::ZERO);
        }
        self.now.skipped += 1;
        self.now.failure = Some(failure(error));
        self.failed_in_a_row += 1;
        match self.failed_in_a_row < GIVE_UP {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    }

    fn heard(&mut self, event: Option<MouthEvent>) -> ControlFlow<()> {
        match event {
            Some(MouthEvent::Began { piece }) if self.sentence(piece).is_some() => {
                self.sounding = true;
            }
            Some(MouthEvent::Ended { piece }) => {
                if let Some(sentence) = self.sentence(piece) {
                    self.given.retain(|&one| one > sentence);
                    self.sounding = false;
                    self.now.heard = wire(&self.sentences[sentence].utf16).1;
                }
            }
            Some(MouthEvent::Began { .. }) => {}
            Some(MouthEvent::Lost { message }) => {
                self.now.lost = Some(message);
                return ControlFlow::Break(());
            }
            None => return ControlFlow::Break(()),
        }
        ControlFlow::Continue(())
    }

    fn order(&mut self, order: AloudOrder) -> ControlFlow<()> {
        match order {
            AloudOrder::Pause => {
                self.paused = true;
                self.mouth.pause();
            }
            AloudOrder::Resume => self.resume(),
            AloudOrder::Step { sentences } => {
                let to = self.current().saturating_add_signed(sentences as isize);
                self.jump(to.min(self.sentences.len()));
            }
            AloudOrder::From { at } => {
                let at = at as usize;
                let found = self.sentences.iter().position(|one| one.utf16.end > at);
                self.jump(found.unwrap_or(self.sentences.len()));
                self.sought = found.map_or(Some(at), |_| None);
                self.resume();
            }
            AloudOrder::Speed { speed } => {
                self.read.voice.speed = speed.clamp(SPEEDS.0, SPEEDS.1);
                self.made.clear();
                self.jump(self.current());
            }
            AloudOrder::Stop => return ControlFlow::Break(()),
        }
        ControlFlow::Continue(())
    }

    fn resume(&mut self) {
        self.paused = false;
        self.mouth.resume();
    }

    /// Goes on with this sentence.
    fn jump(&mut self, to: usize) {
        self.silence();
        self.epoch += 1;
        self.next = to;
    }

    /// Drops all that is not heard yet.
    fn silence(&mut self) {
        self.making = None;
        if let Some((piece, played)) = self.mouth.stop()
            && let Some(sentence) = self.sentence(piece)
        {
            self.now.heard = self.heard_of(sentence, played);
        }
        self.given.clear();
        self.sounding = false;
    }

    /// Up to where a sentence was heard that was played for so long.
    fn heard_of(&self, sentence: usize, played: Duration) -> u32 {
        let (start, end) = wire(&self.sentences[sentence].utf16);
        let length = f64::from(end - start);
        let guess = length / PACE;
        let whole = match (self.made.whole(sentence), self.made.part(sentence)) {
            (Some(speech), _) => speech.duration().as_secs_f64(),
            (None, Some(speech)) => speech.duration().as_secs_f64().max(guess),
            (None, None) => guess,
        };
        let part = if whole > 0.0 { (played.as_secs_f64() / whole).min(1.0) } else { 0.0 };
        start + (length * part) as u32
    }

    /// The sentence of a piece, if it is still waited for.
    fn sentence(&self, piece: u64) -> Option<usize> {
        let (epoch, sentence) = (piece >> 32, (piece & u64::from(u32::MAX)) as usize);
        (epoch == u64::from(self.epoch) && sentence < self.sentences.len()).then_some(sentence)
    }

    /// Tells how it stands, if that is new.
    fn tell(&mut self) {
        let current = self.sentences.get(self.current());
        self.now.at = current.map(|one| wire(&one.utf16));
        self.now.shown = current.map(|one| one.shown.clone()).unwrap_or_default();
        self.now.state = match (self.paused, self.sounding) {
            (true, _) => AloudState::Paused,
            (false, true) => AloudState::Speaking,
            (false, false) => AloudState::Preparing,
        };
        self.tell.send_if_modified(|told| {
            let new = *told != self.now;
            told.clone_from(&self.now);
            new
        });
    }
}

/// The number of a piece: sentences that are said again are other pieces.
fn piece(epoch: u32, sentence: usize) -> u64 {
    u64::from(epoch) << 32 | sentence as u64
}

fn failure(error: Error) -> Failure {
    Failure { kind: error.kind, message: error.message, retry_at: None }
}

async fn next_of(making: &mut Option<Making>) -> Option<model::Result<SpeechEvent>> {
    match making {
        Some(making) => making.speech.next().await,
        None => std::future::pending().await,
    }
}
