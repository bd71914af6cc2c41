use proptest::prelude::*;

use super::*;

#[test]
fn the_columns_are_as_documented() {
    let csv = String::from_utf8(Format::Csv.written(&[vote(1)])).unwrap();
    let expected = concat!(
        "vote,turn,voted_at,voter,kind,language,tags,blind,models,outcome,best,reason,format\n",
        "00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-00003b9aca01,1795305600000,",
        "Ada,chat,de-CH,\"[\"\"code\"\"]\",true,",
        "\"[\"\"org/one\"\",\"\"org/two\"\",\"\"org/three\"\"]\",tie,\"[0,2]\",it is shorter,",
        "antiphon-votes/1\n",
    );
    assert_eq!(csv, expected);
    let json = String::from_utf8(Format::JsonLines.written(&[vote(1)])).unwrap();
    let expected = concat!(
        r#"{"vote":"00000000-0000-0000-0000-000000000001","#,
        r#""turn":"00000000-0000-0000-0000-00003b9aca01","voted_at":1795305600000,"#,
        r#""voter":"Ada","kind":"chat","language":"de-CH","tags":["code"],"blind":true,"#,
        r#""models":["org/one","org/two","org/three"],"outcome":"tie","best":[0,2],"#,
        r#""reason":"it is shorter","format":"antiphon-votes/1"}"#,
        "\n",
    );
    assert_eq!(json, expected);
    let documented = include_str!("../../exchange.rs").lines();
    let names: Vec<_> =
        documented.filter_map(|line| line.strip_prefix("//! | `")?.split('`').next()).collect();
    assert_eq!(names, row::COLUMNS.map(|column| column.name));
}

#[test]
fn no_votes_are_a_file_too() {
    for format in FORMATS {
        assert_eq!(format.read(&format.written(&[])).unwrap(), Pooled::default(), "{format:?}");
    }
}

#[test]
fn further_rows_of_a_vote_are_dropped_and_counted() {
    for format in FORMATS {
        let other = Vote { voter: "Bea".into(), ..vote(1) };
        let found = format.read(&format.written(&[vote(1), vote(2), other, vote(2)])).unwrap();
        assert_eq!((found.votes, found.duplicates), (vec![vote(1), vote(2)], 2), "{format:?}");
    }
}

#[test]
fn several_peoples_votes_are_pooled() {
    let of = |name: &str, numbers: [u128; 2]| {
        numbers.map(|number| Vote { voter: name.into(), ..vote(number) })
    };
    let found = pool(of("Ada", [1, 2]).into_iter().chain(of("Bea", [2, 3])));
    let numbers: Vec<_> = found.votes.iter().map(|vote| vote.id.as_u128()).collect();
    assert_eq!((numbers, found.duplicates), (vec![1, 2, 3], 1));
    assert_eq!(found.votes[1].voter, "Ada", "the first stays as it is");
}

#[test]
fn what_a_spreadsheet_would_run_is_written_as_text() {
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"] {
        let own = Vote { reason: formula.into(), voter: formula.into(), ..vote(1) };
        let csv = String::from_utf8(Format::Csv.written(std::slice::from_ref(&own))).unwrap();
        assert!(csv.contains(&format!("'{formula}")), "{csv}");
        assert_eq!(Format::Csv.read(csv.as_bytes()).unwrap().votes, [own]);
    }
    let words = Vote { reason: "'tis better".into(), ..vote(1) };
    assert!(String::from_utf8(Format::Csv.written(&[words])).unwrap().contains(",'tis better,"));
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[=+@'\",;\r\n\t\\[\\]-]{0,6}", "[a-z/.-]{1,12}"]
}

prop_compose! {
    fn any_ballot()(
        names in proptest::collection::btree_set(any_text().prop_filter("named", |own| !own.is_empty()), 2..=8),
        best in any::<u8>(),
    ) -> Ballot {
        let names: Vec<_> = names.into_iter().rev().collect();
        let places: Vec<_> = (0..names.len()).filter(|place| best >> place & 1 == 1).collect();
        let outcome = match places[..] {
            [] => Outcome::AllBad,
            [place] => Outcome::Best(place),
            _ => Outcome::Tie(Places::of(places).unwrap()),
        };
        Ballot::new(names, outcome).unwrap()
    }
}

prop_compose! {
    fn any_vote()(
        ids in any::<[u128; 2]>(),
        voted_at in any::<i64>(),
        texts in [any_text(), any_text(), any_text()],
        kind in proptest::sample::select(&Kind::ALL[..]),
        tags in proptest::collection::vec(any_text(), 0..4),
        blind in any::<bool>(),
        ballot in any_ballot(),
    ) -> Vote {
        let [id, turn] = ids.map(Uuid::from_u128);
        let [voter, language, reason] = texts;
        Vote { id, turn, voted_at, voter, kind, language, tags, blind, ballot, reason }
    }
}

proptest! {
    #[test]
    fn votes_go_through_every_format_unchanged(
        votes in proptest::collection::vec(any_vote(), 0..12),
    ) {
        let expected = pool(votes.clone());
        for format in FORMATS {
            prop_assert_eq!(&format.read(&format.written(&votes)).unwrap(), &expected);
        }
    }
}
