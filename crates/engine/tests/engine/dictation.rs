//! What is said, written down by a recogniser whose every word the test says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use engine::{
    Dictate, Dictated, Dictation, DictationFailure, DictationState, Ear, EarEvent, Encode, Sound,
};
use futures::StreamExt;
use model::{
    BoxStream, Error, ErrorKind, Hearing, ModelId, Transcriber, Transcript, TranscriptEvent,
    TranscriptionRequest,
};
use tokio::sync::mpsc;

use crate::aloud::settle;
use crate::support::{Desk, ask};

/// A recogniser that tells how many samples it was given, or fails where a sample says so.
#[derive(Default)]
pub(crate) struct Scribe {
    /// What it was really asked, once somebody waited for the answer.
    asked: Arc<Mutex<Vec<Hearing>>>,
}

/// A sample at which the recogniser fails.
const BROKEN: f32 = -1.0;

impl Transcriber for Scribe {
    fn stream(
        &self,
        request: TranscriptionRequest,
    ) -> BoxStream<'static, model::Result<TranscriptEvent>> {
        let (asked, options) = (self.asked.clone(), request.options);
        let hears = |(audio, heard): (Option<BoxStream<'static, Vec<f32>>>, usize)| async move {
            let mut audio = audio?;
            match audio.next().await {
                Some(piece) if piece.contains(&BROKEN) => {
                    Some((Err(Error::new(ErrorKind::WorkerLost, "broken")), (None, heard)))
                }
                Some(piece) => {
                    let heard = heard + piece.len();
                    let (committed, tentative) = (format!("{heard}"), " and".to_owned());
                    let event = TranscriptEvent::Partial { committed, tentative };
                    Some((Ok(event), (Some(audio), heard)))
                }
                None => {
                    let (text, language) = (format!("heard {heard}"), Some("en".to_owned()));
                    let transcript = Transcript { text, language, segments: Vec::new() };
                    Some((Ok(TranscriptEvent::Finished { transcript }), (None, heard)))
                }
            }
        };
        let heard = futures::stream::unfold((Some(request.audio), 0), hears);
        let begun = futures::stream::once(async move { asked.lock().unwrap().push(options) });
        begun.map(|()| None).chain(heard.map(Some)).filter_map(std::future::ready).boxed()
    }
}

/// A microphone that hears what the test says.
struct Microphone {
    events: Option<mpsc::UnboundedReceiver<EarEvent>>,
    finished: mpsc::UnboundedSender<()>,
}

impl Ear for Microphone {
    fn events(&mut self) -> BoxStream<'static, EarEvent> {
        let mut events = self.events.take().expect("it is asked once");
        futures::stream::poll_fn(move |context| events.poll_recv(context)).boxed()
    }

    fn finish(&self) {
        self.finished.send(()).unwrap();
    }
}

/// Somebody who speaks into it.
struct Speaker {
    dictation: Dictation,
    say: Option<mpsc::UnboundedSender<EarEvent>>,
    finished: mpsc::UnboundedReceiver<()>,
}

impl Speaker {
    fn before(desk: &Desk, how: Dictate) -> Self {
        let (say, events) = mpsc::unbounded_channel();
        let (finish, finished) = mpsc::unbounded_channel();
        let microphone = Microphone { events: Some(events), finished: finish };
        let dictation = desk.engine.dictate(how, Box::new(microphone)).unwrap();
        Self { dictation, say: Some(say), finished }
    }

    async fn says(&self, events: impl IntoIterator<Item = EarEvent>) -> Dictated {
        for event in events {
            self.say.as_ref().unwrap().send(event).unwrap();
        }
        settle().await;
        self.now()
    }

    /// The microphone is closed.
    async fn falls_silent(&mut self) -> Dictated {
        self.say = None;
        let mut told = self.dictation.told();
        told.wait_for(|now| now.state == DictationState::Ended).await.unwrap().clone()
    }

    fn now(&self) -> Dictated {
        self.dictation.told().borrow().clone()
    }
}

fn held() -> Dictate {
    Dictate {
        session: None,
        model: ModelId::new(ModelId::LOCAL, "ears"),
        hearing: Hearing { partials: true, ..Hearing::default() },
        by_phrase: false,
        patient: false,
        keep: None,
    }
}

fn by_phrase() -> Dictate {
    Dictate { by_phrase: true, ..held() }
}

/// Keeps one byte a sample.
fn bytes() -> Encode {
    Arc::new(|samples| {
        Ok(Sound {
            bytes: vec![0; samples.len()],
            media_type: "audio/flac".to_owned(),
            duration: Duration::from_secs(samples.len() as u64),
        })
    })
}

fn samples(count: usize) -> EarEvent {
    EarEvent::Samples(vec![0.5; count])
}

use EarEvent::{Level, Opened, SpeechBegan, SpeechEnded};

