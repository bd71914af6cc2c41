//! Replies read aloud, to a loudspeaker that a test plays itself.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::{Aloud, AloudOrder, AloudState, Mouth, MouthEvent, ReadAloud, Reading};
use futures::StreamExt;
use model::{
    BoxStream, Error, ErrorKind, ModelId, Speaking, SpeechEvent, SpeechRequest, Synthesizer,
};
use prose::Manner;
use store::MessageId;
use tokio::sync::mpsc;

use crate::support::{Desk, ask};

/// Samples a second of the voice.
const RATE: u32 = 1000;
/// How long it speaks of a sentence.
const LENGTH: Duration = Duration::from_secs(1);

/// A voice that says everything in a second, but for what is "broken".
#[derive(Default)]
pub(crate) struct Voice {
    asked: Mutex<Vec<SpeechRequest>>,
}

impl Synthesizer for Voice {
    fn stream(&self, request: SpeechRequest) -> BoxStream<'static, model::Result<SpeechEvent>> {
        let fails = request.text.contains("broken");
        self.asked.lock().unwrap().push(request);
        let half = || Ok(SpeechEvent::Samples(vec![0.5; RATE as usize / 2]));
        let mut said = vec![Ok(SpeechEvent::Started { rate: RATE })];
        match fails {
            true => said.push(Err(Error::new(ErrorKind::Server, "broken"))),
            false => said.extend([half(), half(), Ok(SpeechEvent::Finished)]),
        }
        futures::stream::iter(said).boxed()
    }
}

/// A loudspeaker that plays when it is told to.
#[derive(Default)]
struct Speaker {
    pieces: Mutex<VecDeque<Piece>>,
    events: Mutex<Vec<mpsc::UnboundedSender<MouthEvent>>>,
    done: Mutex<Vec<&'static str>>,
}

struct Piece {
    number: u64,
    samples: usize,
    whole: bool,
}

impl Speaker {
    fn tell(&self, event: &MouthEvent) {
        self.events.lock().unwrap().retain(|one| one.send(event.clone()).is_ok());
    }

    fn did(&self, what: &'static str) {
        self.done.lock().unwrap().push(what);
    }

    /// Plays the first piece that waits to its end.
    fn play(&self) {
        let piece = self.pieces.lock().unwrap().pop_front().expect("a piece to play");
        assert!(piece.whole && piece.samples == RATE as usize, "all of it");
        self.tell(&MouthEvent::Began { piece: piece.number });
        self.tell(&MouthEvent::Ended { piece: piece.number });
    }

    /// Begins to play the first piece that waits.
    fn begin_to_play(&self) {
        let piece = self.pieces.lock().unwrap().front().expect("a piece to play").number;
        self.tell(&MouthEvent::Began { piece });
    }

    fn waiting(&self) -> usize {
        self.pieces.lock().unwrap().len()
    }
}

impl Mouth for Speaker {
    fn begin(&self, piece: u64) {
        self.pieces.lock().unwrap().push_back(Piece { number: piece, samples: 0, whole: false });
    }

    fn push(&self, samples: &[f32], rate: u32) {
        assert_eq!(rate, RATE, "as the voice makes them");
        self.pieces.lock().unwrap().back_mut().expect("a piece").samples += samples.len();
    }

    fn end(&self, _silence: Duration) {
        self.pieces.lock().unwrap().back_mut().expect("a piece").whole = true;
    }

    fn pause(&self) {
        self.did("pause");
    }

    fn resume(&self) {
        self.did("resume");
    }

    fn stop(&self) -> Option<(u64, Duration)> {
        self.did("stop");
        let first = self.pieces.lock().unwrap().drain(..).next();
        first.map(|piece| (piece.number, LENGTH / 2))
    }

    fn events(&self) -> BoxStream<'static, MouthEvent> {
        let (send, mut events) = mpsc::unbounded_channel();
        self.events.lock().unwrap().push(send);
        futures::stream::poll_fn(move |context| events.poll_recv(context)).boxed()
    }
}

