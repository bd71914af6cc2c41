use proptest::prelude::*;

use super::*;

const TODAY: Day = Day(20_780);

fn read(typed: &str) -> Query {
    Query::parse(typed, TODAY).unwrap_or_else(|error| panic!("{typed}: {error}"))
}

fn word(text: &str) -> Want {
    Want::Words(Words { text: text.into(), ..Words::default() })
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_date(year, month, day).unwrap()
}

#[test]
fn words_phrases_and_groups_are_read() {
    let phrase = read("\"a phrase\" x").want;
    assert_eq!(phrase, Some(Want::All(vec![word("a phrase"), last("x")])));
    let wanted =
        Want::Any(vec![Want::All(vec![word("a"), word("b")]), Want::Not(Box::new(word("c")))]);
    assert_eq!(read("(a b) OR -c ").want, Some(wanted));
    let star = Words { text: "begin".into(), prefix: true, last: false };
    assert_eq!(read("begin*").want, Some(Want::Words(star)));
    assert_eq!(read("   ").want, None);
    assert_eq!(read("or").want, Some(last("or")), "only capitals are an operator");
}

fn last(text: &str) -> Want {
    Want::Words(Words { text: text.into(), prefix: false, last: true })
}

#[test]
fn operators_are_read() {
    for (typed, filter) in [
        ("model:gpt-5", Filter::Model("gpt-5".into())),
        ("MODEL:\"gpt 5\"", Filter::Model("gpt 5".into())),
        ("from:me", Filter::From(Author::Me)),
        ("from:assistant", Filter::From(Author::Model)),
        ("kind:comparison", Filter::Kind(Kind::Comparison)),
        ("has:image", Filter::Has(Has::Image)),
        ("lang:hi-IN", Filter::Language("hi".into())),
        ("voted:best", Filter::Voted(Voted::Best)),
        ("before:2026-11-22", Filter::Before(day(2026, 11, 22))),
        ("after:2026-11", Filter::After(day(2026, 11, 1))),
        ("after:2024", Filter::After(day(2024, 1, 1))),
        ("after:today", Filter::After(TODAY)),
        ("before:2w", Filter::Before(Day(TODAY.0 - 14))),
    ] {
        assert_eq!(read(typed).want, Some(Want::Filter(filter)), "{typed}");
    }
    let binned = read("in:bin cat");
    assert!(binned.bin && !binned.reasoning);
    assert_eq!(read("http://x.org std::vec 12:30").words().len(), 3, "no operators");
}

#[test]
fn a_slip_is_told_with_its_place() {
    for (typed, from, to, fault) in [
        ("a \"b", 2, 4, Fault::OpenQuote),
        ("🐋 (b", 3, 4, Fault::OpenGroup),
        ("a)", 1, 2, Fault::StrayBracket),
        ("a ()", 2, 4, Fault::EmptyGroup),
        ("a OR", 2, 4, Fault::LonelyOr),
        ("OR a", 0, 2, Fault::LonelyOr),
        ("a - b", 2, 3, Fault::LonelyNot),
        ("a ?!", 2, 4, Fault::NoLetter),
        ("ab*", 0, 3, Fault::ShortBeginning),
        ("has:", 0, 4, Fault::NoValue { key: "has".into() }),
        ("after:2026-02-30", 6, 16, Fault::BadDay),
        ("-in:bin", 1, 7, Fault::NotHere),
        ("(in:bin)", 1, 7, Fault::NotHere),
        ("tag:x", 4, 5, Fault::NoneYet { key: "tag".into() }),
        ("modle:x", 0, 5, Fault::UnknownKey { typed: "modle".into(), meant: "model".into() }),
        ("model:\"x", 6, 8, Fault::OpenQuote),
    ] {
        let error = Query::parse(typed, TODAY).unwrap_err();
        assert_eq!((error.at.from, error.at.to, error.fault), (from, to, fault), "{typed}");
    }
    let error = Query::parse("from:nobody", TODAY).unwrap_err();
    assert!(matches!(error.fault, Fault::BadValue { known, .. } if known == ["me", "model"]));
    assert!(Query::parse(&"(".repeat(100_000), TODAY).is_err(), "not too deep");
    assert!(Query::parse(&"a ".repeat(100_000), TODAY).is_err(), "not too long");
}

#[test]
fn the_word_at_the_end_may_go_on_while_it_is_typed() {
    let open = |typed: &str| {
        let query = read(typed).unfinished();
        query.words().iter().map(|words| words.prefix).collect::<Vec<_>>()
    };
    assert_eq!(open("big wha"), [false, true]);
    assert_eq!(open("big wha "), [false, false]);
    assert_eq!(open("big wh"), [false, false], "two letters begin almost anything");
    assert_eq!(open("big 漢"), [false, true], "one letter of a text without spaces does not");
    assert_eq!(open("\"big wha\""), [false], "what is quoted is whole");
    assert_eq!(open("big -wha"), [false]);
}

#[test]
fn days_are_those_of_the_calendar() {
    assert_eq!(day(1970, 1, 1), Day(0));
    assert_eq!(day(2000, 2, 29), Day(11_016));
    assert_eq!(day(2026, 11, 23), Day(20_780));
    assert_eq!(Day::from_date(2100, 2, 29), None);
    assert_eq!(Day::of(-1, 0), Day(-1));
    assert_eq!(Day::of(Day(5).start(330), 330), Day(5));
    assert_eq!(Day::of(Day(5).start(330) - 1, 330), Day(4));
}

/// Texts made of what means something, and of anything.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("-".to_owned()),
        Just(" OR ".to_owned()),
        Just("*".to_owned()),
        Just("in:bin ".to_owned()),
        Just("before:".to_owned()),
        Just("model:\"".to_owned()),
        Just("नमस्ते ".to_owned()),
        Just("漢字".to_owned()),
        "[a-z]{1,4} ?",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_text_is_a_query_or_names_its_place(typed in typed()) {
        match Query::parse(&typed, TODAY) {
            Ok(query) => {
                let needles: Vec<_> =
                    query.words().into_iter().map(crate::needles::Needle::new).collect();
                prop_assert!(needles.iter().all(Option::is_some), "each word can be found");
            }
            Err(error) => {
                let units = typed.encode_utf16().count() as u32;
                prop_assert!(error.at.from < error.at.to && error.at.to <= units, "{error:?}");
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn a_text_is_found_by_each_of_its_words(text in any::<String>()) {
        for token in crate::tokens::tokens(&text) {
            let text_of = &text[token.from..token.to];
            let words = Words { text: text_of.into(), ..Words::default() };
            // A character may be folded into several words, as ¼ is; then they are found together.
            let alone = crate::tokens::tokens(text_of);
            if alone.iter().any(|one| one.text == token.text) && alone.len() == 1 {
                let needle = crate::needles::Needle::new(&words).expect("a word");
                let found = crate::needles::Needles(vec![needle]).ranges(&text);
                prop_assert!(!found.is_empty(), "{words:?} in {text:?}");
            }
        }
    }
}
