//! Queries as expressions of SQLite's full-text index.

use lookup::{Filter, Needle, Want, Words};

/// The columns that words are looked for in.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    /// Words as they are.
    pub(super) plain: &'static str,
    /// Whether the language is a column.
    pub(super) language: bool,
}

impl Columns {
    pub(super) fn of_messages(reasoning: bool) -> Self {
        let plain = if reasoning { "{text attached reasoning}" } else { "{text attached}" };
        Self { plain, language: true }
    }

    pub(super) const TITLES: Self = Self { plain: "title", language: false };
}

/// What `want` asks of the index; none where it asks what the index does not know, or only for what
/// must not be there.
pub(super) fn expression(want: &Want, columns: Columns) -> Option<String> {
    match want {
        Want::Words(words) => of_words(words, columns),
        Want::Filter(Filter::Language(tag)) if columns.language => {
            Some(format!("language : \"{tag}\""))
        }
        Want::Filter(_) | Want::Not(_) => None,
        Want::Any(parts) => {
            let parts: Option<Vec<String>> =
                parts.iter().map(|part| expression(part, columns)).collect();
            Some(format!("({})", parts?.join(" OR ")))
        }
        Want::All(parts) => {
            let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
            for part in parts {
                match part {
                    Want::Not(part) => unwanted.push(expression(part, columns)?),
                    part => wanted.push(expression(part, columns)?),
                }
            }
            without(&wanted, &unwanted)
        }
    }
}

/// All of these and none of those; none without one of these.
pub(super) fn without(wanted: &[String], unwanted: &[String]) -> Option<String> {
    let all = (!wanted.is_empty()).then(|| wanted.join(" AND "))?;
    match unwanted {
        [] => Some(format!("({all})")),
        _ => Some(format!("(({all}) NOT ({}))", unwanted.join(" OR "))),
    }
}

fn of_words(words: &Words, columns: Columns) -> Option<String> {
    let needle = Needle::new(words)?;
    let star = if needle.prefix { " *" } else { "" };
    let mut forms = vec![format!("{} : \"{}\"{star}", columns.plain, needle.tokens.join(" "))];
    // Tokens hold letters, figures and signs, and never a quote.
    if !needle.roman.is_empty() {
        forms.push(format!("roman : \"{}\"", needle.roman.join(" ")));
    }
    forms.extend(
        needle.roman_beginnings.iter().map(|beginning| format!("roman : \"{beginning}\" *")),
    );
    Some(format!("({})", forms.join(" OR ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lookup::{Day, Query};

    #[test]
    fn a_query_becomes_one_expression_where_the_index_knows_all_of_it() {
        for (typed, expected) in [
            ("ok ja", Some("(({text attached} : \"ok\") AND ({text attached} : \"ja\"))")),
            (
                "(ok -ja) OR \"a b\"",
                Some(
                    "(((({text attached} : \"ok\")) NOT (({text attached} : \"ja\"))) OR ({text attached} : \"a b\"))",
                ),
            ),
            ("漢字xyz*", Some("({text attached} : \"漢字 字 xyz\" *)")),
            ("lang:hi", Some("language : \"hi\"")),
            ("-ok", None),
            ("ok OR from:me", None),
        ] {
            let want = Query::parse(typed, Day(0)).unwrap().want.unwrap();
            let found = expression(&want, Columns::of_messages(false));
            assert_eq!(found.as_deref(), expected, "{typed}");
        }
    }
}
