//! How long the functions take on long and on hostile texts: `cargo run --release --example timing`.
#![expect(clippy::print_stdout, reason = "prints what it measures")]

use std::time::Instant;

use prose::{
    Masker, agreement, attribution, closed_sentences, reply_sentences, sentences, word_diff,
};

/// Knuth's linear congruence (MMIX).
const MULTIPLIER: u64 = 6_364_136_223_846_793_005;
const INCREMENT: u64 = 1_442_695_040_888_963_407;

fn main() {
    let words = |count: usize, seed: u64, kinds: u64| {
        let mut state = seed;
        let mut text = String::new();
        for index in 0..count {
            state = state.wrapping_mul(MULTIPLIER).wrapping_add(INCREMENT);
            text.push(if index % 12 == 0 { 'W' } else { 'w' });
            text.push_str(&((state >> 33) % kinds).to_string());
            text.push_str(if index % 12 == 11 { ". " } else { " " });
        }
        text
    };
    the_rest(words);
    let long = words(35_000, 1, 3_000);
    let edited = long.replace("w77 ", "w78 new ").replace("w100 ", "");
    time("diff: 200 KB, some words changed", || word_diff(&long, &edited).len());
    time("diff: 200 KB, all the same", || word_diff(&long, &long).len());
    time("diff: 200 KB, other words", || word_diff(&long, &long.replace('w', "v")).len());
    time("diff: 200 KB, the same words in another order", || {
        word_diff(&long, &words(35_000, 2, 3_000)).len()
    });
    time("diff: 200 KB, few words in another order", || {
        word_diff(&words(35_000, 1, 20), &words(35_000, 2, 20)).len()
    });
    let line = words(850_000, 3, 20_000);
    time("diff: one line of 5 MB, some words changed", || {
        word_diff(&line, &line.replace("w77 ", "w78 ")).len()
    });
    time("diff: one line of 5 MB, in another order", || {
        word_diff(&line, &words(850_000, 4, 20_000)).len()
    });
    time("diff: one line of 5 MB, two letters", || {
        word_diff(&"a ".repeat(2_500_000), &"a b ".repeat(1_250_000)).len()
    });
    time("diff: 5 MB of one word", || {
        word_diff(&"a".repeat(5 << 20), &"a".repeat(5_000_000)).len()
    });
    time("diff: 5 MB of Chinese, reversed", || {
        let text: String = words(500_000, 5, 500)
            .chars()
            .map(|c| char::from_u32(c as u32 + 0x4e00).unwrap_or(c))
            .collect();
        word_diff(&text, &text.chars().rev().collect::<String>()).len()
    });
}

fn the_rest(words: impl Fn(usize, u64, u64) -> String) {
    let text = words(850_000, 3, 20_000);
    time("sentences: 5 MB", || sentences(&text).len());
    time("sentences: 5 MB without a stop", || sentences(&"a".repeat(5 << 20)).len());
    let reply = words(3_500, 3, 2_000);
    time("sentences: 20 KB, arriving by 4 bytes", || {
        let (mut from, mut count) = (0, 0);
        for end in (0..reply.len()).step_by(4) {
            let closed = closed_sentences(&reply[from..end]);
            from += closed.rest;
            count += closed.sentences.len();
        }
        count
    });
    time("passages: 5 MB", || reply_sentences(&text).len());
    let replies: Vec<_> = (0..8)
        .map(|lane| reply_sentences(&reply.replace(&format!("w{lane}7 "), "other ")))
        .collect();
    time("agreement: 8 replies of 20 KB, much alike", || agreement(&replies).groups.len());
    time("attribution: 20 KB to 8 replies", || attribution(&replies[0], &replies).len());
    let apart: Vec<_> = (0..8).map(|lane| reply_sentences(&words(3_500, lane, 3_000))).collect();
    time("agreement: 8 replies of 20 KB, apart", || agreement(&apart).groups.len());
    let few: Vec<_> = (0..8).map(|lane| reply_sentences(&words(3_500, lane, 12))).collect();
    time("agreement: 8 replies of 20 KB in 12 words", || agreement(&few).groups.len());
    let short: Vec<_> =
        (0..8).map(|lane| reply_sentences(&words(4_500, lane, 60).replace(' ', ". Is "))).collect();
    time("agreement: 8 replies in sentences of two words", || agreement(&short).groups.len());
    let masker = Masker::new(["Qwen2.5-Coder-0.5B-Instruct", "OpenAI", "Claude Opus 4.5", "w17"]);
    time("mask: 5 MB", || masker.mask(&text).len());
    time("mask: 20 KB, arriving by 4 bytes", || {
        let mut stream = masker.stream();
        reply
            .as_bytes()
            .chunks(4)
            .map(|part| stream.push(&String::from_utf8_lossy(part)).len())
            .sum()
    });
    time("mask: 5 MB of a beginning", || masker.mask(&"open-".repeat(1 << 20)).len());
}

fn time(what: &str, run: impl FnOnce() -> usize) {
    let start = Instant::now();
    let size = run();
    println!("{what}: {:.1} ms ({size})", start.elapsed().as_secs_f64() * 1e3);
}
