/// The numbers below a hundred, each of which has a word of its own.
const SMALL: &str = "शून्य एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस \
बीस इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस \
तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस \
चालीस इकतालीस बयालीस तैंतालीस चौवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास \
पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ \
साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर \
सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी \
अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी \
नब्बे इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे";

/// How many of what, the largest first: करोड़, लाख, हज़ार, सौ.
const PARTS: [(u64, &str); 5] =
    [(1_000_000_000, "अरब"), (10_000_000, "करोड़"), (100_000, "लाख"), (1000, "हज़ार"), (100, "सौ")];

pub(super) fn cardinal(number: u64) -> String {
    let mut rest = number;
    let mut said = Vec::new();
    for (size, name) in PARTS {
        if rest >= size {
            said.push(format!("{} {name}", cardinal(rest / size)));
            rest %= size;
        }
    }
    if rest > 0 || said.is_empty() {
        said.extend(small(rest));
    }
    said.join(" ")
}

/// A year as so many hundreds.
pub(super) fn hundreds(year: u64) -> String {
    let rest =
        if year.is_multiple_of(100) { String::new() } else { format!(" {}", cardinal(year % 100)) };
    format!("{} सौ{rest}", cardinal(year / 100))
}

fn small(number: u64) -> Option<String> {
    SMALL.split_whitespace().nth(number as usize).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_words_are_a_hundred() {
        assert_eq!(SMALL.split_whitespace().count(), 100);
    }
}
