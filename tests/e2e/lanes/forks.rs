//! A session of very many forks.

use serde_json::json;
use stage::shown;
use stage::window::keys;

use crate::seed::seed_forks;
use crate::support::{Room, count, until};
use crate::words::says;

const SPOT: &str = "[data-testid=map-spot]";

#[test]
fn a_session_of_five_hundred_forks_opens_and_can_be_walked() {
    let room = Room::scripted();
    seed_forks(&room, 500, 2);
    let window = room.open();
    window.click(shown::SESSION).unwrap();
    let reads = |words: &str| {
        let last = "return [...document.querySelectorAll(arguments[0])].at(-1)?.innerText.trim()\
                    .startsWith(arguments[1])";
        until(&window, words, last, json!([shown::REPLY_TEXT, words]));
    };
    reads("Reply 499 of the seed.");
    window.wait_until_says(shown::VERSIONS, "1 / 2").unwrap();
    window.press(&[keys::ALT, keys::RIGHT]).unwrap();
    reads("Version 2 of Reply 499 of the seed.");
    window.press(&[keys::ALT, keys::LEFT]).unwrap();
    reads("Reply 499 of the seed.");

    window.click("[data-testid=map-button]").unwrap();
    window.wait(SPOT).unwrap();
    let spots = count(&window, SPOT);
    assert!((3..600).contains(&spots), "what is out of sight is not drawn: {spots}");
    // The version beside the one that is read, by the map's keys.
    window.run("document.querySelector('[role=tree]').focus()", json!([])).unwrap();
    window.press(&[keys::RIGHT]).unwrap();
    window.press(&[keys::ENTER]).unwrap();
    reads("Version 2 of Reply 499 of the seed.");
    says(&window, shown::VERSIONS, "2 / 2");
}
