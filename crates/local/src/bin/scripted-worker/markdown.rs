//! Made-up markdown of any length, the same each time.

const WORDS: [&str; 24] = [
    "water",
    "light",
    "under",
    "slow",
    "river",
    "carries",
    "stone",
    "over",
    "the",
    "field",
    "and",
    "quiet",
    "morning",
    "before",
    "anyone",
    "wakes",
    "to",
    "count",
    "what",
    "it",
    "has",
    "moved",
    "since",
    "yesterday",
];

/// `bytes` bytes of markdown: headings, prose, lists, code, tables, quotes and mathematics. All of
/// it is ASCII.
pub(crate) fn markdown(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 1024);
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        text.push_str(&section(number));
    }
    text.truncate(bytes);
    text
}

/// One word of `bytes` letters.
pub(crate) fn unbroken(bytes: usize) -> String {
    ('a'..='z').cycle().take(bytes).collect()
}

fn section(number: usize) -> String {
    let prose = |from: usize, count: usize| {
        let words = WORDS.iter().cycle().skip((number * 7 + from) % WORDS.len()).take(count);
        words.copied().collect::<Vec<_>>().join(" ")
    };
    match number % 6 {
        1 => format!(
            "## Part {number}\n\n{}. **{}** and `{}`.\n\n",
            prose(0, 40),
            prose(3, 3),
            prose(5, 1)
        ),
        2 => format!(
            "- {}\n- *{}*\n  - {}\n- [{}](https://example.org/{number})\n\n",
            prose(0, 8),
            prose(2, 5),
            prose(4, 6),
            prose(6, 2)
        ),
        3 => format!(
            "```rust\nfn part_{number}(count: usize) -> usize {{\n    // {}\n    (0..count).map(|n| n * {number}).sum()\n}}\n```\n\n",
            prose(0, 7)
        ),
        4 => format!(
            "| {} | {} |\n|---|---:|\n| {} | {number} |\n| {} | {} |\n\n",
            prose(0, 1),
            prose(1, 1),
            prose(2, 2),
            prose(3, 2),
            number * 3
        ),
        5 => format!(
            "> {}\n\n{}: $x_{{{number}}} = \\frac{{1}}{{{number}}}$.\n\n",
            prose(0, 12),
            prose(4, 30)
        ),
        _ => format!("1. {}\n2. {}\n\n{}.\n\n", prose(0, 9), prose(5, 9), prose(9, 60)),
    }
}
