//! Our own file.

use carry::{
    Attached, Blind, Bytes, Candidate, Cost, Failure, File, Format, Lane, Lost, Message, Rating,
    Session, Set, Status, Vote, Writer, sha256,
};
use model::{Effort, FinishReason, Parameters, Role, Timings, Usage};
use proptest::prelude::*;
use uuid::Uuid;

use crate::{Taken, taken};

fn written(files: &[File], sessions: &[Session]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new()).unwrap();
    files.iter().for_each(|file| writer.file(file).unwrap());
    sessions.iter().for_each(|session| writer.session(session).unwrap());
    writer.end().unwrap()
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z ]{0,12}", any::<String>(), Just("</script>\u{0}\u{2028}🎻\"\\".to_owned())]
}

fn id() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn maybe<T: std::fmt::Debug>(of: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop::option::of(of)
}

fn parameters() -> impl Strategy<Value = Set> {
    let numbers = (maybe(0_f32..2.0), maybe(0_f32..1.0), maybe(any::<u32>()), maybe(any::<u32>()));
    (maybe(words()), numbers, any::<bool>()).prop_map(|(system_prompt, numbers, reasons)| {
        let (temperature, top_p, max_tokens, seed) = numbers;
        let reasoning = reasons.then_some(Effort::High);
        Set(Parameters {
            system_prompt,
            temperature,
            top_p,
            max_tokens,
            seed,
            reasoning,
            threads: max_tokens,
        })
    })
}

fn message() -> impl Strategy<Value = Message> {
    let head = (id(), maybe(id()), id(), 0_u32..4, 0_usize..3, any::<i64>(), any::<bool>());
    let texts = (words(), words(), maybe(words()), maybe(words()));
    let figures = (
        maybe(any::<u32>()),
        maybe(any::<f64>().prop_filter("JSON has no others", |n| n.is_finite())),
        any::<u32>(),
    );
    let more = (
        maybe(parameters()),
        maybe(words()),
        maybe(any::<i64>()),
        prop::collection::vec(any::<(u32, u32)>(), 0..3),
        prop::collection::vec(id(), 0..3),
    );
    (head, texts, figures, more).prop_map(|(head, texts, figures, more)| {
        let (id, parent, turn, lane, role, at, flag) = head;
        let role = [Role::System, Role::User, Role::Assistant][role];
        let (parameters, carried, time, arrivals, merged) = more;
        Message {
            parent,
            lane,
            status: if flag { Status::Failed } else { Status::Complete },
            read_at: time,
            copied_at: time,
            edited: flag,
            model: texts.2.clone(),
            served: texts.3.clone(),
            parameters,
            usage: figures.0.map(|n| Usage {
                prompt_tokens: n,
                reply_tokens: n / 2,
                ..Usage::default()
            }),
            cost: figures.1.map(|usd| Cost { usd, as_of: "2026-11-22".into() }),
            timings: figures.0.map(|n| Timings { first_token_ms: n, total_ms: n }),
            finish: flag.then_some(FinishReason::Length),
            left_out: figures.2,
            failure: flag.then(|| Failure {
                kind: "server".into(),
                message: texts.0.clone(),
                retry_at: time,
            }),
            merged,
            attachments: texts
                .2
                .iter()
                .map(|name| Attached {
                    name: name.clone(),
                    media_type: "image/png".into(),
                    size: 3,
                    sha256: sha256(name.as_bytes()),
                })
                .collect(),
            rating: time.map(|at| Rating { stars: Some(4), comment: texts.1.clone(), at }),
            request: carried
                .clone()
                .map(|text| if flag { Bytes::Text(text) } else { Bytes::Base64("AA==".into()) }),
            carried,
            arrivals,
            reasoning: texts.1,
            text: texts.0,
            ..Message::new(id, turn, role, at)
        }
    })
}

