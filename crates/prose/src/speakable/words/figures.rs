use super::Saying;
use super::number::{Number, figures_at};
use crate::speakable::cardinal::{German, before_noun, cardinal, counted, figures, ordinal, year};
use crate::speakable::lexicon::{Noun, Tongue};

/// The signs of currencies.
const MONEY: &str = "$€£₹¥₽₩₿";

/// Words for powers of ten that stand between a sum and its currency.
const SCALES: [&str; 22] = [
    "thousand",
    "million",
    "billion",
    "trillion",
    "Millionen",
    "Million",
    "Milliarden",
    "Milliarde",
    "millones",
    "millón",
    "millions",
    "milliards",
    "milliard",
    "milioni",
    "milione",
    "miliardi",
    "milhões",
    "milhão",
    "bilhões",
    "लाख",
    "करोड़",
    "हज़ार",
];

/// Words before a number of four figures that make it a year.
const YEARS: &str = "in since by until till before after around circa year from of between during \
    early late mid spring summer autumn fall winter and im seit bis jahr jahre jahren nach vor um \
    anfang ende mitte sommer winter frühling herbst von und सन् साल वर्ष से और";

impl Saying<'_> {
    /// What begins with a figure, or with the sign of a sum or a sign of its own.
    pub(super) fn figures(&mut self, at: usize) -> Option<usize> {
        let first = self.at(at)?;
        let behind = self.at(at + first.len_utf8());
        if first.is_ascii_digit() {
            if self.code {
                return Some(self.loose_figures(at));
            }
            if self.lexicon.tongue == Tongue::Other {
                return Some(self.left(at));
            }
            return self
                .date(at)
                .or_else(|| self.time(at))
                .or_else(|| self.day_and_month(at))
                .or_else(|| self.number(at));
        }
        let counts = behind.is_some_and(|one| one.is_ascii_digit());
        if MONEY.contains(first) && counts && !self.code {
            return self.money(at, first);
        }
        let opens = self.before(at).is_none_or(|one| one.is_whitespace() || "([{=*".contains(one));
        let phrase = match first {
            '-' | '−' if counts && opens => "minus",
            '~' | '≈' | '∼' if counts => "about",
            '#' | '№' if counts => "number",
            '§' => "section",
            '+' if counts && opens => "plus",
            '-' | '−' if opens && behind.is_some_and(|one| MONEY.contains(one)) => "minus",
            _ => return None,
        };
        let words = self.lexicon.word(phrase);
        if self.word_before(at) != words.to_lowercase() {
            self.say(words);
        }
        let from = at + first.len_utf8();
        let run = figures_at(&self.text[from..]);
        if first == '+' && run >= 7 {
            // A telephone's number.
            let said = figures(self.lexicon.tongue, &self.text[from..from + run]);
            self.say(&said);
            return Some(from + run);
        }
        Some(from)
    }

    /// Figures as they are, for a voice that reads them, up to the sign of a percentage or a unit.
    fn left(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let inner = |(end, one): (usize, char)| {
            let figure =
                rest[end + one.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
            !(one.is_ascii_digit() || (".,:-".contains(one) && figure))
        };
        let length =
            rest.char_indices().find(|&found| inner(found)).map_or(rest.len(), |(end, _)| end);
        let run = rest[..length].to_owned();
        // In Chinese the percentage is named first.
        let first = self.lexicon.word("percent");
        if first.ends_with('之') && rest[length..].starts_with('%') {
            self.said.push_str(first);
            self.said.push_str(&run);
            return at + length + 1;
        }
        self.said.push_str(&run);
        at + length
    }

    /// Figures in a name or in code: "H2O", "utf8".
    pub(super) fn loose_figures(&mut self, at: usize) -> usize {
        if self.lexicon.tongue == Tongue::Other {
            return self.left(at);
        }
        let tongue = if self.code { Tongue::English } else { self.lexicon.tongue };
        let Some(number) = Number::read(&self.text[at..], tongue) else { return at + 1 };
        let said = number.said(self.lexicon);
        self.say(&said);
        at + number.length
    }

    fn money(&mut self, at: usize, sign: char) -> Option<usize> {
        let from = at + sign.len_utf8();
        let mut number = Number::read(&self.text[from..], self.lexicon.tongue)?;
        if number.rest.len() == 1 && self.lexicon.tongue.decimal_comma() && sign == '$' {
            number = Number::read(&self.text[from..], Tongue::English)?;
        }
        let end = from + number.length;
        Some(self.sum(end, &number, sign))
    }

    /// A sum of money whose number ends at `end`; returns where the rest begins.
    fn sum(&mut self, end: usize, number: &Number, sign: char) -> usize {
        let lexicon = self.lexicon;
        let Some(noun) = lexicon.currency(sign) else { return end };
        let text = self.text.clone();
        let rest = &text[end..];
        let scale = SCALES.iter().find(|scale| {
            rest.strip_prefix([' ', '\u{a0}', '\u{202f}'])
                .and_then(|rest| rest.strip_prefix(**scale))
                .is_some_and(|tail| !tail.starts_with(char::is_alphanumeric))
        });
        if let Some(scale) = scale {
            let link =
                if lexicon.tongue.decimal_comma() && !matches!(lexicon.tongue, Tongue::German) {
                    "de "
                } else {
                    ""
                };
            let link = if lexicon.tongue == Tongue::Italian { "di " } else { link };
            let said = format!("{} {scale} {link}{}", number.said(lexicon), noun.many);
            self.say(&said);
            let space = rest.chars().next().map_or(0, char::len_utf8);
            return end + space + scale.len();
        }
        if let Some((length, phrase)) = letter_scale(rest) {
            let said = format!("{} {} {}", number.said(lexicon), lexicon.word(phrase), noun.many);
            self.say(&said);
            return end + length;
        }
        let said = match number.rest.as_slice() {
            [] => match number.value() {
                Some(value) => counted(lexicon, value, noun),
                None => format!("{} {}", number.said(lexicon), noun.many),
            },
            [cents] if cents.len() == 2 && lexicon.cent(sign).is_some() => {
                self.with_cents(number, cents, noun, sign)
            }
            _ => format!("{} {}", number.said(lexicon), noun.many),
        };
        self.say(&said);
        end
    }

    fn with_cents(&self, number: &Number, cents: &str, noun: Noun, sign: char) -> String {
        let lexicon = self.lexicon;
        let (whole, cents) = (number.whole.parse().unwrap_or(0), cents.parse().unwrap_or(0));
        let small =
            lexicon.cent(sign).map(|cent| counted(lexicon, cents, cent)).unwrap_or_default();
        match (whole, cents) {
            (_, 0) => counted(lexicon, whole, noun),
            (0, _) => small,
            _ if lexicon.tongue == Tongue::German => {
                format!("{} {}", counted(lexicon, whole, noun), cardinal(lexicon.tongue, cents))
            }
            _ => format!("{} {} {small}", counted(lexicon, whole, noun), lexicon.word("and")),
        }
    }

    fn number(&mut self, at: usize) -> Option<usize> {
        let lexicon = self.lexicon;
        let tongue = lexicon.tongue;
        let number = Number::read(&self.text[at..], tongue)?;
        let end = at + number.length;
        if let Some(end) = self.range(at, end, &number) {
            return Some(end);
        }
        let text = self.text.clone();
        let rest = &text[end..];
        if let Some(end) = self.ordinal(at, end, &number) {
            return Some(end);
        }
        if let Some(tail) = rest.strip_prefix('/')
            && let (Some(above), Some(below)) = (number.value(), whole(tail))
            && !tail[figures_at(tail)..].starts_with('/')
        {
            let said = self.fraction(above, below);
            self.say(&said);
            return Some(end + 1 + figures_at(tail));
        }
        if rest.starts_with('/') && !number.rest.is_empty() && whole(&rest[1..]).is_some() {
            let said = format!("{} {}", number.said(lexicon), lexicon.word("over"));
            self.say(&said);
            return Some(end + 1);
        }
        let space = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
        let sign = rest[space..].chars().next();
        if let Some(sign) = sign.filter(|&sign| MONEY.contains(sign)) {
            let follows =
                self.text[end + space + sign.len_utf8()..].starts_with(char::is_alphanumeric);
            if !(follows || (space > 0 && sign == '$')) {
                self.sum(end, &number, sign);
                return Some(end + space + sign.len_utf8());
            }
        }
        if tongue == Tongue::English && rest.starts_with('s') && self.decade(end, &number) {
            return Some(end + 1);
        }
        let said = match number.value() {
            Some(value) if self.is_year(at, end, &number) => year(tongue, value),
            Some(value) if !rest.starts_with(char::is_alphabetic) => {
                let next = rest.trim_start().split(|one: char| !one.is_alphabetic()).next();
                counting(tongue, value, next.unwrap_or_default())
            }
            _ => number.said(lexicon),
        };
        Some(self.behind(end, &number, &said))
    }

    fn fraction(&self, above: u64, below: u64) -> String {
        let (lexicon, tongue) = (self.lexicon, self.lexicon.tongue);
        if let Some(known) = fraction(above, below) {
            return lexicon.word(known).to_owned();
        }
        let (numerator, denominator) = (cardinal(tongue, above), cardinal(tongue, below));
        match (tongue, above, below) {
            (Tongue::English, 24, 7) => format!("{numerator} {denominator}"),
            (Tongue::English, 1.., 5..=20) if above < below => {
                let part = ordinal(tongue, below, false, German::Weak).unwrap_or(denominator);
                format!("{numerator} {part}{}", if above == 1 { "" } else { "s" })
            }
            _ => format!("{numerator} {} {denominator}", lexicon.word("over")),
        }
    }

    /// A number with what is attached to it: a percentage, a unit, a scale.
    fn behind(&mut self, end: usize, number: &Number, said: &str) -> usize {
        let lexicon = self.lexicon;
        let text = self.text.clone();
        let rest = &text[end..];
        let space = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
        let tail = &rest[space..];
        if tail.starts_with(['%', '‰']) {
            let phrase = if tail.starts_with('%') { "percent" } else { "per mille" };
            let said = format!("{said} {}", lexicon.word(phrase));
            self.say(&said);
            let sign = tail.chars().next().map_or(0, char::len_utf8);
            return end + space + sign;
        }
        if space == 0
            && !rest.starts_with(['K', 'k'])
            && let Some((length, phrase)) = letter_scale(rest)
        {
            let said = format!("{said} {}", lexicon.word(phrase));
            self.say(&said);
            return end + length;
        }
        if let Some((length, noun)) = lexicon.unit(tail).filter(|_| space <= 3) {
            let said = match number.value() {
                Some(value) => counted(lexicon, value, noun),
                None => format!("{said} {}", noun.many),
            };
            self.say(&said);
            return end + space + length;
        }
        let times = tail
            .strip_prefix(['x', '×'])
            .is_some_and(|tail| !tail.starts_with(char::is_alphabetic));
        if space == 0 && times {
            let said = format!("{said} {}", lexicon.word("times"));
            self.say(&said);
            return end + tail.chars().next().map_or(0, char::len_utf8);
        }
        self.say(said);
        end
    }

    /// Two numbers with a dash between them.
    fn range(&mut self, at: usize, end: usize, first: &Number) -> Option<usize> {
        let lexicon = self.lexicon;
        let text = self.text.clone();
        let rest = &text[end..];
        let dash = rest.chars().next().filter(|dash| matches!(dash, '–' | '-' | '—'))?;
        let from = end + dash.len_utf8();
        let second = Number::read(&self.text[from..], lexicon.tongue)?;
        let (low, high) = (first.value(), second.value());
        let after = self.at(from + second.length);
        let more = matches!(after, Some('-' | '–' | '/'));
        let telephone = dash == '-' && (low >= high || second.whole.len() > first.whole.len() + 2);
        if more || (telephone && first.rest.is_empty()) || low.is_none() != first.value().is_none()
        {
            return None;
        }
        let years = |of: Option<u64>| of.filter(|of| (1100..2100).contains(of));
        let said = match (years(low), years(high), after) {
            (Some(low), Some(high), after)
                if after != Some('%') && !self.word_before(at).is_empty() || at == 0 =>
            {
                (year(lexicon.tongue, low), year(lexicon.tongue, high))
            }
            _ => (first.said(lexicon), second.said(lexicon)),
        };
        self.say(&said.0);
        self.phrase("to");
        Some(self.behind(from + second.length, &second, &said.1))
    }

    fn ordinal(&mut self, at: usize, end: usize, number: &Number) -> Option<usize> {
        let tongue = self.lexicon.tongue;
        let value = number.value()?;
        let text = self.text.clone();
        let rest = &text[end..];
        let suffixes: &[(&str, bool)] = match tongue {
            Tongue::English => &[("st", false), ("nd", false), ("rd", false), ("th", false)],
            Tongue::French => &[
                ("ers", false),
                ("er", false),
                ("ère", true),
                ("re", true),
                ("èmes", false),
                ("ème", false),
                ("es", false),
                ("e", false),
            ],
            Tongue::Spanish | Tongue::Portuguese | Tongue::Italian => &[
                (".º", false),
                ("º", false),
                ("°", false),
                (".ª", true),
                ("ª", true),
                ("er", false),
                ("ro", false),
                ("do", false),
                ("to", false),
            ],
            Tongue::Hindi => {
                &[("वाँ", false), ("वां", false), ("वें", false), ("वीं", true), ("वी", true)]
            }
            Tongue::German => &[(".", false)],
            Tongue::Other => return None,
        };
        let (suffix, feminine) = suffixes.iter().find(|(suffix, _)| {
            rest.strip_prefix(*suffix).is_some_and(|tail| !tail.starts_with(char::is_alphanumeric))
        })?;
        let cue = self.word_before(at);
        let form = match cue.as_str() {
            "der" | "die" | "das" => German::Weak,
            _ => German::Oblique,
        };
        if tongue == Tongue::German {
            // A full stop is an ordinal's only before the word that it orders.
            let word = rest[1..].strip_prefix(' ')?;
            let orders = matches!(
                cue.as_str(),
                "der" | "die" | "das" | "dem" | "den" | "des" | "im" | "am" | "vom" | "zum" | "zur"
            );
            if !orders || !word.starts_with(char::is_alphabetic) {
                return None;
            }
        }
        let said = ordinal(tongue, value, *feminine, form)?;
        self.say(&said);
        Some(end + suffix.len())
    }

    /// "the 1980s", "the 90s".
    fn decade(&mut self, end: usize, number: &Number) -> bool {
        let Some(value) = number.value().filter(|value| value.is_multiple_of(10) && *value > 0)
        else {
            return false;
        };
        if self.text[end + 1..].starts_with(char::is_alphanumeric) || value < 20 {
            return false;
        }
        let said = year(Tongue::English, value);
        let said = match said.strip_suffix("ty") {
            Some(stem) => format!("{stem}ties"),
            None => format!("{said}s"),
        };
        self.say(&said);
        true
    }

    fn is_year(&self, at: usize, end: usize, number: &Number) -> bool {
        let four = number.whole.len() == 4 && !number.grouped && number.rest.is_empty();
        let Some(value) = number.value().filter(|value| four && (1100..2100).contains(value))
        else {
            return false;
        };
        let rest = self.text[end..].trim_start();
        let counts = rest.starts_with(|next: char| MONEY.contains(next) || next == '%')
            || (self.text[end..].starts_with(' ') && self.lexicon.unit(rest).is_some());
        let cue = self.word_before(at);
        let named = YEARS.split_whitespace().any(|word| word == cue);
        let alone = value >= 1900 && !rest.starts_with(char::is_lowercase);
        !counts && (named || alone)
    }
}

