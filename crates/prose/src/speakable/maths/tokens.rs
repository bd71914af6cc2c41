/// A token of TeX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A command without its backslash.
    Command(String),
    /// "{".
    Open,
    /// "}".
    Close,
    /// "^".
    Sup,
    /// "_".
    Sub,
    /// "&".
    Cell,
    /// `\\`.
    Row,
    /// One or more primes.
    Prime(usize),
    Number(String),
    /// Any other character.
    One(char),
    Space,
}

pub(super) fn tokens(tex: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = tex;
    while let Some(first) = rest.chars().next() {
        let mut length = first.len_utf8();
        found.push(match first {
            '\\' => {
                let name = command(&rest[1..]);
                length = 1 + name.len();
                match name {
                    "\\" => Token::Row,
                    "" => Token::Space,
                    _ => Token::Command(name.to_owned()),
                }
            }
            '{' => Token::Open,
            '}' => Token::Close,
            '^' => Token::Sup,
            '_' => Token::Sub,
            '&' => Token::Cell,
            '~' => Token::Space,
            '%' => {
                // A remark to the end of the line.
                length = rest.find('\n').unwrap_or(rest.len());
                Token::Space
            }
            '\'' | '’' | '′' => {
                let primes = rest.chars().take_while(|&one| one == first).count();
                length *= primes;
                Token::Prime(primes)
            }
            _ if first.is_ascii_digit() => {
                length = number(rest);
                Token::Number(rest[..length].to_owned())
            }
            _ if first.is_whitespace() => Token::Space,
            _ => Token::One(first),
        });
        rest = &rest[length..];
    }
    found
}

/// A command's name: letters, or one other character.
fn command(rest: &str) -> &str {
    let letters = rest.find(|one: char| !one.is_ascii_alphabetic()).unwrap_or(rest.len());
    let length = if letters == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { letters };
    &rest[..length]
}

/// The length of a number, with its decimals and thousands.
fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    loop {
        while digit(at) {
            at += 1;
        }
        let inner = match bytes.get(at) {
            Some(b'.') => digit(at + 1),
            Some(b',') => digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4),
            _ => false,
        };
        if !inner {
            return at;
        }
        at += 1;
    }
}
