//! Every recorded answer in `tests/cassettes/<dialect>/<scenario>/`, decoded whole, cut at every
//! byte and in pieces of many sizes. A new case is a new folder: see `cassettes/README.md`.

#[cfg(test)]
mod player;

use std::collections::BTreeSet;

use player::{Checked, Recording, asking, cuts, outcome, pieces, recordings};

/// What each dialect has at least one recording of; a folder's name begins with one of these.
const SCENARIOS: [&str; 13] = [
    "hello",
    "reasoning",
    "refusal",
    "length_stop",
    "usage_with_cache",
    "image_in",
    "error_before_the_stream",
    "error_in_mid_stream",
    "keep_alives_and_comments",
    "unknown_event",
    "crlf",
    "no_final_done",
    "end_without_finish",
];

/// Runs `check` on every recording and reports all that fail, by name.
fn each(check: impl Fn(&Recording) -> Checked) {
    let recordings = recordings();
    assert!(!recordings.is_empty(), "there are recordings");
    let failed: Vec<_> = recordings
        .iter()
        .filter_map(|recording| Some(format!("{}: {}", recording.name, check(recording).err()?)))
        .collect();
    assert!(failed.is_empty(), "\n{}", failed.join("\n\n"));
}

#[test]
fn every_recording_decodes_to_what_is_expected() {
    each(outcome::is_as_expected);
}

#[test]
fn a_recording_cut_at_any_byte_is_truncated_unless_its_finish_had_arrived() {
    each(cuts::end_truthfully);
}

#[test]
fn pieces_of_any_size_make_no_difference() {
    each(pieces::make_no_difference);
}

#[test]
fn every_request_becomes_the_call_that_is_expected() {
    each(asking::is_as_expected);
}

#[test]
fn every_dialect_has_every_scenario() {
    let recordings = recordings();
    let dialects: BTreeSet<_> = recordings.iter().map(Recording::dialect_name).collect();
    for dialect in dialects {
        for scenario in SCENARIOS {
            let found = recordings.iter().any(|recording| {
                recording.dialect_name() == dialect && recording.scenario().starts_with(scenario)
            });
            assert!(found, "{dialect} has no {scenario}");
        }
    }
}

#[test]
fn half_of_the_recordings_end_badly() {
    let recordings = recordings();
    let bad = recordings.iter().filter(|recording| recording.ends_badly()).count();
    assert!(bad * 2 >= recordings.len(), "{bad} of {} end badly", recordings.len());
}

#[test]
fn every_recording_says_where_it_comes_from() {
    each(|recording| {
        let told = ["recorded from ", "made by hand after "];
        match told.iter().any(|told| recording.source.starts_with(told)) {
            true => Ok(()),
            false => Err("source.txt says neither what it was recorded from nor after what".into()),
        }
    });
}
