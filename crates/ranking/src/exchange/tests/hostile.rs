use proptest::prelude::*;

use super::*;

/// What is told of the only bad row.
fn told(found: &Pooled) -> String {
    assert_eq!((found.bad_rows, found.bad.len()), (1, 1), "{found:?}");
    found.bad[0].to_string()
}

#[test]
fn a_bad_row_is_told_with_its_line_and_what_is_wrong() {
    let votes = [vote(1), vote(2)];
    for (from, to, csv, json) in [
        (
            "00000000-0000-0000-0000-000000000002",
            "2",
            "line 3: `vote` is \"2\", which is not a UUID",
            "line 2: `vote` is \"2\", which is not a UUID",
        ),
        ("chat", "walk", "`kind` is \"walk\", which is not chat, transcription or speech", ""),
        ("true", "maybe", "`blind` is \"maybe\", which is not true or false", "expected value"),
        ("1795305600000", "", "there is no `voted_at`", "expected value"),
        ("1795305600000", "1.5", "`voted_at` is 1.5, which is not an integer", ""),
        ("[0,2]", "[0,3]", "the best is at place 3, but there are 3 models, counted from 0", ""),
        ("[0,2]", "[0,99]", "`best` is [0,99], which is not the places of several models", ""),
        ("[0,2]", "[0,-2]", "`best` is [0,-2], which is not the places of several models", ""),
        ("[0,2]", "[0,0]", "a tie of 1; it takes two", ""),
        ("tie", "best", "`best` is [0,2], which is not the place of one model, as", ""),
        ("tie", "all_bad", "`best` is [0,2], which is not empty, as the outcome says", ""),
        ("org/two", "org/one", "a model stands twice on one vote: org/one", ""),
        ("org/two", "", "model 1 has no name", ""),
        ("votes/1", "votes/2", "which is not antiphon-votes/1, the format that can be read", ""),
    ] {
        for (format, expected) in [(Format::Csv, csv), (Format::JsonLines, json)] {
            let found = changed(format, &votes, |text| {
                let end = text.rfind("00000000-0000-0000-0000-000000000002").unwrap();
                format!("{}{}", &text[..end], text[end..].replacen(from, to, 1))
            });
            let expected = if expected.is_empty() { csv } else { expected };
            let told = told(&found);
            assert!(told.starts_with("line ") && told.contains(expected), "{format:?}: {told}");
            assert_eq!(found.votes, [vote(1)], "the others are read");
        }
    }
}

#[test]
fn a_text_of_several_lines_does_not_put_the_count_of_lines_out() {
    let long = Vote { reason: "one\ntwo\r\n\n\"three\"".into(), ..vote(1) };
    let found = changed(Format::Csv, &[long.clone(), vote(2)], |text| format!("{text}bad\n"));
    assert_eq!(found.votes, [long, vote(2)]);
    let told = told(&found);
    assert!(told.starts_with("line 7: ") && told.contains("`vote` is \"bad\""), "{told}");
}

#[test]
fn a_file_of_something_else_is_refused() {
    let refused = |found: Result<Pooled, ExchangeError>| found.unwrap_err().to_string();
    let missing = "these are no votes: there is no column `vote`";
    assert_eq!(refused(read_csv(&b"name,age\nAda,36\n"[..])), missing);
    assert_eq!(refused(read_csv(&b""[..])), missing);
    let rows = Format::Csv.written(&[vote(1), vote(2)]);
    let at = rows.windows(3).position(|text| text == b"Ada").unwrap();
    let rows = [&rows[..at], b"\xff\xfe", &rows[at + 3..]].concat();
    let found = Format::Csv.read(&rows).unwrap();
    assert_eq!((found.bad[0].number, found.votes.len()), (2, 1), "no text: {found:?}");
    let damaged = refused(read_parquet(Bytes::from_static(b"vote,turn\n1,2\n")));
    assert!(damaged.starts_with("this is no Parquet that can be read: "), "{damaged}");
    let found = read_json_lines(&b"[1]\n\n{}\nnull\n\xff\n"[..]).unwrap();
    let lines: Vec<_> = found.bad.iter().map(|bad| bad.number).collect();
    assert_eq!((found.bad_rows, lines), (4, vec![1, 3, 4, 5]));
}

#[test]
fn other_columns_and_their_order_do_not_matter() {
    let json = changed(Format::JsonLines, &[vote(1)], |text| {
        text.replacen('{', "{\"mood\":{\"good\":[1]},", 1)
    });
    assert_eq!(json.votes, [vote(1)]);
    let csv = changed(Format::Csv, &[vote(1)], |text| {
        let lines = text.lines().zip(["mood", "good"]);
        lines.map(|(line, mood)| format!("{mood},{line}\r\n")).collect()
    });
    assert_eq!(csv.votes, [vote(1)]);
    let bare = changed(Format::Csv, &[Vote { reason: String::new(), ..vote(1) }], |text| {
        "\u{feff}".to_owned()
            + &text.replace("reason,", "").replace(",,ant", ",ant").replace("true", "TRUE")
    });
    assert_eq!((bare.votes.len(), bare.bad_rows), (1, 0), "as a spreadsheet leaves it: {bare:?}");
}

#[test]
fn text_that_is_cut_has_whole_votes_and_one_bad_row_at_most() {
    let votes = [vote(1), Vote { reason: "a \"b\",\nc".into(), ..vote(2) }];
    for format in [Format::Csv, Format::JsonLines] {
        let whole = format.written(&votes);
        for end in 0..whole.len() {
            // A header that is cut lacks a column.
            let Ok(found) = format.read(&whole[..end]) else { continue };
            assert!(found.bad_rows <= 1 && votes.starts_with(&found.votes), "{format:?}, {end}");
            let all = found.votes.len() as u64 + found.bad_rows;
            assert!(all <= 2 && found.votes.len() <= votes.len(), "{format:?}, {end}");
        }
    }
}

#[test]
fn parquet_that_is_cut_is_refused() {
    let whole = Format::Parquet.written(&[vote(1), vote(2)]);
    for end in 0..whole.len() {
        assert!(Format::Parquet.read(&whole[..end]).is_err(), "{end} of {}", whole.len());
    }
}

#[test]
fn bad_rows_are_counted_where_there_are_too_many_to_tell() {
    let file = "{}\n".repeat(1_000_000);
    let found = Format::JsonLines.read(file.as_bytes()).unwrap();
    assert_eq!((found.bad_rows, found.bad.len()), (1_000_000, MOST_TOLD));
}

proptest! {
    #[test]
    fn files_with_changed_bytes_are_read_or_refused(
        format in proptest::sample::select(&FORMATS[..]),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut file = format.written(&[vote(1), vote(2), vote(3)]);
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        // Whether it is read or refused: what changed may be a letter of a reason.
        if let Ok(found) = format.read(&file) {
            prop_assert!(found.votes.len() <= 3);
        }
    }
}
