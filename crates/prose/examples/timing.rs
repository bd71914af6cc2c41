//! How long the functions take on long and on hostile texts: `cargo run --release --example timing`.
#![expect(clippy::print_stdout, reason = "prints what it measures")]

use std::time::Instant;

use prose::word_diff;

fn main() {
    let words = |count: usize, seed: u64, kinds: u64| {
        let mut state = seed;
        let mut text = String::new();
        for index in 0..count {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(&format!("w{}", (state >> 33) % kinds));
            text.push_str(if index % 12 == 11 { ". " } else { " " });
        }
        text
    };
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

fn time(what: &str, run: impl FnOnce() -> usize) {
    let start = Instant::now();
    let size = run();
    println!("{what}: {:.1} ms ({size})", start.elapsed().as_secs_f64() * 1e3);
}
