//! Recognisers and voices over the network: what is sent, what is told to the record, and how what
//! goes wrong is told.

use std::sync::Arc;

use futures::{StreamExt, stream};
use model::{
    Error, ErrorKind, Hearing, ModelId, NoLedger, Origin, Purpose, Speaking, SpeechEvent,
    SpeechRequest, Synthesizer, Transcriber, TranscriptEvent, TranscriptionRequest,
};

use super::loopback::{Answer, Asked, Loopback, Then};
use super::support::{Book, CANARY, One, http, problem, row, short, streamed};
use crate::dialect::{HearingDialect, SpeechDialect, Voice};
use crate::{Hears, Http, Offline, Remote, Row, Setup, Speaks};

/// Six samples: what a voice says here.
const SOUND: [u8; 12] = [0, 0, 0, 32, 0, 224, 0, 64, 0, 128, 255, 127];

fn voiced(base: &str, hearing: HearingDialect, speech: SpeechDialect) -> Row {
    let hearing = Hears { dialect: hearing, base: None, models: Vec::new() };
    let voice = |name: &str, language: &str| Voice {
        name: name.to_owned(),
        title: String::new(),
        languages: vec![language.to_owned()],
    };
    let voices = vec![voice("first", "en"), voice("second", "hi")];
    let speech = Speaks { dialect: speech, base: None, models: Vec::new(), voices };
    Row { hearing: Some(hearing), speech: Some(speech), ..row(base) }
}

fn remote(server: &Loopback, hearing: HearingDialect, speech: SpeechDialect) -> (Remote, Book) {
    let (http, book) = http();
    let row = voiced(&server.address, hearing, speech);
    (Remote::new(row, http, Arc::new(One(Some(CANARY)))), book)
}

fn recording(options: Hearing) -> TranscriptionRequest {
    TranscriptionRequest {
        model: ModelId::new("loop", "whisper-1"),
        audio: stream::iter([vec![0.25; 1000], vec![-0.25; 1000]]).boxed(),
        options,
        origin: Origin { purpose: Purpose::Test, session: None },
    }
}

fn sentence(voice: Speaking) -> SpeechRequest {
    SpeechRequest {
        model: ModelId::new("loop", "tts-1"),
        text: "Hello.".to_owned(),
        voice,
        origin: Origin { purpose: Purpose::Test, session: None },
    }
}

async fn hear(remote: &Remote, options: Hearing) -> (Vec<TranscriptEvent>, Option<Error>) {
    split(remote.hearing().unwrap().stream(recording(options)).collect().await)
}

async fn speak(remote: &Remote, voice: Speaking) -> (Vec<SpeechEvent>, Option<Error>) {
    split(remote.speech().unwrap().stream(sentence(voice)).collect().await)
}

fn split<E>(all: Vec<Result<E, Error>>) -> (Vec<E>, Option<Error>) {
    let (mut events, mut broke) = (Vec::new(), None);
    for one in all {
        match one {
            Ok(event) => events.push(event),
            Err(error) => broke = Some(error),
        }
    }
    (events, broke)
}

fn heard(text: &str) -> Answer {
    Answer::new(200, serde_json::json!({ "text": text }).to_string())
        .with("content-type", "application/json")
}

fn sound() -> Answer {
    Answer::new(200, SOUND).with("content-type", "audio/pcm")
}

fn contains(asked: &Asked, text: &str) -> bool {
    asked.body.windows(text.len()).any(|part| part == text.as_bytes())
}

