use super::thousands;

const SMALL: [&str; 20] = [
    "zero",
    "um",
    "dois",
    "três",
    "quatro",
    "cinco",
    "seis",
    "sete",
    "oito",
    "nove",
    "dez",
    "onze",
    "doze",
    "treze",
    "catorze",
    "quinze",
    "dezesseis",
    "dezessete",
    "dezoito",
    "dezenove",
];
const TENS: [&str; 10] = [
    "",
    "",
    "vinte",
    "trinta",
    "quarenta",
    "cinquenta",
    "sessenta",
    "setenta",
    "oitenta",
    "noventa",
];
const HUNDREDS: [&str; 10] = [
    "",
    "cento",
    "duzentos",
    "trezentos",
    "quatrocentos",
    "quinhentos",
    "seiscentos",
    "setecentos",
    "oitocentos",
    "novecentos",
];
const POWERS: [(&str, &str); 5] = [
    ("", ""),
    ("mil", "mil"),
    ("milhão", "milhões"),
    ("bilhão", "bilhões"),
    ("trilhão", "trilhões"),
];

pub(super) fn cardinal(number: u64) -> String {
    if number == 0 {
        return SMALL[0].to_owned();
    }
    let mut said = String::new();
    for (part, power) in thousands(number) {
        if !said.is_empty() {
            // "e" only before what is small or round.
            let joined = power == 0 && (part < 100 || part.is_multiple_of(100));
            said.push_str(if joined { " e " } else { " " });
        }
        let (one, many) = POWERS[power as usize];
        match (part, power) {
            (_, 0) => said.push_str(&below_thousand(part)),
            (1, 1) => said.push_str(one),
            (1, _) => said.push_str(&format!("um {one}")),
            _ => said.push_str(&format!("{} {many}", below_thousand(part))),
        }
    }
    said
}

fn below_thousand(number: u64) -> String {
    let (hundreds, rest) = ((number / 100) as usize, (number % 100) as usize);
    let small = match rest {
        0 => String::new(),
        1..20 => SMALL[rest].to_owned(),
        _ if rest.is_multiple_of(10) => TENS[rest / 10].to_owned(),
        _ => format!("{} e {}", TENS[rest / 10], SMALL[rest % 10]),
    };
    match (hundreds, rest) {
        (0, _) => small,
        (1, 0) => "cem".to_owned(),
        (_, 0) => HUNDREDS[hundreds].to_owned(),
        _ => format!("{} e {small}", HUNDREDS[hundreds]),
    }
}
