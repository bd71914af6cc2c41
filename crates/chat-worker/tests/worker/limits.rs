//! Paths that outgrow the context, and files that are no model, with the real worker.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command as Program;

use crate::driver::{End, PROGRAM, Worker, assistant, likeliest, small_model, system, user};
use model::ErrorKind;
use model::worker::{Command, Report};

#[test]
fn a_long_conversation_leaves_out_its_oldest_turns_and_goes_on() {
    let mut worker = Worker::new(256);
    let mut path = vec![system("Be brief.")];
    let mut left_out = Vec::new();
    let mut reused = 0;
    for turn in 0..12 {
        path.push(user(&format!("Question {turn}: what do you know about the number {turn}?")));
        let reply = worker.answer(&path, likeliest(12));
        let usage = reply.usage();
        assert!(usage.prompt_tokens <= 256, "{usage:?}");
        assert_eq!(reply.left_out % 2, 0, "whole turns: {}", reply.left_out);
        reused += u32::from(usage.cached_tokens * 2 > usage.prompt_tokens);
        left_out.push(reply.left_out);
        path.push(assistant(&reply.text()));
    }
    assert_eq!(left_out[0], 0, "at first all fits");
    assert!(left_out.is_sorted(), "what was left out stays out: {left_out:?}");
    assert!(left_out[11] > 0, "in the end it does not: {left_out:?}");
    let steps = left_out.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(steps <= 4, "in few large steps: {left_out:?}");
    assert!(reused >= 7, "most turns read only what is new: {reused} of 12");
}

#[test]
fn a_prompt_longer_than_the_context_says_both_numbers() {
    let mut worker = Worker::new(256);
    let reply = worker.answer(&[user(&"word ".repeat(400))], likeliest(8));
    let End::Failed(kind, message) = reply.end else { panic!("{reply:?}") };
    assert_eq!(kind, ErrorKind::PromptTooLong);
    assert!(message.contains("256"), "{message}");
    let tokens: Vec<u32> = numbers(&message).filter(|&n| n != 256).collect();
    assert!(matches!(tokens[..], [400..=500]), "{message}");
    assert!(worker.answer(&[user("Hello")], likeliest(4)).usage().reply_tokens > 0, "goes on");
}

fn numbers(text: &str) -> impl Iterator<Item = u32> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok())
}

#[test]
fn a_prompt_of_a_megabyte_is_refused_whatever_it_is_made_of() {
    let mut worker = Worker::new(512);
    for part in ["word ", "x", "漢", "\n", "<|im_end|>", "'s", "12", " "] {
        let reply = worker
            .answer(&[user(&format!("a{}", part.repeat(1_000_000 / part.len())))], likeliest(8));
        let refused = matches!(reply.end, End::Failed(ErrorKind::PromptTooLong, _));
        assert!(refused, "{part:?}: {:?}", reply.end);
    }
    assert!(worker.answer(&[user("Hello")], likeliest(4)).usage().reply_tokens > 0, "goes on");
}

#[test]
fn one_very_long_word_is_read() {
    let mut worker = Worker::new(8192);
    let id = worker.ask(&[user(&"la".repeat(7000))], likeliest(2));
    assert!(matches!(worker.report(), Report::Started { .. }), "it has become tokens");
    worker.send(&Command::Stop { id });
    let tokens = worker.rest(id).usage().prompt_tokens;
    assert!(tokens > 6000, "{tokens} tokens");
}

#[test]
fn a_path_without_a_prompt_is_refused() {
    let mut worker = Worker::new(256);
    for path in [vec![], vec![system("Be brief.")], vec![user(" \n ")]] {
        let reply = worker.answer(&path, likeliest(4));
        let refused = matches!(reply.end, End::Failed(ErrorKind::InvalidRequest, _));
        assert!(refused, "{path:?}: {:?}", reply.end);
    }
}

fn refusal(path: &Path) -> (ErrorKind, String) {
    let mut worker = Worker::start(&mut Program::new(PROGRAM));
    worker.load(path, 512);
    let refusal = worker.refusal();
    assert_eq!(worker.end().code(), Some(1), "then it ends");
    refusal
}

#[test]
fn what_is_no_model_file_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(small_model()).unwrap();
    let mut broken = bytes[..6_000_000].to_vec();
    broken[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
    for (name, content, part) in [
        ("empty", &b""[..], "not a GGUF"),
        ("text", b"Dear reader, this is a letter.", "not a GGUF"),
        ("only the magic", b"GGUF", "damaged"),
        ("noise after the magic", b"GGUF\x03\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff", "damaged"),
        ("the header cut", &bytes[..100_000], "damaged"),
        ("the weights cut", &bytes[..50_000_000], "damaged"),
        ("the last byte cut", &bytes[..bytes.len() - 1], "damaged"),
        ("a count that cannot be", &broken, "damaged"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let (kind, message) = refusal(&path);
        assert_eq!(kind, ErrorKind::BadModelFile, "{name}: {message}");
        assert!(message.contains(part), "{name}: {message}");
    }
    let (kind, message) = refusal(&folder.path().join("missing"));
    assert_eq!(kind, ErrorKind::BadModelFile, "missing: {message}");
    assert!(message.contains("cannot be read"), "missing: {message}");
    let (kind, message) = refusal(folder.path());
    assert_eq!(kind, ErrorKind::BadModelFile, "a folder: {message}");
}

#[test]
fn a_model_larger_than_the_memory_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huge.gguf");
    let mut file = File::create(&path).unwrap();
    file.write_all(b"GGUF\x03\0\0\0").unwrap();
    file.set_len(8 << 40).unwrap();
    let (kind, message) = refusal(&path);
    assert_eq!(kind, ErrorKind::OutOfMemory, "{message}");
    assert!(message.contains("smaller model"), "what to do: {message}");
}

#[test]
fn memory_that_runs_out_while_loading_is_told_from_a_bad_file() {
    let mut limited = Program::new("sh");
    // Enough for the program and the weights, not for the context.
    limited.args(["-c", "ulimit -v 600000; exec \"$0\"", PROGRAM]);
    let mut worker = Worker::start(&mut limited);
    worker.load(&small_model(), 8192);
    let (kind, message) = worker.refusal();
    assert_eq!(kind, ErrorKind::OutOfMemory, "{message}");
}

#[test]
fn the_model_file_is_only_read() {
    let sum = |path: &Path| {
        let mut bytes = Vec::new();
        File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
        bytes.iter().fold(0_u64, |sum, &byte| sum.wrapping_mul(31).wrapping_add(byte.into()))
    };
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.gguf");
    fs::copy(small_model(), &copy).unwrap();
    let before = sum(&copy);
    let mut worker = Worker::start(Program::new(PROGRAM).current_dir(folder.path()));
    worker.load(&copy, 256);
    worker.report();
    worker.answer(&[user("Hello")], likeliest(4));
    assert_eq!(sum(&copy), before, "the file is as it was");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "and nothing is beside it");
}
