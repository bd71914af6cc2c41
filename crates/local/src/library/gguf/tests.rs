use std::io::Cursor;

use super::testing::Draft;
use super::{Gguf, GgufError, read, read_file};
use crate::ModelKind;

fn read_bytes(bytes: &[u8]) -> Result<Gguf, GgufError> {
    read(Cursor::new(bytes), bytes.len() as u64)
}

fn refusal(draft: &Draft) -> String {
    read_bytes(&draft.bytes()).expect_err("it must be refused").to_string()
}

#[test]
fn a_header_says_what_the_model_is() {
    let expected = Gguf {
        kind: ModelKind::Chat,
        languages: vec![],
        name: Some("Tiny Test".into()),
        architecture: "llama".into(),
        licence: Some("mit".into()),
        context: Some(2048),
        parameters: "1K".into(),
        quantisation: Some("Q8_0".into()),
    };
    for version in [2, 3] {
        let mut draft = Draft::model(100);
        draft.version = version;
        assert_eq!(read_bytes(&draft.bytes()).unwrap(), expected, "version {version}");
    }
}

#[test]
fn a_file_cut_at_any_byte_is_an_error() {
    let bytes = Draft::model(100).bytes();
    for length in 0..bytes.len() {
        match read_bytes(&bytes[..length]).expect_err("it is not whole") {
            GgufError::Empty => assert_eq!(length, 0),
            GgufError::Truncated { expected, found } => {
                assert_eq!(found, length as u64);
                assert!(expected > found && expected <= bytes.len() as u64, "cut at {length}");
            }
            other => panic!("cut at {length}: {other}"),
        }
    }
    assert!(read_bytes(&bytes).is_ok(), "the whole file is fine");
}

/// No byte of the header can be such that the reader panics, sets aside memory for what is not
/// there (which this test would not survive) or goes on for ever.
#[test]
fn any_changed_byte_of_a_header_is_read_or_refused() {
    let bytes = Draft::model(32).bytes();
    for at in 0..bytes.len() {
        for value in [0x00, 0x01, 0x08, 0x09, 0x7f, 0x80, 0xff, bytes[at] ^ 0x01, bytes[at] ^ 0x20]
        {
            let mut changed = bytes.clone();
            changed[at] = value;
            let _ = read_bytes(&changed);
        }
        for width in [4, 8] {
            let mut changed = bytes.clone();
            let end = (at + width).min(bytes.len());
            changed[at..end].fill(0xff);
            let _ = read_bytes(&changed);
        }
    }
}

