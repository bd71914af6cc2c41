//! What the worker is told, one by one.

use model::voice_worker::{Command, Report, to_body};
use model::{ErrorKind, Hearing};

use crate::desk::TINY;
use crate::driver::Worker;
use crate::sounds::{SECOND, brought, said};

fn hear(id: u64) -> Command {
    Command::Hear { id, options: Hearing { partials: true, ..Hearing::default() } }
}

#[test]
fn what_is_no_recogniser_is_refused_with_a_reason() {
    let folder = std::env::temp_dir();
    let half = folder.join(format!("half-{}.bin", std::process::id()));
    let whole = std::fs::read(brought("models", TINY)).unwrap();
    std::fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    let foreign = env!("CARGO_MANIFEST_PATH").to_owned();
    let paths = ["/nowhere/at/all".into(), foreign, half.to_string_lossy().into_owned()];
    for (path, words) in paths.iter().zip(["cannot be read", "not a recogniser", "damaged"]) {
        let mut worker = Worker::start();
        worker.load(path);
        let Report::LoadFailed { kind, message } = worker.report() else { panic!("{path}") };
        assert_eq!(kind, ErrorKind::BadModelFile, "{message}");
        assert!(message.contains(words), "{path}: {message}");
        assert_eq!(worker.wait().code(), Some(1), "it ends");
    }
    std::fs::remove_file(half).unwrap();
}

#[test]
fn a_stop_is_heard_while_it_listens_and_while_it_works() {
    let mut worker = Worker::with(TINY);
    let sound = said("two_cities.wav");
    // While it waits for more.
    worker.send(&hear(1));
    worker.send(&Command::Stop { id: 1 });
    assert_eq!(worker.report(), Report::Stopped { id: 1 });
    // While it hears a window that is full, and with another that waits.
    worker.send(&hear(2));
    worker.send(&hear(3));
    worker.send_with(&Command::Sound { id: 2 }, &to_body(&sound[..28 * SECOND]));
    let Report::Taken { id: 2, .. } = worker.report() else { panic!("it is not taken up") };
    worker.send(&Command::Stop { id: 3 });
    worker.send(&Command::Stop { id: 2 });
    let ended = [worker.report(), worker.report()];
    for id in [2, 3] {
        assert!(ended.contains(&Report::Stopped { id }), "{ended:?}");
    }
    // What comes too late is for nobody, and the next request is heard.
    worker.send_with(&Command::Sound { id: 2 }, &to_body(&sound[..SECOND]));
    worker.send(&Command::Stop { id: 2 });
    let heard = worker.hear(4, 10, |second| sound[second * SECOND..][..SECOND].to_vec());
    assert!(heard.text.contains("best of times"), "{heard:?}");
}

#[test]
fn a_ping_is_answered_while_it_works() {
    let mut worker = Worker::with(TINY);
    worker.send(&hear(1));
    let sound = said("two_cities.wav");
    worker.send_with(&Command::Sound { id: 1 }, &to_body(&sound[..28 * SECOND]));
    let Report::Taken { .. } = worker.report() else { panic!("it is not taken up") };
    worker.send(&Command::Ping);
    assert_eq!(worker.report(), Report::Pong, "before the window is heard");
}

#[test]
fn a_sound_of_nothing_is_heard_as_nothing() {
    let mut worker = Worker::with(TINY);
    worker.send(&hear(1));
    worker.send(&Command::SoundEnd { id: 1 });
    let Report::Heard { transcript, .. } = worker.report() else { panic!("it is not heard") };
    assert_eq!(transcript, Default::default());
    assert!(worker.end().success(), "it ends with its input");
}

#[test]
fn a_recogniser_does_not_speak() {
    let mut worker = Worker::with(TINY);
    worker.send(&Command::Speak { id: 1, text: "a".into(), voice: Default::default() });
    let Report::Failed { id: 1, kind, .. } = worker.report() else { panic!("it speaks") };
    assert_eq!(kind, ErrorKind::InvalidRequest);
}

#[test]
fn what_is_no_command_ends_it() {
    let mut worker = Worker::start();
    worker.send_with(&Command::Sound { id: 1 }, b"cut");
    assert_eq!(worker.wait().code(), Some(2));
}