#[tokio::test]
async fn what_was_said_is_sent_as_a_file_and_recorded() {
    let server = Loopback::start(|_, _| heard(" Hello. ")).await;
    let (remote, book) = remote(&server, HearingDialect::Openai, SpeechDialect::Openai);
    let options = Hearing {
        language: Some("hi".to_owned()),
        terms: vec!["Antiphon".to_owned(), "Sarvam".to_owned()],
        ..Hearing::default()
    };
    let (events, broke) = hear(&remote, options).await;
    assert_eq!(broke, None);
    let Some(TranscriptEvent::Finished { transcript }) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(transcript.text, "Hello.");
    let asked = &server.asked()[0];
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/v1/audio/transcriptions"));
    assert!(asked.header("content-type").unwrap().starts_with("multipart/form-data; boundary="));
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {CANARY}").as_str()));
    for part in
        ["name=\"model\"\r\n\r\nwhisper-1", "\r\n\r\nhi\r\n", "Antiphon, Sarvam", "RIFF", "WAVE"]
    {
        assert!(contains(asked, part), "{part}");
    }
    let line = book.lines().pop().unwrap();
    assert_eq!(line.sending.model, Some(ModelId::new("loop", "whisper-1")));
    assert_eq!(line.sending.bytes_out, asked.body.len() as u64);
    assert_eq!(line.sending.origin.purpose, Purpose::Test);
    assert_eq!(line.ended.map(|sent| (sent.status, sent.failure)), Some((Some(200), None)));
}

#[tokio::test]
async fn silence_is_not_sent() {
    let server = Loopback::start(|_, _| heard("Thank you.")).await;
    let (remote, book) = remote(&server, HearingDialect::Openai, SpeechDialect::Openai);
    let request =
        TranscriptionRequest { audio: stream::empty().boxed(), ..recording(Hearing::default()) };
    let events: Vec<_> = remote.hearing().unwrap().stream(request).collect().await;
    assert!(
        matches!(&events[..], [Ok(TranscriptEvent::Finished { transcript })] if transcript.text.is_empty())
    );
    assert!(server.asked().is_empty() && book.lines().is_empty());
}

#[tokio::test]
async fn each_recogniser_is_asked_in_its_own_way() {
    let wanted = [
        (
            HearingDialect::Gemini,
            "/v1beta/models/whisper-1:streamGenerateContent?alt=sse",
            "x-goog-api-key",
            "",
        ),
        (
            HearingDialect::Deepgram,
            "/v1/listen?model=whisper-1&smart_format=true&utterances=true&language=hi&keywords=a%20b",
            "authorization",
            "Token ",
        ),
        (HearingDialect::Sarvam, "/speech-to-text", "api-subscription-key", ""),
        (HearingDialect::Arena, "", "authorization", "Bearer "),
    ];
    for (dialect, path, header, scheme) in wanted {
        let server = Loopback::start(|_, _| problem(400, "bad", "No.")).await;
        let (remote, _) = remote(&server, dialect, SpeechDialect::Openai);
        let terms = vec!["a b".to_owned()];
        let options = Hearing { language: Some("hi".to_owned()), terms, ..Hearing::default() };
        hear(&remote, options).await;
        let asked = &server.asked()[0];
        // The base of these rows ends with "/v1".
        assert_eq!(asked.path, format!("/v1{path}"), "{dialect:?}");
        assert_eq!(asked.header(header), Some(format!("{scheme}{CANARY}").as_str()), "{dialect:?}");
    }
}

#[tokio::test]
async fn samples_arrive_as_they_are_made() {
    let server = Loopback::start(|_, _| sound().cut(7, Then::Stall)).await;
    let (remote, _) = remote(&server, HearingDialect::Openai, SpeechDialect::Openai);
    let mut said = remote.speech().unwrap().stream(sentence(Speaking::default()));
    assert_eq!(said.next().await, Some(Ok(SpeechEvent::Started { rate: 24_000 })));
    let Some(Ok(SpeechEvent::Samples(samples))) = said.next().await else { panic!("no samples") };
    assert!([0.0, 0.25, -0.25].starts_with(&samples), "{samples:?}");
    // Nothing more comes: the limit for silence ends it.
    let mut last = None;
    while let Some(event) = said.next().await {
        last = Some(event);
    }
    assert_eq!(last.unwrap().unwrap_err().kind, ErrorKind::Network);
    server.left().await;
}

