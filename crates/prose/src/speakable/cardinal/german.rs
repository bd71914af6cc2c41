const SMALL: [&str; 20] = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
];
const TENS: [&str; 10] = [
    "", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig",
];
const LARGE: [(u64, &str, &str); 2] =
    [(1_000_000_000, "eine Milliarde", "Milliarden"), (1_000_000, "eine Million", "Millionen")];

pub(super) fn cardinal(number: u64) -> String {
    let mut rest = number;
    let mut said = Vec::new();
    for (size, one, many) in LARGE {
        match rest / size {
            0 => {}
            1 => said.push(one.to_owned()),
            count => said.push(format!("{} {many}", below_million(count))),
        }
        rest %= size;
    }
    if rest > 0 || said.is_empty() {
        said.push(below_million(rest));
    }
    said.join(" ")
}

/// A year as so many hundreds: "neunzehnhundertneunundsechzig".
pub(super) fn hundreds(year: u64) -> String {
    format!("{}hundert{}", below_million(year / 100), tail(year % 100))
}

fn tail(rest: u64) -> String {
    if rest == 0 { String::new() } else { below_thousand(rest) }
}

fn below_million(number: u64) -> String {
    match number / 1000 {
        0 => below_thousand(number),
        thousands => {
            format!("{}tausend{}", joined(&below_thousand(thousands)), tail(number % 1000))
        }
    }
}

/// "eins" within a word.
fn joined(said: &str) -> String {
    said.strip_suffix("eins").map_or_else(|| said.to_owned(), |head| format!("{head}ein"))
}

fn below_thousand(number: u64) -> String {
    let (hundreds, rest) = ((number / 100) as usize, (number % 100) as usize);
    let small = match rest {
        0 if hundreds > 0 => String::new(),
        0..20 => SMALL[rest].to_owned(),
        _ if rest.is_multiple_of(10) => TENS[rest / 10].to_owned(),
        _ => format!("{}und{}", joined(SMALL[rest % 10]), TENS[rest / 10]),
    };
    match hundreds {
        0 => small,
        _ => format!("{}hundert{small}", joined(SMALL[hundreds])),
    }
}