/// K, M and B directly behind a number.
fn letter_scale(rest: &str) -> Option<(usize, &'static str)> {
    let phrase = match rest.chars().next()? {
        'K' | 'k' => "thousand",
        'M' => "million",
        'B' => "billion",
        'T' => "trillion",
        _ => return None,
    };
    let n = usize::from(rest[1..].starts_with('n') && rest.starts_with('b')) + 1;
    (!rest[n..].starts_with(|next: char| next.is_alphanumeric() || next == '/'))
        .then_some((n, phrase))
}

/// A number in words before what may be what it counts: one thing has a gender.
fn counting(tongue: Tongue, value: u64, next: &str) -> String {
    let counts = next.chars().count() > 3 && value % 10 == 1 && value % 100 != 11;
    let german = ["e", "ung", "heit", "keit", "ion"].iter().any(|end| next.ends_with(end));
    match tongue {
        Tongue::German if counts && value == 1 => before_noun(tongue, value, german),
        Tongue::Spanish | Tongue::Portuguese if counts => {
            before_noun(tongue, value, next.ends_with('a') || next.ends_with("as"))
        }
        _ => cardinal(tongue, value),
    }
}

fn whole(text: &str) -> Option<u64> {
    let run = figures_at(text);
    let ends = !text[run..].starts_with(|next: char| next.is_alphanumeric());
    text[..run].parse().ok().filter(|_| ends)
}

/// A fraction that has a name.
fn fraction(above: u64, below: u64) -> Option<&'static str> {
    Some(match (above, below) {
        (1, 2) => "one half",
        (1, 3) => "one third",
        (2, 3) => "two thirds",
        (1, 4) => "one quarter",
        (3, 4) => "three quarters",
        _ => return None,
    })
}
