use std::collections::HashMap;
use std::sync::LazyLock;

/// A language whose numbers are put into words here; those of others are left to the voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tongue {
    English,
    Hindi,
    Spanish,
    German,
    French,
    Italian,
    Portuguese,
    /// Any other.
    Other,
}

impl Tongue {
    /// Whether a comma stands before the decimals.
    pub(crate) fn decimal_comma(self) -> bool {
        matches!(
            self,
            Self::Spanish | Self::German | Self::French | Self::Italian | Self::Portuguese
        )
    }

    fn of(tag: &str) -> Self {
        match tag {
            "en" => Self::English,
            "hi" => Self::Hindi,
            "es" => Self::Spanish,
            "de" => Self::German,
            "fr" => Self::French,
            "it" => Self::Italian,
            "pt" => Self::Portuguese,
            _ => Self::Other,
        }
    }
}

/// What a thing is called behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Noun {
    pub(crate) one: &'static str,
    pub(crate) many: &'static str,
    pub(crate) feminine: bool,
}

/// The words of one language.
pub(crate) struct Lexicon {
    pub(crate) tongue: Tongue,
    words: HashMap<&'static str, &'static str>,
    units: HashMap<&'static str, &'static str>,
    money: HashMap<&'static str, &'static str>,
    pub(crate) months: Vec<&'static str>,
}

const WORDS: &str = include_str!("../../data/speech/words.txt");
const SIGNS: &str = include_str!("../../data/speech/signs.txt");
const UNITS: &str = include_str!("../../data/speech/units.txt");
const MONEY: &str = include_str!("../../data/speech/money.txt");
const MONTHS: &str = include_str!("../../data/speech/months.txt");
const LANGUAGES: &str = include_str!("../../data/speech/languages.txt");

impl Lexicon {
    /// The words of the language with this tag, of which only the primary part counts.
    pub(crate) fn of(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let months = MONTHS.lines().find_map(|line| line.strip_prefix(&format!("{primary}: ")));
        let mut words = column(WORDS, &primary);
        words.extend(column(SIGNS, &primary));
        Self {
            tongue: Tongue::of(&primary),
            words,
            units: column(UNITS, &primary),
            money: column(MONEY, &primary),
            months: months
                .unwrap_or_default()
                .split(' ')
                .filter(|month| !month.is_empty())
                .collect(),
        }
    }

    /// What is said for this English phrase.
    pub(crate) fn word(&self, english: &'static str) -> &'static str {
        self.words.get(english).copied().unwrap_or(english)
    }

    /// The longest unit that a text begins with, and its sign's length.
    pub(crate) fn unit(&self, text: &str) -> Option<(usize, Noun)> {
        // "m2" and "m^2" are written for "m²".
        ends(text).rev().find_map(|end| {
            let sign = text[..end].replace("^2", "²").replace("^3", "³").replace('μ', "µ");
            let sign = match sign.as_str() {
                "m2" => "m²",
                "km2" => "km²",
                "m3" => "m³",
                other => other,
            };
            self.units.get(sign).map(|said| (end, noun(said)))
        })
    }

    /// What a currency is called, by its sign.
    pub(crate) fn currency(&self, sign: char) -> Option<Noun> {
        self.money.get(sign.to_string().as_str()).map(|said| noun(said))
    }

    /// What the hundredth part of a currency is called.
    pub(crate) fn cent(&self, sign: char) -> Option<Noun> {
        self.money.get(format!("{sign}c").as_str()).map(|said| noun(said))
    }

    /// The number of a month by its name, 1 to 12; English ones also when cut to three letters.
    pub(crate) fn month(&self, name: &str) -> Option<usize> {
        let wanted = name.to_lowercase();
        let found = self.months.iter().position(|month| {
            let month = month.to_lowercase();
            month == wanted
                || (self.tongue == Tongue::English
                    && wanted.len() == 3
                    && month.starts_with(&wanted))
        });
        found.map(|at| at + 1)
    }
}

/// What a fence's language is called aloud.
pub(crate) fn language_name(fence: &str) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let lines = LANGUAGES.lines().filter_map(|line| line.split_once(": "));
        lines.flat_map(|(keys, name)| keys.split(' ').map(move |key| (key, name))).collect()
    });
    NAMES.get(fence.to_lowercase().as_str()).copied()
}

/// The ends of the first characters of a text that a unit may have.
fn ends(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    let ends: Vec<usize> = text
        .char_indices()
        .take(6)
        .take_while(|(_, found)| !found.is_whitespace())
        .map(|(at, found)| at + found.len_utf8())
        .filter(|&end| !text[end..].starts_with(|next: char| next.is_alphanumeric() || next == '/'))
        .collect();
    ends.into_iter()
}

fn noun(said: &'static str) -> Noun {
    let (feminine, said) = said.strip_prefix("f:").map_or((false, said), |rest| (true, rest));
    let (one, many) = said.split_once('/').unwrap_or((said, said));
    Noun { one, many, feminine }
}

/// One language of a table whose first line names the columns.
fn column(table: &'static str, tag: &str) -> HashMap<&'static str, &'static str> {
    let mut lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let heading = lines.next().unwrap_or_default();
    let Some(at) = heading.split(" | ").position(|name| name == tag) else {
        return HashMap::new();
    };
    lines
        .filter_map(|line| {
            let key = line.split(" | ").next()?;
            let said = line.split(" | ").nth(at)?.trim();
            (!said.is_empty()).then_some((key, said))
        })
        .collect()
}
