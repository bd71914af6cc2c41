//! A worker without a model: it speaks the chat worker's protocol and says what it is told to.
//!
//! For tests and measurements of the app. What it answers to a prompt is a [`Rule`](script::Rule),
//! looked for in this order:
//!
//! 1. in the prompt: `#script {"text": "…", "size": 3}` anywhere in it, up to its end;
//! 2. in a JSON file, `{"load": …, "rules": [ … ]}`: the first rule whose `match` the last prompt
//!    contains. The file is the "model" that is loaded, if its name ends in `.json`, or else the
//!    one named by `ANTIPHON_SCRIPT`;
//! 3. by name, a word anywhere in the prompt:
//!    - `#flood` 20,000 pieces of markdown, 80 KB, as fast as it can;
//!    - `#steady` 500 pieces, 50 a second;
//!    - `#letters` markdown one character at a time;
//!    - `#big`, `#quarter` 200 KB in 2,000 pieces, 50 KB in 500 pieces;
//!    - `#unbroken` 5 MB without a line break;
//!    - `#echo` the path that it was sent, as JSON;
//!    - `#die`, `#killed`, `#fail`, `#hang`, `#stall`, `#garbage`, `#length` a few words, then that;
//! 4. otherwise it repeats the prompt.
//!
//! A prompt that asks for a title (it contains `<conversation>`) is answered with a title, or with
//! the file's first rule for titles that matches.
//!
//! The fields of a rule, all optional:
//!
//! | field | meaning |
//! |---|---|
//! | `match` | part of the last prompt; every prompt, if not there |
//! | `title` | the rule is for prompts that ask for a title (false) |
//! | `text`, or `chunks` | what is said, as one text or in ready pieces |
//! | `echo` | `"path"`, `"parameters"`, `"prompt"` or `"process"` (its id): say that instead |
//! | `markdown`, `unbroken` | say so many bytes of made-up markdown, or of one long word |
//! | `size` | characters in a piece (6) |
//! | `repeat` | say it so many times (1) |
//! | `wait_ms`, `delay_ms` | time before the first piece, and from one piece to the next (0) |
//! | `after` | break off after so many pieces |
//! | `stamp` | put `@` and the milliseconds since 1970 at which it is said before each piece (false) |
//! | `aside` | say it at once, beside whatever else is being said; it can only finish (false) |
//! | `seeds` | rules of which the parameter `seed` names the one that counts instead, from 0 (none) |
//! | `then` | `finish`, `length`, `fail`, `die` (abort), `killed` (SIGKILL), `hang` (answers nothing any more), `stall` (answers pings and stops only), `deaf` (answers pings only), `garbage` (writes what is no frame) |
//! | `kind`, `message` | of the error, for `fail` |
//! | `left_out` | messages reported as left out (0) |
//!
//! `load` in the file has `wait_ms`, `context`, `name`, and `then` (`finish`, `fail`, `die`,
//! `killed`, `hang`, `stall`, `garbage`), `kind` and `message`.

mod aside;
mod markdown;
mod player;
mod script;

use std::io::Read;
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;

use model::worker::{Command, Frames};

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
fn listen(send: &mpsc::Sender<Command>) {
    let mut input = std::io::stdin().lock();
    let mut frames = Frames::default();
    let mut bytes = vec![0; 64 << 10];
    loop {
        match input.read(&mut bytes) {
            Ok(0) | Err(_) => std::process::exit(0),
            Ok(count) => frames.push(&bytes[..count]),
        }
        while let Ok(Some((command, _))) = frames.next::<Command>() {
            if send.send(command).is_err() {
                std::process::exit(0);
            }
        }
    }
}
