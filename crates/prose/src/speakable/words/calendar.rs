use super::Saying;
use super::number::figures_at;
use crate::speakable::cardinal::{German, before_noun, cardinal, ordinal, year};
use crate::speakable::lexicon::{Lexicon, Tongue};

/// The numbers of a pattern that a text begins with, and its length: `Y` is four figures, `D` one
/// or two, `2` two, anything else itself. No figure may follow.
pub(super) fn pattern(text: &str, pattern: &str) -> Option<(usize, Vec<u64>)> {
    let mut at = 0;
    let mut found = Vec::new();
    for part in pattern.chars() {
        let rest = &text[at..];
        let run = figures_at(rest);
        let length = match part {
            'Y' => (run == 4).then_some(4)?,
            'D' => (1..=2).contains(&run).then_some(run)?,
            '2' => (run == 2).then_some(2)?,
            _ => {
                at += rest.starts_with(part).then_some(part.len_utf8())?;
                continue;
            }
        };
        found.push(rest[..length].parse().ok()?);
        at += length;
    }
    (figures_at(&text[at..]) == 0).then_some((at, found))
}

impl Saying<'_> {
    /// A date in figures: `2024-03-05`, `5.3.2024`, `3/5/2024`.
    pub(super) fn date(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let tongue = self.lexicon.tongue;
        let (length, year, month, day) = if let Some((length, found)) = pattern(rest, "Y-2-2") {
            (length, found[0], found[1], found[2])
        } else if let Some((length, found)) =
            ["D/D/Y", "D.D.Y", "D. D. Y", "D-D-Y"].iter().find_map(|shape| pattern(rest, shape))
        {
            // Americans write the month first; 13 is none.
            let american =
                tongue == Tongue::English && found[0] <= 12 && rest[..length].contains('/');
            let (month, day) = if american { (found[0], found[1]) } else { (found[1], found[0]) };
            (length, found[2], month, day)
        } else {
            return None;
        };
        let name =
            month.checked_sub(1).and_then(|at| self.lexicon.months.get(at as usize)).copied()?;
        if !(1..=31).contains(&day) {
            return None;
        }
        let cue = self.word_before(at);
        let said = said_date(self.lexicon, Some(year), name, day, &cue);
        self.say(&said);
        // Of a moment the time follows.
        let rest = &self.text[at + length..];
        let timed = rest.starts_with('T') && figures_at(&rest[1..]) == 2;
        if timed {
            self.say(",");
        }
        Some(at + length + usize::from(timed))
    }

    /// A day before its month's name: "5 March 2024", "5. März", "1er mars".
    pub(super) fn day_and_month(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let run = figures_at(rest);
        let day: u64 = rest.get(..run).filter(|run| (1..=2).contains(&run.len()))?.parse().ok()?;
        let mut length = run;
        for suffix in ["st", "nd", "rd", "th", "er", "º", ".º", "°", "."] {
            if rest[run..].starts_with(suffix) {
                length = run + suffix.len();
                break;
            }
        }
        let mut tail = &rest[length..];
        for link in [" ", "\u{a0}", "de ", "of "] {
            if let Some(after) = tail.strip_prefix(link) {
                length += link.len();
                tail = after;
            }
        }
        let word = letters(tail);
        if word.is_empty() || !(1..=31).contains(&day) || word.chars().count() < 3 {
            return None;
        }
        let month = self.lexicon.month(word)?;
        length += word.len();
        let name = self.lexicon.months[month - 1];
        let (more, year) = self.year_behind(at + length);
        let cue = self.word_before(at);
        let said = said_date(self.lexicon, year, name, day, &cue);
        self.say(&said);
        Some(at + length + more)
    }

    /// An English month before its day: "March 5, 2024"; any month before a year.
    pub(super) fn month(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let word = letters(rest);
        if word.chars().count() < 3 || !rest.starts_with(char::is_alphabetic) {
            return None;
        }
        let month = self.lexicon.month(word)?;
        let name = self.lexicon.months[month - 1];
        if self.lexicon.tongue != Tongue::English || !word.starts_with(char::is_uppercase) {
            return None;
        }
        let dot = usize::from(rest[word.len()..].starts_with('.'));
        let from = at + word.len() + dot;
        let behind = self.text[from..].strip_prefix(' ')?;
        let run = figures_at(behind);
        let day = behind.get(..run)?.parse().ok().filter(|day| run <= 2 && (1..=31).contains(day));
        let Some(day) = day else {
            let (more, year) = self.year_behind(from);
            let year = super::calendar::year(Tongue::English, year?);
            self.say(&format!("{name} {year}"));
            return Some(from + more);
        };
        let mut end = from + 1 + run;
        let suffix = ["st", "nd", "rd", "th"];
        end += suffix
            .iter()
            .find(|one| self.text[end..].starts_with(**one))
            .map_or(0, |one| one.len());
        if self.text[end..]
            .starts_with(|next: char| next.is_alphanumeric() || next == '%' || next == ':')
        {
            return None;
        }
        let (more, year) = self.year_behind(end);
        let said = said_date(self.lexicon, year, name, day, "");
        self.say(&said);
        Some(end + more)
    }

    /// A year that follows a day or a month, and the length up to its end.
    fn year_behind(&self, at: usize) -> (usize, Option<u64>) {
        let rest = &self.text[at..];
        for link in [", ", " de ", " ", "\u{a0}"] {
            if let Some(tail) = rest.strip_prefix(link)
                && let Some((length, found)) = pattern(tail, "Y")
                && (1000..2200).contains(&found[0])
                && !tail[length..].starts_with(|next: char| next.is_alphanumeric() || next == '%')
            {
                return (link.len() + length, Some(found[0]));
            }
        }
        (0, None)
    }

    /// A time of day: `14:30`, `2:30 p.m.`, `14h30`, `10.30 Uhr`.
    pub(super) fn time(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let tongue = self.lexicon.tongue;
        let found = pattern(rest, "D:2:2")
            .or_else(|| pattern(rest, "D:2"))
            .or_else(|| {
                pattern(rest, "Dh2")
                    .filter(|_| matches!(tongue, Tongue::French | Tongue::Portuguese))
            })
            .or_else(|| {
                pattern(rest, "D.2").filter(|(end, _)| rest[*end..].trim_start().starts_with("Uhr"))
            })
            .or_else(|| pattern(rest, "D").filter(|(end, _)| half(&rest[*end..]).is_some()));
        let (mut length, parts) = found?;
        let (hour, minute) = (parts[0], parts.get(1).copied().unwrap_or(0));
        if hour > 24 || minute > 59 {
            return None;
        }
        let mut said = said_time(self.lexicon, hour, minute, parts.len() == 1);
        if let Some(&second) = parts.get(2) {
            said = format!("{said} {} {}", self.lexicon.word("and"), cardinal(tongue, second));
        }
        if let Some((more, name)) = half(&rest[length..]) {
            said = format!("{} {name}", said.trim_end_matches(" o'clock"));
            length += more;
            // The stop of "p.m." may be the sentence's.
            if rest[..length].ends_with('.') && rest[length..].trim().is_empty() {
                said.push('.');
            }
        }
        if tongue == Tongue::German {
            let after = rest[length..].trim_start_matches([' ', '\u{a0}']);
            if after.starts_with("Uhr") {
                length = rest.len() - after.len() + 3;
            }
        }
        if tongue == Tongue::Hindi && parts.len() > 1 {
            let after = rest[length..].trim_start();
            if after.starts_with("बजे") {
                length = rest.len() - after.len() + "बजे".len();
            }
        }
        if rest[length..].starts_with('Z') {
            length += 1;
        }
        self.say(&said);
        Some(at + length)
    }
}

