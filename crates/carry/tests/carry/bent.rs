//! Files that are cut, bent or made to harm.

use carry::{Error, Lost};
use proptest::prelude::*;

use crate::{SAMPLES, taken};

#[test]
fn a_sample_cut_at_any_byte_is_told_or_read_up_to_there() {
    for (format, text) in SAMPLES {
        let whole = taken(text.as_bytes()).unwrap().1;
        for cut in 0..text.len() {
            match taken(&text.as_bytes()[..cut]) {
                Ok((_, part)) => {
                    assert!(part.sessions.len() <= whole.sessions.len(), "{format:?} at {cut}");
                }
                Err(Error::Unknown) => {}
                Err(error) => panic!("{format:?} at {cut}: {error}"),
            }
        }
        let cut = text.trim_end().len() - 1;
        let (_, part) = taken(&text.as_bytes()[..cut]).expect("all but the last byte");
        assert!(!part.losses.is_empty(), "{format:?}: that it was cut is told");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_bent_sample_never_panics(
        sample in 0..SAMPLES.len(),
        bends in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = SAMPLES[sample].1.as_bytes().to_vec();
        for (at, byte) in bends {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = taken(&bytes);
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = taken(&bytes);
    }

    #[test]
    fn any_tree_becomes_one_without_circles(
        links in prop::collection::vec((0_usize..14, 0_usize..16, 0_u8..3), 1..14),
    ) {
        let nodes: Vec<String> = links
            .iter()
            .map(|(id, parent, role)| {
                let role = ["user", "assistant", "tool"][usize::from(*role)];
                format!(
                    "\"{id}\":{{\"parent\":\"{parent}\",\"message\":{{\"author\":{{\"role\":\"{role}\"}},\
                    \"content\":{{\"content_type\":\"text\",\"parts\":[\"w{id}\"]}}}}}}"
                )
            })
            .collect();
        let text = format!("[{{\"id\":\"c\",\"mapping\":{{{}}}}}]", nodes.join(","));
        let (_, taken) = taken(text.as_bytes()).unwrap();
        for session in &taken.sessions {
            for (at, message) in session.messages.iter().enumerate() {
                if let Some(parent) = message.parent {
                    let before = &session.messages[..at];
                    prop_assert!(before.iter().any(|one| one.id == parent), "a parent comes before");
                }
            }
            // Whatever a person or a model said is in it, unless a tool was meant.
            for (id, _, role) in links.iter().rev().collect::<Vec<_>>() {
                let last = links.iter().rev().find(|(one, ..)| one == id).unwrap();
                if *role < 2 && last.2 < 2 {
                    let word = format!("w{id}");
                    let said = |one: &carry::Message| one.text.split_whitespace().any(|part| part == word);
                    prop_assert!(session.messages.iter().any(said), "{word} is missing");
                }
            }
        }
    }
}

#[test]
fn circles_orphans_and_doubles_are_named() {
    let node = |id: &str, parent: &str| {
        format!(
            "{{\"uuid\":\"{id}\",\"sender\":\"human\",\"text\":\"{id}\",\"parent_message_uuid\":\"{parent}\"}}"
        )
    };
    let messages =
        [node("a", "b"), node("b", "a"), node("c", "nobody"), node("c", "a"), node("d", "c")];
    let text = format!("[{{\"uuid\":\"x\",\"chat_messages\":[{}]}}]", messages.join(","));
    let (_, taken) = taken(text.as_bytes()).unwrap();
    let mut lost: Vec<Lost> = taken.losses.iter().map(|loss| loss.what).collect();
    lost.sort();
    assert_eq!(lost, [Lost::DuplicateId, Lost::Orphan, Lost::Cycle]);
    assert_eq!(taken.sessions[0].messages.len(), 4, "all but the double are kept");
}

#[test]
fn other_letters_are_read() {
    let text = SAMPLES[1].1.replace("Hello?", "Grüße, 🎻?");
    let right = taken(text.as_bytes()).unwrap().1;
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(taken(&wide).unwrap().1, right, "UTF-16 without a mark");
    assert_eq!(taken(&[&b"\xef\xbb\xbf"[..], text.as_bytes()].concat()).unwrap().1, right);
    let latin: Vec<u8> =
        SAMPLES[1].1.replace("Hello?", "Gr\u{fc}n?").chars().map(|c| c as u8).collect();
    let (_, read) = taken(&latin).unwrap();
    assert_eq!(read.sessions[1].messages[0].text, "Grün?");
    assert!(read.losses.iter().any(|loss| loss.what == Lost::Letters), "and that is told");
}

#[test]
fn what_is_no_file_of_chats_is_refused() {
    for text in ["", "{}", "[]", "hello", "<html>", "{\"messages\":3}", "[1,2,3]", "null", "\"x\""]
    {
        assert!(matches!(taken(text.as_bytes()), Err(Error::Unknown)), "{text}");
    }
    let deep = "[".repeat(1 << 20);
    assert!(matches!(taken(deep.as_bytes()), Err(Error::Unknown)));
}
