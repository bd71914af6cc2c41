use super::*;

/// The events of a stream that is fed in `pieces`, as text.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<(String, String)> {
    let (mut reader, mut found) = (Reader::default(), Vec::new());
    for piece in pieces {
        let told = reader.feed(piece, |event| {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            found.push((text(event.name), text(event.data)));
            Ok(())
        });
        told.unwrap();
    }
    found
}

fn data(stream: &str) -> Vec<String> {
    read([stream.as_bytes()]).into_iter().map(|(_, data)| data).collect()
}

#[test]
fn the_examples_of_the_standard_are_read_as_it_says() {
    // HTML standard, section 9.2.6, in its order.
    assert_eq!(data("data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
    let stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
    assert_eq!(data(stream), ["first event", "second event", " third event"]);
    assert_eq!(data("data\n\ndata\ndata\n\ndata:"), ["", "\n"], "the last is not dispatched");
    assert_eq!(data("data:test\n\ndata: test\n\n"), ["test", "test"]);
}

#[test]
fn an_events_name_holds_for_that_event_alone() {
    let stream = b"event: one\nevent: two\ndata: a\n\ndata: b\n\nevent: lost\n\ndata: c\n\n";
    let events = read([stream.as_slice()]);
    let expected = [("two", "a"), ("", "b"), ("", "c")];
    assert_eq!(events, expected.map(|(name, data)| (name.to_owned(), data.to_owned())));
}

#[test]
fn other_fields_and_comments_are_passed_by() {
    let stream =
        ":\n:data: no\nretry: 10\nid: 7\nDATA: no\ndatum: no\n data: no\ndata : no\ndata: yes\n\n";
    assert_eq!(data(stream), ["yes"]);
}

#[test]
fn a_byte_order_mark_is_passed_by_once_and_at_the_beginning() {
    assert_eq!(data("\u{feff}data: a\n\n"), ["a"]);
    assert_eq!(data("\u{feff}\u{feff}data: a\n\ndata: b\n\n"), ["b"], "a second is no mark");
    assert_eq!(data("data: a\n\n\u{feff}data: b\n\n"), ["a"], "later it is part of the name");
}

#[test]
fn lines_end_in_each_of_three_ways_wherever_they_are_cut() {
    let pattern =
        "\u{feff}: c|event: e|data: नमस्ते 👋|data:|data: b||data: c|||id|data: d||data: open";
    let expected = read([pattern.replace('|', "\n").as_bytes()]);
    assert_eq!(expected.len(), 3);
    for end in ["\n", "\r", "\r\n"] {
        let stream = pattern.replace('|', end);
        let bytes = stream.as_bytes();
        for cut in 0..=bytes.len() {
            assert_eq!(read([&bytes[..cut], &bytes[cut..]]), expected, "{end:?} cut at {cut}");
        }
        for size in 1..9 {
            assert_eq!(read(bytes.chunks(size)), expected, "{end:?} in pieces of {size}");
        }
    }
    let mixed = "data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\r\n";
    assert_eq!(data(mixed), ["a\nb\nc", "d"], "also mixed");
}

#[test]
fn an_error_of_the_receiver_ends_the_reading() {
    let mut reader = Reader::default();
    let mut seen = 0;
    let told = reader.feed(b"data: a\n\ndata: b\n\n", |_| {
        seen += 1;
        Err(Error::new(ErrorKind::Malformed, "no"))
    });
    assert_eq!((told.unwrap_err().message.as_str(), seen), ("no", 1));
}

#[test]
fn a_line_of_8_mb_in_1024_pieces_takes_linear_time() {
    let line = [b"data: ".as_slice(), &vec![b'a'; 8 << 20], b"\n\n"].concat();
    let (mut reader, mut longest) = (Reader::default(), 0);
    let (mut moved, mut capacity) = (0, 0);
    for piece in line.chunks(line.len().div_ceil(1024)) {
        let before = reader.line.len();
        reader
            .feed(piece, |event| {
                longest = event.data.len();
                Ok(())
            })
            .unwrap();
        // What is kept is moved only when its buffer grows.
        if reader.line.capacity() != capacity {
            capacity = reader.line.capacity();
            moved += before;
        }
    }
    assert_eq!(longest, 8 << 20);
    assert!(reader.searched <= line.len(), "each byte is searched once: {}", reader.searched);
    assert!(moved <= 2 * line.len(), "{moved} bytes moved for {}", line.len());
}

#[test]
fn an_event_over_16_mb_is_an_error_and_memory_stays_bounded() {
    let piece = vec![b'a'; 1 << 20];
    let endless_line = std::iter::once(b"data: ".as_slice()).chain(std::iter::repeat(&piece[..]));
    let many_lines = [b"data: ".as_slice(), &piece, b"\n"].concat();
    let endless_event = std::iter::repeat(&many_lines[..]);
    for stream in
        [&mut endless_line.take(40) as &mut dyn Iterator<Item = &[u8]>, &mut endless_event.take(40)]
    {
        let mut reader = Reader::default();
        let (mut fed, mut error) = (0, None);
        for piece in stream {
            match reader.feed(piece, |_| Ok(())) {
                Ok(()) => fed += piece.len(),
                Err(told) => {
                    error = Some(told);
                    break;
                }
            }
        }
        let error = error.expect("it never ends");
        assert_eq!(error.kind, ErrorKind::Malformed);
        assert!(fed <= LONGEST, "{fed} bytes were taken");
        assert!(fed >= LONGEST - (2 << 20), "an event of nearly 16 MB is taken: {fed}");
        let kept = reader.line.capacity() + reader.data.capacity() + reader.foreign.capacity();
        assert!(kept <= 3 * LONGEST, "{kept} bytes are kept");
    }
}

#[test]
fn a_body_that_is_no_event_stream_is_kept_to_be_understood() {
    let stray = |body: &[u8]| {
        let mut reader = Reader::default();
        body.chunks(3).for_each(|piece| reader.feed(piece, |_| Ok(())).unwrap());
        reader.stray().map(|said| said.len())
    };
    let error = br#" {"error": {"message": "no"}} "#;
    assert_eq!(stray(error), Some(error.len() - 2), "without the space around it");
    assert!(stray(b"<!doctype html>\n<p>no").is_some());
    assert!(stray(b"[{\n  \"error\": {}\n}]\n").is_some(), "of several lines");
    assert_eq!(stray(b"data: {}\n\n"), None);
    assert_eq!(stray(b": ping\n\n{"), Some(1), "after the connection was kept alive");
    assert_eq!(stray(b"id: 1\ndata: {}\n\n{\n\n}"), Some(3), "after an event");
    assert_eq!(stray(b"{}\n\ndata: {}\n\n"), None, "it went on");
    assert_eq!(stray(b"data: {\nretry"), None);
    assert_eq!(stray(b"no"), None);
    assert_eq!(stray(b""), None);
    let long = [b"{".as_slice(), &vec![b' '; 1 << 20], b"x"].concat();
    assert!(stray(&long).is_some_and(|kept| kept <= STRAY), "its first part is enough");
}