/// "a.m." or "p.m." behind a time, and its length.
fn half(rest: &str) -> Option<(usize, &'static str)> {
    let space = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    const HALVES: [(&str, &str); 6] =
        [("a.m.", "AM"), ("p.m.", "PM"), ("am", "AM"), ("pm", "PM"), ("AM", "AM"), ("PM", "PM")];
    HALVES.iter().find_map(|(written, said)| {
        let tail = rest[space..].strip_prefix(written)?;
        (!tail.starts_with(char::is_alphanumeric)).then_some((space + written.len(), *said))
    })
}

fn letters(text: &str) -> &str {
    let inner = |one: char| one.is_alphabetic() || super::tidy::clings(one);
    &text[..text.find(|one| !inner(one)).unwrap_or(text.len())]
}

fn said_date(lexicon: &Lexicon, of: Option<u64>, month: &str, day: u64, cue: &str) -> String {
    let tongue = lexicon.tongue;
    let of = of.map(|of| year(tongue, of)).unwrap_or_default();
    let first = |said: &str| if day == 1 { said.to_owned() } else { cardinal(tongue, day) };
    let form = match cue {
        "am" | "vom" | "zum" | "bis" | "dem" | "den" | "des" | "beim" | "seit" | "ab" | "im" => {
            German::Oblique
        }
        "der" | "die" | "das" => German::Weak,
        _ => German::Strong,
    };
    let (day, link, of_link) = match tongue {
        Tongue::English => {
            let day = ordinal(tongue, day, false, German::Weak).unwrap_or_default();
            let comma = if of.is_empty() { "" } else { ", " };
            return format!("{month} {day}{comma}{of}");
        }
        Tongue::German => (ordinal(tongue, day, false, form).unwrap_or_default(), " ", " "),
        Tongue::Spanish => (cardinal(tongue, day), " de ", " de "),
        Tongue::Portuguese => (first("primeiro"), " de ", " de "),
        Tongue::French => (first("premier"), " ", " "),
        Tongue::Italian => (first("primo"), " ", " "),
        Tongue::Hindi | Tongue::Other => (cardinal(tongue, day), " ", " "),
    };
    let of_link = if of.is_empty() { "" } else { of_link };
    format!("{day}{link}{month}{of_link}{of}")
}