fn session() -> impl Strategy<Value = Session> {
    let head = (id(), maybe(words()), parameters(), maybe(words()), maybe(id()), words());
    let lists = (
        prop::collection::vec("[a-z]{1,5}", 0..3),
        prop::collection::vec((0_u32..9, words(), parameters(), maybe(id())), 0..3),
    );
    let vote = (id(), id(), any::<i64>(), any::<bool>(), words());
    let rest =
        (prop::collection::vec(vote, 0..3), prop::collection::vec(message(), 0..8), any::<i64>());
    (head, lists, rest).prop_map(|(head, (names, lanes), (votes, messages, at))| Session {
        id: head.0,
        title_source: head.1.as_ref().map(|_| "user".into()),
        title: head.1,
        parameters: head.2,
        model: head.3,
        leaf: head.4,
        draft: head.5,
        created_at: at,
        updated_at: at,
        folder: names.clone(),
        tags: names,
        lanes: lanes
            .into_iter()
            .map(|(lane, model, parameters, leaf)| Lane { lane, model, parameters, leaf })
            .collect(),
        blind: votes
            .iter()
            .map(|vote| Blind {
                turn: vote.1,
                pool: vec![vote.4.clone()],
                told_at: Some(at),
                even_pace: vote.3,
            })
            .collect(),
        votes: votes
            .into_iter()
            .map(|(id, turn, at, blind, reason)| Vote {
                id,
                turn,
                at,
                kind: "chat".into(),
                language: Some("hi".into()),
                blind,
                reason: reason.clone(),
                tags: vec![reason.clone()],
                voter: String::new(),
                undone_at: blind.then_some(at),
                candidates: vec![Candidate { model: reason, message: Some(id), best: blind }],
            })
            .collect(),
        messages,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn out_in_and_out_again_is_the_same_bytes(
        sessions in prop::collection::vec(session(), 0..4),
        files in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..3),
    ) {
        let file = |data: &Vec<u8>| File { sha256: sha256(data), media_type: "image/png".into(), data: data.clone() };
        let files: Vec<File> = files.iter().map(file).collect();
        let first = written(&files, &sessions);
        let (format, Taken { files: read_files, sessions: read, losses }) = taken(&first).unwrap();
        prop_assert_eq!(format, Format::Antiphon);
        prop_assert_eq!(losses, []);
        prop_assert_eq!(&read, &sessions);
        prop_assert_eq!(written(&read_files, &read), first.clone());
        let schema: serde_json::Value = serde_json::from_str(carry::SCHEMA).unwrap();
        let file: serde_json::Value = serde_json::from_slice(&first).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let faults: Vec<String> = validator.iter_errors(&file).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        prop_assert!(faults.is_empty(), "{faults:?}");
    }
}

#[test]
fn a_file_cut_at_any_byte_keeps_its_whole_chats() {
    let message = Message::new(Uuid::from_u128(1), Uuid::from_u128(2), Role::User, 3);
    let sessions: Vec<Session> = (0..3)
        .map(|n| Session {
            id: Uuid::from_u128(n),
            messages: vec![message.clone()],
            ..Session::default()
        })
        .collect();
    let bytes = written(&[], &sessions);
    for cut in 40..bytes.len() - 2 {
        let (_, read) = taken(&bytes[..cut]).unwrap();
        assert_eq!(read.sessions, sessions[..read.sessions.len()], "cut at {cut}");
        assert!(read.losses.iter().any(|loss| loss.what == Lost::Rest), "cut at {cut}");
    }
}

#[test]
fn a_newer_file_and_a_damaged_one_are_told() {
    let bytes = String::from_utf8(written(&[], &[])).unwrap();
    let newer = bytes.replace("\"version\":1", "\"version\":2");
    assert!(matches!(taken(newer.as_bytes()), Err(carry::Error::Newer)));
    let file = File { sha256: sha256(b"a"), media_type: "image/png".into(), data: b"b".to_vec() };
    let (_, read) = taken(&written(&[file], &[])).unwrap();
    assert_eq!(read.files, [], "its bytes are not what it says");
    assert_eq!(read.losses[0].what, Lost::DamagedFile);
}
