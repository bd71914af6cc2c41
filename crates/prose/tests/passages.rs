//! What is read of markdown: each file in `tests/passages`, its markdown above `----`, and below
//! it each sentence with the kind of its passage.

#[cfg(test)]
mod cases;

use proptest::prelude::*;
use prose::{PassageKind, passages, reply_sentences, sentences, utf16_ranges};

fn name(kind: &PassageKind) -> String {
    match kind {
        PassageKind::Paragraph => "paragraph".into(),
        PassageKind::Heading(level) => format!("heading {level}"),
        PassageKind::Item => "item".into(),
        PassageKind::Quote => "quote".into(),
        PassageKind::Cell => "cell".into(),
        PassageKind::Code { language } => format!("code {language}").trim().into(),
        PassageKind::Maths => "maths".into(),
    }
}

#[test]
fn passages_read_as_they_look() {
    for (path, case) in cases::files("passages") {
        let (markdown, expected) = case.split_once("\n----\n").unwrap();
        let all = reply_sentences(markdown);
        let mut found = Vec::new();
        for passage in passages(markdown) {
            let kind = name(&passage.kind);
            if passage.kind.is_prose() {
                let inside = |start: usize| passage.source.contains(&start);
                let own = all.iter().filter(|sentence| inside(sentence.source.start));
                found.extend(own.map(|sentence| format!("{kind} | {}", sentence.text)));
            } else {
                found.push(format!("{kind} | {}", passage.text.trim()));
            }
        }
        assert_eq!(found, expected.lines().collect::<Vec<_>>(), "{path}");
    }
}

#[test]
fn a_sentence_is_found_in_its_source() {
    let markdown = "> It **is** [so](x)\n> here &amp; `there`. Ünd 🎉 *das*.\n";
    let found = reply_sentences(markdown);
    let sources: Vec<_> = found.iter().map(|found| &markdown[found.source.clone()]).collect();
    assert_eq!(sources, ["It **is** [so](x)\n> here &amp; `there`.", "Ünd 🎉 *das*."]);
    let units = utf16_ranges(markdown, &[found[1].source.clone(), 0..1]);
    let wide: Vec<u16> = markdown.encode_utf16().collect();
    assert_eq!(String::from_utf16(&wide[units[0].clone()]).unwrap(), "Ünd 🎉 *das*.");
    assert_eq!(units[1], 0..1);
}

#[test]
fn hostile_markdown_is_read() {
    for piece in ["[", "*a ", "> ", "- ", "`", "$", "|", "<a ", "&#", "![", "\u{202e}", "\u{301}"] {
        let markdown = piece.repeat(50_000 / piece.len());
        for sentence in reply_sentences(&markdown) {
            assert!(markdown.is_char_boundary(sentence.source.end), "{piece:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_markdown_has_its_ranges_in_order(
        markdown in "(?s).{0,60}|([*_`$|>#\\[\\]()!&;<>\\\\a-c.\u{e9}漢🎉\n -]){0,80}",
    ) {
        for passage in passages(&markdown) {
            let source = &markdown[passage.source.clone()];
            prop_assert!(passage.text.is_empty() || !source.is_empty());
            for range in sentences(&passage.text) {
                let place = passage.source_of(range);
                prop_assert!(markdown.get(place.clone()).is_some());
                prop_assert!(passage.source.start <= place.start);
                prop_assert!(place.end <= passage.source.end);
            }
        }
    }

    #[test]
    fn units_are_counted_as_a_window_counts(text in "(?s).{0,40}", start in 0_usize..50, end in 0_usize..50) {
        let (start, end) = (text.floor_char_boundary(start), text.floor_char_boundary(end));
        let units = |at: usize| text[..at].encode_utf16().count();
        let ranges = utf16_ranges(&text, std::slice::from_ref(&(start..end)));
        prop_assert_eq!(ranges, vec![units(start)..units(end)]);
    }
}
