use super::thousands;

const SMALL: [&str; 30] = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
];
const TENS: [&str; 10] = [
    "",
    "",
    "veinte",
    "treinta",
    "cuarenta",
    "cincuenta",
    "sesenta",
    "setenta",
    "ochenta",
    "noventa",
];
const HUNDREDS: [&str; 10] = [
    "",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
];

pub(super) fn cardinal(number: u64) -> String {
    if number == 0 {
        return SMALL[0].to_owned();
    }
    // Millions count in thousands: there is no word for 10⁹.
    let (millions, rest) = (number / 1_000_000, number % 1_000_000);
    let mut said = Vec::new();
    match millions {
        0 => {}
        1 => said.push("un millón".to_owned()),
        _ => said.push(format!("{} millones", cut(&below_million(millions)))),
    }
    if rest > 0 {
        said.push(below_million(rest));
    }
    said.join(" ")
}

fn below_million(number: u64) -> String {
    let parts: Vec<String> = thousands(number)
        .into_iter()
        .map(|(part, power)| match (part, power) {
            (1, 1) => "mil".to_owned(),
            (part, 1) => format!("{} mil", cut(&below_thousand(part))),
            (part, _) => below_thousand(part),
        })
        .collect();
    parts.join(" ")
}

/// "uno" before what it counts.
fn cut(said: &str) -> String {
    if let Some(head) = said.strip_suffix("veintiuno") {
        return format!("{head}veintiún");
    }
    said.strip_suffix("uno").map_or_else(|| said.to_owned(), |head| format!("{head}un"))
}

fn below_thousand(number: u64) -> String {
    let (hundreds, rest) = ((number / 100) as usize, (number % 100) as usize);
    let small = match rest {
        0 => String::new(),
        1..30 => SMALL[rest].to_owned(),
        _ if rest.is_multiple_of(10) => TENS[rest / 10].to_owned(),
        _ => format!("{} y {}", TENS[rest / 10], SMALL[rest % 10]),
    };
    match (hundreds, rest) {
        (0, _) => small,
        (1, 0) => "cien".to_owned(),
        (_, 0) => HUNDREDS[hundreds].to_owned(),
        _ => format!("{} {small}", HUNDREDS[hundreds]),
    }
}