#[tokio::test]
async fn what_is_held_is_one_phrase_and_is_told_while_it_is_said() {
    let desk = Desk::new().await;
    let mut speaker = Speaker::before(&desk, held());
    assert_eq!(speaker.now().state, DictationState::Opening);
    let now = speaker.says([Opened, Level(0.25), samples(100)]).await;
    assert_eq!((now.state, now.level), (DictationState::Listening, 0.25));
    assert_eq!(now.committed, "", "nobody has spoken yet, nobody is asked");
    let now = speaker.says([SpeechBegan, samples(50)]).await;
    assert_eq!((now.committed.as_str(), now.tentative.as_str()), ("150", " and"));
    assert!(now.speaking && now.phrases.is_empty());
    let now = speaker.says([SpeechEnded, samples(10), SpeechBegan, samples(10)]).await;
    assert!(now.phrases.is_empty(), "a pause ends nothing");
    speaker.dictation.finish();
    settle().await;
    assert_eq!(speaker.now().state, DictationState::Finishing);
    assert_eq!(speaker.finished.recv().await, Some(()), "the last word may be finished");
    speaker.says([samples(5)]).await;
    let end = speaker.falls_silent().await;
    assert_eq!(end.phrases, ["heard 175"], "all of it, from the first sample");
    assert_eq!((end.committed.as_str(), end.language.as_deref()), ("", Some("en")));
    assert!(end.recordings.is_empty() && end.failure.is_none());
}

#[tokio::test]
async fn phrases_are_written_down_one_after_the_other() {
    let desk = Desk::new().await;
    let mut speaker = Speaker::before(&desk, by_phrase());
    speaker.says([Opened, SpeechBegan, samples(10), SpeechEnded]).await;
    let now = speaker.says([SpeechBegan, samples(20)]).await;
    assert_eq!(now.phrases, ["heard 10"], "the first is there while the second is said");
    assert_eq!(now.committed, "20");
    let end = speaker.falls_silent().await;
    assert_eq!(end.phrases, ["heard 10", "heard 20"], "what was begun is finished");
}

#[tokio::test]
async fn nobody_is_asked_about_silence() {
    let desk = Desk::new().await;
    let mut speaker = Speaker::before(&desk, Dictate { keep: Some(bytes()), ..held() });
    speaker.says([Opened, samples(1000), samples(1000)]).await;
    let end = speaker.falls_silent().await;
    assert!(end.phrases.is_empty() && end.recordings.is_empty() && end.failure.is_none());
    assert!(desk.scribe.asked.lock().unwrap().is_empty(), "nobody was asked");
}

#[tokio::test]
async fn what_was_said_is_kept_and_sent_with_the_prompt() {
    let desk = Desk::new().await;
    let mut speaker = Speaker::before(&desk, Dictate { keep: Some(bytes()), ..by_phrase() });
    speaker.says([Opened, SpeechBegan, samples(30), SpeechEnded]).await;
    let end = speaker.falls_silent().await;
    let [kept] = end.recordings.as_slice() else { panic!("one is kept: {end:?}") };
    assert_eq!((kept.text.as_str(), kept.size), ("heard 30", 30));
    let prompt = engine::Ask { recordings: vec![kept.id], ..ask(&end.phrases[0]) };
    let asked = desk.engine.ask(prompt).await.unwrap();
    assert_eq!(asked.messages[0].recordings, std::slice::from_ref(kept));
}

#[tokio::test]
async fn a_recogniser_that_fails_loses_nothing_that_was_said() {
    let desk = Desk::new().await;
    let mut speaker = Speaker::before(&desk, Dictate { keep: Some(bytes()), ..held() });
    speaker.says([Opened, SpeechBegan, samples(40)]).await;
    speaker.says([EarEvent::Samples(vec![BROKEN; 2])]).await;
    speaker.dictation.told().wait_for(|now| now.failure.is_some()).await.unwrap();
    assert_eq!(speaker.finished.recv().await, Some(()), "nothing more is listened to");
    let end = speaker.falls_silent().await;
    let Some(DictationFailure::Model(error)) = &end.failure else { panic!("{end:?}") };
    assert_eq!(error.kind, ErrorKind::WorkerLost);
    assert_eq!(end.phrases, ["40"], "what was certain by then stays");
    assert_eq!(end.recordings[0].size, 42, "all of the sound can be heard again");
}

#[tokio::test]
async fn a_device_that_is_gone_is_told_and_what_was_said_is_written_down() {
    let desk = Desk::new().await;
    let mut speaker = Speaker::before(&desk, held());
    speaker.says([Opened, SpeechBegan, samples(10)]).await;
    let now = speaker.says([EarEvent::Moved { device: "Other".into() }, samples(10)]).await;
    assert_eq!(now.moved.as_deref(), Some("Other"));
    speaker.says([EarEvent::Lost { message: "unplugged".into() }]).await;
    let end = speaker.falls_silent().await;
    assert_eq!(end.failure, Some(DictationFailure::Lost("unplugged".into())));
    assert_eq!(end.phrases, ["heard 20"]);
}

#[tokio::test]
async fn what_cannot_be_kept_is_written_down_all_the_same() {
    let desk = Desk::new().await;
    let full: Encode = Arc::new(|_| Err("the disk is full".to_owned()));
    let mut speaker = Speaker::before(&desk, Dictate { keep: Some(full), ..held() });
    speaker.says([Opened, SpeechBegan, samples(10)]).await;
    let end = speaker.falls_silent().await;
    assert_eq!(end.phrases, ["heard 10"]);
    assert_eq!(end.failure, Some(DictationFailure::NotKept("the disk is full".into())));
}

#[tokio::test]
async fn who_drops_it_closes_the_microphone() {
    let desk = Desk::new().await;
    let speaker = Speaker::before(&desk, held());
    speaker.says([Opened, SpeechBegan, samples(10)]).await;
    let Speaker { dictation, say, mut finished } = speaker;
    drop(dictation);
    assert_eq!(finished.recv().await, None, "the device is let go");
    say.unwrap().closed().await;
}