/// A reading of a message.
struct Read {
    reading: Reading,
    speaker: Arc<Speaker>,
    voice: Arc<Voice>,
}

impl Read {
    async fn of(desk: &Desk, message: MessageId) -> Self {
        Self::from(desk, message, 0).await
    }

    async fn from(desk: &Desk, message: MessageId, from: u32) -> Self {
        let speaker = Arc::new(Speaker::default());
        let read = ReadAloud {
            message,
            from,
            model: ModelId::new(ModelId::LOCAL, "voice"),
            voice: Speaking::default(),
            manner: Manner::of("en"),
        };
        let reading = desk.engine.read_aloud(read, speaker.clone()).await.unwrap();
        let read = Self { reading, speaker, voice: desk.voice.clone() };
        settle().await;
        read
    }

    fn now(&self) -> Aloud {
        self.reading.told().borrow().clone()
    }

    fn asked(&self) -> Vec<String> {
        let asked = self.voice.asked.lock().unwrap();
        asked.iter().map(|one| one.text.trim_end_matches('.').to_owned()).collect()
    }

    async fn order(&self, order: AloudOrder) {
        self.reading.order(order);
        settle().await;
    }

    async fn play(&self) {
        self.speaker.play();
        settle().await;
    }
}

/// Lets every task run that can.
pub(crate) async fn settle() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

const TEXT: &str = "One is here. Two is here. Three is here. Four is here. Five is here.";

async fn told(desk: &Desk, text: &str) -> MessageId {
    desk.session("Count", text).await.messages[1].id
}

#[tokio::test]
async fn a_reply_is_read_sentence_by_sentence_and_two_are_made_ahead() {
    let desk = Desk::new().await;
    let reply = told(&desk, TEXT).await;
    let read = Read::of(&desk, reply).await;
    assert_eq!(read.asked(), ["One is here", "Two is here", "Three is here"]);
    assert_eq!(read.now().state, AloudState::Preparing, "nothing was heard yet");
    read.speaker.begin_to_play();
    settle().await;
    assert_eq!(read.now().state, AloudState::Speaking);
    assert_eq!(read.now().at, Some((0, 12)), "the first sentence is lit");
    read.play().await;
    assert_eq!(read.now().at, Some((13, 25)), "then the second");
    assert_eq!(read.asked().len(), 4, "one more is made");
    for _ in 0..4 {
        read.play().await;
    }
    let end = read.now();
    assert_eq!((end.state, end.at, end.heard), (AloudState::Ended, None, TEXT.len() as u32));
    assert_eq!(read.asked().len(), 5, "each was made once");
    let asked = read.voice.asked.lock().unwrap();
    assert!(asked.iter().all(|one| one.origin.session.is_some()), "it is known for whom");
}

#[tokio::test]
async fn it_reads_while_the_reply_is_being_written() {
    let desk = Desk::new().await;
    let asked = desk.engine.ask(ask("Count")).await.unwrap();
    let call = desk.call().await;
    let read = Read::of(&desk, asked.messages[1].id).await;
    assert!(read.asked().is_empty(), "there is nothing to say yet");
    call.say("One is here. Two ");
    settle().await;
    assert_eq!(read.asked(), ["One is here"], "what is whole is made, what is not waits");
    read.play().await;
    assert_eq!(read.now().state, AloudState::Preparing, "it waits for more");
    call.say("is here.").finish();
    desk.call().await.fail(ErrorKind::Server);
    desk.engine.idle().await;
    settle().await;
    assert_eq!(read.asked(), ["One is here", "Two is here"]);
    read.play().await;
    assert_eq!(read.now().state, AloudState::Ended);
}

#[tokio::test]
async fn a_sentence_that_cannot_be_spoken_is_left_out_and_told() {
    let desk = Desk::new().await;
    let reply = told(&desk, "One is here. Two is broken. Three is here.").await;
    let read = Read::of(&desk, reply).await;
    read.play().await;
    read.play().await;
    let end = read.now();
    assert_eq!((end.state, end.skipped), (AloudState::Ended, 1));
    assert_eq!(end.failure.unwrap().kind, ErrorKind::Server);
    assert_eq!(read.speaker.waiting(), 0, "the others were heard");
}

