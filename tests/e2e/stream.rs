//! A reply while it is written: stopped, continued, asked for again.

use stage::shown;
use stage::window::keys;

use crate::support::{Room, ask, count, reply, reply_text, streaming};

#[test]
fn a_stopped_reply_keeps_what_arrived_and_goes_on_from_there() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "#steady");
    streaming(&window, 40);
    window.click(shown::STOP).unwrap();
    let kept = reply(&window, "stopped");
    assert!(!kept.trim().is_empty(), "what had arrived is there");
    window.click("[data-testid=continue]").unwrap();
    let whole = reply(&window, "complete");
    assert!(whole.starts_with(kept.trim_end()), "it goes on where it stopped: {kept:?}");
    assert!(whole.len() > kept.len(), "and becomes longer");
    assert_eq!(count(&window, shown::REPLY), 1, "it is still the same reply");
    assert_eq!(count(&window, shown::VERSIONS), 0, "and the same version");
}

#[test]
fn a_reply_asked_for_again_is_a_second_version_and_the_first_stays() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "Say it once more.");
    let first = reply(&window, "complete");
    window.click(shown::REGENERATE).unwrap();
    window.wait_until_says(shown::VERSIONS, "2 / 2").unwrap();
    reply(&window, "complete");
    window.press(&[keys::ALT, keys::LEFT]).unwrap();
    window.wait_until_says(shown::VERSIONS, "1 / 2").unwrap();
    assert_eq!(reply_text(&window), first, "the first version is as it was");
    window.press(&[keys::ALT, keys::RIGHT]).unwrap();
    window.wait_until_says(shown::VERSIONS, "2 / 2").unwrap();
}

#[test]
fn an_edited_prompt_makes_a_branch_beside_the_old_one() {
    let room = Room::scripted();
    let window = room.open();
    ask(&window, "The first wording.");
    reply(&window, "complete");
    window.click("[data-testid=edit-prompt]").unwrap();
    let edit = "[data-testid=prompt-edit]";
    window.write(edit, &keys::with_control("a")).unwrap();
    window.write(edit, "The second wording.").unwrap();
    window.write(edit, keys::ENTER).unwrap();
    window.wait_until_says(shown::REPLY_TEXT, "second").unwrap();
    reply(&window, "complete");
    let prompts = || window.text("[data-testid=prompt]").unwrap().unwrap();
    assert!(prompts().contains("The second wording."), "the branch shows the new prompt");
    window.click("[data-testid=version-prev]").unwrap();
    window.wait_until_says(shown::REPLY_TEXT, "first").unwrap();
    assert!(prompts().contains("The first wording."), "the old branch is as it was");
    assert_eq!(count(&window, shown::REPLY), 1, "with one reply");
}
