use super::thousands;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const POWERS: [&str; 5] = ["", " thousand", " million", " billion", " trillion"];

pub(super) fn cardinal(number: u64) -> String {
    if number == 0 {
        return SMALL[0].to_owned();
    }
    let parts: Vec<String> = thousands(number)
        .into_iter()
        .map(|(part, power)| format!("{}{}", below_thousand(part), POWERS[power as usize]))
        .collect();
    parts.join(" ")
}

pub(super) fn year(year: u64) -> String {
    let (century, rest) = (year / 100, year % 100);
    match (century, rest) {
        (11..=19 | 20.., 10..) if century < 100 => {
            format!("{} {}", below_thousand(century), below_thousand(rest))
        }
        (11..=19, 0) => format!("{} hundred", below_thousand(century)),
        (11..=19, _) => format!("{} oh {}", below_thousand(century), below_thousand(rest)),
        _ => cardinal(year),
    }
}

fn below_thousand(number: u64) -> String {
    let (hundreds, rest) = (number / 100, (number % 100) as usize);
    let rest = match rest {
        0 => String::new(),
        1..20 => SMALL[rest].to_owned(),
        _ if rest.is_multiple_of(10) => TENS[rest / 10].to_owned(),
        _ => format!("{}-{}", TENS[rest / 10], SMALL[rest % 10]),
    };
    match (hundreds, rest.is_empty()) {
        (0, _) => rest,
        (_, true) => format!("{} hundred", SMALL[hundreds as usize]),
        (_, false) => format!("{} hundred {rest}", SMALL[hundreds as usize]),
    }
}