#[tokio::test]
async fn the_voice_of_the_language_speaks_where_none_is_named() {
    let server = Loopback::start(|_, _| sound()).await;
    let (remote, _) = remote(&server, HearingDialect::Openai, SpeechDialect::Openai);
    let hindi = Speaking { language: Some("hi".to_owned()), ..Speaking::default() };
    let named = Speaking { name: "own".to_owned(), speed: 1.5, ..Speaking::default() };
    for (voice, name) in [(Speaking::default(), "first"), (hindi, "second"), (named, "own")] {
        let (events, broke) = speak(&remote, voice).await;
        assert_eq!((events.last(), broke), (Some(&SpeechEvent::Finished), None));
        let asked = server.asked().pop().unwrap();
        let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
        assert_eq!(body["voice"], name);
        assert_eq!(body["response_format"], "pcm");
        assert_eq!(body.get("speed").is_some(), name == "own");
        assert_eq!(asked.path, "/v1/audio/speech");
    }
}

#[tokio::test]
async fn each_voice_is_asked_in_its_own_way() {
    let wanted = [
        (
            SpeechDialect::Gemini,
            "/v1beta/models/tts-1:streamGenerateContent?alt=sse",
            "x-goog-api-key",
        ),
        (
            SpeechDialect::Elevenlabs,
            "/v1/text-to-speech/second/stream?output_format=pcm_24000",
            "xi-api-key",
        ),
        (SpeechDialect::Sarvam, "/text-to-speech", "api-subscription-key"),
        (SpeechDialect::Cartesia, "/tts/bytes", "authorization"),
        (SpeechDialect::Arena, "", "authorization"),
    ];
    for (dialect, path, header) in wanted {
        let server = Loopback::start(|_, _| problem(400, "bad", "No.")).await;
        let (remote, _) = remote(&server, HearingDialect::Openai, dialect);
        let hindi = Speaking { language: Some("hi".to_owned()), ..Speaking::default() };
        let (events, broke) = speak(&remote, hindi).await;
        assert!(events.is_empty());
        assert_eq!(broke.unwrap().kind, ErrorKind::InvalidRequest, "{dialect:?}");
        let asked = &server.asked()[0];
        assert_eq!(asked.path, format!("/v1{path}"), "{dialect:?}");
        assert!(asked.header(header).unwrap().ends_with(CANARY), "{dialect:?}");
        assert!(contains(asked, "Hello."), "{dialect:?}");
    }
}

