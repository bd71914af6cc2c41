//! What recognisers and voices answered, read at every cut: each folder of `tests/voices`, whose
//! `source.txt` says where it is from.

use std::fs;
use std::path::{Path, PathBuf};

use model::{ErrorKind, Result, SpeechEvent, Transcript, TranscriptEvent};
use providers::dialect::{Decode, HearingDialect, SpeechDialect};

const TEXT: &str = "Hello, world. नमस्ते";
const SAMPLES: [f32; 6] = [0.0, 0.25, -0.25, 0.5, -1.0, 32767.0 / 32768.0];

/// The folders below one of `tests/voices`: the dialect's name, the recording's, and its bytes.
#[cfg(test)]
fn recordings(kind: &str) -> Vec<(String, String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/voices").join(kind);
    let folders = |at: &Path| -> Vec<PathBuf> {
        fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let name = |at: &Path| at.file_name().unwrap().to_str().unwrap().to_owned();
    let mut found = Vec::new();
    for dialect in folders(&root) {
        for recording in folders(&dialect) {
            let source = fs::read_to_string(recording.join("source.txt")).unwrap();
            assert!(!source.trim().is_empty(), "{recording:?} says where it is from");
            let reply = fs::read(recording.join("reply")).unwrap();
            found.push((name(&dialect), name(&recording), reply));
        }
    }
    found.sort();
    found
}

/// What a decoder makes of pieces, and whether it found its end.
fn decoded<'a, E>(
    mut decoder: Box<dyn Decode<E>>,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<E>, Result<()>) {
    let mut events = Vec::new();
    for piece in pieces {
        if let Err(error) = decoder.feed(piece, &mut events) {
            return (events, Err(error));
        }
    }
    let end = decoder.end(&mut events);
    (events, end)
}

#[cfg(test)]
fn hearing(name: &str) -> HearingDialect {
    serde_json::from_value(name.into()).unwrap()
}

#[cfg(test)]
fn speech(name: &str) -> SpeechDialect {
    serde_json::from_value(name.into()).unwrap()
}

fn transcript(events: &[TranscriptEvent]) -> Option<Transcript> {
    events.iter().find_map(|event| match event {
        TranscriptEvent::Finished { transcript } => Some(transcript.clone()),
        TranscriptEvent::Partial { .. } => None,
    })
}

fn samples(events: &[SpeechEvent]) -> Vec<f32> {
    let pieces = events.iter().filter_map(|event| match event {
        SpeechEvent::Samples(samples) => Some(samples.as_slice()),
        SpeechEvent::Started { .. } | SpeechEvent::Finished => None,
    });
    pieces.flatten().copied().collect()
}

#[test]
fn each_recogniser_is_understood_at_every_cut() {
    let recordings = recordings("hearing");
    assert!(recordings.len() >= 9, "{}", recordings.len());
    for (dialect, name, reply) in &recordings {
        let dialect = hearing(dialect);
        let (whole, end) = decoded(dialect.decoder(), [reply.as_slice()]);
        assert_eq!(end, Ok(()), "{dialect:?} {name}");
        let heard = transcript(&whole).unwrap();
        assert_eq!(heard.text, if name == "silence" { "" } else { TEXT }, "{dialect:?} {name}");
        for cut in 0..=reply.len() {
            let (head, tail) = reply.split_at(cut);
            let (events, end) = decoded(dialect.decoder(), [head, tail]);
            assert_eq!((&events, end), (&whole, Ok(())), "{dialect:?} {name} cut at {cut}");
            // What breaks off is told to have done so, if its end has not come.
            let (events, end) = decoded(dialect.decoder(), [head]);
            match transcript(&events) {
                Some(early) => assert_eq!(early, heard, "{dialect:?} {name} broke at {cut}"),
                None => {
                    let kind = end.unwrap_err().kind;
                    assert_eq!(kind, ErrorKind::Truncated, "{dialect:?} {name} broke at {cut}");
                }
            }
        }
        let bytes: Vec<&[u8]> = reply.chunks(1).collect();
        assert_eq!(decoded(dialect.decoder(), bytes).0, whole, "{dialect:?} {name} byte by byte");
    }
}

#[test]
fn times_and_languages_are_told_where_they_are_known() {
    let find = |wanted: &str, recording: &str| {
        let all = recordings("hearing");
        let (_, _, reply) =
            all.iter().find(|(dialect, name, _)| dialect == wanted && name == recording).unwrap();
        transcript(&decoded(hearing(wanted).decoder(), [reply.as_slice()]).0).unwrap()
    };
    let timed = find("openai", "timed");
    assert_eq!(timed.language.as_deref(), Some("en"));
    let times: Vec<_> = timed.segments.iter().map(|part| (part.start_ms, part.end_ms)).collect();
    assert_eq!(times, [(0, 1250), (1250, 2500)]);
    assert_eq!(timed.segments[0].text, "Hello, world.");
    assert_eq!(find("sarvam", "hello").language.as_deref(), Some("hi"));
    assert_eq!(find("deepgram", "hello").segments.len(), 2);
}

#[test]
fn each_voice_is_heard_at_every_cut() {
    let recordings = recordings("speech");
    assert!(recordings.len() >= 9, "{}", recordings.len());
    for (dialect, name, reply) in &recordings {
        let dialect = speech(dialect);
        let (whole, end) = decoded(dialect.decoder(), [reply.as_slice()]);
        assert_eq!(end, Ok(()), "{dialect:?} {name}");
        assert_eq!(samples(&whole), SAMPLES, "{dialect:?} {name}");
        assert!(matches!(whole[0], SpeechEvent::Started { rate: 16_000..=24_000 }), "{name}");
        assert_eq!(whole.last(), Some(&SpeechEvent::Finished), "{name}");
        for cut in 0..=reply.len() {
            let (head, tail) = reply.split_at(cut);
            let (events, end) = decoded(dialect.decoder(), [head, tail]);
            assert_eq!(end, Ok(()), "{dialect:?} {name} cut at {cut}");
            assert_eq!(samples(&events), SAMPLES, "{dialect:?} {name} cut at {cut}");
            // Bare samples have no mark of their end; everything else tells that it broke off.
            let (events, end) = decoded(dialect.decoder(), [head]);
            let bare = !reply.starts_with(b"{") && !reply.starts_with(b"data:");
            match end {
                Ok(()) if bare => assert!(SAMPLES.starts_with(&samples(&events)), "{name}"),
                Ok(()) => assert_eq!(samples(&events), SAMPLES, "{dialect:?} {name} at {cut}"),
                Err(error) => assert_eq!(error.kind, ErrorKind::Truncated, "{name} at {cut}"),
            }
        }
        let bytes: Vec<&[u8]> = reply.chunks(1).collect();
        assert_eq!(samples(&decoded(dialect.decoder(), bytes).0), SAMPLES, "{name} byte by byte");
    }
}
