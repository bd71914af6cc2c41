const SMALL: [&str; 20] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
];
const TENS: [&str; 10] = [
    "",
    "",
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante",
    "soixante",
    "quatre-vingt",
    "quatre-vingt",
];
const LARGE: [(u64, &str); 2] = [(1_000_000_000, "milliard"), (1_000_000, "million")];

pub(super) fn cardinal(number: u64) -> String {
    let mut rest = number;
    let mut said = Vec::new();
    for (size, name) in LARGE {
        match rest / size {
            0 => {}
            1 => said.push(format!("un {name}")),
            count => said.push(format!("{} {name}s", below_thousand(count))),
        }
        rest %= size;
    }
    match rest / 1000 {
        0 => {}
        1 => said.push("mille".to_owned()),
        // "cents" and "vingts" lose their ending before another number.
        count => said.push(format!("{} mille", bare(&below_thousand(count)))),
    }
    rest %= 1000;
    if rest > 0 || said.is_empty() {
        said.push(below_thousand(rest));
    }
    said.join(" ")
}

fn bare(said: &str) -> &str {
    match said.ends_with("cents") || said.ends_with("quatre-vingts") {
        true => &said[..said.len() - 1],
        false => said,
    }
}

fn below_thousand(number: u64) -> String {
    let (hundreds, rest) = ((number / 100) as usize, (number % 100) as usize);
    let small = below_hundred(rest);
    match (hundreds, rest) {
        (0, _) => small,
        (1, 0) => "cent".to_owned(),
        (1, _) => format!("cent {small}"),
        (_, 0) => format!("{} cents", SMALL[hundreds]),
        _ => format!("{} cent {small}", SMALL[hundreds]),
    }
}

fn below_hundred(number: usize) -> String {
    let ten = TENS.get(number / 10).copied().unwrap_or_default();
    match number {
        0..20 => SMALL[number].to_owned(),
        80 => "quatre-vingts".to_owned(),
        71 => "soixante et onze".to_owned(),
        70..80 | 90..100 => format!("{ten}-{}", SMALL[number % 20]),
        _ if number.is_multiple_of(10) => ten.to_owned(),
        _ if number % 10 == 1 && number < 80 => format!("{ten} et un"),
        _ => format!("{ten}-{}", SMALL[number % 10]),
    }
}
