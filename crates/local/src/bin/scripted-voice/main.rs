//! A voice worker without a model: it speaks the voice worker's protocol, hears what it is told to
//! hear and speaks in tones.
//!
//! For tests and measurements of the app. Its script is the JSON file that is loaded as a "model",
//! if its name ends in `.json`, or else the one that `ANTIPHON_VOICE_SCRIPT` names:
//! `{"load": …, "hear": [ … ], "speak": [ … ]}`, all optional.
//!
//! A request to hear is answered by the first rule of `hear` whose `language` is the one that is
//! asked for, or that has none. A rule may also stand in a term of the request,
//! `#script {"text": "…"}`. Without a rule it hears `heard 2.5 seconds`. What is not louder than
//! −60 dB anywhere is heard as nothing, whatever the rule.
//!
//! | field | meaning |
//! |---|---|
//! | `language` | the language that must be asked for |
//! | `text` | what is heard |
//! | `turns` | what the first, the second … request of this worker hears instead; the last again and again |
//! | `heard_as` | the language that it says was spoken (`en`) |
//! | `word_ms` | a word is told (where that is asked for) for so much sound (300); those before the last two are committed |
//! | `wait_ms` | time from the end of the sound to the answer (0) |
//! | `after_ms` | end as `then` says once so much sound has come; without it, when all has |
//! | `then` | `finish`, `fail`, `die` (abort), `killed` (SIGKILL), `hang` (answers nothing any more), `stall` (answers pings and stops only), `deaf` (answers pings only), `garbage` (writes what is no frame) |
//! | `kind`, `message` | of the error, for `fail` |
//!
//! A request to speak is answered by the first rule of `speak` whose `match` its text contains, or
//! by `#script {…}` in the text. Without a rule it speaks a tone of 50 ms a letter.
//!
//! | field | meaning |
//! |---|---|
//! | `match` | part of the text; every text, if not there |
//! | `letter_ms` | how long a letter sounds (50); the voice's speed divides it |
//! | `pitch` | of the tone, in hertz (220); a voice named by a number has that pitch |
//! | `piece_ms` | length of a piece (100) |
//! | `wait_ms` | time before the first piece (0) |
//! | `pace` | time from piece to piece, as a part of its length: 1 is as fast as it sounds (0) |
//! | `after_ms`, `then`, `kind`, `message` | as above, of what was spoken |
//!
//! `load` has `wait_ms`, `name`, `languages` (`["en"]`), `voices` (`["one", "two"]`), `rate` of
//! speech (24000), `then`, `kind` and `message`.

mod player;
mod script;

use std::io::Read;
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;

use model::voice_worker::Command;
use model::worker::Frames;

use crate::player::Player;
use crate::script::Script;

fn main() -> ExitCode {
    let script = match Script::from_environment() {
        Ok(script) => script,
        Err(error) => {
            player::say(&format!("the script cannot be used: {error}"));
            return ExitCode::from(2);
        }
    };
    let (send, commands) = mpsc::channel();
    thread::spawn(move || listen(&send));
    Player::new(script, commands).play()
}

/// Passes commands on until standard input ends; then the process ends.
fn listen(send: &mpsc::Sender<(Command, Vec<u8>)>) {
    let mut input = std::io::stdin().lock();
    let mut frames = Frames::default();
    let mut bytes = vec![0; 64 << 10];
    loop {
        match input.read(&mut bytes) {
            Ok(0) | Err(_) => std::process::exit(0),
            Ok(count) => frames.push(&bytes[..count]),
        }
        while let Ok(Some(command)) = frames.next::<Command>() {
            if send.send(command).is_err() {
                std::process::exit(0);
            }
        }
    }
}