#[tokio::test]
async fn what_passes_is_asked_again_and_what_has_begun_is_not() {
    let server = Loopback::start(|number, _| match number {
        0 => problem(503, "overloaded", "Busy.").with("retry-after", "0"),
        _ => sound(),
    })
    .await;
    let (remote, book) = remote(&server, HearingDialect::Openai, SpeechDialect::Openai);
    let (events, broke) = speak(&remote, Speaking::default()).await;
    assert_eq!((events.last(), broke), (Some(&SpeechEvent::Finished), None));
    assert_eq!(book.lines().len(), 2, "each try is a line of its own");

    let server =
        Loopback::start(|_, _| sound().without("content-length").cut(7, Then::Close)).await;
    let (remote, _) = self::remote(&server, HearingDialect::Openai, SpeechDialect::Openai);
    let (events, broke) = speak(&remote, Speaking::default()).await;
    assert!(!events.is_empty());
    assert_eq!(broke.unwrap().kind, ErrorKind::Truncated, "half a sample is cut speech");
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_transcript_that_breaks_off_is_truncated() {
    let cut = "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hello\"}\n\n";
    let server = Loopback::start(move |_, _| streamed(cut)).await;
    let (remote, book) = remote(&server, HearingDialect::Openai, SpeechDialect::Openai);
    let (events, broke) = hear(&remote, Hearing { partials: true, ..Hearing::default() }).await;
    assert!(
        matches!(&events[..], [TranscriptEvent::Partial { committed, .. }] if committed == "Hello")
    );
    assert_eq!(broke.unwrap().kind, ErrorKind::Truncated);
    let sent = book.lines()[0].ended.unwrap();
    assert_eq!(sent.failure, Some(ErrorKind::Truncated));
}

#[tokio::test]
async fn no_key_is_told_in_an_error() {
    let words = format!("The key {CANARY} is wrong.");
    let server = Loopback::start(move |_, _| problem(401, "invalid_api_key", &words)).await;
    let (remote, _) = remote(&server, HearingDialect::Deepgram, SpeechDialect::Elevenlabs);
    let heard = hear(&remote, Hearing::default()).await.1.unwrap();
    let spoken = speak(&remote, Speaking::default()).await.1.unwrap();
    let listed = remote.speech().unwrap().voices().await.unwrap_err();
    for error in [heard, spoken, listed] {
        assert_eq!(error.kind, ErrorKind::Unauthorized);
        assert!(!error.message.contains(CANARY), "{error}");
    }
}

#[tokio::test]
async fn a_page_in_the_place_of_sound_is_no_sound() {
    let page = || Answer::new(200, "<html>Log in</html>").with("content-type", "text/html");
    let server = Loopback::start(move |_, _| page()).await;
    let (remote, _) = remote(&server, HearingDialect::Openai, SpeechDialect::Openai);
    let (events, broke) = speak(&remote, Speaking::default()).await;
    assert!(events.is_empty());
    assert_eq!(broke.unwrap().kind, ErrorKind::Malformed);
}

#[tokio::test]
async fn offline_nothing_is_sent() {
    let server = Loopback::start(|_, _| sound()).await;
    let offline = Offline::default();
    offline.switch(true);
    let setup = Setup {
        limits: short(),
        chat: short(),
        offline,
        ledger: Arc::new(NoLedger),
        ..Setup::default()
    };
    let row = voiced(&server.address, HearingDialect::Openai, SpeechDialect::Elevenlabs);
    let remote = Remote::new(row, Http::new(setup), Arc::new(One(Some(CANARY))));
    let heard = hear(&remote, Hearing::default()).await.1.unwrap();
    let spoken = speak(&remote, Speaking::default()).await.1.unwrap();
    let listed = remote.speech().unwrap().voices().await.unwrap_err();
    for error in [heard, spoken, listed] {
        assert_eq!(error.kind, ErrorKind::Offline);
    }
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn voices_are_listed_page_by_page() {
    let server = Loopback::start(|number, _| {
        let body = match number {
            0 => r#"{"voices":[{"voice_id":"a","name":"Ann","verified_languages":[{"language":"en"}]}],"has_more":true,"next_page_token":"t 1"}"#,
            _ => r#"{"voices":[{"voice_id":"b","name":"Bob"}],"has_more":false}"#,
        };
        Answer::new(200, body).with("content-type", "application/json")
    })
    .await;
    let (remote, _) = remote(&server, HearingDialect::Openai, SpeechDialect::Elevenlabs);
    let voices = remote.speech().unwrap().voices().await.unwrap();
    let told: Vec<_> =
        voices.iter().map(|voice| (voice.name.as_str(), voice.title.as_str())).collect();
    assert_eq!(told, [("a", "Ann"), ("b", "Bob")]);
    assert_eq!(voices[0].languages, ["en"]);
    assert!(server.asked()[1].path.ends_with("&next_page_token=t%201"));
}

#[tokio::test]
async fn who_has_no_list_has_the_voices_that_are_known() {
    let server = Loopback::start(|_, _| sound()).await;
    let (remote, _) = remote(&server, HearingDialect::Openai, SpeechDialect::Openai);
    assert_eq!(remote.speech().unwrap().voices().await.unwrap().len(), 2);
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn a_row_without_chat_cannot_be_talked_with() {
    let server = Loopback::start(|_, _| heard("x")).await;
    let (http, _) = http();
    let row = Row {
        chat: false,
        speech: None,
        ..voiced(&server.address, HearingDialect::Deepgram, SpeechDialect::Openai)
    };
    let remote = Remote::new(row, http, Arc::new(One(Some(CANARY))));
    assert!(remote.models().await.unwrap().models.is_empty());
    let (_, broke) = super::support::reply(&remote).await;
    assert_eq!(broke.unwrap().kind, ErrorKind::Unsupported);
    assert!(server.asked().is_empty());
    let tested = remote.test(None).await;
    assert_eq!((tested.key_accepted, tested.error), (Some(true), None));
    assert_eq!(server.asked()[0].path, "/v1/v1/projects");
    assert!(remote.speech().is_none());
}
