//! What the real worker does when told something in the middle of its work.

use std::process::Command as Program;
use std::time::Instant;

use crate::driver::{End, PROGRAM, Worker, chance, likeliest, small_model, user};
use model::Usage;
use model::worker::{Command, Report};

/// A prompt that takes seconds to read, of some `words` tokens.
fn long(words: usize) -> String {
    (0..words).map(|word| format!("{} ", ["sea", "land", "sky"][word * 7 % 3])).collect()
}

#[test]
fn a_stop_takes_effect_within_a_token() {
    let mut worker = Worker::new(1024);
    let id = worker.ask(&[user("Tell me a very long story.")], chance(1, 900));
    for _ in 0..5 {
        worker.first_text();
    }
    worker.send(&Command::Stop { id });
    worker.send(&Command::Ping);
    // The answer to the ping shows that the stop has been read by now.
    let before = std::iter::repeat_with(|| worker.report()).take_while(|r| *r != Report::Pong);
    let before: Vec<Report> = before.collect();
    let stopped = before.iter().find(|report| matches!(report, Report::Stopped { .. }));
    if stopped.is_none() {
        let reply = worker.rest(id);
        assert!(matches!(reply.end, End::Stopped(_)), "{:?}", reply.end);
        assert!(reply.pieces.len() <= 1, "the token that was being written: {:?}", reply.pieces);
    }
}

#[test]
fn a_stop_takes_effect_while_the_prompt_is_read() {
    let mut worker = Worker::new(1024);
    let path = [user(&long(700))];
    let id = worker.ask(&path, likeliest(1));
    assert!(matches!(worker.report(), Report::Started { .. }));
    let start = Instant::now();
    worker.send(&Command::Stop { id });
    let reply = worker.rest(id);
    let stopped = start.elapsed();
    let End::Stopped(usage) = reply.end else { panic!("{:?}", reply.end) };
    assert_eq!(usage.reply_tokens, 0);
    let start = Instant::now();
    let whole = worker.answer(&path, likeliest(1)).usage();
    assert!(whole.cached_tokens < whole.prompt_tokens / 2, "it was not read to its end");
    assert!(stopped * 4 < start.elapsed(), "{stopped:?} against {:?}", start.elapsed());
}

#[test]
fn what_was_read_before_a_stop_is_not_read_again() {
    let mut worker = Worker::new(1024);
    let path = [user("Tell me a very long story.")];
    let id = worker.ask(&path, chance(1, 900));
    worker.first_text();
    worker.send(&Command::Stop { id });
    worker.rest(id);
    let again = worker.answer(&path, chance(1, 4)).usage();
    assert_eq!(again.cached_tokens, again.prompt_tokens - 1);
}

#[test]
fn a_ping_is_answered_in_the_middle_of_a_reply_and_of_a_prompt() {
    let mut worker = Worker::new(1024);
    let id = worker.ask(&[user(&long(500))], chance(1, 200));
    assert!(matches!(worker.report(), Report::Started { .. }));
    worker.send(&Command::Ping);
    assert_eq!(worker.report(), Report::Pong, "before the first text");
    worker.first_text();
    worker.send(&Command::Ping);
    let texts = std::iter::repeat_with(|| worker.report())
        .take_while(|report| *report != Report::Pong)
        .count();
    assert!(texts <= 20, "{texts} pieces before the answer");
    worker.send(&Command::Stop { id });
    worker.rest(id);
}

#[test]
fn requests_wait_their_turn_and_can_be_stopped_meanwhile() {
    let mut worker = Worker::new(1024);
    let first = worker.ask(&[user("Tell me a very long story.")], chance(1, 900));
    let second = worker.ask(&[user("Name a bird.")], likeliest(4));
    let third = worker.ask(&[user("Name a fish.")], likeliest(4));
    worker.first_text();
    worker.send(&Command::Stop { id: second });
    let stopped = Report::Stopped { id: second, usage: Usage::default() };
    let before = std::iter::repeat_with(|| worker.report())
        .take_while(|report| *report != stopped)
        .filter(|report| !matches!(report, Report::Text { id, .. } if *id == first))
        .count();
    assert_eq!(before, 0, "the waiting one ends while the first goes on");
    worker.send(&Command::Stop { id: first });
    assert!(matches!(worker.rest(first).end, End::Stopped(_)), "the running one");
    assert!(matches!(worker.rest(third).end, End::Finished(..)), "the next has its turn");
    worker.send(&Command::Stop { id: first });
    worker.send(&Command::Ping);
    assert_eq!(worker.report(), Report::Pong, "a stop for what has ended is passed over");
}

#[test]
fn it_ends_with_its_standard_input_whatever_it_is_doing() {
    let mut idle = Worker::new(512);
    idle.hang_up();
    assert_eq!(idle.end().code(), Some(0), "doing nothing");

    let mut writing = Worker::new(1024);
    writing.ask(&[user("Tell me a very long story.")], chance(1, 900));
    writing.first_text();
    let start = Instant::now();
    writing.hang_up();
    assert_eq!(writing.end().code(), Some(0), "in the middle of a reply");
    assert!(start.elapsed().as_secs() < 5, "at once: {:?}", start.elapsed());

    let mut reading = Worker::new(2048);
    reading.ask(&[user(&long(1500))], chance(1, 900));
    assert!(matches!(reading.report(), Report::Started { .. }));
    reading.hang_up();
    assert_eq!(reading.end().code(), Some(0), "in the middle of a prompt");

    let mut loading = Worker::start(&mut Program::new(PROGRAM));
    loading.load(&small_model(), 8192);
    loading.hang_up();
    assert_eq!(loading.end().code(), Some(0), "while loading");
}

#[test]
fn what_is_no_command_ends_it_with_a_word() {
    let mut worker = Worker::start(&mut Program::new(PROGRAM));
    worker.write(&[b'?'; 64]);
    assert_eq!(worker.end().code(), Some(2));
}

#[test]
fn an_unknown_argument_is_refused() {
    let status = Program::new(PROGRAM).arg("--help").status().unwrap();
    assert_eq!(status.code(), Some(2));
}
