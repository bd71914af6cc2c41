use super::cardinal;
use crate::speakable::lexicon::Tongue;

/// How a German ordinal ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum German {
    /// "der dritte".
    Weak,
    /// "am dritten".
    Oblique,
    /// "dritter".
    Strong,
}

/// Which one of a row, in words; `None` where the language has no rule for it here.
pub(crate) fn ordinal(
    tongue: Tongue,
    number: u64,
    feminine: bool,
    german: German,
) -> Option<String> {
    match tongue {
        Tongue::English => Some(english(number)),
        Tongue::German => Some(in_german(number, german)),
        Tongue::French => Some(french(number, feminine)),
        Tongue::Spanish => spanish(number).map(|said| gendered(said, feminine)),
        Tongue::Portuguese => portuguese(number).map(|said| gendered(said, feminine)),
        Tongue::Italian => italian(number).map(|said| gendered(said, feminine)),
        Tongue::Hindi => Some(hindi(number, feminine)),
        Tongue::Other => None,
    }
}

fn english(number: u64) -> String {
    const IRREGULAR: [(&str, &str); 9] = [
        ("one", "first"),
        ("two", "second"),
        ("three", "third"),
        ("five", "fifth"),
        ("eight", "eighth"),
        ("nine", "ninth"),
        ("twelve", "twelfth"),
        ("ty", "tieth"),
        ("", "th"),
    ];
    let said = cardinal(Tongue::English, number);
    let found = IRREGULAR
        .iter()
        .find_map(|(from, to)| said.strip_suffix(from).map(|head| format!("{head}{to}")));
    found.unwrap_or(said)
}

fn in_german(number: u64, form: German) -> String {
    let said = cardinal(Tongue::German, number);
    let (rest, small) = (number % 100, said.as_str());
    let stem = match rest {
        1 => format!("{}erst", small.strip_suffix("eins").unwrap_or(small)),
        3 => format!("{}dritt", small.strip_suffix("drei").unwrap_or(small)),
        7 => format!("{}siebt", small.strip_suffix("sieben").unwrap_or(small)),
        8 => said,
        2 | 4..=6 | 9..20 => format!("{said}t"),
        _ => format!("{said}st"),
    };
    let ending = match form {
        German::Weak => "e",
        German::Oblique => "en",
        German::Strong => "er",
    };
    format!("{stem}{ending}")
}

fn french(number: u64, feminine: bool) -> String {
    if number == 1 {
        return if feminine { "première" } else { "premier" }.to_owned();
    }
    let said = cardinal(Tongue::French, number);
    if let Some(head) = said.strip_suffix("cinq") {
        return format!("{head}cinquième");
    }
    if let Some(head) = said.strip_suffix("neuf") {
        return format!("{head}neuvième");
    }
    let plural = said.ends_with("cents") || said.ends_with("vingts");
    let stem = if plural { said.strip_suffix('s') } else { said.strip_suffix('e') };
    format!("{}ième", stem.unwrap_or(&said))
}

fn spanish(number: u64) -> Option<String> {
    const FIRST: [&str; 11] = [
        "", "primero", "segundo", "tercero", "cuarto", "quinto", "sexto", "séptimo", "octavo",
        "noveno", "décimo",
    ];
    const TENS: [&str; 10] = [
        "",
        "décimo",
        "vigésimo",
        "trigésimo",
        "cuadragésimo",
        "quincuagésimo",
        "sexagésimo",
        "septuagésimo",
        "octogésimo",
        "nonagésimo",
    ];
    match number {
        11 => Some("undécimo".to_owned()),
        12 => Some("duodécimo".to_owned()),
        _ => of_two(number, &FIRST, &TENS),
    }
}

fn portuguese(number: u64) -> Option<String> {
    const FIRST: [&str; 11] = [
        "", "primeiro", "segundo", "terceiro", "quarto", "quinto", "sexto", "sétimo", "oitavo",
        "nono", "décimo",
    ];
    const TENS: [&str; 10] = [
        "",
        "décimo",
        "vigésimo",
        "trigésimo",
        "quadragésimo",
        "quinquagésimo",
        "sexagésimo",
        "septuagésimo",
        "octogésimo",
        "nonagésimo",
    ];
    of_two(number, &FIRST, &TENS)
}

/// Ordinals below a hundred that are made of a ten's and a unit's.
fn of_two(number: u64, first: &[&str; 11], tens: &[&str; 10]) -> Option<String> {
    let unit = first.get((number % 10) as usize).copied()?;
    match number {
        1..=10 => first.get(number as usize).map(|&said| said.to_owned()),
        11..100 => {
            let ten = tens.get((number / 10) as usize).copied()?;
            Some(if unit.is_empty() { ten.to_owned() } else { format!("{ten} {unit}") })
        }
        _ => None,
    }
}

fn italian(number: u64) -> Option<String> {
    const FIRST: [&str; 11] = [
        "", "primo", "secondo", "terzo", "quarto", "quinto", "sesto", "settimo", "ottavo", "nono",
        "decimo",
    ];
    if let Some(&said) = FIRST.get(number as usize).filter(|said| !said.is_empty()) {
        return Some(said.to_owned());
    }
    let said = (number > 10).then(|| cardinal(Tongue::Italian, number))?;
    let stem = match number % 10 {
        3 => said.trim_end_matches('é').to_owned() + "e",
        6 => said,
        _ => said.strip_suffix(['a', 'e', 'i', 'o']).unwrap_or(&said).to_owned(),
    };
    Some(format!("{stem}esimo"))
}

fn gendered(said: String, feminine: bool) -> String {
    if !feminine {
        return said;
    }
    let words: Vec<String> = said
        .split(' ')
        .map(|word| {
            word.strip_suffix('o').map_or_else(|| word.to_owned(), |stem| format!("{stem}a"))
        })
        .collect();
    words.join(" ")
}

fn hindi(number: u64, feminine: bool) -> String {
    const FIRST: [(&str, &str); 5] = [
        ("पहला", "पहली"),
        ("दूसरा", "दूसरी"),
        ("तीसरा", "तीसरी"),
        ("चौथा", "चौथी"),
        ("पाँचवाँ", "पाँचवीं"),
    ];
    if number == 6 {
        return if feminine { "छठी" } else { "छठा" }.to_owned();
    }
    let first = number.checked_sub(1).and_then(|at| FIRST.get(at as usize));
    if let Some((one, other)) = first {
        return if feminine { other } else { one }.to_string();
    }
    format!("{}{}", cardinal(Tongue::Hindi, number), if feminine { "वीं" } else { "वाँ" })
}
