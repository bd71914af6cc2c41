const SMALL: [&str; 20] = [
    "zero",
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
];
const TENS: [&str; 10] = [
    "",
    "",
    "venti",
    "trenta",
    "quaranta",
    "cinquanta",
    "sessanta",
    "settanta",
    "ottanta",
    "novanta",
];
const LARGE: [(u64, &str, &str); 2] =
    [(1_000_000_000, "un miliardo", "miliardi"), (1_000_000, "un milione", "milioni")];

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
    let said = said.join(" ");
    match said.strip_suffix("tre") {
        Some(head) if number > 3 && !head.ends_with(' ') => format!("{head}tré"),
        _ => said,
    }
}

fn below_million(number: u64) -> String {
    let tail = |rest| if rest == 0 { String::new() } else { below_thousand(rest) };
    match number / 1000 {
        0 => below_thousand(number),
        1 => format!("mille{}", tail(number % 1000)),
        thousands => format!("{}mila{}", below_thousand(thousands), tail(number % 1000)),
    }
}

fn below_thousand(number: u64) -> String {
    let (hundreds, rest) = ((number / 100) as usize, (number % 100) as usize);
    let small = match rest {
        0 if hundreds > 0 => String::new(),
        0..20 => SMALL[rest].to_owned(),
        _ if rest.is_multiple_of(10) => TENS[rest / 10].to_owned(),
        // The ten loses its vowel before another.
        _ if matches!(rest % 10, 1 | 8) => {
            let ten = TENS[rest / 10];
            format!("{}{}", &ten[..ten.len() - 1], SMALL[rest % 10])
        }
        _ => format!("{}{}", TENS[rest / 10], SMALL[rest % 10]),
    };
    match hundreds {
        0 => small,
        1 => format!("cento{small}"),
        _ => format!("{}cento{small}", SMALL[hundreds]),
    }
}
