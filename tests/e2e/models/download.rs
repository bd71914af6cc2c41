//! Models by their address, from a server on the loopback.

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use sha2::{Digest, Sha256};
use stage::disk::{SmallDisk, may_mount};
use stage::window::Window;

use super::server::{Plan, Server, Then};
use super::{ADD, add_address, card, card_that_is, open_list};
use crate::gguf;
use crate::support::{Room, count};
use crate::words::{gone, press, says};

const LENGTH: usize = 3_000_000;
const ID: &str = "tiny";

fn model() -> Vec<u8> {
    gguf::file("Tiny", LENGTH)
}

fn sum(file: &[u8]) -> String {
    Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Opens the list and begins to fetch the file from the server.
fn begin(room: &Room, server: &Server) -> Window {
    let window = room.open();
    open_list(&window);
    add_address(&window, &server.address, &sum(&model()));
    window.wait(&card(ID)).unwrap();
    window
}

fn kept(room: &Room) -> Vec<PathBuf> {
    let entries = fs::read_dir(room.data.join("models")).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| path.display().to_string().contains(ID))
        .collect()
}

#[test]
fn a_download_shows_how_far_it_is_pauses_and_goes_on_where_it_stopped() {
    let server = Server::start(model(), vec![Plan::cut(1_800_000, Then::Hold), Plan::WHOLE]);
    let room = Room::scripted();
    let window = begin(&room, &server);
    says(&window, &card_that_is(ID, "downloading"), "2 MB of 3 MB");
    press(&window, &card(ID), "Pause");
    window.wait(&card_that_is(ID, "paused")).unwrap();
    says(&window, &card(ID), "2 MB of 3 MB");
    press(&window, &card(ID), "Resume");
    window.wait(&card_that_is(ID, "ready")).unwrap();
    let begins = server.begins();
    assert_eq!(begins.len(), 2, "one request before the pause and one after: {begins:?}");
    assert!(begins[0] == 0 && begins[1] > 1_000_000, "it went on where it stopped: {begins:?}");
    let file = kept(&room);
    assert_eq!(file.len(), 1, "nothing is left beside it: {file:?}");
    assert!(fs::read(&file[0]).unwrap() == model(), "it is the file");
}

#[test]
fn a_download_that_was_paused_goes_on_after_the_app_was_closed() {
    let server = Server::start(model(), vec![Plan::cut(1_800_000, Then::Hold), Plan::WHOLE]);
    let room = Room::scripted();
    let window = begin(&room, &server);
    says(&window, &card_that_is(ID, "downloading"), "2 MB of 3 MB");
    press(&window, &card(ID), "Pause");
    window.wait(&card_that_is(ID, "paused")).unwrap();
    drop(window);
    let window = room.open();
    open_list(&window);
    press(&window, &card(ID), "Resume");
    window.wait(&card_that_is(ID, "ready")).unwrap();
    assert!(server.begins()[1] > 1_000_000, "where it stopped: {:?}", server.begins());
}

#[test]
fn a_download_that_is_cancelled_leaves_nothing() {
    let server = Server::start(model(), vec![Plan::cut(1_800_000, Then::Hold)]);
    let room = Room::scripted();
    let window = begin(&room, &server);
    says(&window, &card_that_is(ID, "downloading"), "2 MB of 3 MB");
    press(&window, &card(ID), "Cancel");
    gone(&window, &card_that_is(ID, "downloading"));
    assert_eq!(kept(&room), Vec::<PathBuf>::new(), "nothing of it is kept");
}

#[test]
fn a_download_whose_connection_breaks_goes_on_by_itself() {
    let cut = Plan::cut(1_200_000, Then::Reset);
    let server = Server::start(model(), vec![cut, cut, Plan::WHOLE]);
    let room = Room::scripted();
    let window = begin(&room, &server);
    window.wait(&card_that_is(ID, "ready")).unwrap();
    let begins = server.begins();
    assert!(begins.len() >= 2, "it was asked again: {begins:?}");
    assert!(begins.is_sorted() && begins[1] > 0, "never for what is here: {begins:?}");
}

#[test]
fn a_download_with_a_wrong_sum_is_refused_and_nothing_of_it_is_used() {
    let mut other = model();
    *other.last_mut().unwrap() ^= 1;
    let server = Server::start(other, vec![Plan::WHOLE]);
    let room = Room::scripted();
    let window = begin(&room, &server);
    says(&window, &card(ID), "SHA-256");
    gone(&window, &card_that_is(ID, "downloading"));
    assert_eq!(count(&window, &card_that_is(ID, "ready")), 0, "it is not offered");
    let whole = room.data.join("models/tiny.gguf");
    assert!(!whole.exists(), "and not kept under its name");
}

#[test]
fn a_full_disk_pauses_a_download_and_it_goes_on_when_there_is_room() {
    let test = "a_full_disk_pauses_a_download_and_it_goes_on_when_there_is_room";
    if !may_mount(&format!("models::download::{test}")).unwrap() {
        return;
    }
    // At first nobody knows how long the file is, so the disk fills up.
    let untold = Plan { told: false, ..Plan::WHOLE };
    let server = Server::start(model(), vec![untold, Plan::WHOLE]);
    let room = Room::scripted();
    let disk = SmallDisk::mount(&room.data, 2).unwrap();
    room.remember(json!({}));
    let window = begin(&room, &server);
    says(&window, &card_that_is(ID, "paused"), "The disk is full");
    press(&window, &card(ID), "Resume");
    says(&window, &card_that_is(ID, "paused"), "more are needed");
    disk.set("size=16m").unwrap();
    press(&window, &card(ID), "Resume");
    window.wait(&card_that_is(ID, "ready")).unwrap();
    assert!(server.begins().last().is_some_and(|&from| from > 500_000), "what was here was kept");
}

#[test]
fn an_address_that_is_not_safe_is_refused_where_it_was_typed() {
    let room = Room::scripted();
    let window = room.open();
    open_list(&window);
    let sum = "0".repeat(64);
    for (address, sum, words) in [
        ("http://example.org/model.gguf", sum.as_str(), "must begin with https://"),
        ("file:///etc/passwd", &sum, "must begin with https://"),
        ("https://me:secret@example.org/model.gguf", &sum, "must not hold a name or password"),
        ("https://example.org/model.gguf", "abc", "must have 64 hexadecimal digits"),
    ] {
        add_address(&window, address, sum);
        says(&window, &format!("{ADD} [role=alert]"), words);
        assert_eq!(count(&window, "[data-testid=model-card][data-state=downloading]"), 0);
    }
}
