use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::data;
use lookup::unspaced;

/// What is compared of a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Features {
    /// Its words in compatible form and lower case, sorted; of scripts without spaces each
    /// letter and each two neighbours. Negations are left out, and numbers are in figures.
    pub(crate) terms: Vec<String>,
    /// Its numbers in European figures, without separators of thousands.
    pub(crate) numbers: BTreeSet<String>,
    /// How often it negates.
    pub(crate) negations: usize,
}

impl Features {
    pub(crate) fn of(sentence: &str) -> Self {
        let text: String =
            sentence.nfkc().flat_map(char::to_lowercase).map(european).map(straight).collect();
        let mut features = Self::default();
        let mut run: Vec<char> = Vec::new();
        let words = text.split_word_bounds();
        for word in words.filter(|word| word.contains(char::is_alphanumeric)) {
            if word.chars().any(unspaced) {
                run.extend(word.chars());
                continue;
            }
            features.add_letters(&mut run);
            features.add_word(word);
        }
        features.add_letters(&mut run);
        if !text.is_ascii() {
            let parts = NEGATIONS.parts.iter().map(|part| text.matches(part).count());
            features.negations += parts.sum::<usize>();
        }
        features.terms.sort_unstable();
        features
    }

    fn add_word(&mut self, word: &str) {
        let positive = word.strip_suffix("n't");
        if positive.is_some() || NEGATIONS.words.contains(word) {
            self.negations += 1;
        }
        match positive {
            Some(verb) => self.terms.push(verb.to_owned()),
            None if NEGATIONS.words.contains(word) => {}
            None => {
                let word = NUMBERS
                    .get(word)
                    .map_or_else(|| without_thousands(word), |&number| number.into());
                self.add_numbers(&word);
                self.terms.push(word);
            }
        }
    }

    fn add_numbers(&mut self, word: &str) {
        if word.contains(|found: char| found.is_ascii_digit()) {
            let numbers = word.split(|found: char| !found.is_ascii_digit() && found != '.');
            let numbers = numbers.map(|number| number.trim_matches('.'));
            self.numbers.extend(numbers.filter(|number| !number.is_empty()).map(str::to_owned));
        }
    }

    /// Ends a run of letters without spaces.
    fn add_letters(&mut self, run: &mut Vec<char>) {
        self.terms.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
        for letter in run.drain(..) {
            self.add_word(letter.encode_utf8(&mut [0; 4]));
        }
    }

    /// Whether the two state different numbers, or one negates what the other does not.
    pub(crate) fn contradicts(&self, other: &Self) -> bool {
        self.numbers != other.numbers || self.negations != other.negations
    }
}

/// "1,000,000" and "1.000.000" as "1000000"; "3,5" as "3.5".
fn without_thousands(word: &str) -> String {
    if !word.contains(|found: char| found.is_ascii_digit()) {
        return word.to_owned();
    }
    for separator in [',', '.'] {
        let mut groups = word.split(separator);
        let first = groups.next().unwrap_or_default();
        let is_figures = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
        let grouped = (1..=3).contains(&first.len())
            && is_figures(first)
            && word.contains(separator)
            && groups.all(|group| group.len() == 3 && is_figures(group));
        if grouped {
            return word.replace(separator, "");
        }
    }
    word.replace(',', ".")
}

/// The European figure for a figure of another script.
fn european(found: char) -> char {
    const ZEROS: [u32; 16] = [
        0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0xf20, 0x1040, 0x17e0,
    ];
    let code = u32::from(found);
    let figure = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|&value| value < 10));
    figure.and_then(|value| char::from_digit(value, 10)).unwrap_or(found)
}

fn straight(found: char) -> char {
    if found == '’' { '\'' } else { found }
}

struct Negations {
    words: HashSet<&'static str>,
    parts: Vec<&'static str>,
}

static NEGATIONS: LazyLock<Negations> = LazyLock::new(|| {
    let list = include_str!("../../data/negations.txt");
    Negations {
        words: data::words(list, "word").collect(),
        parts: data::words(list, "part").collect(),
    }
});

static NUMBERS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let list = include_str!("../../data/numbers.txt");
    let lines = list.lines().filter_map(|line| line.split_once(" : "));
    lines
        .flat_map(|(number, words)| words.split_whitespace().map(move |word| (word, number)))
        .collect()
});
