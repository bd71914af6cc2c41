use super::Saying;
use crate::speakable::cardinal::cardinal;
use crate::speakable::lexicon::Tongue;
use crate::speakable::maths::GREEK;

/// What a Greek letter is called that stands alone.
pub(super) fn greek(letter: char) -> Option<&'static str> {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    GREEK.iter().find(|(one, _)| *one == lower).map(|(_, name)| *name)
}

impl Saying<'_> {
    /// Says what is neither a letter nor a figure; returns where the rest begins.
    pub(super) fn sign(&mut self, at: usize, sign: char) -> usize {
        if self.code
            && let Some(end) = self.operator(at)
        {
            return end;
        }
        let end = at + sign.len_utf8();
        let (before, after) = (self.before(at), self.at(end));
        let lettered = |one: Option<char>| one.is_some_and(char::is_alphanumeric);
        let spaced = |one: Option<char>| one.is_none_or(char::is_whitespace);
        let apart = spaced(before) && spaced(after);
        let figure = |one: Option<char>| one.is_some_and(|one| one.is_ascii_digit());
        match sign {
            _ if sign.is_whitespace() => self.said.push(' '),
            '\'' | '’' | 'ʼ' if lettered(before) && lettered(after) => self.said.push('\''),
            '-' | '‐' | '‑' if lettered(before) && lettered(after) => {
                self.hyphen(before, after)
            }
            '-' if self.code && !lettered(before) && (lettered(after) || after == Some('-')) => {
                self.phrase("dash");
            }
            '-' | '–' | '—' | '―' | '−' => {
                if apart && self.is_sum(at, end) {
                    self.phrase("minus");
                } else if spaced(before) || spaced(after) || sign != '-' {
                    self.said.push_str(", ");
                }
            }
            '(' | ')' | '[' | ']' | '{' | '}' if self.code => self.said.push(' '),
            '(' if lettered(before) => self.said.push_str(", "),
            '(' | ')' => self.said.push_str(", "),
            '（' | '）' => self.said.push('，'),
            '.' if !self.code && self.text[at..].starts_with("...") => {
                self.said.push('…');
                let dots = self.text[at..].bytes().take_while(|&one| one == b'.').count();
                return at + dots;
            }
            '.' if lettered(after) && (self.code || !lettered(before)) => self.phrase("dot"),
            '.' if lettered(after) && lettered(before) && !self.code => {
                self.said.push('.');
                // An abbreviation's stop stands close, a sentence's lacks its space.
                if self.ends_sentence(at, end) {
                    self.said.push(' ');
                }
            }
            ':' if figure(before) && figure(after) && !self.code => self.phrase("to"),
            ':' | ',' | ';' if lettered(after) && lettered(before) => {
                self.said.push_str(if sign == ':' { " " } else { ", " });
            }
            '.' | ',' | ';' | ':' | '!' | '?' | '…' => self.said.push(sign),
            '/' => self.stroke(at, end),
            '#' if figure(after) => self.phrase("number"),
            '#' if lettered(before) => self.phrase(if self.code { "hash" } else { "sharp" }),
            '@' if !lettered(after) || lettered(before) => self.phrase("at"),
            '+' if lettered(before) || lettered(after) || apart => self.phrase("plus"),
            '+' if before == Some('+') => self.phrase("plus"),
            '*' | '∗' if apart && !self.code && self.is_sum(at, end) => self.phrase("times"),
            '^' if lettered(before) && (lettered(after) || after == Some('(')) => {
                self.phrase("to the power of");
            }
            '<' | '>' if apart || figure(after) => {
                self.phrase(if sign == '<' { "is less than" } else { "is greater than" });
            }
            '|' | '•' | '·' | '‣' | '▪' if apart => self.said.push_str(", "),
            '$' if lettered(before) || lettered(after) => self.said.push(' '),
            _ => self.rare(sign),
        }
        end
    }

    /// Whether both sides of a sign are what one reckons with.
    fn is_sum(&self, at: usize, end: usize) -> bool {
        let left = self.text[..at].trim_end();
        let right = self.text[end..].trim_start();
        let last = left.rsplit(|one: char| one.is_whitespace()).next().unwrap_or_default();
        let first = right.split(|one: char| one.is_whitespace()).next().unwrap_or_default();
        let term = |word: &str| {
            let word = word.trim_matches(|one: char| "()=.,;:?!".contains(one));
            word.starts_with(|one: char| one.is_ascii_digit()) || word.chars().count() == 1
        };
        term(last) && term(first)
    }

    fn ends_sentence(&self, at: usize, end: usize) -> bool {
        let upper = self.at(end).is_some_and(char::is_uppercase);
        upper && self.text[..at].chars().next_back().is_some_and(char::is_lowercase)
    }

    /// A hyphen within a word stays; between figures it is none.
    fn hyphen(&mut self, before: Option<char>, after: Option<char>) {
        let figures = before.is_some_and(|one| one.is_ascii_digit())
            || after.is_some_and(|one| one.is_ascii_digit());
        match figures && self.lexicon.tongue != Tongue::Other {
            true => self.said.push(' '),
            false => self.said.push('-'),
        }
    }

    /// A slash is said in a path alone.
    fn stroke(&mut self, at: usize, end: usize) {
        let token_start = self.text[..at].rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let token_start = self.text.ceil_char_boundary(token_start);
        let token_end =
            self.text[end..].find(char::is_whitespace).map_or(self.text.len(), |to| end + to);
        let token = &self.text[token_start..token_end];
        let path = token.starts_with(['/', '~', '.']) || token.matches('/').count() > 1;
        match path || self.code {
            true if self.at(end).is_some_and(char::is_alphanumeric) => self.phrase("slash"),
            _ => self.said.push(' '),
        }
    }

    /// An operator of code of two signs or one.
    fn operator(&mut self, at: usize) -> Option<usize> {
        const OPERATORS: [(&str, &str); 17] = [
            ("===", "equals"),
            ("!==", "is not equal to"),
            ("==", "equals"),
            ("!=", "is not equal to"),
            ("<=", "is at most"),
            (">=", "is at least"),
            ("=>", "to"),
            ("->", "to"),
            ("&&", "and"),
            ("||", "or"),
            ("+=", "plus equals"),
            ("++", "plus plus"),
            ("=", "equals"),
            ("<", "is less than"),
            (">", "is greater than"),
            ("&", "and"),
            ("*", "times"),
        ];
        let rest = &self.text[at..];
        let (sign, phrase) = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign))?;
        let end = at + sign.len();
        // Brackets of types and tags are no comparison, stars and ampersands mostly no sum.
        let single = matches!(*sign, "<" | ">" | "&" | "*");
        let spaced = self.before(at).is_some_and(char::is_whitespace)
            && self.at(end).is_some_and(char::is_whitespace);
        match single && !spaced {
            true => self.said.push(' '),
            false => self.phrase(phrase),
        }
        Some(end)
    }

    /// Signs with a name.
    fn rare(&mut self, sign: char) {
        let phrase = match sign {
            '&' => "and",
            '%' => "percent",
            '=' => "equals",
            '°' => "degrees",
            '×' | '⋅' | '∙' => "times",
            '÷' => "divided by",
            '±' => "plus or minus",
            '≤' => "is at most",
            '≥' => "is at least",
            '≠' => "is not equal to",
            '≈' => "is about",
            '∞' => "infinity",
            '√' => "the square root of",
            '∑' => "the sum",
            '∈' => "is in",
            '→' | '⟶' => "to",
            '⇒' | '⟹' => "implies",
            '²' => "squared",
            '³' => "cubed",
            '½' => "one half",
            '⅓' => "one third",
            '⅔' => "two thirds",
            '¼' => "one quarter",
            '¾' => "three quarters",
            '€' | '$' | '£' | '₹' | '¥' if !self.code => {
                let name = self.lexicon.currency(sign).map(|noun| noun.many);
                self.say(name.unwrap_or_default());
                return;
            }
            _ => return self.figure_above(sign),
        };
        self.phrase(phrase);
    }

    /// Small figures above and below the line, and stops of other scripts.
    fn figure_above(&mut self, sign: char) {
        let above = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|one| one == sign);
        let below = "₀₁₂₃₄₅₆₇₈₉".chars().position(|one| one == sign);
        match (above, below) {
            (Some(figure), _) => {
                self.phrase("to the power of");
                let said = cardinal(self.lexicon.tongue, figure as u64);
                self.say(&said);
            }
            (_, Some(figure)) => {
                let said = cardinal(self.lexicon.tongue, figure as u64);
                self.say(&said);
            }
            // What is no stop either is left out later.
            _ => self.said.push(if sign.is_ascii() { ' ' } else { sign }),
        }
    }
}
