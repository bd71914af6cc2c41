//! Archives, also such as are made to harm.

use std::io::{Cursor, Write};

use carry::{Error, Format, Lost};
use zip::write::SimpleFileOptions;

use crate::{SAMPLES, taken};

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn chatgpt_finds_its_pictures_in_the_archive() {
    let png = b"\x89PNG\r\n\x1a\nrest";
    let archive = packed(&[
        ("user.json", b"{\"id\":\"user-1\"}"),
        ("conversations.json", SAMPLES[0].1.as_bytes()),
        ("user-1/file_00ab-sanitized.png", png),
    ]);
    let (format, taken) = taken(&archive).unwrap();
    assert_eq!(format, Format::Chatgpt);
    assert_eq!(taken.files[0].data, png);
    let attached = &taken.sessions[0].messages[0].attachments[0];
    assert_eq!(
        (attached.name.as_str(), attached.media_type.as_str()),
        ("file_00ab-sanitized.png", "image/png")
    );
    assert!(taken.losses.iter().all(|loss| loss.what != Lost::MissingFile), "{:?}", taken.losses);
}

#[test]
fn a_jan_folder_has_its_title_beside_its_messages() {
    let thread =
        br#"{"id":"thread_2","title":"Named","assistants":[{"model":{"id":"m","engine":"e"}}]}"#;
    let archive = packed(&[
        ("threads/thread_2/thread.json", thread),
        ("threads/thread_2/messages.jsonl", SAMPLES[6].1.as_bytes()),
    ]);
    let (format, taken) = taken(&archive).unwrap();
    assert_eq!(format, Format::Jan);
    assert_eq!(taken.sessions[0].title.as_deref(), Some("Named"));
    assert_eq!(taken.sessions[0].messages[1].model.as_deref(), Some("e/m"));
}

#[test]
fn a_name_that_leads_out_is_told_and_not_read() {
    let archive = packed(&[
        ("../conversations.json", SAMPLES[0].1.as_bytes()),
        ("a/conversations.json", SAMPLES[1].1.as_bytes()),
    ]);
    let (format, taken) = taken(&archive).unwrap();
    assert_eq!(format, Format::Claude, "only the other was read");
    assert!(taken.losses.iter().any(|loss| loss.what == Lost::OutsideName));
}

#[test]
fn an_archive_that_grows_without_measure_is_cut_short() {
    // A gigabyte of spaces before the end: less than a megabyte packed.
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("conversations.json", SimpleFileOptions::default()).unwrap();
    archive.write_all(SAMPLES[1].1.trim_end().trim_end_matches(']').as_bytes()).unwrap();
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..700 {
        archive.write_all(&spaces).unwrap();
    }
    archive.write_all(b"]").unwrap();
    let archive = archive.finish().unwrap().into_inner();
    let (_, taken) = taken(&archive).unwrap();
    assert_eq!(taken.sessions.len(), 2, "what came before is read");
    assert!(taken.losses.iter().any(|loss| loss.what == Lost::Bomb), "{:?}", taken.losses);
}

#[test]
fn an_archive_cut_or_bent_anywhere_is_an_error_or_a_loss() {
    let archive = packed(&[("conversations.json", SAMPLES[1].1.as_bytes())]);
    for cut in 0..archive.len() {
        assert!(
            matches!(taken(&archive[..cut]), Err(Error::Archive(_) | Error::Unknown)),
            "at {cut}"
        );
    }
    for at in 0..archive.len() {
        let mut bent = archive.clone();
        bent[at] ^= 0x55;
        let _ = taken(&bent);
    }
}
