use crate::speakable::cardinal::{cardinal, figures};
use crate::speakable::lexicon::{Lexicon, Tongue};

/// A number as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    /// The figures before the decimals.
    pub(super) whole: String,
    /// The figures behind each further point, and whether the points are the language's own.
    pub(super) rest: Vec<String>,
    own: bool,
    /// Its length in the text.
    pub(super) length: usize,
    /// Whether its thousands are marked.
    pub(super) grouped: bool,
}

impl Number {
    /// Reads the number that a text begins with.
    pub(super) fn read(text: &str, tongue: Tongue) -> Option<Self> {
        let first = figures_at(text);
        if first == 0 {
            return None;
        }
        let (group, point) = if tongue.decimal_comma() { ('.', ',') } else { (',', '.') };
        let mut number =
            Self { whole: text[..first].to_owned(), length: first, own: true, ..Self::default() };
        number.groups(text, &[group, '\u{202f}', '\u{a0}'], tongue);
        if tongue == Tongue::French && !number.grouped {
            number.groups(text, &[' '], tongue);
        }
        let points: &[char] = if tongue.decimal_comma() { &[point, '.'] } else { &[point] };
        for &sign in points {
            while let Some(run) = number.next(text, sign) {
                number.length += 1 + run;
                number.rest.push(text[number.length - run..number.length].to_owned());
                number.own = sign == point;
            }
        }
        Some(number)
    }

    /// The length of the figures behind `sign`, if that is what follows.
    fn next(&self, text: &str, sign: char) -> Option<usize> {
        let rest = text[self.length..].strip_prefix(sign)?;
        Some(figures_at(rest)).filter(|&run| run > 0)
    }

    fn groups(&mut self, text: &str, signs: &[char], tongue: Tongue) {
        for &sign in signs {
            let mut at = self.length;
            let mut runs = Vec::new();
            while let Some(rest) = text[at..].strip_prefix(sign) {
                let run = figures_at(rest);
                if run == 0 {
                    break;
                }
                runs.push(rest[..run].to_owned());
                at += sign.len_utf8() + run;
            }
            // Lakhs and crores are marked by twos.
            let indian = matches!(tongue, Tongue::Hindi | Tongue::English | Tongue::Other);
            let (last, inner) = match runs.split_last() {
                Some((last, inner)) => (last.len(), inner),
                None => continue,
            };
            let fits = inner.iter().all(|run| run.len() == 3 || (indian && run.len() == 2));
            if last == 3 && fits && self.whole.len() <= 3 && !self.whole.starts_with('0') {
                self.whole.push_str(&runs.concat());
                self.length = at;
                self.grouped = true;
                return;
            }
        }
    }

    /// The number where it is whole and can be reckoned with.
    pub(super) fn value(&self) -> Option<u64> {
        let plain = self.rest.is_empty()
            && (self.grouped || self.whole.len() <= 9)
            && (self.whole == "0" || !self.whole.starts_with('0'));
        plain.then(|| self.whole.parse().ok()).flatten()
    }

    /// In words.
    pub(super) fn said(&self, lexicon: &Lexicon) -> String {
        let tongue = lexicon.tongue;
        let long = self.whole.len() > 9 && !self.grouped;
        let zeros = long || (self.whole.len() > 1 && self.whole.starts_with('0'));
        let mut said = match self.whole.parse() {
            Ok(number) if !zeros => cardinal(tongue, number),
            _ => figures(tongue, &self.whole),
        };
        if tongue == Tongue::Other {
            for run in &self.rest {
                said = format!("{said}.{run}");
            }
            return said;
        }
        let version = self.rest.len() > 1;
        let comma = self.own && tongue.decimal_comma() && !version;
        let point = match (version, comma) {
            (_, true) => "comma",
            (true, _) if tongue == Tongue::Hindi => "dot",
            _ => "point",
        };
        for run in &self.rest {
            let short = run.len() <= 2 && !run.starts_with('0');
            let whole = short
                && (version
                    || matches!(
                        tongue,
                        Tongue::Spanish | Tongue::French | Tongue::Italian | Tongue::Portuguese
                    ));
            let run = match run.parse() {
                Ok(number) if whole => cardinal(tongue, number),
                _ => figures(tongue, run),
            };
            said = format!("{said} {} {run}", lexicon.word(point));
        }
        said
    }
}

/// A number of a formula in words: a point stands before its decimals in every language.
pub(crate) fn decimal(number: &str, lexicon: &Lexicon) -> String {
    let number = number.replace(',', "");
    let (whole, rest) = number.split_once('.').unwrap_or((number.as_str(), ""));
    let rest = if rest.is_empty() { Vec::new() } else { vec![rest.to_owned()] };
    Number { whole: whole.to_owned(), rest, own: true, length: 0, grouped: false }.said(lexicon)
}

/// How many figures a text begins with.
pub(super) fn figures_at(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}
