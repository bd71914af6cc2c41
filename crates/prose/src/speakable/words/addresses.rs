use super::Saying;
use crate::sentences::is_abbreviation;

/// The host of an address, without what all hosts begin with.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.strip_prefix("mailto:").unwrap_or(rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let rest = rest.split(':').next().unwrap_or_default();
    rest.strip_prefix("www.").unwrap_or(rest)
}

impl Saying<'_> {
    /// An address: of a page its host, of a mailbox all of it, of a file its name.
    pub(super) fn address(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        if !rest.starts_with(char::is_alphanumeric) {
            return None;
        }
        let end = rest
            .find(|one: char| one.is_whitespace() || "<>\"`|，。、；！？「」（）".contains(one));
        let token = &rest[..end.unwrap_or(rest.len())];
        let token = token.trim_end_matches(|one: char| ".,;:!?)]}'’”*_~…।॥".contains(one));
        let (token, end) = (token.to_owned(), at + token.len());
        let page = ["http://", "https://", "ftp://", "www.", "file://"];
        if page.iter().any(|start| token.to_lowercase().starts_with(start)) {
            self.dotted(&host(&token).replace('-', " "));
            return Some(end);
        }
        if let Some((name, host)) = token.split_once('@')
            && is_name(name)
            && host.contains('.')
            && is_name(host)
        {
            self.dotted(&name.replace(['-', '_'], " "));
            self.phrase("at");
            self.dotted(&host.replace('-', " "));
            return Some(end);
        }
        self.file_name(at, &token)
    }

    /// "main.rs", "example.com", "Node.js": letters, a full stop and letters.
    fn file_name(&mut self, at: usize, token: &str) -> Option<usize> {
        let length =
            token.find(|one: char| !one.is_alphanumeric() && one != '.').unwrap_or(token.len());
        let name = token[..length].trim_end_matches('.');
        let mut parts = name.split('.');
        let first = parts.next()?;
        let letters = |part: &str| part.chars().any(char::is_alphabetic);
        let long = name.split('.').any(|part| part.chars().count() > 1);
        let latin = name.is_ascii();
        if !latin || !long || !letters(first) || !name.contains('.') || is_abbreviation(name) {
            return None;
        }
        let fits = parts.clone().all(|part| !part.is_empty());
        // "Ende.Anfang" is two sentences that lack a space.
        let next = name.split('.').nth(1)?;
        let sentences = next.chars().next()?.is_uppercase() && next.len() > 3;
        if !fits || sentences {
            return None;
        }
        self.dotted(name);
        Some(at + name.len())
    }

    fn dotted(&mut self, name: &str) {
        let mut first = true;
        for part in name.split('.') {
            if !first {
                self.phrase("dot");
            }
            first = false;
            let said = match self.code {
                true => super::code(part, self.lexicon),
                false => super::spoken(part, self.lexicon),
            };
            self.say(&said);
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|one| one.is_alphanumeric() || "._-+".contains(one))
}
