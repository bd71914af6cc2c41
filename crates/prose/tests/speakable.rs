//! What is said of markdown: each line of each file in `tests/speakable`, at every cut, and of
//! markdown that nobody wrote.

#[cfg(test)]
mod cases;

use std::path::Path;

use proptest::prelude::*;
use prose::{CodeManner, Manner, Pause, SpeechStream, Utterance, speakable};

/// What must never reach a voice.
const MARKS: &str = "*_`#~[]{}()<>|\\^$=+@&%\"/•→✓🎉";

const LANGUAGES: [(&str, &str); 13] = [
    ("arabic", "ar"),
    ("bengali", "bn"),
    ("chinese", "zh"),
    ("english", "en"),
    ("french", "fr"),
    ("german", "de"),
    ("hindi", "hi"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("portuguese", "pt"),
    ("spanish", "es"),
    ("tamil", "ta"),
    ("urdu", "ur"),
];

struct Case {
    place: String,
    language: &'static str,
    markdown: String,
    said: Vec<String>,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (path, text) in cases::files("speakable") {
        let name = Path::new(&path).file_stem().and_then(|name| name.to_str());
        let language = LANGUAGES.iter().find(|(known, _)| Some(*known) == name);
        let language = language.map(|(_, tag)| *tag).unwrap_or_default();
        assert!(!language.is_empty(), "{path} is in a language");
        for (number, line) in text.lines().enumerate().skip(1) {
            let (markdown, said) = line.split_once(" ⇒").unwrap_or((line, ""));
            let said = said.trim().split(" | ").filter(|said| !said.is_empty());
            cases.push(Case {
                place: format!("{path}:{}", number + 1),
                language,
                markdown: markdown.replace('⏎', "\n"),
                said: said.map(str::to_owned).collect(),
            });
        }
    }
    cases
}

fn words(said: &[Utterance]) -> Vec<&str> {
    said.iter().map(|one| one.words.as_str()).collect()
}

/// What is said when markdown arrives in these pieces.
fn in_pieces<'a>(manner: &Manner, pieces: impl Iterator<Item = &'a str>) -> Vec<Utterance> {
    let mut stream = SpeechStream::new(manner);
    let mut said: Vec<Utterance> = pieces.flat_map(|piece| stream.push(piece)).collect();
    said.extend(stream.end());
    said
}

fn letters(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().map(|(at, letter)| &text[at..at + letter.len_utf8()])
}

/// What is wrong with what is said of a markdown, whatever it is.
fn flaw(markdown: &str, said: &[Utterance]) -> Option<String> {
    let units: Vec<u16> = markdown.encode_utf16().collect();
    let mut at = 0;
    for one in said {
        if let Some(mark) = one.words.chars().find(|&mark| MARKS.contains(mark)) {
            return Some(format!("{mark:?} reaches the voice in {:?}", one.words));
        }
        if one.words.trim() != one.words || !one.words.chars().any(char::is_alphanumeric) {
            return Some(format!("{:?} is not said", one.words));
        }
        let Some(source) = markdown.get(one.source.clone()) else {
            return Some(format!("{:?} is no range", one.source));
        };
        if String::from_utf16_lossy(&units[one.utf16.clone()]) != source {
            return Some(format!("{:?} is not {:?}", one.utf16, one.source));
        }
        if one.source.start < at && !source.contains('<') {
            return Some(format!("{:?} begins before {at}", one.source));
        }
        at = one.source.start;
    }
    None
}