fn said_time(lexicon: &Lexicon, hour: u64, minute: u64, bare: bool) -> String {
    let tongue = lexicon.tongue;
    let feminine = before_noun(tongue, hour, true);
    let minutes = cardinal(tongue, minute);
    match (tongue, minute) {
        (Tongue::English, 0) if bare => cardinal(tongue, hour),
        (Tongue::English, 0) => format!("{} o'clock", cardinal(tongue, hour)),
        (Tongue::English, 1..10) => format!("{} oh {minutes}", cardinal(tongue, hour)),
        (Tongue::English, _) => format!("{} {minutes}", cardinal(tongue, hour)),
        (Tongue::German, 0) => format!("{} Uhr", before_noun(tongue, hour, false)),
        (Tongue::German, _) => format!("{} Uhr {minutes}", before_noun(tongue, hour, false)),
        (Tongue::Spanish, 0) => format!("{feminine} en punto"),
        (Tongue::Spanish, _) => format!("{feminine} y {minutes}"),
        (Tongue::Portuguese, 0) => {
            format!("{feminine} {}", if hour == 1 { "hora" } else { "horas" })
        }
        (Tongue::Portuguese, _) => format!("{feminine} e {minutes}"),
        (Tongue::French, _) => {
            let name = if hour < 2 { "heure" } else { "heures" };
            let minutes = if minute == 0 { String::new() } else { format!(" {minutes}") };
            format!("{feminine} {name}{minutes}")
        }
        (Tongue::Italian, 0) => format!("{} in punto", cardinal(tongue, hour)),
        (Tongue::Italian, _) => format!("{} e {minutes}", cardinal(tongue, hour)),
        (Tongue::Hindi, 0) => format!("{} बजे", cardinal(tongue, hour)),
        (Tongue::Hindi, _) => format!("{} बजकर {minutes} मिनट", cardinal(tongue, hour)),
        (Tongue::Other, _) => format!("{hour}:{minute:02}"),
    }
}