#[test]
fn random_bytes_after_the_magic_are_refused() {
    // A fixed pseudo-random sequence (xorshift), so that a failure can be repeated.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..20_000 {
        let mut bytes = b"GGUF\x03\0\0\0".to_vec();
        bytes.extend((random() % 4).to_le_bytes());
        bytes.extend((random() % 4).to_le_bytes());
        let length = random() % 200;
        bytes.extend((0..length).map(|_| match random() % 3 {
            0 => 0,
            1 => (random() % 14) as u8,
            _ => random() as u8,
        }));
        assert!(read_bytes(&bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn counts_and_lengths_beyond_the_file_cost_nothing() {
    let huge = [u64::MAX, u64::MAX / 2, 1 << 62, 1 << 40, 1 << 33];
    for count in huge {
        for at in [8, 16] {
            let mut bytes = Draft::model(32).bytes();
            bytes[at..at + 8].copy_from_slice(&count.to_le_bytes());
            assert!(matches!(read_bytes(&bytes), Err(GgufError::Damaged(_))), "{count} things");
        }
        for kind in [0u32, 8, 9, 12] {
            let mut array = kind.to_le_bytes().to_vec();
            array.extend(count.to_le_bytes());
            let mut draft = Draft::model(32);
            assert!(read_bytes(&draft.value("x", 9, array).bytes()).is_err(), "{count} of {kind}");
        }
        let mut draft = Draft::model(32);
        let text = count.to_le_bytes().to_vec();
        assert!(read_bytes(&draft.value("x", 8, text).bytes()).is_err(), "a text of {count}");
        let mut draft = Draft::model(32);
        draft.tensor(&[count, count], 0, 0, vec![]);
        assert!(matches!(read_bytes(&draft.bytes()), Err(GgufError::Damaged(_))), "{count} wide");
        let mut draft = Draft::model(32);
        draft.tensor(&[1], 24, count & !31, vec![]);
        assert!(read_bytes(&draft.bytes()).is_err(), "a tensor at {count}");
    }
}

#[test]
fn a_huge_sparse_file_ends_at_the_longest_header() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut draft = Draft::model(32);
    // As many empty strings as the holes of the file would hold.
    let array = [8u32.to_le_bytes().as_slice(), &(1u64 << 36).to_le_bytes()].concat();
    let bytes = draft.without_tensors().value("x", 9, array).bytes();
    std::io::Write::write_all(&mut file.as_file(), &bytes).unwrap();
    file.as_file().set_len(1 << 40).unwrap();
    let error = read_file(file.path()).unwrap_err();
    assert!(error.to_string().contains("longer than a header can be"), "{error}");
}

#[test]
fn arrays_within_arrays_end() {
    let nested = |depth: usize| {
        let mut array = Vec::new();
        for _ in 0..depth {
            array.extend(9u32.to_le_bytes());
            array.extend(1u64.to_le_bytes());
        }
        array.extend(4u32.to_le_bytes());
        array.extend(0u64.to_le_bytes());
        read_bytes(&Draft::model(32).value("x", 9, array).bytes())
    };
    assert!(nested(1).is_ok(), "the specification allows it");
    assert!(matches!(nested(10_000), Err(GgufError::Damaged(_))));
}

#[test]
fn foreign_files_are_told_apart() {
    let unzip = b"PK\x03\x04 and so on and on";
    assert!(matches!(read_bytes(unzip), Err(GgufError::Foreign)));
    assert!(matches!(read_bytes(b"<!doctype html><title>404"), Err(GgufError::Foreign)));
    let mut draft = Draft::model(32);
    draft.version = 1;
    assert!(matches!(read_bytes(&draft.bytes()), Err(GgufError::Version(1))));
    draft.version = 4;
    assert!(matches!(read_bytes(&draft.bytes()), Err(GgufError::Version(4))));
    draft.version = 3u32.swap_bytes();
    assert!(matches!(read_bytes(&draft.bytes()), Err(GgufError::BigEndian)));
    assert!(read_file(std::env::temp_dir().as_path()).is_err(), "a folder");
}

#[test]
fn whole_files_that_cannot_chat_are_refused_with_the_reason() {
    type Change = fn(&mut Draft) -> &mut Draft;
    let cases: [(Change, &str); 11] = [
        (|draft| draft.without("tokenizer.chat_template"), "no chat template"),
        (|draft| draft.text("tokenizer.chat_template", " \n "), "no chat template"),
        (|draft| draft.text("general.type", "mmproj"), "cannot chat"),
        (|draft| draft.text("general.architecture", "clip"), "pictures"),
        (|draft| draft.text("general.type", "adapter"), "adapter"),
        (|draft| draft.text("general.architecture", "nomic-bert"), "compares texts"),
        (|draft| draft.number("llama.pooling_type", 3), "compares texts"),
        (|draft| draft.value("split.count", 2, vec![3, 0]), "one of 3 parts"),
        (|draft| draft.without("tokenizer.ggml.tokens"), "no vocabulary"),
        (|draft| draft.without_tensors(), "no weights"),
        (|draft| draft.without("general.architecture"), "architecture"),
    ];
    for (change, reason) in cases {
        let said = refusal(change(&mut Draft::model(32)));
        assert!(said.contains(reason), "{reason}: {said}");
    }
}

#[test]
fn tensors_must_fit_their_form() {
    let with =
        |sizes: &[u64], kind, offset| refusal(Draft::model(32).tensor(sizes, kind, offset, vec![]));
    assert!(with(&[100], 12, 0).contains("rows have 100 numbers"), "Q4_K has blocks of 256");
    assert!(with(&[32], 24, 7).contains("begins at byte 7"));
    assert!(with(&[1, 1, 1, 1, 1], 24, 0).contains("5 dimensions"));
    assert!(with(&[1], 4, 0).contains("not known"), "a form that was given up");
    assert!(with(&[33], 24, 0).contains("too early"), "one byte beyond the end");
}

#[test]
fn the_models_of_the_list_are_read() {
    let folders = std::env::var_os("ANTIPHON_MODELS").map(std::path::PathBuf::from);
    let folders = folders.into_iter().chain(["../../target/models".into()]);
    let file = "smollm2-135m-instruct-q4_1.gguf";
    let Some(path) = folders.map(|folder| folder.join(file)).find(|path| path.exists()) else {
        panic!("{file} is neither in $ANTIPHON_MODELS nor in target/models: run the set-up");
    };
    let gguf = read_file(&path).unwrap();
    assert_eq!(gguf.architecture, "llama");
    assert_eq!(gguf.context, Some(8192));
    assert_eq!(gguf.parameters, "135M");
    assert_eq!(gguf.quantisation.as_deref(), Some("Q4_1"));
}