#[test]
fn markdown_is_said_as_a_reader_would_say_it() {
    let cases = cases();
    assert!(cases.len() >= 300, "{} snippets", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let said = speakable(&case.markdown, &Manner::of(case.language));
        if words(&said) != case.said {
            wrong.push(format!("{}\n  {:?}\n  {:?}", case.place, words(&said), case.said));
        }
        wrong.extend(flaw(&case.markdown, &said).map(|flaw| format!("{}: {flaw}", case.place)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_cut_changes_nothing_that_is_said() {
    let mut all: Vec<(String, &str)> =
        cases().into_iter().map(|case| (case.markdown, case.language)).collect();
    // All of a language's snippets as one reply.
    for (_, language) in LANGUAGES {
        let parts: Vec<&str> = all
            .iter()
            .filter(|(markdown, of)| *of == language && !markdown.contains("unclosed"))
            .map(|(markdown, _)| markdown.as_str())
            .take(24)
            .collect();
        all.push((parts.join("\n\n"), language));
    }
    for (markdown, language) in &all {
        let manner = Manner::of(language);
        let whole = speakable(markdown, &manner);
        assert_eq!(in_pieces(&manner, letters(markdown)), whole, "{markdown:?} letter by letter");
        for (cut, _) in markdown.char_indices().filter(|_| markdown.len() < 200) {
            let (head, tail) = markdown.split_at(cut);
            let said = in_pieces(&manner, [head, tail].into_iter());
            assert_eq!(said, whole, "{markdown:?} cut at {cut}");
        }
    }
}

#[test]
fn a_sentence_is_given_with_the_first_word_of_the_next() {
    let mut stream = SpeechStream::new(&Manner::of("en"));
    assert_eq!(words(&stream.push("It is 5 p.m. now. ")), Vec::<&str>::new());
    assert_eq!(words(&stream.push("The ")), ["It is five PM now."]);
    assert_eq!(words(&stream.push("end.\n\n")), ["The end."]);
}

#[test]
fn the_first_clause_of_a_long_sentence_goes_ahead() {
    let mut stream = SpeechStream::new(&Manner::of("en"));
    let said =
        stream.push("When the rain had stopped at last, we all went out to see what was left of ");
    assert_eq!(words(&said), ["When the rain had stopped at last"]);
    assert_eq!(said[0].pause, Pause::Clause);
    let said =
        stream.push("the garden, which was little, and of the old house, which was even less. So ");
    assert_eq!(said.len(), 1, "only the first sentence is cut: {said:?}");
}

#[test]
fn nothing_is_given_out_of_the_middle() {
    let open = [
        "Use `a. B c d. E",
        "See [a. B c. D",
        "See [a b](http://x.y/z. W ",
        "So \\(a. B c. D ",
        "```rust\nlet a = 1. Then 2.\nAnd more. Yes\n",
        "| A. B c | C. D e |\n",
        "| A | B |\n|---|---|\n| c. D e | f. G ",
        "<span title=\"a. B c. D ",
        "<think>\nI see. It is so. Then\n\nmore. Yes ",
        "$$\na. B\n",
    ];
    for markdown in open {
        let mut stream = SpeechStream::new(&Manner::of("en"));
        assert_eq!(words(&stream.push(markdown)), Vec::<&str>::new(), "{markdown:?}");
    }
}

#[test]
fn a_row_is_given_when_its_line_has_ended() {
    let mut stream = SpeechStream::new(&Manner::of("en"));
    assert!(stream.push("| A | B |\n|---|---|\n| 1 | 2 |").is_empty());
    assert_eq!(words(&stream.push("\n")), ["A: one; B: two"]);
    assert_eq!(words(&stream.push("| 3 | 4 |\n")), ["A: three; B: four"]);
}

#[test]
fn code_is_silent_where_it_is_wished() {
    let manner = Manner { language: "en".to_owned(), code: CodeManner::Skipped };
    let said = speakable("Before.\n\n```rust\nx\n```\n\nAfter.", &manner);
    assert_eq!(words(&said), ["Before.", "After."]);
}

#[test]
fn a_range_is_that_of_the_text_between_its_marks() {
    let markdown = "🎉 **Größe** ist [gut](http://x.y). Ja.";
    let said = speakable(markdown, &Manner::of("de"));
    assert_eq!(&markdown[said[1].source.clone()], "Ja.");
    assert_eq!(said[1].utf16.len(), 3);
    assert_eq!(said[0].shown, "🎉 Größe ist gut.");
}

#[test]
fn deep_and_long_text_is_said_too() {
    let deep = [
        "{".repeat(50_000),
        format!("${}x{}$", "\\frac{".repeat(5000), "}{2}".repeat(5000)),
        format!("${}x${}", "\\begin{a}".repeat(2000), "\\end{a}".repeat(2000)),
        "> ".repeat(3000) + "x",
        "[".repeat(5000),
        "a_b".repeat(5000),
    ];
    for markdown in &deep {
        let mut stream = SpeechStream::new(&Manner::of("en"));
        let mut said = stream.push(markdown);
        said.extend(stream.end());
        assert_eq!(flaw(markdown, &said), None);
    }
}

const MARKUP: &str = "([*_`#~<>|\\\\^$=+@&%\\[\\](){}!:.,;?\"'/\n -]|[a-z]|[A-Z][a-z]|[0-9]|\\$\\$|```|\\*\\*|\
    \n\n|\n- |\n1\\. |\n# |\n> |\n\\| |\\|---|\\\\frac|\\\\\\(|\\\\\\)|</?b>|<think>|\\[\\^1\\]|€|é|न|。|🎉|½){0,50}";

proptest! {
    #[test]
    fn no_mark_reaches_a_voice(markdown in MARKUP, language in 0..LANGUAGES.len()) {
        let said = speakable(&markdown, &Manner::of(LANGUAGES[language].1));
        prop_assert_eq!(flaw(&markdown, &said), None);
    }

    #[test]
    fn any_cuts_say_the_same(
        markdown in MARKUP,
        marks in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let manner = Manner::of("en");
        let bounds: Vec<_> = markdown.char_indices().map(|(at, _)| at).chain([markdown.len()]).collect();
        let mut cuts: Vec<_> = marks.iter().map(|mark| *mark.get(&bounds)).collect();
        cuts.extend([0, markdown.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &markdown[pair[0]..pair[1]]);
        let whole = speakable(&markdown, &manner);
        prop_assert_eq!(in_pieces(&manner, pieces), whole.clone());
        prop_assert_eq!(in_pieces(&manner, letters(&markdown)), whole);
    }
}
