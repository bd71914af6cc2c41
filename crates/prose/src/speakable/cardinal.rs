//! Numbers in words.

mod english;
mod french;
mod german;
mod hindi;
mod italian;
mod ordinal;
mod portuguese;
mod spanish;

pub(crate) use ordinal::{German, ordinal};

use super::lexicon::{Lexicon, Noun, Tongue};

/// The largest number that is said as one; longer ones are said figure by figure.
const LARGEST: u64 = 999_999_999_999;

/// A number in words; as figures where the voice has to say it.
pub(crate) fn cardinal(tongue: Tongue, number: u64) -> String {
    match tongue {
        Tongue::Other => number.to_string(),
        _ if number > LARGEST => figures(tongue, &number.to_string()),
        Tongue::English => english::cardinal(number),
        Tongue::Hindi => hindi::cardinal(number),
        Tongue::Spanish => spanish::cardinal(number),
        Tongue::German => german::cardinal(number),
        Tongue::French => french::cardinal(number),
        Tongue::Italian => italian::cardinal(number),
        Tongue::Portuguese => portuguese::cardinal(number),
    }
}

/// A run of figures, one by one: what stands behind a decimal point.
pub(crate) fn figures(tongue: Tongue, run: &str) -> String {
    if tongue == Tongue::Other {
        return run.to_owned();
    }
    let said: Vec<String> = run
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .map(|one| cardinal(tongue, u64::from(one)))
        .collect();
    said.join(" ")
}

/// A year as it is said.
pub(crate) fn year(tongue: Tongue, year: u64) -> String {
    match tongue {
        Tongue::English => english::year(year),
        Tongue::German if (1100..2000).contains(&year) => german::hundreds(year),
        Tongue::Hindi if (1100..2000).contains(&year) => hindi::hundreds(year),
        _ => cardinal(tongue, year),
    }
}

/// So many of something.
pub(crate) fn counted(lexicon: &Lexicon, number: u64, noun: Noun) -> String {
    let said = before_noun(lexicon.tongue, number, noun.feminine);
    let name = if is_one(lexicon.tongue, number) { noun.one } else { noun.many };
    format!("{said} {name}")
}

/// Whether so many are one: in French and Portuguese none are, too.
fn is_one(tongue: Tongue, number: u64) -> bool {
    number == 1 || (number == 0 && matches!(tongue, Tongue::French))
}

/// A number in words as it stands before what it counts.
pub(crate) fn before_noun(tongue: Tongue, number: u64, feminine: bool) -> String {
    let said = cardinal(tongue, number);
    let change = |from: &str, to: &str| said.strip_suffix(from).map(|head| format!("{head}{to}"));
    let changed = match (tongue, feminine) {
        (Tongue::Spanish, false) => change("veintiuno", "veintiún").or_else(|| change("uno", "un")),
        (Tongue::Spanish, true) => change("uno", "una"),
        (Tongue::Italian, false) if number == 1 => Some("un".to_owned()),
        (Tongue::Italian, true) if number == 1 => Some("una".to_owned()),
        (Tongue::German, false) => change("eins", "ein"),
        (Tongue::German, true) => change("eins", "eine"),
        (Tongue::French, true) => {
            (number % 10 == 1 && number % 100 != 11 && number % 100 != 71 && number % 100 != 91)
                .then(|| change("un", "une"))
                .flatten()
        }
        (Tongue::Portuguese, true) => change("um", "uma").or_else(|| change("dois", "duas")),
        _ => None,
    };
    changed.unwrap_or(said)
}

/// The parts of a number by powers of a thousand, the largest first: how many, and which power.
fn thousands(number: u64) -> Vec<(u64, u32)> {
    (0..=4u32)
        .rev()
        .map(|power| (number / 1000u64.pow(power) % 1000, power))
        .filter(|(part, _)| *part > 0)
        .collect()
}
