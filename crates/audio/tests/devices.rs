//! Real devices of a virtual desk: what is played into its microphone is heard.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::process::Command;
use std::sync::mpsc::Receiver;

use audio::{Heard, Listen, Mode, PieceId, Speaker, Spoken, VoiceModel};
use stage::desk::Desk;

/// Says which part of a test shall run, in the process that sits at the desk.
const PART: &str = "ANTIPHON_AUDIO_PART";

/// Runs this test again as a process on a desk of its own.
fn at_a_desk(test: &str) -> bool {
    if std::env::var(PART).is_ok_and(|part| part == test) {
        return true;
    }
    let desk = Desk::start().unwrap();
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args([test, "--exact", "--nocapture"]).env(PART, test);
    // What is played comes out of the desk's microphone.
    again.env("PULSE_SINK", "micsink");
    let output = desk.seat(&mut again).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "the part ran: {said}");
    false
}

fn wait(events: &Receiver<Spoken>, wanted: &Spoken) {
    while events.recv().expect("the loudspeaker is open") != *wanted {}
}

#[test]
fn what_is_spoken_is_heard_from_its_first_sample_to_its_last() {
    if !at_a_desk("what_is_spoken_is_heard_from_its_first_sample_to_its_last") {
        return;
    }
    assert!(audio::microphones().unwrap().iter().any(|microphone| microphone.default));
    assert!(audio::loudspeakers().unwrap().iter().any(|speaker| speaker.default));
    let (speaker, events) = Speaker::new(None).unwrap();
    let (listening, sounds) = audio::listen(Listen {
        device: None,
        mode: Mode::Held,
        voice: VoiceModel::built_in(),
        echo: None,
    })
    .unwrap();
    let mut heard: Vec<f32> = Vec::new();
    // The device delivers before anything is said.
    while let Ok(event) = sounds.recv() {
        if matches!(event, Heard::Samples(_)) {
            break;
        }
    }
    let tone: Vec<f32> = (0..24_000).map(|at| (at as f32 * 0.15).sin() * 0.5).collect();
    speaker.begin(PieceId(1));
    for piece in tone.chunks(1_000) {
        speaker.push(piece, 24_000).unwrap();
    }
    speaker.end();
    wait(&events, &Spoken::Begun(PieceId(1)));
    wait(&events, &Spoken::Finished(PieceId(1)));
    // What is on its way has come when a second of silence has.
    let mut silent = 0;
    while silent < 16_000 {
        let Ok(event) = sounds.recv() else { break };
        if let Heard::Samples(samples) = event {
            let loud = samples.iter().any(|sample| sample.abs() > 0.01);
            silent = if loud { 0 } else { silent + samples.len() };
            heard.extend(samples);
        }
    }
    listening.stop();
    let mut last = None;
    while let Ok(event) = sounds.recv() {
        last = Some(event);
    }
    assert_eq!(last, Some(Heard::Ended));
    let loud =
        heard.chunks(160).filter(|part| part.iter().any(|sample| sample.abs() > 0.25)).count();
    assert!((95..=125).contains(&loud), "one second in parts of 10 ms: {loud}");
}

#[test]
fn a_device_that_is_not_there_is_told_to_be_missing() {
    if !at_a_desk("a_device_that_is_not_there_is_told_to_be_missing") {
        return;
    }
    let nowhere = audio::DeviceId("pulseaudio:nowhere".into());
    let speaker = Speaker::new(Some(nowhere.clone())).map(drop);
    assert_eq!(speaker.unwrap_err().kind, audio::Kind::NoDevice);
    let listen = Listen {
        device: Some(nowhere),
        mode: Mode::Held,
        voice: VoiceModel::built_in(),
        echo: None,
    };
    assert_eq!(audio::listen(listen).map(drop).unwrap_err().kind, audio::Kind::NoDevice);
}