#[tokio::test]
async fn a_voice_that_fails_again_and_again_is_given_up() {
    let desk = Desk::new().await;
    let reply = told(&desk, &"This is broken. ".repeat(9)).await;
    let read = Read::of(&desk, reply).await;
    let end = read.now();
    assert_eq!((end.state, end.skipped), (AloudState::Ended, 3));
    assert_eq!(read.asked().len(), 3, "and not asked for the rest");
}

#[tokio::test]
async fn stepping_says_again_what_was_made_and_goes_where_a_sentence_was_clicked() {
    let desk = Desk::new().await;
    let reply = told(&desk, TEXT).await;
    let read = Read::of(&desk, reply).await;
    read.play().await;
    read.order(AloudOrder::Step { sentences: 1 }).await;
    assert_eq!(read.now().at, Some((26, 40)), "the third");
    read.order(AloudOrder::Step { sentences: -2 }).await;
    assert_eq!(read.now().at, Some((0, 12)), "the first");
    assert_eq!(read.asked().len(), 5, "nothing was made twice");
    read.order(AloudOrder::From { at: 45 }).await;
    assert_eq!(read.now().at, Some((41, 54)), "the fourth");
    read.play().await;
    read.play().await;
    assert_eq!(read.now().state, AloudState::Ended);
}

#[tokio::test]
async fn it_begins_where_it_was_told_to() {
    let desk = Desk::new().await;
    let reply = told(&desk, TEXT).await;
    let read = Read::from(&desk, reply, 30).await;
    assert_eq!(read.asked(), ["Three is here", "Four is here", "Five is here"]);
}

#[tokio::test]
async fn a_new_speed_holds_from_the_sentence_that_is_heard() {
    let desk = Desk::new().await;
    let reply = told(&desk, TEXT).await;
    let read = Read::of(&desk, reply).await;
    read.play().await;
    read.order(AloudOrder::Speed { speed: 2.0 }).await;
    let asked = read.voice.asked.lock().unwrap();
    let fast: Vec<_> = asked.iter().filter(|one| one.voice.speed > 1.5).collect();
    assert_eq!(fast[0].text.trim_end_matches('.'), "Two is here");
    assert_eq!(fast.len(), 3, "it, and two ahead");
}

#[tokio::test]
async fn what_was_heard_is_known_when_it_is_stopped_or_paused() {
    let desk = Desk::new().await;
    let reply = told(&desk, TEXT).await;
    let read = Read::of(&desk, reply).await;
    read.play().await;
    read.speaker.begin_to_play();
    read.order(AloudOrder::Pause).await;
    assert_eq!(read.now().state, AloudState::Paused);
    read.order(AloudOrder::Resume).await;
    assert_eq!(read.now().state, AloudState::Speaking);
    read.order(AloudOrder::Stop).await;
    let end = read.now();
    assert_eq!(end.state, AloudState::Ended);
    assert_eq!(end.heard, 13 + 6, "half of the second sentence");
    assert_eq!(*read.speaker.done.lock().unwrap(), ["pause", "resume", "stop"]);
}

#[tokio::test]
async fn a_loudspeaker_that_goes_away_ends_it_with_the_reason() {
    let desk = Desk::new().await;
    let reply = told(&desk, TEXT).await;
    let read = Read::of(&desk, reply).await;
    read.speaker.tell(&MouthEvent::Lost { message: "unplugged".into() });
    settle().await;
    let end = read.now();
    assert_eq!(end.state, AloudState::Ended);
    assert_eq!(end.lost.as_deref(), Some("unplugged"));
}

#[tokio::test]
async fn dropping_it_silences_it() {
    let desk = Desk::new().await;
    let reply = told(&desk, TEXT).await;
    let read = Read::of(&desk, reply).await;
    let speaker = read.speaker.clone();
    drop(read);
    assert_eq!(speaker.waiting(), 0);
    assert_eq!(*speaker.done.lock().unwrap(), ["stop"]);
}
