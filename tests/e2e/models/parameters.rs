//! What is set for a model, or for a chat, reaches the model.

use stage::shown;
use stage::window::keys;

use super::{card, open_list};
use crate::support::{Room, SMALL_MODEL, ask, reply};
use crate::words::{field, press, says};

#[test]
fn the_longest_reply_that_is_set_for_a_model_holds_for_its_replies() {
    let room = Room::real();
    let window = room.open();
    open_list(&window);
    let card = card(SMALL_MODEL.strip_prefix("local/").unwrap());
    press(&window, &card, "Parameters");
    let longest = field(&window, &card, "Longest reply");
    window.write(&longest, &format!("5{}", keys::TAB)).unwrap();
    window.click("[data-testid=close-page]").unwrap();
    ask(&window, "Count from one to one hundred in words.");
    reply(&window, "complete");
    says(&window, shown::REPLY, "The reply reached its maximum length.");
    says(&window, &format!("{} .figures", shown::REPLY), "5 tokens");
}

#[test]
fn the_system_prompt_of_a_chat_is_what_the_model_is_told_first() {
    let room = Room::scripted();
    let window = room.open();
    window.click(shown::PARAMETERS_BUTTON).unwrap();
    let system = field(&window, shown::PARAMETERS, "System prompt");
    window.write(&system, "Answer like a lighthouse keeper.").unwrap();
    window.write(&system, keys::TAB).unwrap();
    window.write(&system, keys::ESCAPE).unwrap();
    ask(&window, "Tell me #echo");
    let told = reply(&window, "complete");
    let path: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(path[0]["role"], "system", "first of all: {told}");
    assert_eq!(path[0]["text"], "Answer like a lighthouse keeper.");
    assert_eq!(path[1]["text"], "Tell me #echo");
    assert_eq!(path.as_array().unwrap().len(), 2, "and nothing else: {told}");
}
